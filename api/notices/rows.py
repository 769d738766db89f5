"""The rows of notices on the wire, as the views `notice_crew_rows` and `notice_rows` make them (docs/messages.md, section 5)."""

from __future__ import annotations

from marshmallow import fields

from api.fields import Open, count, flag, maybe_word, word
from api.taskings.rows import DeviceLadder


class NoticeOfCrew(Open):
    """What a crew is told: one row for each crew, whoever of it has read it."""

    id, revision, notice_id, text, is_urgent = word(), count(), word(), word(), flag()
    addressed, incident_id, cad, sent_by, told_at = word(), maybe_word(), maybe_word(), word(), word()
    read_at, read_by, ended_at, end_reason = maybe_word(), maybe_word(), maybe_word(), maybe_word()


class Notice(NoticeOfCrew):
    """And what the boards are told beside it."""

    unit_id, callsign, alarm, alarmed_at = word(), word(), maybe_word(), maybe_word()
    alarm_acknowledged_by, alarm_acknowledged_at = maybe_word(), maybe_word()
    devices = fields.List(fields.Nested(DeviceLadder), required=True)

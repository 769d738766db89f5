"""The rows of reports from the street, as the view `report_rows` makes them, and a report whole (docs/messages.md, sections 5 and 14)."""

from __future__ import annotations

from marshmallow import fields

from api.fields import Open, count, flag, maybe_word, word, words
from api.records.rows import Warned


class Report(Open):
    """What an officer has sent from the street, and what became of it. `subjects`: lines of the record that the reader may see."""

    id, revision, kind, officer_id, officer, callsign = word(), count(), word(), word(), word(), word()
    incident_id, cad, about, urgent, subjects = word(), word(), word(), flag(), words()
    state, sent_at, received_at = word(), word(), word()
    decided_by, decided_at, reason = maybe_word(), maybe_word(), maybe_word()


class ReportList(Open):
    """`waiting`: how many wait for a decision, also when others are listed."""

    items = fields.List(fields.Nested(Report), required=True)
    waiting = count()


class ReportsWaiting(Open):
    """How many wait for a decision, how many of them tell of an immediate risk, and when one last came or was decided."""

    waiting, urgent, changed_at = count(), count(), maybe_word()


class ReportSubject(Open):
    kind, id, line = word(), word(), word()
    markers = fields.List(fields.Nested(Warned), required=True)


class MadeMarker(Open):
    id, text, fact_or_opinion, review_on, entered_by, entered_at = word(), word(), word(), word(), word(), word()
    withdrawn_by, withdrawn_at, withdrawn_reason = maybe_word(), maybe_word(), maybe_word()


class WholeReport(Open):
    """`body` by kind, as its command brought it (docs/messages.md, section 14)."""

    report = fields.Nested(Report, required=True)
    body = fields.Dict(required=True)
    what, address, pod = word(), word(), word()
    subjects = fields.List(fields.Nested(ReportSubject), required=True)
    # The warning that it has become, newest words first.
    marker = fields.List(fields.Nested(MadeMarker), required=True)

"""The rows of incidents and of their logs on the wire, as the views `incident_rows` and `log_rows` make them, and an incident whole.

docs/messages.md, sections 5 and 8.
"""

from __future__ import annotations

from marshmallow import fields

from api.fields import Open, count, flag, maybe_word, number, word, words
from api.places.rows import Risk
from api.taskings.rows import Tasking
from api.thrive.rows import Thrive


class Incident(Open):
    id, revision, cad, grade, type, what, address = word(), count(), word(), word(), word(), word(), word()
    lon, lat, pod, state, qualifiers = number(), number(), word(), word(), words()
    opened_at, graded_at, attend_by, arrived_at = word(), word(), maybe_word(), maybe_word()
    resulted_at, closed_at, result, result_text = maybe_word(), maybe_word(), maybe_word(), maybe_word()
    duplicate_of, source, exercise, brief_revision, log_count = maybe_word(), word(), flag(), count(), count()


class LogEntry(Open):
    id, incident_id, number, kind, text, author = word(), word(), count(), word(), word(), word()
    source, occurred_at, received_at, refers_to = word(), word(), word(), maybe_word()


class IncidentPage(Open):
    items = fields.List(fields.Nested(Incident), required=True)
    next = maybe_word()


class Receipt(Open):
    """A rung that one device reached with one state of the brief. `at`: when the server had its receipt."""

    tasking_id, callsign, brief_revision, device_id, kind = word(), word(), count(), word(), word()
    officer, rung, channel, at = word(), word(), word(), word()


class WholeIncident(Open):
    incident = fields.Nested(Incident, required=True)
    taskings = fields.List(fields.Nested(Tasking), required=True)
    receipts = fields.List(fields.Nested(Receipt), required=True)
    log = fields.List(fields.Nested(LogEntry), required=True)
    thrive = fields.List(fields.Nested(Thrive), required=True)
    risk = fields.Nested(Risk, required=True)
    caller_number = maybe_word()


class LikeIncident(Open):
    incident = fields.Nested(Incident, required=True)
    distance_m, minutes, score, why = number(), number(), number(), word()


class LikeIncidents(Open):
    items = fields.List(fields.Nested(LikeIncident), required=True)

"""The parts of a record on the wire: its warnings, its numbers, and its links two steps out (docs/messages.md, section 11)."""

from __future__ import annotations

from marshmallow import fields

from api.fields import Open, flag, maybe_word, word


class Warned(Open):
    code, label, severity, historic = word(), word(), word(), flag()


class RecordIdentifier(Open):
    kind, value, valid = word(), word(), flag()


class RecordMarkerRow(Warned):
    text, source, force, fact_or_opinion, added_on, review_on = word(), word(), word(), word(), word(), word()
    # Which of the joined records it stands on.
    record_id = word()


class RecordLink(Open):
    role, kind, id, line, direction = word(), word(), word(), word(), word()
    subject_category, provenance, fact_or_opinion = maybe_word(), word(), word()
    confidence = fields.Integer(required=True, allow_none=True)
    source, classification, handling, valid_from, valid_to = word(), word(), word(), maybe_word(), maybe_word()
    markers = fields.List(fields.Nested(Warned), required=True)


class RecordBetween(Open):
    kind, id = word(), word()


class FurtherLink(Open):
    """The second step out; `via` is the record of the first."""

    role, kind, id, line, direction = word(), word(), word(), word(), word()
    source, classification, valid_to = word(), word(), maybe_word()
    via = fields.Nested(RecordBetween, required=True)
    markers = fields.List(fields.Nested(Warned), required=True)

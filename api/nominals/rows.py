"""The golden card of a person, and what the review desk is shown (docs/messages.md, section 8)."""

from __future__ import annotations

from marshmallow import fields

from api.fields import Open, maybe_word, word, words
from api.records.rows import RecordIdentifier, Warned


class GoldenRecord(Open):
    """One source's record of the person whose card this is. `line`: name and birth; `facts`: what else it says, each `[label, words]`."""

    id, source, line, changed_on = word(), word(), word(), word()
    facts = fields.List(fields.List(fields.String()), required=True)


class PossibleOther(Open):
    """`why`: why it is not joined. `reasons`: what agrees and what does not, in words."""

    id, line, source, why, reasons = word(), word(), word(), word(), words()
    held_apart = fields.Boolean(required=True)


class GoldenCard(Open):
    records = fields.List(fields.Nested(GoldenRecord), required=True)
    others = fields.List(fields.Nested(PossibleOther), required=True)


class WaitingRecord(Open):
    id, line, source = word(), word(), word()


class WaitingPair(Open):
    """`kind`: unsure, twins, numbers, no_birth, large, between; `why` says it in a sentence."""

    one, other = fields.Nested(WaitingRecord, required=True), fields.Nested(WaitingRecord, required=True)
    why, kind = word(), word()


class NominalsWaiting(Open):
    """`count` of all pairs that need a person; `waiting`: records that are still to be compared."""

    items = fields.List(fields.Nested(WaitingPair), required=True)
    count, waiting = fields.Integer(required=True), fields.Integer(required=True)


class ReviewedMarker(Warned):
    text, source = word(), word()


class ReviewedRecord(Open):
    id, golden_id, source, changed_on, given_names, family_name = word(), word(), word(), word(), word(), word()
    aliases, born_on, age, sex, postcode, description = words(), maybe_word(), maybe_word(), word(), word(), word()
    classification, exercise = word(), fields.Boolean(required=True)
    identifiers = fields.List(fields.Nested(RecordIdentifier), required=True)
    markers = fields.List(fields.Nested(ReviewedMarker), required=True)


class MatchReason(Open):
    """`speaks`: *speaks strongly for it*, and so on: the weight of the comparison in words."""

    about, words, speaks = word(), word(), word()


class ReviewedPair(Open):
    state, why, overall = word(), word(), word()
    reasons = fields.List(fields.Nested(MatchReason), required=True)


class GoldenDecision(Open):
    one_id, other_id, verdict, by, at, reason = word(), word(), word(), word(), word(), word()


class GoldenStep(Open):
    """`before` and `after`: how many records stood together, largest cluster first."""

    id, act, at, by, reason, undone_at = word(), word(), word(), word(), word(), maybe_word()
    can_undo = fields.Boolean(required=True)
    before, after = (fields.List(fields.Integer(), required=True) for _ in range(2))


class NominalsSideBySide(Open):
    records = fields.List(fields.Nested(ReviewedRecord), required=True)
    left_out = fields.Integer(required=True)
    together = fields.Boolean(required=True)
    pair = fields.Nested(ReviewedPair, required=True, allow_none=True)
    decisions = fields.List(fields.Nested(GoldenDecision), required=True)
    steps = fields.List(fields.Nested(GoldenStep), required=True)

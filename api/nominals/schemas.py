"""What comes in at the doors of golden nominals."""

from __future__ import annotations

from marshmallow import fields

from api.fields import CommandBody, Strict, Words


class OfTwoRecords(CommandBody):
    one_id = fields.UUID(required=True)
    other_id = fields.UUID(required=True)
    reason = Words(500, shortest=5, required=True)


class UndoGolden(CommandBody):
    act_id = fields.UUID(required=True)
    reason = Words(500, shortest=5, required=True)


class ReviewRecords(Strict):
    """One or two records; those that stand with them come by themselves."""

    one_id = fields.UUID(required=True)
    other_id = fields.UUID(load_default=None, allow_none=True)

"""What is asked of a trail."""

from __future__ import annotations

from marshmallow import fields, validate

from api.fields import Strict, Words, code

LONGEST_MIN = 12 * 60


class ShowTrail(Strict):
    unit_id = fields.UUID(required=True)
    minutes = fields.Integer(load_default=30, strict=True, validate=validate.Range(5, LONGEST_MIN))
    reason = code(required=True, metadata={"description": "A code of `trail_reasons`."})
    words = Words(200, shortest=0, load_default="")

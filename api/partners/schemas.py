"""What comes in at the doors of partners."""

from __future__ import annotations

from marshmallow import fields, validate

from api.fields import Flag, Strict, Words, code
from api.partners.models import FORMS
from api.replays.schemas import Ground


class MakePartner(Strict):
    """The least by default: squares of 500 m, a minute late."""

    form = fields.String(required=True, validate=validate.OneOf(list(FORMS)))
    label = Words(80, shortest=2, required=True, metadata={"description": "Who it is for."})
    area = fields.Nested(Ground, load_default=None, allow_none=True, metadata={"description": "Null: everywhere."})
    kinds = fields.List(code(), load_default=list, validate=validate.Length(max=20))
    is_precise = Flag(load_default=False)
    delay_s = fields.Integer(load_default=60, strict=True, validate=validate.Range(0, 3600))

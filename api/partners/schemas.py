"""Partners as documents: what is made, what is shown. The key is shown once, when it is made."""

from __future__ import annotations

from marshmallow import fields, validate

from api.fields import Flag, Open, Strict, Words, code
from api.partners.models import FORMS
from api.replays.schemas import Area, Ground


class MakePartner(Strict):
    """The least by default: squares of 500 m, a minute late."""

    form = fields.String(required=True, validate=validate.OneOf(list(FORMS)))
    label = Words(80, shortest=2, required=True, metadata={"description": "Who it is for."})
    area = fields.Nested(Ground, load_default=None, allow_none=True, metadata={"description": "Null: everywhere."})
    kinds = fields.List(code(), load_default=list, validate=validate.Length(max=20))
    is_precise = Flag(load_default=False)
    delay_s = fields.Integer(load_default=60, strict=True, validate=validate.Range(0, 3600))


class PartnerMade(Open):
    id, key = fields.String(required=True), fields.String(required=True)


class PartnerRow(Open):
    """`area`: null for everywhere; `kinds`: empty for all; `uses_today`: how often in 24 hours."""

    id, label, form, form_name, made_by, made_at = (fields.String(required=True) for _ in range(6))
    area, withdrawn_by, withdrawn_at, used_at = (fields.String(required=True, allow_none=True) for _ in range(4))
    kinds = fields.List(fields.String(), required=True)
    is_precise = fields.Boolean(required=True)
    delay_s, uses_today = fields.Integer(required=True), fields.Integer(required=True)


class Partners(Open):
    """`areas` and `unit_kinds`: what a key can be kept to."""

    items = fields.List(fields.Nested(PartnerRow), required=True)
    unit_kinds = fields.List(fields.String(), required=True)
    areas = fields.List(fields.Nested(Area), required=True)
    cot_out_port = fields.Integer(required=True, allow_none=True)

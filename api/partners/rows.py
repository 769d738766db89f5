"""Partners and their keys. A key is told once, when it is made."""

from __future__ import annotations

from marshmallow import fields

from api.fields import Open
from api.replays.rows import Area


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

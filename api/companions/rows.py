"""Companion apps and radios as their owners see them. The key is told once, when it is made."""

from __future__ import annotations

from marshmallow import fields

from api.fields import Open


class CompanionMade(Open):
    id, key = fields.String(required=True), fields.String(required=True)


class CompanionRow(Open):
    """`outcome` is the last thing that came of it: stored, off duty, or why not. `unit`: for whom it speaks right now."""

    id, protocol, protocol_name, label, made_by, made_at = (fields.String(required=True) for _ in range(6))
    officer, vehicle, unit, withdrawn_by, withdrawn_at, heard_at, outcome = (
        fields.String(required=True, allow_none=True) for _ in range(7)
    )


class Companions(Open):
    """`cot_port` is where TAK clients connect; null where that is off."""

    items = fields.List(fields.Nested(CompanionRow), required=True)
    cot_port = fields.Integer(required=True, allow_none=True)

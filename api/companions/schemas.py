"""Companions as documents: what is made, what is shown. The key is shown once, when it is made."""

from __future__ import annotations

from marshmallow import ValidationError, fields, validate, validates_schema

from api.companions.models import PROTOCOLS
from api.fields import Open, Strict, Words


class MakeCompanion(Strict):
    protocol = fields.String(required=True, validate=validate.OneOf(list(PROTOCOLS)))
    label = Words(80, shortest=2, required=True, metadata={"description": "What somebody would call the device."})
    pay_number = Words(
        20, load_default=None, allow_none=True, metadata={"description": "It tells this officer's place."}
    )
    vehicle = Words(20, load_default=None, allow_none=True, metadata={"description": "Or that of this vehicle."})

    @validates_schema
    def is_of_one(self, data: dict[str, str | None], **_: object) -> None:
        if bool(data.get("pay_number")) == bool(data.get("vehicle")):
            raise ValidationError("Name an officer or a vehicle, and only one of them.", "pay_number")


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

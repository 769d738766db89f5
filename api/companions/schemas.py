"""What comes in at the doors of companions."""

from __future__ import annotations

from marshmallow import ValidationError, fields, validate, validates_schema

from api.companions.models import PROTOCOLS
from api.fields import Strict, Words


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

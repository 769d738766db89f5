"""What comes in at the doors of fixes. It is read by hand (`parse`), item by item; these say what it is."""

from __future__ import annotations

from marshmallow import fields, validate

from api.fields import Strict


class FixesIn(Strict):
    device_id = fields.UUID(load_default=None, allow_none=True)
    fixes = fields.List(
        fields.Raw(),
        required=True,
        validate=validate.Length(1, 500),
        metadata={
            "description": "`{lon, lat, accuracy_m, fixed_at, speed_mps?, heading?, battery?, source?}`; source: handset or vehicle."
        },
    )


class SetKeeping(Strict):
    keep_days = fields.Integer(required=True, allow_none=True, strict=True, validate=validate.Range(1, 3660))

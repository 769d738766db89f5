"""What comes in at the doors of fixes. It is read by hand (`parse`), item by item; these say what it is."""

from __future__ import annotations

from marshmallow import fields, validate

from api.fields import Strict


class FixesIn(Strict):
    device_id = fields.UUID(load_default=None, allow_none=True)
    sent_at = fields.Raw(
        load_default=None,
        allow_none=True,
        metadata={
            "description": "What the device calls now: by it the fixes of a clock that is ahead are put into our time."
        },
    )
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

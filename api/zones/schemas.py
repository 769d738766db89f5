"""What comes in at the doors of zones."""

from __future__ import annotations

from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from api.fields import CommandBody, Instant, Words, lat, lon
from api.zones.models import KINDS

# So many corners a hand can set; files may bring more (geo/outlines.py).
MOST_DRAWN = 200


class MakeZone(CommandBody):
    """Drawn by its corners, or a circle around a place."""

    zone_id = fields.UUID(required=True)
    zone_kind = fields.String(required=True, validate=validate.OneOf(KINDS))
    name = Words(80, required=True)
    note = Words(300, required=True)
    from_at = Instant(load_default=None, allow_none=True)
    until_at = Instant(load_default=None, allow_none=True, is_any=True)
    corners = fields.List(
        fields.Tuple((lon(), lat())),
        load_default=None,
        allow_none=True,
        validate=validate.Length(3, MOST_DRAWN),
        metadata={"description": "[[lon, lat], ...], WGS 84, in the order in which one walks around."},
    )
    lon = fields.Float(load_default=None, allow_none=True, allow_nan=False)
    lat = fields.Float(load_default=None, allow_none=True, allow_nan=False)
    radius_m = fields.Float(load_default=None, allow_none=True, allow_nan=False, validate=validate.Range(10, 5_000))

    @validates_schema
    def has_one_outline(self, data: dict[str, Any], **_: Any) -> None:
        round_ = [data.get(name) is not None for name in ("lon", "lat", "radius_m")]
        if data.get("corners") is not None and any(round_):
            raise ValidationError("Either corners or a circle, not both.", "corners")
        if data.get("corners") is None and not all(round_):
            raise ValidationError("Give the corners, or a place and a radius.", "corners")


class EndZone(CommandBody):
    zone_id = fields.UUID(required=True)
    reason = Words(200, required=True)

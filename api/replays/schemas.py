"""What is asked of a replay."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from api.fields import Instant, Strict, Words, code
from geo import points

# What one answer may span, in time and on the ground: an incident is followed for longer than an area.
LONGEST_OF_INCIDENT, LONGEST_OF_AREA = timedelta(hours=12), timedelta(hours=4)
WIDEST_DEG = (0.35, 0.22)


class Ground(Strict):
    """A borough or a BCU."""

    kind = fields.String(required=True, validate=validate.OneOf(["borough", "pod"]))
    code = Words(60, required=True)


class ShowReplay(Strict):
    """One of `cad`, `area`, `box`. An incident brings its own time when none is given."""

    cad = Words(20, load_default=None, allow_none=True, metadata={"description": "`4521/22NOV26`."})
    area = fields.Nested(Ground, load_default=None, allow_none=True)
    box = fields.List(
        fields.Float(allow_nan=False),
        load_default=None,
        allow_none=True,
        validate=validate.Length(equal=4),
        metadata={"description": "West, south, east, north, in degrees."},
    )
    since = Instant(load_default=None, allow_none=True, is_any=True)
    until = Instant(load_default=None, allow_none=True, is_any=True)
    reason = code(required=True, metadata={"description": "A code of `trail_reasons`."})
    words = Words(200, shortest=0, load_default="")

    @validates_schema
    def is_about_one_thing(self, data: dict[str, Any], **_: Any) -> None:
        named = [name for name in ("cad", "area", "box") if data.get(name)]
        if len(named) != 1:
            raise ValidationError("Choose an incident, an area or a part of the map: one of them.", "cad")

    @validates_schema
    def is_a_bearable_box(self, data: dict[str, Any], **_: Any) -> None:
        if not data.get("box") or len(data["box"]) != 4:
            return
        west, south, east, north = data["box"]
        if not (
            west < east and south < north and points.is_in_britain(west, south) and points.is_in_britain(east, north)
        ):
            raise ValidationError("This is no part of the map of Britain.", "box")
        if east - west > WIDEST_DEG[0] or north - south > WIDEST_DEG[1]:
            raise ValidationError("That is more than 24 km of ground. Draw the map nearer.", "box")

    @validates_schema
    def is_a_bearable_time(self, data: dict[str, Any], **_: Any) -> None:
        since, until = data.get("since"), data.get("until")
        if not data.get("cad") and not (since and until):
            raise ValidationError("Say from when to when.", "since")
        if since and until and since >= until:
            raise ValidationError("The end must come after the beginning.", "until")

"""Fields that every door shares: words, places and times that are what they say. Inside, everything is already valid.

Below them the plain ones that the rows of every noun are made of: what goes out.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

from marshmallow import EXCLUDE, RAISE, Schema, ValidationError, fields, validate, validates_schema

from api import clock
from geo import points

# PostgreSQL takes no NUL, and a log line with other control signs would be a forged log line.
CONTROL_SIGNS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
# A handset that comes back from a rest week still sends what it has; nothing comes from the day after tomorrow.
OLDEST, FURTHEST_AHEAD = timedelta(days=30), timedelta(days=1)
TOO_FAR = "This time is too far from now."


class Words(fields.String):
    """Plain text of a person: trimmed, of a bearable length, without control signs. It is never read as HTML."""

    def __init__(self, longest: int = 500, *, shortest: int = 1, **more: Any) -> None:
        super().__init__(validate=validate.Length(min=shortest, max=longest), **more)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **more: Any) -> str:
        words = super()._deserialize(value, attr, data, **more)
        if CONTROL_SIGNS.search(words):
            raise ValidationError("This text holds signs that cannot be stored.")
        return words.strip()


class Flag(fields.Boolean):
    """True or false, and nothing that Python takes for one of them: `0` is no answer to "are you sure?"."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **more: Any) -> bool:
        if not isinstance(value, bool):
            raise self.make_error("invalid", input=value)
        return bool(super()._deserialize(value, attr, data, **more))


class Instant(fields.AwareDateTime):
    """A time with its zone, not from last year and not from next week."""

    def __init__(self, *, is_any: bool = False, **more: Any) -> None:
        super().__init__(format="iso", default_timezone=None, **more)
        self.is_any = is_any

    def _deserialize(self, value: Any, attr: str | None, data: Any, **more: Any) -> datetime:
        try:
            at: datetime = super()._deserialize(value, attr, data, **more).astimezone(UTC)
        except (OverflowError, ValueError) as error:
            raise ValidationError("This is not a possible time.") from error
        if not self.is_any and not is_near(at):
            raise ValidationError(TOO_FAR)
        return at


def is_near(at: datetime) -> bool:
    """A time that a working clock could have shown."""
    return -FURTHEST_AHEAD <= clock.now() - at <= OLDEST


def lon(**more: Any) -> fields.Float:
    return fields.Float(
        required=True,
        allow_nan=False,
        validate=validate.Range(-180, 180),
        metadata={"description": "Degrees, WGS 84."},
        **more,
    )


def lat(**more: Any) -> fields.Float:
    return fields.Float(
        required=True,
        allow_nan=False,
        validate=validate.Range(-90, 90),
        metadata={"description": "Degrees, WGS 84."},
        **more,
    )


def code(**more: Any) -> Words:
    return Words(40, **more)


# What a row on the wire is made of. Each is always there; `maybe` says that it may be null.
def word(**more: Any) -> fields.String:
    return fields.String(required=True, **more)


def maybe_word(**more: Any) -> fields.String:
    return fields.String(required=True, allow_none=True, **more)


def number(**more: Any) -> fields.Float:
    return fields.Float(required=True, **more)


def maybe_number(**more: Any) -> fields.Float:
    return fields.Float(required=True, allow_none=True, **more)


def count(**more: Any) -> fields.Integer:
    return fields.Integer(required=True, **more)


def words() -> fields.List[str]:
    return fields.List(fields.String(), required=True)


def flag() -> fields.Boolean:
    return fields.Boolean(required=True)


class Strict(Schema):
    """What comes in: a field that we do not know is an error, not a surprise."""

    class Meta:
        unknown = RAISE


class Open(Schema):
    """What goes out: documented, built elsewhere."""

    class Meta:
        unknown = EXCLUDE


class AtPlace(Strict):
    """Anything with a place that must lie where we can measure."""

    lon = lon()
    lat = lat()

    @validates_schema
    def is_in_britain(self, data: dict[str, Any], **_: Any) -> None:
        if not points.is_in_britain(data["lon"], data["lat"]):
            raise ValidationError("This place is not in Britain. Are longitude and latitude swapped?", "lon")


class Place(AtPlace):
    """Where a device was when something happened."""

    accuracy_m = fields.Float(required=True, allow_nan=False, validate=validate.Range(0, 100_000))
    fixed_at = Instant(required=True)
    source = Words(20, load_default="handset")


class CommandBody(Strict):
    """What every command carries: its own id and the time at which it truly happened."""

    id = fields.UUID(required=True, metadata={"description": "The command's own id, made by the sender."})
    occurred_at = Instant(required=True, is_any=True)
    elapsed_ms = fields.Integer(
        strict=True,
        validate=validate.Range(0, 7 * 86_400_000),
        metadata={"description": "Monotonic time since the tap."},
    )

    @validates_schema
    def has_a_time_to_go_by(self, data: dict[str, Any], **_: Any) -> None:
        """A device that knows how long ago the tap was needs no wall clock; without that, its clock must be near ours."""
        if "elapsed_ms" not in data and not is_near(data["occurred_at"]):
            raise ValidationError(TOO_FAR, "occurred_at")

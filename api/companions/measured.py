"""What a companion says, whatever it says it in: one measurement, not yet of any unit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from api.fixes import parse
from api.fixes.fix import Fix
from api.fixes.parse import Sender, Unreadable

# A companion that does not say how sure it is, is not very sure.
UNKNOWN_ACCURACY_M = 500.0
KNOT_MPS, KMH_MPS = 0.514444, 1 / 3.6


@dataclass(frozen=True)
class Measured:
    """Degrees, metres, metres a second, per cent. `flag` where the protocol itself says that it may not move anybody.

    `said_at` is when the device wrote it down to be sent, by its own clock, where the protocol tells that apart.
    """

    lon: float
    lat: float
    accuracy_m: float
    fixed_at: datetime
    speed_mps: float | None = None
    heading: float | None = None
    battery: int | None = None
    flag: str | None = None
    said_at: datetime | None = None

    def of(self, sender: Sender, source: str) -> Fix:
        return Fix(
            sender.unit_id,
            sender.duty_id,
            sender.officer_id,
            self.lon,
            self.lat,
            self.accuracy_m,
            self.speed_mps,
            self.heading,
            self.fixed_at,
            source,
            sender.device,
            self.battery,
            self.flag,
        )


def number(given: Any) -> float | None:
    """A number, or text that is one, as query strings have it. Raises Unreadable."""
    if given is None or given == "":
        return None
    if isinstance(given, str):
        try:
            given = float(given)
        except ValueError:
            raise Unreadable("A number was expected.") from None
    return parse.degrees(given)


def scaled(given: Any, factor: float, most: float) -> float | None:
    value = number(given)
    return None if value is None else parse.within(value * factor, 0, most)


def place(lon: Any, lat: Any) -> tuple[float, float]:
    """Raises Unreadable for what is no number; what is no place is flagged later."""
    found_lon, found_lat = number(lon), number(lat)
    if found_lon is None or found_lat is None:
        raise Unreadable("There is no place in this.")
    return found_lon, found_lat


def accuracy(given: Any) -> float:
    metres = number(given)
    return UNKNOWN_ACCURACY_M if metres is None else parse.accuracy(metres)


def epoch(given: Any) -> datetime:
    """Seconds or milliseconds since 1970, or a time in words. Raises Unreadable."""
    if isinstance(given, str) and not given.replace(".", "", 1).isdecimal():
        return parse.instant(given)
    seconds = number(given)
    if seconds is None:
        raise Unreadable("It does not say when it was measured.")
    try:
        # No clock of ours shows the year 5138: whoever says so counts in milliseconds.
        return datetime.fromtimestamp(seconds / 1000 if seconds > 1e11 else seconds, tz=UTC)
    except (ValueError, OverflowError, OSError):
        raise Unreadable("This is not a possible time.") from None

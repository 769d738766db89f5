"""Where somebody is by now, from their last fix; and when a device must therefore tell a new one.

The same rules as `pwa/src/domain/dead-reckoning.ts`, tested on one file of vectors (tests/contract/prediction.json): a device
stays silent for exactly as long as what the board draws without it is right (field-and-frontend.md C.3).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from math import asin, cos, pi, radians, sin, sqrt

EARTH_M = 6_371_008.8
# Nobody drives on in a straight line for longer than this; after it the guess stands still.
GUESS_S = 60.0
# Slower than this no direction can be trusted, and slower than that nobody moves at all.
STRAIGHT_MPS, STATIC_MPS = 1.0, 0.5


@dataclass(frozen=True)
class Seen:
    """The last that was told of somebody. Degrees, metres a second, degrees clockwise from north."""

    lon: float
    lat: float
    fixed_at: datetime
    speed_mps: float | None = None
    heading: float | None = None


@dataclass(frozen=True)
class Reporting:
    """Metres by which the guess may be wrong; seconds of silence at most, moving and static; seconds between two at least."""

    error_m: float
    heartbeat_s: float
    static_s: float
    least_s: float = 2.0


PATROL = Reporting(error_m=30, heartbeat_s=30, static_s=60)
ATTACHED_TO_IMMEDIATE = Reporting(error_m=15, heartbeat_s=10, static_s=10)


def ahead(lon: float, lat: float, metres: float, heading: float) -> tuple[float, float]:
    """The point so many metres away in a direction; good enough for some kilometres."""
    north = metres * cos(radians(heading)) / EARTH_M
    east = metres * sin(radians(heading)) / (EARTH_M * cos(radians(lat)))
    return lon + east * 180 / pi, lat + north * 180 / pi


def guess(last: Seen, at: datetime) -> tuple[float, float]:
    """Where they are drawn at an instant: longitude and latitude."""
    if not last.speed_mps or last.speed_mps < STRAIGHT_MPS or last.heading is None:
        return last.lon, last.lat
    seconds = min(GUESS_S, max(0.0, (at - last.fixed_at).total_seconds()))
    return ahead(last.lon, last.lat, last.speed_mps * seconds, last.heading)


def must_tell(last: Seen | None, now: Seen, how: Reporting) -> bool:
    """Whether a device tells this fix, after it has told `last`."""
    if last is None:
        return True
    since_s = (now.fixed_at - last.fixed_at).total_seconds()
    # A clock that was put back would keep everything to itself until it has come by its old time again.
    if since_s < 0:
        return True
    if since_s < how.least_s:
        return False
    if distance_m(guess(last, now.fixed_at), (now.lon, now.lat)) > how.error_m:
        return True
    return since_s >= (how.static_s if is_static(last) and is_static(now) else how.heartbeat_s)


def is_static(seen: Seen) -> bool:
    return (seen.speed_mps or 0) < STATIC_MPS


def distance_m(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Great circle, by haversine."""
    lat, lon = radians(other[1] - one[1]), radians(other[0] - one[0])
    half = sin(lat / 2) ** 2 + cos(radians(one[1])) * cos(radians(other[1])) * sin(lon / 2) ** 2
    return 2 * EARTH_M * asin(min(1.0, sqrt(half)))

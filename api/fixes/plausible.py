"""The second step: could this be? What could not is kept, with the reason in `flag`, and does not move the unit.

| Flag | Means |
|---|---|
| `no_place` | longitude or latitude is no number, or off the globe |
| `null_island` | 0/0: a device that did not know and said so in the worst way |
| `outside` | not in Great Britain or its waters |
| `future` | measured more than a minute from now: a broken clock, which would stand as the newest for ever |
| `no_time` | the device did not say when it was measured |
| `vague` | may be more than two kilometres off |
| `too_fast` | nobody gets there from this device's fix before at 300 km/h (security.md A58) |

Pure: what a device told before is handed in.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import cos, hypot, radians

from api.fixes.fix import Fix
from geo import points

MAX_AHEAD = timedelta(seconds=60)
FASTEST_MPS = 300 / 3.6
VAGUE_M = 2_000.0
# A device that keeps to a place which it could not have reached is right, and its fix of before was the wrong one.
BELIEVED_AFTER = 3
METRES_A_DEGREE = 111_195.0


@dataclass(slots=True)
class Trodden:
    """The last place of one device that could be, and one since then that could not, with how many have agreed on it."""

    lon: float
    lat: float
    accuracy_m: float
    fixed_at: datetime
    doubted: Fix | None = None
    agreed: int = 0


def fault(fix: Fix, now: datetime) -> str | None:
    """What is wrong with a fix by itself."""
    if not (-180 <= fix.lon <= 180 and -90 <= fix.lat <= 90):
        return "no_place"
    if fix.lon == 0 and fix.lat == 0:
        return "null_island"
    if not points.is_in_britain(fix.lon, fix.lat):
        return "outside"
    if fix.fixed_at > now + MAX_AHEAD:
        return "future"
    return "vague" if fix.accuracy_m > VAGUE_M else None


def is_too_fast(fix: Fix, before: Trodden | Fix) -> bool:
    """Whether the way from there takes more than 300 km/h, at the best that the errors of both allow."""
    metres = distance_m(before.lon, before.lat, fix.lon, fix.lat) - before.accuracy_m - fix.accuracy_m
    seconds = max(1.0, abs((fix.fixed_at - before.fixed_at).total_seconds()))
    return metres > FASTEST_MPS * seconds


def judge(fix: Fix, trodden: Trodden | None, now: datetime) -> Trodden | None:
    """Flag a fix if it must be, and say what is now known of its device."""
    if fix.flag is None:
        fix.flag = fault(fix, now)
    if fix.flag is not None:
        return trodden
    if trodden is not None and is_too_fast(fix, trodden) and not _is_believed(fix, trodden):
        fix.flag = "too_fast"
        return trodden
    if trodden is not None and fix.fixed_at < trodden.fixed_at:
        # Late and possible: it belongs to the history and teaches nothing about now.
        return trodden
    return Trodden(fix.lon, fix.lat, fix.accuracy_m, fix.fixed_at)


def _is_believed(fix: Fix, trodden: Trodden) -> bool:
    agrees = trodden.doubted is not None and not is_too_fast(fix, trodden.doubted)
    trodden.agreed = trodden.agreed + 1 if agrees else 1
    trodden.doubted = fix
    return trodden.agreed >= BELIEVED_AFTER


def distance_m(lon: float, lat: float, other_lon: float, other_lat: float) -> float:
    """On the flat: right to a part in a thousand over the widths of a country, and a tenth of the cost of the globe."""
    east = (other_lon - lon) * cos(radians((lat + other_lat) / 2))
    return hypot(east, other_lat - lat) * METRES_A_DEGREE

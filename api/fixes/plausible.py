"""The second step: could this be? What could not is kept, with the reason in `flag`, and does not move the unit.

| Flag | Means |
|---|---|
| `no_place` | longitude or latitude is no number, or off the globe |
| `null_island` | 0/0: a device that did not know and said so in the worst way |
| `outside` | not in Great Britain or its waters |
| `future` | measured more than ten seconds from now: a broken clock, which would stand as the newest until then |
| `no_time` | the device did not say when it was measured |
| `vague` | may be more than two kilometres off |
| `too_fast` | nobody gets there at 300 km/h (security.md A58) from this device's fix before, or from the unit's for a device that is new |

A clock that is ahead by less counts as right: what it measured was measured when we heard of it. A device that keeps to a place
which it could not have reached is believed in the end, because then its fix of before was the wrong one.

Pure: what a device told before is handed in.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import cos, hypot, radians

from api.fixes.fix import Fix
from geo import points

MAX_AHEAD = timedelta(seconds=10)
FASTEST_MPS = 300 / 3.6
VAGUE_M = 2_000.0
# For so long, by its clock and by ours, and so often a device must keep to such a place. What comes at once was not kept to.
BELIEVED_AFTER = timedelta(seconds=30)
LEAST_AGREED = 3
# Two of a crew may be a little apart: that much more time a device has that is new, for the way from where its unit is.
APART_S = 30.0
# While these are refused, the unit may be elsewhere than its last fix says.
DOUBTFUL = frozenset({"no_place", "null_island", "outside", "future", "too_fast"})
METRES_A_DEGREE = 111_195.0


@dataclass(slots=True)
class Doubt:
    """Fixes that could not be and agree with one another: since when, by the device's clock and by ours, the last, and how many."""

    fixed_at: datetime
    received_at: datetime
    last: Fix
    agreed: int = 1


@dataclass(slots=True)
class Trodden:
    """The last place of one device that could be, and what it has told since then that could not.

    `is_own` is false for a device that was not heard before: then it is the place of its unit.
    """

    lon: float
    lat: float
    accuracy_m: float
    fixed_at: datetime
    is_own: bool = True
    doubt: Doubt | None = None


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


def is_too_fast(fix: Fix, before: Trodden | Fix, grace_s: float = 0.0) -> bool:
    """Whether the way from there takes more than 300 km/h, at the best that the errors of both allow."""
    metres = distance_m(before.lon, before.lat, fix.lon, fix.lat) - before.accuracy_m - fix.accuracy_m
    seconds = max(1.0, abs((fix.fixed_at - before.fixed_at).total_seconds())) + grace_s
    return metres > FASTEST_MPS * seconds


def judge(fix: Fix, trodden: Trodden | None, now: datetime) -> Trodden | None:
    """Flag a fix if it must be, and say what is now known of its device."""
    if fix.flag is None:
        fix.flag = fault(fix, now)
    if fix.flag is not None:
        return trodden
    fix.fixed_at = min(fix.fixed_at, now)
    if trodden is not None and _is_jump(fix, trodden) and not _is_believed(fix, trodden, now):
        fix.flag = "too_fast"
        return trodden
    if trodden is not None and fix.fixed_at < trodden.fixed_at:
        # Late and possible: it belongs to the history and teaches nothing about now.
        return trodden
    return Trodden(fix.lon, fix.lat, fix.accuracy_m, fix.fixed_at)


def _is_jump(fix: Fix, trodden: Trodden) -> bool:
    return is_too_fast(fix, trodden, 0.0 if trodden.is_own else APART_S)


def _is_believed(fix: Fix, trodden: Trodden, now: datetime) -> bool:
    doubt = trodden.doubt
    if doubt is None or is_too_fast(fix, doubt.last):
        trodden.doubt = Doubt(fix.fixed_at, now, fix)
        return False
    doubt.last, doubt.agreed = fix, doubt.agreed + 1
    for_long = min(fix.fixed_at - doubt.fixed_at, now - doubt.received_at) >= BELIEVED_AFTER
    return for_long and doubt.agreed >= LEAST_AGREED


def distance_m(lon: float, lat: float, other_lon: float, other_lat: float) -> float:
    """On the flat: right to a part in a thousand over the widths of a country, and a tenth of the cost of the globe."""
    east = (other_lon - lon) * cos(radians((lat + other_lat) / 2))
    return hypot(east, other_lat - lat) * METRES_A_DEGREE

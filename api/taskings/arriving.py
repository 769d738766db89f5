"""When a unit would be there: a range, never one number, by road or in a straight line. Pure.

The range holds what the fix does not say (the disc in which the unit may be by now) and what an estimate cannot know
(domain reference 2.6: labelled as estimated). All that differs by force is in the lists `unit_kinds` and `ranking_rules`.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor, inf
from typing import Any

from api.codes.service import Codes

# Under half a minute the dot is where the unit is; after a quarter of an hour nobody knows any better.
FRESH_S, LOST_FIX_S = 30.0, 900.0
KPH = 3.6
# Where a unit's kind is in no list: a car in traffic.
UNKNOWN_KIND = {"straight_kph": 40, "road_factor": 1.0, "drift_mps": 8.0}


@dataclass(frozen=True)
class Pace:
    """How a kind of unit gets along. `road_factor` multiplies the speed of a road's class; None: it does not drive."""

    straight_mps: float
    road_factor: float | None
    drift_mps: float

    @classmethod
    def of(cls, entry: dict[str, Any]) -> Pace:
        factor = entry["road_factor"]
        return cls(float(entry["straight_kph"]) / KPH, float(factor) if factor else None, float(entry["drift_mps"]))


@dataclass(frozen=True)
class Estimate:
    """How good an estimate is, as parts of one: from `ranking_rules`."""

    road_spread: float
    straight_spread: float
    detour: float

    @classmethod
    def of(cls, lists: Codes) -> Estimate:
        percent = {
            entry["code"]: entry["percent"] / 100 for entry in lists.lists["ranking_rules"] if "percent" in entry
        }
        return cls(percent["spread_road"], percent["spread_straight"], 1 + percent["detour"])


@dataclass(frozen=True)
class Arrival:
    """Seconds until a unit would be there: at best, likely, at worst; and by what: `road` or `straight`."""

    low_s: float
    likely_s: float
    high_s: float
    by: str

    @property
    def words(self) -> str:
        """`4 to 7 min`; `within 1 min`."""
        if self.low_s == inf:
            return "no position known"
        low, high = floor(self.low_s / 60), max(1, ceil(self.high_s / 60))
        return f"within {high} min" if low == 0 else f"{low} to {max(high, low + 1)} min"

    def as_json(self) -> dict[str, Any]:
        return {
            "low_s": round(self.low_s),
            "likely_s": round(self.likely_s),
            "high_s": round(self.high_s),
            "by": self.by,
            "words": self.words,
        }


# Of a unit of which no place is known on this duty: nobody can say.
NOBODY_KNOWS = Arrival(inf, inf, inf, "unknown")


def disc_m(accuracy_m: float, speed_mps: float | None, age_s: float, pace: Pace) -> float:
    """How far from its dot a unit may be by now. It goes on at its speed, and never slower than its kind drifts: a car that stood at
    lights when it was last heard has not stood there since."""
    return accuracy_m + max(speed_mps or 0.0, pace.drift_mps) * min(max(0.0, age_s - FRESH_S), LOST_FIX_S)


def straight(distance_m: float, disc: float, pace: Pace, estimate: Estimate) -> Arrival:
    """As the crow flies, lengthened by the detour that streets are."""
    return _range(distance_m * estimate.detour / pace.straight_mps, disc, pace, estimate, "straight")


def by_road(road_s: float, disc: float, pace: Pace, estimate: Estimate) -> Arrival:
    """From the time that a car of factor 1 takes by the network."""
    return _range(road_s / (pace.road_factor or 1.0), disc, pace, estimate, "road")


def _range(likely_s: float, disc: float, pace: Pace, estimate: Estimate, by: str) -> Arrival:
    spread = estimate.road_spread if by == "road" else estimate.straight_spread
    either_way = disc * estimate.detour / pace.straight_mps
    return Arrival(max(0.0, likely_s * (1 - spread) - either_way), likely_s, likely_s * (1 + spread) + either_way, by)


def least_mps(pace: Pace, estimate: Estimate, fastest_road_mps: float | None) -> float:
    """The metres a second, as the crow flies, that no unit of this kind beats at worst: what is farther need not be looked at."""
    speeds = [pace.straight_mps / estimate.detour / (1 + estimate.straight_spread)]
    if fastest_road_mps and pace.road_factor:
        speeds.append(fastest_road_mps * pace.road_factor / (1 + estimate.road_spread))
    return max(speeds)

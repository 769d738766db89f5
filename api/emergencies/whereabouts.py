"""Where somebody who calls for help is: by the device that was pressed, and only without one by their unit.

A car stands at the kerb while its crew runs after somebody. Its fix may be the newer one, and help that goes by it goes to the
wrong street. So what they carry says where they are, with its age, and the unit is told of beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from api.db import run
from api.emergencies.models import Emergency
from api.fixes.plausible import VAGUE_M
from geo import points

# The word in `source` for the place of the unit, while nothing is known of their own.
OF_UNIT = "last fix"
# What they carry and did not press may lie in the car: it is believed once the pressed one has been silent for so long.
SILENT_AFTER = timedelta(minutes=2)
# What was measured so long before the press still tells more of them than the place of their unit.
LOOK_BACK_S = 900
# One that is worse moves it when it is later by more than this: who has moved on since is rather there, however vaguely.
WORSE_AFTER = timedelta(seconds=45)
# A fix that is no worse than this moves the call, however exact the one before it was.
EXACT_M = 100.0

# What a car measured is theirs only if it was pressed in the car. Nothing is received before it was measured: the second
# bound on time keeps the history of other days out of it.
_OWN = f"""
    SELECT e.id, ST_X(f.place), ST_Y(f.place), f.fixed_at, f.accuracy_m, f.source, f.device
    FROM (
        SELECT *, CASE WHEN source <> '{OF_UNIT}' THEN fixed_at ELSE raised_at - interval '{LOOK_BACK_S} s' END AS since
        FROM emergencies WHERE closed_at IS NULL AND (%(id)s::uuid IS NULL OR id = %(id)s)
    ) e JOIN fixes f ON f.unit_id = e.unit_id AND f.fixed_at > e.since AND f.received_at > e.since AND f.flag IS NULL
        AND (f.device = e.device OR f.officer_id = e.officer_id::text AND (f.source <> 'vehicle' OR e.source = 'vehicle'))
    ORDER BY f.fixed_at
"""  # noqa: S608  our own words


@dataclass(frozen=True)
class Seen:
    """One fix of somebody who calls for help."""

    lon: float
    lat: float
    fixed_at: datetime
    accuracy_m: float
    source: str
    device: UUID


def is_of_unit(emergency: Emergency) -> bool:
    """Nothing is known of their own: it is the place of the unit, or none."""
    return emergency.source in (None, OF_UNIT)


def stand_with_unit(emergency: Emergency, last: tuple[float, float, datetime, float]) -> None:
    """Until something of their own is known. `last`: the unit's longitude, latitude, time and accuracy."""
    lon, lat, emergency.fixed_at, emergency.accuracy_m = last
    emergency.place, emergency.source = points.projected(lon, lat), OF_UNIT


def stand_where_pressed(
    emergency: Emergency, place: dict[str, Any], device: UUID | None, received_at: datetime
) -> None:
    """The place that came with the press beats that of the unit, however new that is; of two presses the newer one counts."""
    # Nobody was anywhere later than we heard of it: a clock that runs ahead would else keep the true place of a minute later out.
    fixed_at = min(place["fixed_at"], received_at)
    is_too_vague = place["accuracy_m"] > VAGUE_M and emergency.place is not None
    if is_too_vague or not (is_of_unit(emergency) or emergency.fixed_at is None or fixed_at > emergency.fixed_at):
        return
    emergency.place = points.projected(place["lon"], place["lat"])
    emergency.fixed_at, emergency.accuracy_m = fixed_at, place["accuracy_m"]
    emergency.source, emergency.device = place.get("source") or "handset", device


def moves(emergency: Emergency, seen: Seen) -> bool:
    """Whether a later fix of theirs says better where they are."""
    if is_of_unit(emergency) or emergency.fixed_at is None:
        return True
    later = seen.fixed_at - emergency.fixed_at
    if not is_pressed(emergency, seen):
        return later > SILENT_AFTER
    is_exact = seen.accuracy_m <= max(emergency.accuracy_m or 0.0, EXACT_M)
    return later > timedelta(0) and (is_exact or later > WORSE_AFTER)


def is_pressed(emergency: Emergency, seen: Seen) -> bool:
    """A radio is known by its key. A handset does not name itself when it is pressed: it is what of theirs measures as it did."""
    return seen.device == emergency.device if emergency.device else seen.source == emergency.source


def follow(emergency: Emergency, seen: Sequence[Seen]) -> bool:
    """Go along with them; `seen` is in the order of measuring. Says whether the call has moved."""
    has_moved = False
    for one in seen[-1:] if is_of_unit(emergency) else seen:
        if moves(emergency, one):
            emergency.place, emergency.source = points.projected(one.lon, one.lat), one.source
            emergency.fixed_at, emergency.accuracy_m = one.fixed_at, one.accuracy_m
            has_moved = True
    return has_moved


def seen_since(session: Session, emergency_id: UUID | None = None) -> dict[UUID, list[Seen]]:
    """What the devices of callers measured since their calls were placed; of one call, or of all that are open."""
    found: dict[UUID, list[Seen]] = {}
    for of, *measured in run(session, _OWN, {"id": emergency_id}).fetchall():
        found.setdefault(of, []).append(Seen(*measured))
    return found

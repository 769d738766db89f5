"""Who else is going to a crew's job, and when they may be there: the last point of what it must know (domain reference 8.1, no. 11).

The same arrival as the dispatcher's ranking has, from the whole disc in which a unit may be by now. A covert unit is told to nobody.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from api import clock
from api.actors import SYSTEM, Actor
from api.db import act_as, run
from api.errors import NotFound
from api.taskings.arriving import LOST_FIX_S
from api.taskings.candidates import Field
from api.taskings.weighing import Candidate

_JOB = "SELECT incident_id FROM taskings WHERE id = %s AND duty_id = %s AND ended_at IS NULL"
_OTHERS = """
    SELECT t.unit_id, u.callsign, t.state, iso(t.en_route_at), iso(t.at_scene_at)
    FROM taskings t JOIN units u ON u.id = t.unit_id
    WHERE t.incident_id = %s AND t.id <> %s AND t.ended_at IS NULL AND NOT (u.is_covert OR t.is_covert) ORDER BY u.callsign
"""


def of_tasking(session: Session, actor: Actor, tasking_id: UUID) -> dict[str, Any]:
    """`{at, by_words, items}`, those at scene first, then the soonest. Raises NotFound for a tasking that is not the crew's own."""
    # A crew's own eyes see only their own unit.
    act_as(session, SYSTEM)
    job = run(session, _JOB, (tasking_id, actor.duty_id)).fetchone()
    if job is None:
        raise NotFound("There is no such tasking of your unit.")
    others = run(session, _OTHERS, (job[0], tasking_id)).fetchall()
    around = Field.of(session, job[0])
    going = {one.row["id"]: one for one in around.going} if others else {}
    items = [_told(row, going.get(row[0])) for row in others]
    items.sort(
        key=lambda one: (one["at_scene_at"] is None, one["arrival"]["high_s"] if one["arrival"] else float("inf"))
    )
    return {"at": clock.iso(around.case.at), "by_words": around.ways.words, "items": items}


def _told(row: Any, found: Candidate | None) -> dict[str, Any]:
    """`arrival` is null for who is there, has not set off, or is nobody knows where: no time is better than a made-up one."""
    unit_id, callsign, state, en_route_at, at_scene_at = row
    is_lost = found is None or not found.is_placed or found.row["age_s"] > LOST_FIX_S
    coming = found if en_route_at and not at_scene_at and not is_lost else None
    return {
        "unit_id": str(unit_id),
        "callsign": callsign,
        "state": state,
        "en_route_at": en_route_at,
        "at_scene_at": at_scene_at,
        "arrival": coming.arrival.as_json() if coming else None,
        "position_age_s": round(coming.row["age_s"]) if coming else None,
    }

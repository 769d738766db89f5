"""What an officer's map shows: their own unit and who of its crew is elsewhere, colleagues on the same jobs, and the nearest ones.

Bounded, and of the others never a covert unit."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from api import clock
from api.actors import Actor
from api.areas import service as areas
from api.db import run

MOST, WITHIN_M = 20, 2_000
# After so long nobody knows where somebody is; the board still says "last seen", a colleague has no use for it.
HEARD_WITHIN_S = 1_800
# How often a map may ask: its clock says 5 s, and a busy one may be a little early.
LEAST_S = 4.0

# The unit's own place comes from its own fixes and from nothing that the device says here, so nobody looks around elsewhere.
_AROUND = """
    WITH me AS (
        SELECT p.place FROM positions p JOIN units u ON u.id = p.unit_id AND u.duty_id = p.duty_id WHERE p.unit_id = %(unit)s
    ), jobs AS (
        SELECT incident_id FROM taskings WHERE duty_id = %(duty)s AND ended_at IS NULL
    ), mates AS (
        SELECT DISTINCT t.duty_id FROM taskings t JOIN jobs j ON j.incident_id = t.incident_id WHERE t.ended_at IS NULL
    )
    SELECT jsonb_build_object('unit_id', u.id, 'callsign', u.callsign, 'kind', u.kind, 'status', u.status, 'lon', p.lon, 'lat', p.lat,
        'fixed_at', iso(p.fixed_at), 'accuracy_m', p.accuracy_m, 'speed_mps', p.speed_mps, 'heading', p.heading, 'source', p.source,
        'doubted_at', iso(p.doubted_at), 'same_job', m.duty_id IS NOT NULL)
    FROM units u JOIN positions p ON p.unit_id = u.id AND p.duty_id = u.duty_id
    LEFT JOIN mates m ON m.duty_id = u.duty_id LEFT JOIN me ON true
    WHERE u.id <> %(unit)s AND NOT u.is_covert AND p.fixed_at > %(heard)s
        AND (m.duty_id IS NOT NULL OR ST_DWithin(p.place, me.place, %(within)s))
    ORDER BY m.duty_id IS NULL, p.place <-> me.place, u.callsign LIMIT %(most)s
"""
_OWN = "SELECT body FROM position_rows WHERE unit_id = %(unit)s"


def around(session: Session, actor: Actor) -> dict[str, Any]:
    """`{at, own, units, ground}`. `own`: the own unit's position, with those of its crew who are apart from it, or None. `units`: those
    on the same jobs first, then the nearest, at most 20 and within 2 km; off duty there is nobody. `ground`: which borders stand, for
    a map that is open while they change.

    In the system's name: a crew's own eyes see only their own unit.
    """
    now = clock.now()
    asked = {"unit": actor.unit_id, "duty": actor.duty_id, "heard": now - timedelta(seconds=HEARD_WITHIN_S)}
    if not actor.duty_id:
        return {"at": clock.iso(now), "own": None, "units": [], "ground": areas.ground_version(session)}
    rows = run(session, _AROUND, {**asked, "within": WITHIN_M, "most": MOST}).fetchall()
    own = run(session, _OWN, asked).fetchone()
    ground = areas.ground_version(session)
    return {"at": clock.iso(now), "own": own[0] if own else None, "units": [row[0] for row in rows], "ground": ground}

"""Hazard areas and event zones: drawn, told to whom they concern, and ended. Decision 22 says who is told when."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from shapely import MultiPolygon
from sqlalchemy import text
from sqlalchemy.orm import Session

from api import clock
from api.actors import SYSTEM
from api.audit import service as audit
from api.audit import states
from api.commands.service import Order
from api.db import UPDATED, Database, ask_ahead, look_ahead, run
from api.errors import Invalid, NotFound, Refused
from api.outbox import service as outbox
from api.places import risk
from api.zones.models import Zone
from geo import outlines

# A position that is older says nothing of who is in a zone by now.
FRESH_S = 600
SWEEP_EVERY_S = 2.0


def make_zone(session: Session, order: Order) -> dict[str, Any]:
    """Draw a hazard area or an event zone. Every board sees it, and crews whom it concerns are told at once.

    Raises Invalid for an outline that is none, and for a time that is over.
    """
    body = order.body
    outline = _outline(body)
    from_at, until_at = body["from_at"] or order.received_at, body["until_at"]
    if until_at and until_at <= max(from_at, order.received_at):
        raise Invalid(details={"until_at": ["This zone would be over before it begins."]})
    if session.get(Zone, body["zone_id"]):
        raise Refused("zone_exists", "There is a zone with this id already.")
    zone = Zone(
        id=body["zone_id"],
        revision=1,
        kind=body["zone_kind"],
        code=str(body["zone_id"]),
        note=body["note"],
        from_at=from_at,
        until_at=until_at,
        made_by=order.actor.label,
        made_at=order.received_at,
    )
    store(session, zone.kind, zone.code, body["name"], outline)
    session.add(zone)
    _note(session, "draw zone", zone, f"{body['name']}: {zone.note}")
    _announce(session, zone)
    tell(session, order.received_at)
    return {"zone_id": str(zone.id)}


def _outline(body: dict[str, Any]) -> MultiPolygon:
    try:
        if body["corners"] is not None:
            return outlines.of_corners(body["corners"])
        return outlines.around(body["lon"], body["lat"], body["radius_m"])
    except outlines.NotAnOutline as fault:
        raise Invalid(details={"corners" if body["corners"] is not None else "lon": [str(fault)]}) from None


def store(session: Session, kind: str, code: str, name: str, outline: MultiPolygon) -> bool:
    """Name and outline, in metres, of an area of any kind. False if it was the same already."""
    return run(session, _STORE, (kind, code, name, outline.wkb)).rowcount > 0


def put(session: Session, given: Zone, *, has_moved: bool) -> bool:
    """A zone out of a file, new or as it is now. False if nothing of it has changed; what was withdrawn stays so."""
    zone = session.get(Zone, given.id, with_for_update=UPDATED)
    if zone is None:
        given.revision = 1
        session.add(given)
        _announce(session, given)
        return True
    same = (zone.note, zone.until_at) == (given.note, given.until_at)
    if zone.ended_at or (same and not has_moved):
        return False
    zone.note, zone.until_at, zone.revision = given.note, given.until_at, zone.revision + 1
    _announce(session, zone)
    _tell_again(session, zone)
    return True


_STORE = """
    INSERT INTO areas (kind, code, name, outline) VALUES (%s, %s, %s, ST_SetSRID(ST_GeomFromWKB(%s), 27700))
    ON CONFLICT (kind, code) DO UPDATE SET name = EXCLUDED.name, outline = EXCLUDED.outline
    WHERE areas.name <> EXCLUDED.name OR NOT ST_OrderingEquals(areas.outline, EXCLUDED.outline)
"""


def end_zone(session: Session, order: Order) -> None:
    """Withdraw a zone. Whoever was told of it is told that it is over."""
    zone = session.get(Zone, order.body["zone_id"], with_for_update=UPDATED)
    if zone is None:
        raise NotFound("There is no such zone.")
    if zone.ended_at:
        raise Refused("zone_ended", f"{zone.ended_by} has ended this zone already.")
    _end(session, zone, order.actor.label, order.received_at, order.body["reason"])
    _note(session, "withdraw zone", zone, zone.end_reason or "")


def _end(session: Session, zone: Zone, by: str, at: datetime, reason: str) -> None:
    zone.ended_by, zone.ended_at, zone.end_reason = by, at, reason
    zone.revision += 1
    session.flush()
    _announce(session, zone)
    _tell_again(session, zone)
    if zone.kind == "hazard":
        risk.changed(session, [row[0] for row in run(session, _JOBS_IN, (zone.id,)).fetchall()])


_JOBS_IN = """
    SELECT DISTINCT t.incident_id FROM zone_tellings t JOIN taskings j ON j.incident_id = t.incident_id AND j.ended_at IS NULL
    WHERE t.zone_id = %s AND t.why = 'incident'
"""


def _tell_again(session: Session, zone: Zone) -> None:
    """Whoever was told of it and is still on duty hears how it is now."""
    for telling_id, duty_id, body in run(session, _STILL_TOLD, (zone.id,)).fetchall():
        outbox.post(session, [f"duty:{duty_id}"], "zone.told", telling_id, body=body)


_STILL_TOLD = """
    SELECT t.id, t.duty_id, t.body FROM zone_telling_rows t JOIN duties d ON d.id = t.duty_id AND d.ended_at IS NULL
    WHERE t.zone_id = %s ORDER BY t.id
"""


def _announce(session: Session, zone: Zone) -> None:
    boards = session.execute(text("SELECT 'board:' || code FROM pods")).scalars().all()
    (body,) = run(session, "SELECT body FROM zone_rows WHERE id = %s", (zone.id,)).fetchone()  # type: ignore[misc]
    outbox.post(session, boards, "zone.changed", zone.id, body=body)


def _note(session: Session, action: str, zone: Zone, reason: str) -> None:
    audit.note(session, action=action, subject=f"zone_id:{zone.id}", kind=states.ALTERATION, reason=reason[:300])


# Where none stands, and that is nearly always, whoever gets a new job need not be told anything.
_STANDS = """
    SELECT 1 FROM zones WHERE ended_at IS NULL AND from_at <= %(now)s AND (until_at IS NULL OR until_at > %(now)s) LIMIT 1
"""


def foresee(session: Session, now: datetime) -> None:
    """`any_stands`, in the trip that claims the command."""
    ask_ahead(session, now, _STANDS, {"now": now})


def any_stands(session: Session, now: datetime) -> bool:
    """Whether there is a zone of which somebody may have to be told. One that is drawn at this moment is told by the sweep."""
    return bool(look_ahead(session, now, _STANDS, {"now": now}))


def tell(session: Session, now: datetime, duty_id: UUID | None = None) -> int:
    """Tell crews (or one of them) of zones that concern them and of which they were not told. How many tellings.

    A zone concerns a crew that has a job in it, that has to go through it (straight from where they are), or that is in it.
    """
    told = run(session, _TELL, {"now": now, "duty": duty_id, "fresh_s": FRESH_S}).fetchall()
    if told:
        rows = run(session, _TOLD, ([row[0] for row in told],)).fetchall()
        for telling_id, duty, body in rows:
            outbox.post(session, [f"duty:{duty}"], "zone.told", telling_id, body=body)
        # Whoever is being tasked at this moment gets a card that has it already.
        if duty_id is None:
            risk.changed(session, [row[0] for row in run(session, _HAZARDS_ON, ([row[0] for row in told],)).fetchall()])
    return len(told)


# The jobs that lie in a hazard area of which somebody was just told: their crews must read again, and are followed until they have.
_HAZARDS_ON = """
    SELECT DISTINCT t.incident_id FROM zone_tellings t JOIN zones z ON z.id = t.zone_id
    WHERE t.id = ANY (%s) AND t.why = 'incident' AND z.kind = 'hazard'
"""


# Without a zone that stands this is one look at an index.
_TELL = """
    WITH standing AS MATERIALIZED (
        SELECT z.id, a.outline FROM zones z JOIN areas a ON a.kind = z.kind AND a.code = z.code
        WHERE z.ended_at IS NULL AND z.from_at <= %(now)s AND (z.until_at IS NULL OR z.until_at > %(now)s)
    ), crews AS (
        SELECT u.duty_id, p.place FROM units u
        LEFT JOIN positions p ON p.unit_id = u.id AND p.duty_id = u.duty_id AND p.fixed_at > %(now)s - %(fresh_s)s * interval '1 s'
        WHERE u.duty_id IS NOT NULL AND (%(duty)s::uuid IS NULL OR u.duty_id = %(duty)s) AND EXISTS (SELECT FROM standing)
    ), jobs AS (
        SELECT t.duty_id, t.incident_id, i.place, CASE WHEN t.at_scene_at IS NULL THEN ST_MakeLine(c.place, i.place) END AS way
        FROM taskings t JOIN incidents i ON i.id = t.incident_id JOIN crews c ON c.duty_id = t.duty_id WHERE t.ended_at IS NULL
    ), concerned AS (
        SELECT j.duty_id, s.id, j.incident_id, CASE WHEN ST_Intersects(s.outline, j.place) THEN 'incident' ELSE 'way' END AS why
        FROM standing s JOIN jobs j ON ST_Intersects(s.outline, j.place) OR ST_Intersects(s.outline, j.way)
    )
    INSERT INTO zone_tellings (duty_id, zone_id, incident_id, why, told_at)
    SELECT duty_id, id, incident_id, why, %(now)s FROM concerned
    UNION ALL
    SELECT c.duty_id, s.id, NULL, 'here', %(now)s FROM standing s JOIN crews c ON ST_Intersects(s.outline, c.place)
    WHERE NOT EXISTS (SELECT FROM concerned k WHERE k.duty_id = c.duty_id AND k.id = s.id)
        AND NOT EXISTS (SELECT FROM zone_tellings t WHERE t.duty_id = c.duty_id AND t.zone_id = s.id)
    ORDER BY 1, 2, 3
    ON CONFLICT DO NOTHING RETURNING id
"""
_TOLD = "SELECT id, duty_id, body FROM zone_telling_rows WHERE id = ANY(%s) ORDER BY id"


def sweep(database: Database) -> None:
    """Every two seconds: what is over ends, and who has come into a zone, or on whose way one begins, is told."""
    with database.transaction(SYSTEM) as session:
        now = clock.now()
        over = run(session, _OVER, (now,)).fetchall()
        for (zone_id,) in over:
            _end(session, session.get_one(Zone, zone_id), SYSTEM.label, now, "its time was over")
        tell(session, now)


_OVER = "SELECT id FROM zones WHERE ended_at IS NULL AND until_at <= %s ORDER BY id FOR UPDATE SKIP LOCKED"


def of_duty(session: Session, duty_id: UUID | None) -> list[dict[str, Any]]:
    """What a crew was told of zones that have not ended, in the order of telling."""
    rows = run(session, _OF_DUTY, (duty_id,)).fetchall()
    return [row[0] for row in rows]


_OF_DUTY = "SELECT body FROM zone_telling_rows WHERE duty_id = %s AND ended_at IS NULL ORDER BY told_at, id"

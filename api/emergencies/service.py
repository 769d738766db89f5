"""A call for help: an overlay over whatever the unit is doing. It never times out, and only a named controller closes it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from api.codes import service as codes
from api.commands.service import Order
from api.db import UPDATED
from api.emergencies import whereabouts
from api.emergencies.models import Emergency
from api.errors import NotFound, Refused
from api.incidents import log
from api.incidents import service as incidents
from api.outbox import service as outbox
from api.units import service as units
from api.units.models import Unit

# By as much an own clock may be behind without anybody having noticed.
CLOCK_MAY_BE_SLOW = timedelta(minutes=5)


def announce(session: Session, emergency: Emergency) -> None:
    """Every board hears of it, whatever pod it watches, and the crew hears who has it."""
    emergency.revision += 1
    boards = session.execute(text("SELECT 'board:' || code FROM pods")).scalars()
    own = [f"duty:{emergency.duty_id}"] if emergency.duty_id else []
    outbox.post(session, [*boards, *own], "emergency.changed", emergency.id)


def raise_emergency(session: Session, order: Order) -> dict[str, Any]:
    """Never refused and never too late. A second press of the same officer joins the call that is open.

    Made after that was acknowledged it calls again, on every board: what was answered was the first.
    """
    unit = units.lock(session, order.actor.unit_id) if order.actor.unit_id else None
    is_open = (Emergency.officer_id == order.actor.id) & Emergency.closed_at.is_(None)
    standing = session.scalar(select(Emergency).where(is_open).with_for_update(key_share=True))
    emergency = standing or _open(session, order, unit)
    _place(session, emergency, order)
    if unit and not standing:
        unit.emergency_id = emergency.id
        units.announce(session, unit)
        _log_on_its_job(session, unit, f"{unit.callsign} calls for help.", order)
    if standing and _is_pressed_again(standing, order):
        _call_again(session, standing, unit, order)
    announce(session, emergency)
    return {"emergency_id": str(emergency.id)}


def _is_pressed_again(standing: Emergency, order: Order) -> bool:
    """What was pressed before the answer only came later than it. A radio repeats its call by itself, so its word is no press.

    A worker that sends it after its page was killed cannot say how long ago that was: of a clock that may be slow, a call too many.
    """
    by_radio = order.body.get("device") is not None
    if by_radio or standing.acknowledged_at is None:
        return False
    doubt = timedelta(0) if order.body.get("elapsed_ms") is not None else CLOCK_MAY_BE_SLOW
    return order.occurred_at + doubt > standing.acknowledged_at


def _call_again(session: Session, standing: Emergency, unit: Unit | None, order: Order) -> None:
    answered = f"{standing.acknowledged_by} had acknowledged the first call"
    standing.pressed_again_at = order.occurred_at
    standing.acknowledged_by = standing.acknowledged_at = None
    if unit:
        _log_on_its_job(session, unit, f"{unit.callsign} calls for help: pressed again. {answered}.", order)


def _open(session: Session, order: Order, unit: Unit | None) -> Emergency:
    emergency = Emergency(
        id=order.body["emergency_id"],
        revision=0,
        unit_id=unit.id if unit else None,
        duty_id=order.actor.duty_id,
        officer_id=order.actor.id,
        callsign=unit.callsign if unit else order.actor.label,
        pod=unit.pod if unit else order.actor.pod,
        officer=order.actor.label,
        raised_at=order.occurred_at,
        received_at=order.received_at,
        incident_id=unit.incident_id if unit else None,
        note="",
    )
    session.add(emergency)
    session.flush()
    if unit and (last := units.last_place(session, unit.id)):
        whereabouts.stand_with_unit(emergency, last)
    return emergency


def _place(session: Session, emergency: Emergency, order: Order) -> None:
    """By what came with the press; without it by what they carry, and only then by their unit."""
    if place := order.body.get("place"):
        whereabouts.stand_where_pressed(emergency, place, order.body.get("device"), order.received_at)
    session.flush()
    whereabouts.follow(emergency, whereabouts.seen_since(session, emergency.id).get(emergency.id, []))
    session.flush()


def follow(session: Session, emergency_id: UUID) -> None:
    """The caller has moved: so does the call, as long as it is open."""
    emergency = _lock(session, emergency_id)
    seen = whereabouts.seen_since(session, emergency_id).get(emergency_id, [])
    if emergency.closed_at is None and whereabouts.follow(emergency, seen):
        announce(session, emergency)


def _lock(session: Session, emergency_id: UUID) -> Emergency:
    emergency = session.get(Emergency, emergency_id, with_for_update=UPDATED)
    if emergency is None:
        raise NotFound("There is no such call for help.")
    return emergency


def acknowledge_emergency(session: Session, order: Order) -> None:
    """A named controller has it. The first name stands."""
    emergency = _lock(session, order.body["emergency_id"])
    if emergency.acknowledged_at:
        raise Refused("already_acknowledged", f"{emergency.acknowledged_by} has acknowledged this already.")
    emergency.acknowledged_by, emergency.acknowledged_at = order.actor.label, order.received_at
    announce(session, emergency)


def close_emergency(session: Session, order: Order) -> None:
    """Closed with an outcome, by name. The unit goes on with the status it had underneath."""
    unit_id = session.scalar(select(Emergency.unit_id).where(Emergency.id == order.body["emergency_id"]))
    unit = units.lock(session, unit_id) if unit_id else None
    emergency = _lock(session, order.body["emergency_id"])
    if emergency.closed_at:
        raise Refused("already_closed", f"{emergency.closed_by} has closed this already.")
    emergency.closed_by, emergency.closed_at = order.actor.label, order.received_at
    emergency.outcome, emergency.note = order.body["outcome"], order.body["note"]
    emergency.acknowledged_by = emergency.acknowledged_by or order.actor.label
    emergency.acknowledged_at = emergency.acknowledged_at or order.received_at
    announce(session, emergency)
    if unit:
        _stand_under_the_next(session, unit, emergency)
        label = codes.current(session).label("emergency_outcomes", emergency.outcome)
        _log_on_its_job(
            session, unit, f"{unit.callsign}'s call for help closed: {label}. {emergency.note}".strip(), order
        )


def _stand_under_the_next(session: Session, unit: Unit, closed: Emergency) -> None:
    """Somebody else of this crew may have called as well: theirs is told anew, for every screen shows one call of a unit."""
    is_open = (Emergency.duty_id == closed.duty_id) & Emergency.closed_at.is_(None) & (Emergency.id != closed.id)
    query = select(Emergency).where(is_open).order_by(Emergency.received_at).limit(1)
    other = session.scalars(query.with_for_update(key_share=True)).first()
    if unit.emergency_id == closed.id:
        unit.emergency_id = other.id if other else None
        units.announce(session, unit)
    if other:
        announce(session, other)


def _log_on_its_job(session: Session, unit: Unit, words: str, order: Order) -> None:
    if unit.incident_id:
        incident = incidents.lock(session, unit.incident_id)
        source = "control" if order.actor.is_control else "handset"
        log.add(session, incident, words, kind="emergency", source=source, occurred_at=order.occurred_at, about=unit)
        incidents.announce_doings(session, incident, unit)

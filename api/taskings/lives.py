"""Taskings as they are found, locked and told of. A tasking is locked after its unit and its incident, never before."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from api import changes, clock
from api.commands.service import Order
from api.db import UPDATED, ask_ahead, known_ahead, look_ahead, run
from api.errors import NotFound, Refused
from api.holding import columns, held
from api.incidents import audience, log
from api.incidents import service as incidents
from api.incidents.audience import Job
from api.incidents.models import Incident
from api.outbox import boards
from api.outbox import service as outbox
from api.taskings import plans, states
from api.taskings.models import Tasking
from api.units import service as units
from api.units.models import Unit


def announce(session: Session, tasking: Tasking | Job, *, is_new: bool = False) -> None:
    """Tell both boards that look at it, and the crew: a new tasking takes the whole card with it."""
    if not is_new:
        # Counted by the database: two crews of one incident may be told of the same tasking at once.
        changes.revise(session, "taskings", tasking.id)
    outbox.post(session, audience.boards_of(session, tasking.incident_id, tasking.id), "tasking.changed", tasking.id)
    if isinstance(tasking, Tasking):
        call_every_board(session, tasking)
    if is_new:
        outbox.post(session, [f"duty:{tasking.duty_id}"], "tasking.assigned", tasking.id, reading="card with log")
    else:
        outbox.post(session, [f"duty:{tasking.duty_id}"], "tasking.changed", tasking.id, reading="card")


def call_every_board(session: Session, tasking: Tasking) -> None:
    """At the last rung whoever watches any pod hears of it, and of what becomes of it: the boards of its own may all be closed.

    Of a covert unit only those that see it. Whoever takes the alarm away says so before.
    """
    if tasking.alarm != plans.SUPERVISOR:
        return
    is_covert = audience.jobs(session, tasking.incident_id)[tasking.id].is_covert
    pods = run(session, "SELECT code FROM pods").fetchall()
    outbox.post(session, [boards.feed(pod, is_covert=is_covert) for (pod,) in pods], "call.changed", tasking.id)


def unit_of(session: Session, tasking: Tasking) -> Unit:
    return session.get_one(Unit, tasking.unit_id)


def tell_the_others(session: Session, tasking: Tasking | Job) -> None:
    """Who else is going is part of every card on the job, unless it is covert."""
    if not audience.jobs(session, tasking.incident_id)[tasking.id].is_covert:
        tell_all_others(session, tasking)


def tell_all_others(session: Session, tasking: Tasking | Job) -> None:
    """The same, whatever the unit is: it has just become covert, or ceased to be."""
    for other in list(audience.jobs(session, tasking.incident_id).values()):
        if other.is_open and other.id != tasking.id:
            announce(session, other)


_OPEN = f"""
    SELECT {columns(Incident, Tasking)} FROM incidents JOIN taskings ON taskings.incident_id = incidents.id
    WHERE taskings.unit_id = %s AND taskings.ended_at IS NULL ORDER BY incidents.id, taskings.id
    FOR NO KEY UPDATE OF incidents, taskings
"""  # noqa: S608  names of our own columns


def foresee_open(session: Session, unit_id: UUID) -> None:
    """`open_of_unit`, in the trip that claims the command and locks the unit."""
    ask_ahead(session, unit_id, _OPEN, (unit_id,))


def open_of_unit(session: Session, unit_id: UUID) -> list[tuple[Incident, Tasking]]:
    """The open taskings of a unit that is locked, each with its incident, as they are now and held until the commit."""
    query = (
        select(Incident, Tasking)
        .join(Tasking, Tasking.incident_id == Incident.id)
        .where(Tasking.unit_id == unit_id, Tasking.ended_at.is_(None))
        .order_by(Incident.id, Tasking.id)
        .with_for_update(of=(Incident, Tasking), **UPDATED)
    )
    if (rows := known_ahead(session, unit_id, _OPEN)) is not None:
        return [tuple(held(session, row, Incident, Tasking)) for row in rows]
    # What this transaction has changed is written once, when it is complete; until then it shows on the rows that it holds.
    with session.no_autoflush:
        return [(incident, tasking) for incident, tasking in session.execute(query) if tasking.ended_at is None]


def open_of_incident(session: Session, incident_id: UUID) -> list[Tasking]:
    query = select(Tasking).where(Tasking.incident_id == incident_id, Tasking.ended_at.is_(None)).order_by(Tasking.id)
    return list(session.scalars(query))


def lock(session: Session, tasking_id: UUID) -> Tasking:
    """The tasking as it is now, held until the commit. Its unit and its incident are locked already."""
    return session.get_one(Tasking, tasking_id, with_for_update=UPDATED, populate_existing=True)


# Locked in the order in which the tables are named.
_OWN = f"""
    SELECT {columns(Unit, Incident, Tasking)} FROM units JOIN taskings ON taskings.unit_id = units.id
    JOIN incidents ON incidents.id = taskings.incident_id
    WHERE taskings.id = %(tasking)s AND (%(is_control)s OR units.id = %(unit)s)
    FOR NO KEY UPDATE OF units, incidents, taskings
"""  # noqa: S608  names of our own columns


def _of_sender(order: Order) -> dict[str, Any]:
    actor = order.actor
    return {"tasking": order.body["tasking_id"], "is_control": actor.is_control, "unit": actor.unit_id}


def foresee_own(session: Session, order: Order) -> None:
    """`own` and whoever hears of it, in the trip that claims the command."""
    ask_ahead(session, order.id, _OWN, _of_sender(order))
    audience.foresee(session, order.body["tasking_id"])


def own(session: Session, order: Order) -> tuple[Unit, Incident, Tasking]:
    """The sender's unit, the incident and the tasking, locked in this order. Raises NotFound for somebody else's."""
    found = look_ahead(session, order.id, _OWN, _of_sender(order))
    if not found:
        raise NotFound("There is no such tasking of your unit.")
    unit, incident, tasking = held(session, found[0], Unit, Incident, Tasking)
    audience.know_foreseen(session, incident.id, tasking.id)
    return units.seen_by(order.actor, unit), incident, tasking


def refuse_ended(unit: Unit, tasking: Tasking) -> None:
    if tasking.state not in states.OPEN and tasking.ended_at:
        raise Refused(
            "tasking_ended",
            f"{unit.callsign} was {tasking.end_reason or tasking.state} at {clock.london_time(tasking.ended_at)}. This tasking has ended.",
        )


# Escalation stands above lives: it asks to be told when a person has answered, and which brief that was about; None for whatever holds.
AnswerListener = Callable[[Session, Tasking, str, int | None], None]
_answer_listeners: list[AnswerListener] = []


def when_answered(listener: AnswerListener) -> None:
    _answer_listeners.append(listener)


def _tell_answer(session: Session, tasking: Tasking, outcome: str, brief: int | None = None) -> None:
    for listener in _answer_listeners:
        listener(session, tasking, outcome, brief)


def acknowledge(
    session: Session,
    unit: Unit,
    incident: Incident,
    tasking: Tasking,
    at: datetime,
    *,
    by: str = "handset",
    brief: int | None = None,
) -> None:
    """A person has said yes to a brief: the crew itself, or its voice on the radio (`by="radio"`)."""
    tasking.state, tasking.acknowledged_at = states.ACKNOWLEDGED, at
    if by == "handset":
        tasking.seen_at = tasking.seen_at or at
    words = f"{unit.callsign} accepted" + (" by voice." if by == "radio" else ".")
    log.add(session, incident, words, kind="tasking", source=by, occurred_at=at, about=unit)
    _tell_answer(session, tasking, "answered", brief)


def finish(session: Session, unit: Unit, incident: Incident, tasking: Tasking, state: str, why: str) -> None:
    if unit.incident_id == incident.id:
        unit.incident_id = None
    end(session, tasking, state, why)
    tell_the_others(session, tasking)
    units.announce(session, unit)
    incidents.announce_doings(session, incident, unit)


def end(session: Session, tasking: Tasking, state: str, why: str) -> None:
    if not states.may_become(tasking.state, state):
        raise Refused("tasking_ended", "This tasking has ended.")
    tasking.state, tasking.ended_at, tasking.end_reason = state, clock.now(), why
    _tell_answer(session, tasking, state)
    audience.leaves(session, tasking.incident_id, tasking.id)
    announce(session, tasking)

"""Taskings: one unit sent to one incident, told what is known of the place, and heard of again."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from api import clock
from api.codes import service as codes
from api.commands.service import Order
from api.db import UPDATED
from api.errors import NotFound, Refused
from api.incidents import log
from api.incidents import service as incidents
from api.incidents.models import Incident
from api.outbox import service as outbox
from api.places import risk
from api.taskings import states
from api.taskings.models import Tasking
from api.units import service as units
from api.units import states as unit_states
from api.units.models import StatusEntry, Unit

outbox.body_of("tasking.changed", "SELECT body::text FROM tasking_rows WHERE id = :id")
outbox.body_of("card", "SELECT body::text FROM card_rows WHERE id = :id")
outbox.body_of(
    "card with log",
    "SELECT (body || jsonb_build_object('log', card_log(incident_id)))::text FROM card_rows WHERE id = :id",
)


def announce(session: Session, tasking: Tasking, *, is_new: bool = False) -> None:
    """Tell both boards that look at it, and the crew: a new tasking takes the whole card with it."""
    # Counted by the database: two crews of one incident may be told of the same tasking at once.
    tasking.revision = Tasking.revision + 1
    boards = session.execute(
        text(
            "SELECT 'board:' || i.pod, 'board:' || u.pod FROM incidents i, units u WHERE i.id = :incident AND u.id = :unit"
        ),
        {"incident": tasking.incident_id, "unit": tasking.unit_id},
    ).one()
    outbox.post(session, set(boards), "tasking.changed", tasking.id)
    if is_new:
        outbox.post(session, [f"duty:{tasking.duty_id}"], "tasking.assigned", tasking.id, reading="card with log")
    else:
        outbox.post(session, [f"duty:{tasking.duty_id}"], "tasking.changed", tasking.id, reading="card")


def task_unit(session: Session, order: Order) -> dict[str, Any]:
    """Send a unit. The card with its risk is built in this transaction, so nobody goes without it.

    Refused off duty; a committed unit needs `override` and is diverted from what it had.
    """
    unit = units.lock(session, order.body["unit_id"])
    incident = incidents.lock_workable(session, order.body["incident_id"])
    if session.get(Tasking, order.body["tasking_id"]):
        raise Refused("tasking_exists", "A tasking with this id exists already.")
    if unit.duty_id is None or unit.status == unit_states.OFF_DUTY:
        raise Refused("off_duty", f"{unit.callsign} is off duty.")
    former = _open_of_unit(session, unit.id)
    _refuse_committed(session, unit, incident, former, is_override=order.body["override"])
    for tasking in former:
        _divert(session, unit, tasking, incident)
    # The line comes first: the card takes the log with it.
    note = order.body.get("note")
    log.add(
        session, incident, f"{unit.callsign} tasked." + (f" {note}" if note else ""), kind="tasking", source="control"
    )
    tasking = _assign(session, unit, incident, order)
    _tell_the_others(session, tasking)
    announce(session, tasking, is_new=True)
    units.announce(session, unit)
    incidents.announce(session, incident)
    return {"tasking_id": str(tasking.id)}


def _divert(session: Session, unit: Unit, former: Tasking, to: Incident) -> None:
    """What the unit leaves behind is told on its own log and board: somebody else must go there now."""
    left = incidents.lock(session, former.incident_id)
    former = _lock(session, former.id)
    log.add(session, left, f"{unit.callsign} diverted to {incidents.reference(to)}.", kind="tasking", source="control")
    _finish(session, unit, left, former, states.DIVERTED, f"diverted to {incidents.reference(to)}")


def _assign(session: Session, unit: Unit, incident: Incident, order: Order) -> Tasking:
    tasking = Tasking(
        id=order.body["tasking_id"],
        revision=0,
        incident_id=incident.id,
        unit_id=unit.id,
        duty_id=unit.duty_id,
        state=states.ASSIGNED,
        note=order.body.get("note") or "",
        assigned_by=order.actor.label,
        assigned_at=order.received_at,
        risk=risk.card(session, incident.id, codes.current(session)),
    )
    session.add(tasking)
    session.flush()
    return tasking


def _refuse_committed(
    session: Session, unit: Unit, incident: Incident, former: list[Tasking], *, is_override: bool
) -> None:
    if any(tasking.incident_id == incident.id for tasking in former):
        raise Refused("already_tasked", f"{unit.callsign} is tasked to {incidents.reference(incident)} already.")
    if is_override:
        return
    if unit.emergency_id:
        raise Refused("emergency_open", f"{unit.callsign} has called for help. Confirm to task it all the same.")
    if former:
        raise Refused("committed", f"{unit.callsign} is tasked to another incident. Confirm to divert it.")
    entry = codes.current(session).get("statuses", unit.status)
    if not _is_offered(entry["deployable"] if entry else "no", incident.grade):
        label = entry["label"] if entry else unit.status
        raise Refused(
            "not_available",
            f"{unit.callsign} is not available: {unit.status} {label}. Confirm to task it all the same.",
        )


def _is_offered(deployable: str, grade: str) -> bool:
    """`immediate`: only for grade I (refreshments may be broken for danger to life, domain reference 2.1)."""
    return deployable in {"yes", "conditional"} or (deployable == "immediate" and grade == "I")


def _open_of_unit(session: Session, unit_id: UUID) -> list[Tasking]:
    """To choose from, unlocked: a tasking is locked after its incident and never before it, so that nobody waits in a circle."""
    query = select(Tasking).where(Tasking.unit_id == unit_id, Tasking.ended_at.is_(None)).order_by(Tasking.id)
    return list(session.scalars(query))


def _lock(session: Session, tasking_id: UUID) -> Tasking:
    """The tasking as it is now, held until the commit. Its unit and its incident are locked already."""
    return session.get_one(Tasking, tasking_id, with_for_update=UPDATED, populate_existing=True)


def _open_of_incident(session: Session, incident_id: UUID) -> list[Tasking]:
    query = select(Tasking).where(Tasking.incident_id == incident_id, Tasking.ended_at.is_(None)).order_by(Tasking.id)
    return list(session.scalars(query))


def _tell_the_others(session: Session, tasking: Tasking) -> None:
    """Who else is going is part of every card on the job."""
    for other in _open_of_incident(session, tasking.incident_id):
        if other.id != tasking.id:
            announce(session, other)


def _own(session: Session, order: Order) -> tuple[Unit, Incident, Tasking]:
    """The sender's unit, the incident and the tasking, locked in this order. Raises NotFound for somebody else's."""
    found = session.get(Tasking, order.body["tasking_id"])
    if found is None or (not order.actor.is_control and found.unit_id != order.actor.unit_id):
        raise NotFound("There is no such tasking of your unit.")
    unit, incident = units.lock(session, found.unit_id), incidents.lock(session, found.incident_id)
    return unit, incident, _lock(session, found.id)


def _refuse_ended(unit: Unit, tasking: Tasking) -> None:
    if tasking.state not in states.OPEN and tasking.ended_at:
        raise Refused(
            "tasking_ended",
            f"{unit.callsign} was {tasking.end_reason or tasking.state} at {clock.london_time(tasking.ended_at)}. This tasking has ended.",
        )


def accept_tasking(session: Session, order: Order) -> None:
    """A person's answer: the only thing that counts as *acknowledged*."""
    unit, incident, tasking = _own(session, order)
    _refuse_ended(unit, tasking)
    if tasking.state == states.ASSIGNED:
        _acknowledge(session, unit, incident, tasking, order.occurred_at)
        announce(session, tasking)
        incidents.announce(session, incident)


def _acknowledge(session: Session, unit: Unit, incident: Incident, tasking: Tasking, at: datetime) -> None:
    tasking.state, tasking.acknowledged_at = states.ACKNOWLEDGED, at
    tasking.seen_at = tasking.seen_at or at
    log.add(session, incident, f"{unit.callsign} accepted.", kind="tasking", source="handset", occurred_at=at)


def decline_tasking(session: Session, order: Order) -> None:
    """The crew cannot go. The dispatcher is told why, and the unit keeps its status."""
    unit, incident, tasking = _own(session, order)
    _refuse_ended(unit, tasking)
    lists = codes.current(session)
    if order.body["reason"] not in lists.known("decline_reasons"):
        raise Refused("unknown_code", "There is no such reason in the code list.")
    why = " ".join(filter(None, [lists.label("decline_reasons", order.body["reason"]), order.body.get("note")]))
    log.add(
        session,
        incident,
        f"{unit.callsign} declined: {why}",
        kind="tasking",
        source="handset",
        occurred_at=order.occurred_at,
    )
    _finish(session, unit, incident, tasking, states.DECLINED, why)


def withdraw_tasking(session: Session, order: Order) -> None:
    """The control room takes the unit off. Its status stays what the crew said: nobody but they know that they are free."""
    unit, incident, tasking = _own(session, order)
    _refuse_ended(unit, tasking)
    lists = codes.current(session)
    why = lists.label("withdraw_reasons", order.body["reason"])
    log.add(
        session,
        incident,
        f"{unit.callsign} withdrawn: {why}",
        kind="tasking",
        source="control",
        occurred_at=order.occurred_at,
    )
    _finish(session, unit, incident, tasking, states.WITHDRAWN, f"withdrawn: {why}")


def _finish(session: Session, unit: Unit, incident: Incident, tasking: Tasking, state: str, why: str) -> None:
    if unit.incident_id == incident.id:
        unit.incident_id = None
    _end(session, tasking, state, why)
    _tell_the_others(session, tasking)
    units.announce(session, unit)
    incidents.announce(session, incident)


def _end(session: Session, tasking: Tasking, state: str, why: str) -> None:
    if not states.may_become(tasking.state, state):
        raise Refused("tasking_ended", "This tasking has ended.")
    tasking.state, tasking.ended_at, tasking.end_reason = state, clock.now(), why
    announce(session, tasking)


def mark_seen(session: Session, order: Order) -> None:
    """The card was opened: the officer could read what we sent."""
    _, _, tasking = _own(session, order)
    if tasking.seen_at is None:
        tasking.seen_at = order.occurred_at
        announce(session, tasking)


def mark_read(session: Session, order: Order) -> None:
    """The risk was confirmed. A confirmation of an older brief is kept and does not stand for the newer one."""
    _, _, tasking = _own(session, order)
    if (tasking.read_brief_revision or 0) < order.body["brief_revision"]:
        tasking.read_brief_revision, tasking.read_at = order.body["brief_revision"], order.occurred_at
        tasking.seen_at = tasking.seen_at or order.occurred_at
        announce(session, tasking)


def result_incident(session: Session, order: Order) -> dict[str, Any]:
    """The crew says what came of it and is free again, unless the word of it came too late to be believed."""
    unit, incident, tasking = _own(session, order)
    _refuse_ended(unit, tasking)
    if tasking.state == states.ASSIGNED:
        _acknowledge(session, unit, incident, tasking, order.occurred_at)
    incidents.result(session, incident, order)
    incidents.log_result(session, incident, order)
    _finish(session, unit, incident, tasking, states.COMPLETE, "resulted")
    is_late = unit_states.must_be_asked(
        unit_states.ON_PATROL, order.age, int(session.info.get("late_available_s", 120)), is_confirmed=False
    )
    if unit.status in unit_states.ON_THE_JOB and not is_late:
        units.move(session, unit, unit_states.ON_PATROL, order)
    return {"status": unit.status, "status_unchanged": is_late}


def come_upon_incident(session: Session, order: Order) -> dict[str, Any]:
    """The crew came upon something: the incident is made, they are at scene (domain reference 2.2, `2->6`)."""
    unit = units.lock_own(session, order)
    if unit.duty_id is None:
        raise Refused("off_duty", "You are not booked on. Book on first.")
    incident = incidents.open_incident(session, order, source="handset", is_exercise=_is_made_up(session, order))
    log.add(
        session,
        incident,
        f"{unit.callsign} came upon: {incident.what}",
        kind="first_words",
        source="handset",
        occurred_at=order.occurred_at,
    )
    tasking = _assign(session, unit, incident, order)
    _acknowledge(session, unit, incident, tasking, order.occurred_at)
    announce(session, tasking, is_new=True)
    units.move(session, unit, unit_states.AT_SCENE, order)
    incidents.announce(session, incident)
    return {"cad": incidents.reference(incident), "pod": incident.pod}


def _is_made_up(session: Session, order: Order) -> bool:
    made_up = session.execute(text("SELECT is_made_up FROM officers WHERE id = :id"), {"id": order.actor.id}).scalar()
    return bool(made_up)


def follow_status(session: Session, unit: Unit, entry: StatusEntry, order: Order) -> None:
    """What a status means for the tasking it belongs to: en route, at scene, or finished."""
    tasking = _meant(session, unit, order)
    if tasking is None:
        if entry.code not in unit_states.ON_THE_JOB:
            unit.incident_id = None
        return
    incident = incidents.lock(session, tasking.incident_id)
    tasking = _lock(session, tasking.id)
    entry.incident_id = incident.id
    if entry.code in unit_states.ON_THE_JOB:
        _work_on(session, unit, incident, tasking, entry)
    elif tasking.state == states.ACKNOWLEDGED and entry.code != unit_states.ON_DUTY:
        _leave(session, unit, incident, tasking, entry)


def _meant(session: Session, unit: Unit, order: Order) -> Tasking | None:
    """The tasking that a status belongs to: the one that was named, else the one that the unit works on."""
    open_ones = _open_of_unit(session, unit.id)
    named = order.body.get("tasking_id")
    if named:
        return next((tasking for tasking in open_ones if tasking.id == named), None)
    working = [tasking for tasking in open_ones if tasking.incident_id == unit.incident_id]
    accepted = [tasking for tasking in open_ones if tasking.state == states.ACKNOWLEDGED]
    candidates = (
        working
        or accepted
        or (open_ones if order.body.get("status") in {unit_states.EN_ROUTE, unit_states.AT_SCENE} else [])
    )
    return max(candidates, key=lambda tasking: tasking.assigned_at, default=None)


def _work_on(session: Session, unit: Unit, incident: Incident, tasking: Tasking, entry: StatusEntry) -> None:
    unit.incident_id = incident.id
    if tasking.state == states.ASSIGNED:
        # Somebody who goes has answered: the officer's own status is a person's word.
        _acknowledge(session, unit, incident, tasking, entry.occurred_at)
    if entry.code == unit_states.EN_ROUTE and tasking.en_route_at is None:
        tasking.en_route_at = entry.occurred_at
        log.add(
            session,
            incident,
            f"{unit.callsign} en route.",
            kind="status",
            source=entry.source,
            occurred_at=entry.occurred_at,
        )
    if entry.code == unit_states.AT_SCENE and tasking.at_scene_at is None:
        tasking.at_scene_at = entry.occurred_at
        incidents.arrive(incident, entry.occurred_at)
        log.add(
            session,
            incident,
            f"{unit.callsign} at scene.",
            kind="status",
            source=entry.source,
            occurred_at=entry.occurred_at,
        )
    announce(session, tasking)
    incidents.announce(session, incident)


def _leave(session: Session, unit: Unit, incident: Incident, tasking: Tasking, entry: StatusEntry) -> None:
    """Free again, or busy with something else: the tasking is complete, and says whether they ever got there."""
    why = "left the scene" if tasking.at_scene_at else "stood down before arriving"
    log.add(
        session, incident, f"{unit.callsign} {why}.", kind="status", source=entry.source, occurred_at=entry.occurred_at
    )
    unit.incident_id = None
    _end(session, tasking, states.COMPLETE, why)
    _tell_the_others(session, tasking)
    incidents.announce(session, incident)


def tell_again(session: Session, incident: Incident) -> None:
    """The brief changed: every crew on the job gets the new card, with the risk of the place as it is now."""
    for tasking in _open_of_incident(session, incident.id):
        tasking.risk = risk.card(session, incident.id, codes.current(session))
        announce(session, tasking)


def tell_again_near(session: Session, incident_ids: list[UUID]) -> None:
    """A place marker was entered or withdrawn: the brief of these incidents changed."""
    for incident_id in sorted(incident_ids):
        incident = incidents.lock(session, incident_id)
        incidents.brief_changed(session, incident)
        incidents.announce(session, incident)


def _note_sent(session: Session, tasking_id: UUID, at: datetime) -> None:
    _note_rung(session, tasking_id, "sent_at", at)


def _note_stored(session: Session, tasking_id: UUID, at: datetime) -> None:
    _note_rung(session, tasking_id, "delivered_at", at)


def _note_rung(session: Session, tasking_id: UUID, rung: str, at: datetime) -> None:
    tasking = session.get(Tasking, tasking_id, with_for_update=UPDATED)
    if tasking is not None and getattr(tasking, rung) is None:
        setattr(tasking, rung, at)
        announce(session, tasking)


units.when_status_moves(follow_status)
incidents.when_brief_changes(tell_again)
risk.when_risk_changes(tell_again_near)
outbox.watch("tasking.assigned", sent=_note_sent, stored=_note_stored)

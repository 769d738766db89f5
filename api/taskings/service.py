"""The control room's side of a tasking: a unit is sent with what is known of the place, or taken off again."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import orjson
from sqlalchemy.orm import Session

from api.codes import service as codes
from api.commands.service import Order
from api.db import before_commit, run
from api.errors import Refused
from api.incidents import audience, log
from api.incidents import service as incidents
from api.incidents.audience import Job
from api.incidents.models import Incident
from api.notices import service as notices
from api.places import risk
from api.taskings import ground, lives, plans, states, taken_off, waits
from api.units import guests
from api.units import service as units
from api.units import states as unit_states
from api.units.models import Unit
from api.zones import service as zones


def foresee_task_unit(session: Session, order: Order) -> None:
    """Everything that a tasking stands on: who is sent where, what is known of the place, whether a zone is drawn anywhere,
    and what the crews on the job were told to read."""
    body = order.body
    ground.foresee(session, body["unit_id"], body["incident_id"], body["tasking_id"])
    risk.foresee(session, body["incident_id"], order.received_at)
    zones.foresee(session, order.received_at)
    notices.foresee(session, body["incident_id"])


def task_unit(session: Session, order: Order) -> dict[str, Any]:
    """Send a unit. The card with its risk is built in this transaction, so nobody goes without it.

    Refused off duty; a committed unit needs `override` and is diverted from what it had.
    """
    unit, incident = ground.lock(session, order.body["unit_id"], order.body["incident_id"])
    former = ground.former_jobs(session, unit, incident, order.body["tasking_id"])
    if unit.duty_id is None or unit.status == unit_states.OFF_DUTY:
        raise Refused("off_duty", f"{unit.callsign} is off duty.")
    _refuse_committed(session, unit, incident, former, is_override=order.body["override"])
    for tasking in former:
        _divert(session, unit, tasking, incident)
    # The line comes first: the card takes the log with it.
    note = order.body.get("note")
    log.add(
        session,
        incident,
        f"{unit.callsign} tasked." + (f" {note}" if note else ""),
        kind="tasking",
        source="control",
        about=unit,
    )
    tasking = assign(session, unit, incident, order)
    waits.begin(session, tasking, incident, plans.NEW)
    lives.tell_the_others(session, tasking)
    lives.announce(session, tasking, is_new=True)
    notices.tell_newcomer(session, incident.id, unit)
    units.announce(session, unit)
    incidents.announce_doings(session, incident, unit)
    return {"tasking_id": str(tasking.id)}


def _divert(session: Session, unit: Unit, job: Job, to: Incident) -> None:
    """What the unit leaves behind is told on its own log and board: somebody else must go there now."""
    left = incidents.lock(session, job.incident_id)
    former = lives.lock(session, job.id)
    words = f"{unit.callsign} diverted to {incidents.reference(to)}."
    log.add(session, left, words, kind="tasking", source="control", about=unit)
    lives.finish(session, unit, left, former, states.DIVERTED, f"diverted to {incidents.reference(to)}")
    taken_off.watch(session, former, left)


def assign(session: Session, unit: Unit, incident: Incident, order: Order, *, is_read_back: bool = False) -> Job:
    """The tasking itself, with the risk of the place as it is now.

    Written with the last words of the transaction, unless somebody must read it back before (`is_read_back`).
    """
    card = risk.card(session, incident.id, codes.current(session), order.received_at)
    job = Job(
        order.body["tasking_id"], incident.id, unit.id, _duty(unit), unit.pod, is_open=True, is_covert=unit.is_covert
    )
    is_in_zones = zones.any_stands(session, order.received_at)
    told = (order.body.get("note") or "", order.actor.label, order.received_at, orjson.dumps(card).decode())
    write = run if is_read_back or is_in_zones else before_commit
    write(session, _ASSIGN, (job.id, job.incident_id, job.unit_id, job.duty_id, states.ASSIGNED, *told, job.is_covert))
    audience.joins(session, job)
    units.joins(session, unit.id, incident.pod)
    guests.is_sent(session, unit, incident.pod)
    if is_in_zones:
        zones.tell(session, order.received_at, job.duty_id)
    return job


# The revision is that of its first message: nobody is told of a tasking before it is new to them.
_ASSIGN = """
    INSERT INTO taskings (id, revision, incident_id, unit_id, duty_id, state, note, assigned_by, assigned_at, risk, is_covert)
    VALUES (%s, 1, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""


def _duty(unit: Unit) -> UUID:
    if unit.duty_id is None:
        raise Refused("off_duty", f"{unit.callsign} is off duty.")
    return unit.duty_id


def _refuse_committed(
    session: Session, unit: Unit, incident: Incident, former: list[Job], *, is_override: bool
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


def withdraw_tasking(session: Session, order: Order) -> None:
    """The control room takes the unit off. Its status stays what the crew said: nobody but they know that they are free.

    A crew that may be on its way is woken, and waited for until it knows.
    """
    unit, incident, tasking = lives.own(session, order)
    lives.refuse_ended(unit, tasking)
    lists = codes.current(session)
    if order.body["reason"] not in lists.known("withdraw_reasons"):
        raise Refused("unknown_code", "There is no such reason in the code list.")
    why = lists.label("withdraw_reasons", order.body["reason"])
    log.add(
        session,
        incident,
        f"{unit.callsign} withdrawn: {why}",
        kind="tasking",
        source="control",
        occurred_at=order.occurred_at,
        about=unit,
    )
    lives.finish(session, unit, incident, tasking, states.WITHDRAWN, f"withdrawn: {why}")
    taken_off.watch(session, tasking, incident)


def come_upon_incident(session: Session, order: Order) -> dict[str, Any]:
    """The crew came upon something: the incident is made, they are at scene (domain reference 2.2, `2->6`)."""
    unit = units.lock_own(session, order)
    if unit.duty_id is None:
        raise Refused("off_duty", "You are not booked on. Book on first.")
    incident = incidents.open_incident(session, order, source="handset", is_exercise=bool(session.info.get("demo")))
    log.add(
        session,
        incident,
        f"{unit.callsign} came upon: {incident.what}",
        kind="first_words",
        source="handset",
        occurred_at=order.occurred_at,
    )
    job = assign(session, unit, incident, order, is_read_back=True)
    lives.acknowledge(session, unit, incident, lives.lock(session, job.id), order.occurred_at)
    lives.announce(session, job, is_new=True)
    units.move(session, unit, unit_states.AT_SCENE, order)
    incidents.announce(session, incident)
    return {"cad": incidents.reference(incident), "pod": incident.pod}

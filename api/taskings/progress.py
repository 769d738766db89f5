"""What a status means for the tasking it belongs to: en route, at scene, or finished."""

from __future__ import annotations

from sqlalchemy.orm import Session

from api.commands.service import Order
from api.incidents import log
from api.incidents import service as incidents
from api.incidents.models import Incident
from api.taskings import ground, lives, states
from api.taskings.models import Tasking
from api.units import service as units
from api.units import states as unit_states
from api.units.models import StatusEntry, Unit


def follow_status(session: Session, unit: Unit, entry: StatusEntry, order: Order) -> None:
    """What a status means for the tasking it belongs to: en route, at scene, or finished."""
    meant = _meant(session, unit, order)
    if meant is None:
        if entry.code not in unit_states.ON_THE_JOB:
            unit.incident_id = None
        return
    incident, tasking = meant
    ground.know_jobs(session, unit, incident)
    entry.incident_id = incident.id
    if entry.code in unit_states.ON_THE_JOB:
        _work_on(session, unit, incident, tasking, entry)
    elif tasking.state == states.ACKNOWLEDGED and entry.code != unit_states.ON_DUTY:
        _leave(session, unit, incident, tasking, entry)


def _meant(session: Session, unit: Unit, order: Order) -> tuple[Incident, Tasking] | None:
    """The tasking that a status belongs to, with its incident: the one that was named, else the one that the unit works on."""
    open_ones = lives.open_of_unit(session, unit.id)
    named = order.body.get("tasking_id")
    if named:
        return next((one for one in open_ones if one[1].id == named), None)
    working = [one for one in open_ones if one[0].id == unit.incident_id]
    accepted = [one for one in open_ones if one[1].state == states.ACKNOWLEDGED]
    candidates = (
        working
        or accepted
        or (open_ones if order.body.get("status") in {unit_states.EN_ROUTE, unit_states.AT_SCENE} else [])
    )
    return max(candidates, key=lambda one: one[1].assigned_at, default=None)


def _work_on(session: Session, unit: Unit, incident: Incident, tasking: Tasking, entry: StatusEntry) -> None:
    unit.incident_id = incident.id
    if tasking.state == states.ASSIGNED:
        # Somebody who goes has answered: the officer's own status is a person's word.
        lives.acknowledge(session, unit, incident, tasking, entry.occurred_at)
    _date(session, unit, incident, tasking, entry)
    lives.announce(session, tasking)
    incidents.announce_doings(session, incident, unit)


def _date(session: Session, unit: Unit, incident: Incident, tasking: Tasking, entry: StatusEntry) -> None:
    """The first time that the crew set out, and the first that it arrived."""
    if entry.code == unit_states.EN_ROUTE and tasking.en_route_at is None:
        tasking.en_route_at = entry.occurred_at
        log.add(
            session,
            incident,
            f"{unit.callsign} en route.",
            kind="status",
            source=entry.source,
            occurred_at=entry.occurred_at,
            about=unit,
        )
    if entry.code == unit_states.AT_SCENE and tasking.at_scene_at is None:
        tasking.at_scene_at = entry.occurred_at
        incidents.arrive(incident, entry.occurred_at, unit)
        log.add(
            session,
            incident,
            f"{unit.callsign} at scene.",
            kind="status",
            source=entry.source,
            occurred_at=entry.occurred_at,
            about=unit,
        )


def _leave(session: Session, unit: Unit, incident: Incident, tasking: Tasking, entry: StatusEntry) -> None:
    """Free again, or busy with something else: the tasking is complete, and says whether they ever got there."""
    why = "left the scene" if tasking.at_scene_at else "stood down before arriving"
    log.add(
        session,
        incident,
        f"{unit.callsign} {why}.",
        kind="status",
        source=entry.source,
        occurred_at=entry.occurred_at,
        about=unit,
    )
    unit.incident_id = None
    lives.end(session, tasking, states.COMPLETE, why)
    lives.tell_the_others(session, tasking)
    incidents.announce_doings(session, incident, unit)


def fill_in(session: Session, unit: Unit, entry: StatusEntry, order: Order) -> None:
    """A status that came late moves nothing, and still says when the crew set out or arrived, where nothing said so yet."""
    meant = _meant(session, unit, order)
    if meant is None or entry.code not in {unit_states.EN_ROUTE, unit_states.AT_SCENE}:
        return
    incident, tasking = meant
    entry.incident_id = incident.id
    _date(session, unit, incident, tasking, entry)
    lives.announce(session, tasking)
    incidents.announce_doings(session, incident, unit)


units.when_status_moves(follow_status)
units.when_status_is_late(fill_in)
units.when_status_is_foreseen(lives.foresee_open)

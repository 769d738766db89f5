"""What a status means for the tasking it belongs to: en route, at scene, or finished."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from api import clock
from api.codes import service as codes
from api.commands.service import Order
from api.incidents import log
from api.incidents import service as incidents
from api.incidents.models import Incident
from api.taskings import ground, lives, receipts, states, taken_off
from api.taskings.models import Tasking
from api.units import service as units
from api.units import states as unit_states
from api.units.models import StatusEntry, Unit


def follow_status(session: Session, unit: Unit, entry: StatusEntry, order: Order) -> str | None:
    """What a status means for the tasking it belongs to: en route, at scene, or finished. A sentence if that has ended."""
    if entry.code == unit_states.OFF_DUTY:
        taken_off.end_with_duty(session, unit)
    meant = _meant(session, unit, order)
    if meant is None:
        if entry.code not in unit_states.ON_THE_JOB:
            unit.incident_id = None
            return None
        return _note_ended(session, unit, entry, order)
    incident, tasking = meant
    ground.know_jobs(session, unit, incident)
    entry.incident_id = incident.id
    if entry.code in unit_states.ON_THE_JOB:
        _work_on(session, unit, incident, tasking, entry, brief=_answered_brief(session, incident, tasking, order))
    elif tasking.state == states.ACKNOWLEDGED and entry.code != unit_states.ON_DUTY:
        _leave(session, unit, incident, tasking, entry)
    return None


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


def _answered_brief(session: Session, incident: Incident, tasking: Tasking, order: Order) -> int:
    """A status names no brief. From the crew it means what their devices have; by voice, what it is known that they were told."""
    newest = incident.brief_revision
    if order.actor.is_control:
        return receipts.told(session, tasking.id, newest, tasking.read_brief_revision)
    return receipts.held(session, tasking.id, newest)


def _work_on(
    session: Session, unit: Unit, incident: Incident, tasking: Tasking, entry: StatusEntry, *, brief: int
) -> None:
    unit.incident_id = incident.id
    if tasking.state == states.ASSIGNED:
        # Somebody who goes has answered: the officer's own status is a person's word.
        lives.acknowledge(session, unit, incident, tasking, entry.occurred_at, brief=brief)
    _date(session, unit, incident, tasking, entry)
    lives.announce(session, tasking)
    incidents.announce_doings(session, incident, unit)


_SET_OUT, _ARRIVED = "en route", "at scene"
_DOINGS = {unit_states.EN_ROUTE: _SET_OUT, unit_states.AT_SCENE: _ARRIVED}


def _date(session: Session, unit: Unit, incident: Incident, tasking: Tasking, entry: StatusEntry) -> None:
    """The first time that the crew set out, and the first that it arrived."""
    doing = _DOINGS.get(entry.code)
    if doing == _SET_OUT and tasking.en_route_at is None:
        tasking.en_route_at = entry.occurred_at
        _log(session, unit, incident, entry, f"{unit.callsign} en route.")
    if doing == _ARRIVED and tasking.at_scene_at is None:
        tasking.at_scene_at = entry.occurred_at
        incidents.arrive(incident, entry.occurred_at, unit)
        _log(session, unit, incident, entry, f"{unit.callsign} at scene.")


def _log(session: Session, unit: Unit, incident: Incident, entry: StatusEntry, words: str) -> None:
    at = entry.occurred_at
    log.add(session, incident, words, kind="status", source=entry.source, occurred_at=at, about=unit)


def _note_ended(session: Session, unit: Unit, entry: StatusEntry, order: Order) -> str | None:
    """A status for a tasking that was taken away before the word of it came.

    What happened before the end is part of that tasking's record. What came after it is not: the log says that the crew
    is there all the same, and the crew is told that it works on nothing.
    """
    ended = _ended(session, unit, order)
    if ended is None:
        return None
    incident, tasking, ended_at = ended
    if entry.occurred_at < ended_at:
        entry.incident_id = incident.id
        _date(session, unit, incident, tasking, entry)
        lives.announce(session, tasking)
        incidents.announce_doings(session, incident, unit)
        return None
    at = clock.london_time(ended_at)
    if doing := _DOINGS.get(entry.code):
        _log(session, unit, incident, entry, f"{unit.callsign} {doing}: its tasking had ended at {at}.")
        incidents.announce_doings(session, incident, unit)
    label = codes.current(session).label("statuses", entry.code)
    return f"You are shown as {label}, on no job: your tasking had ended at {at} ({tasking.end_reason}). Ask control."


def _ended(session: Session, unit: Unit, order: Order) -> tuple[Incident, Tasking, datetime] | None:
    """The tasking that the crew named, locked, if it was theirs on this duty and is over."""
    named = order.body.get("tasking_id")
    tasking = session.get(Tasking, named) if named else None
    if tasking is None or tasking.ended_at is None or tasking.duty_id != unit.duty_id:
        return None
    incident = incidents.lock(session, tasking.incident_id)
    return incident, lives.lock(session, tasking.id), tasking.ended_at


def _leave(session: Session, unit: Unit, incident: Incident, tasking: Tasking, entry: StatusEntry) -> None:
    """Free again, or busy with something else: the tasking is complete, and says whether they ever got there."""
    why = "left the scene" if tasking.at_scene_at else "stood down before arriving"
    _log(session, unit, incident, entry, f"{unit.callsign} {why}.")
    unit.incident_id = None
    lives.end(session, tasking, states.COMPLETE, why)
    lives.tell_the_others(session, tasking)
    incidents.announce_doings(session, incident, unit)


def fill_in(session: Session, unit: Unit, entry: StatusEntry, order: Order) -> None:
    """A status that came late moves nothing, and still says when the crew set out or arrived, where nothing said so yet."""
    if entry.code not in _DOINGS:
        return
    meant = _meant(session, unit, order)
    if meant is None:
        _note_ended(session, unit, entry, order)
        return
    incident, tasking = meant
    entry.incident_id = incident.id
    _date(session, unit, incident, tasking, entry)
    lives.announce(session, tasking)
    incidents.announce_doings(session, incident, unit)


units.when_status_moves(follow_status)
units.when_status_is_late(fill_in)
units.when_status_is_foreseen(lives.foresee_open)

"""Units: booked on, given a status by whoever knows, booked off."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import text
from sqlalchemy.orm import Session

from api import changes, clock
from api.actors import Actor
from api.codes import service as codes
from api.commands import service as commands
from api.commands.service import DoneBut, Order, Superseded
from api.db import UPDATED, ask_ahead, before_commit, known_ahead, look, run
from api.errors import NeedsConfirmation, NotAllowed, NotFound, Refused
from api.holding import columns, held
from api.outbox import boards
from api.outbox import service as outbox
from api.units import states
from api.units.models import StatusEntry, Unit

# Taskings stand above units in the house: they ask to be told when a status moves, and may have a sentence for the sender.
StatusListener = Callable[[Session, Unit, "StatusEntry", Order], str | None]
_status_listeners: list[StatusListener] = []


_late_listeners: list[StatusListener] = []


def when_status_moves(listener: StatusListener) -> None:
    _status_listeners.append(listener)


def when_status_is_late(listener: StatusListener) -> None:
    """A status came after a newer one: it moves nothing, and still tells when something happened."""
    _late_listeners.append(listener)


# They also say what they will look at then, so that it is asked with the unit itself.
_foreseers: list[Callable[[Session, UUID], None]] = []


def when_status_is_foreseen(foresee: Callable[[Session, UUID], None]) -> None:
    _foreseers.append(foresee)


_LOCK = f"SELECT {columns(Unit)} FROM units WHERE id = %s FOR NO KEY UPDATE"  # noqa: S608  names of our own columns


def foresee_status(session: Session, order: Order) -> None:
    """The unit that the sender means, and what hangs on its status, in the trip that claims the command."""
    named = order.body.get("unit_id") if order.actor.is_control else None
    if unit_id := named or order.actor.unit_id:
        ask_ahead(session, unit_id, _LOCK, (unit_id,))
        for foresee in _foreseers:
            foresee(session, unit_id)


def lock(session: Session, unit_id: UUID) -> Unit:
    """The unit, held until the commit. Raises NotFound."""
    if rows := known_ahead(session, unit_id, _LOCK):
        found: Unit = held(session, rows[0], Unit)[0]
        return found
    unit = session.get(Unit, unit_id, with_for_update=UPDATED)
    if unit is None:
        raise NotFound("There is no such unit.")
    return unit


def lock_own(session: Session, order: Order) -> Unit:
    """The unit that the sender means: a controller names one, a crew has one. Raises Refused for an officer off duty."""
    named = order.body.get("unit_id")
    if named and not order.actor.is_control:
        raise NotAllowed("Only the control room speaks for another unit.")
    unit_id = named or order.actor.unit_id
    if unit_id is None:
        raise Refused("off_duty", "You are not booked on. Book on first.")
    return seen_by(order.actor, lock(session, unit_id))


def seen_by(actor: Actor, unit: Unit) -> Unit:
    """The unit, if it may be there for whoever acts. Raises NotFound: nobody else is told that a covert unit exists."""
    if unit.is_covert and not actor.sees_covert and unit.id != actor.unit_id:
        raise NotFound("There is no such unit.")
    return unit


def is_shown(session: Session, unit_id: UUID) -> bool:
    """Whether a unit may be there for whoever acts."""
    actor: Actor = session.info["actor"]
    found = run(session, "SELECT 1 FROM units WHERE id = %s AND is_covert", (unit_id,)).fetchone()
    return found is None or actor.sees_covert


def announce(session: Session, unit: Unit, *, also: Iterable[str] = ()) -> None:
    """Tell the boards of its pod, of the incidents it is tasked to and of the ground it stands on, and its own crew."""
    changes.revise(session, "units", unit.id)
    pods = {unit.pod, *unit.guest_in, *also, *_pods_of_its_jobs(session, unit.id)}
    to = {boards.feed(pod, is_covert=unit.is_covert) for pod in pods}
    if unit.duty_id:
        to.add(f"duty:{unit.duty_id}")
    outbox.post(session, to, "unit.changed", unit.id)


_PODS_OF_ITS_JOBS = """
    SELECT DISTINCT i.pod FROM taskings t JOIN incidents i ON i.id = t.incident_id
    WHERE t.unit_id = %s AND i.state <> 'closed'
"""


def _pods_of_its_jobs(session: Session, unit_id: UUID) -> set[str]:
    known: dict[UUID, set[str]] = session.info.get("pods of jobs", {})
    if unit_id in known:
        return known[unit_id]
    # Of what this transaction may have changed, only the incidents matter here.
    is_theirs = any(row.__tablename__ == "incidents" for row in session.dirty)
    return {pod for (pod,) in (run if is_theirs else look)(session, _PODS_OF_ITS_JOBS, (unit_id,))}


def know_boards(session: Session, unit_id: UUID, pods: set[str]) -> None:
    """Somebody who holds the unit has read the pods of its jobs already."""
    session.info.setdefault("pods of jobs", {})[unit_id] = pods


def joins(session: Session, unit_id: UUID, pod: str) -> None:
    """It was tasked to an incident of this pod in this transaction."""
    known: dict[UUID, set[str]] = session.info.get("pods of jobs", {})
    if unit_id in known:
        known[unit_id].add(pod)


def set_status(session: Session, order: Order) -> Superseded | DoneBut | None:
    """Set a status as the crew or a controller says it. Only a unit off duty is refused (domain reference 2.2)."""
    unit = lock_own(session, order)
    new = order.body["status"]
    _check_settable(session, new)
    if unit.status == states.OFF_DUTY:
        raise Refused("off_duty", f"{unit.callsign} is off duty. Book on first.")
    # Whoever says it: a board too sends again for as long as nobody answers.
    if states.must_be_asked(new, order.age, _late_limit_s(session)):
        raise NeedsConfirmation("late_available", _question(session, new, order))
    if order.body["confirmed"] or order.actor.is_control:
        commands.settle(session, order.actor)
    if order.actor.is_control:
        _note_voice(unit, order)
    return move(session, unit, new, order)


def confirm_contact(session: Session, order: Order) -> None:
    """A controller has heard the crew by voice: a unit whose devices are silent may be offered again, for half an hour."""
    unit = seen_by(order.actor, lock(session, order.body["unit_id"]))
    if unit.duty_id is None:
        raise Refused("off_duty", f"{unit.callsign} is off duty.")
    _note_voice(unit, order)
    announce(session, unit)


def _note_voice(unit: Unit, order: Order) -> None:
    unit.voice_confirmed_at, unit.voice_confirmed_by = order.received_at, order.actor.label


def _late_limit_s(session: Session) -> int:
    limit: int = session.info.get("late_available_s", 120)
    return limit


def _question(session: Session, new: str, order: Order) -> str:
    minutes = max(1, round(order.age.total_seconds() / 60))
    return f"You tapped {codes.current(session).label('statuses', new)} {minutes} min ago: still so?"


def _check_settable(session: Session, status: str) -> None:
    entry = codes.current(session).get("statuses", status)
    if entry is None or not entry["settable"]:
        raise Refused("unknown_status", f"{status} is not a status that can be set here.")


def move(session: Session, unit: Unit, new: str, order: Order) -> Superseded | DoneBut | None:
    """Log a status, and move the unit if nothing newer holds. The unit is locked by the caller."""
    step = states.move(codes.current(session).moves, unit.status, new, unit.status_at, order.occurred_at)
    entry = _entry(unit, new, order, step)
    if not step.is_newer:
        for listener in _late_listeners:
            listener(session, unit, entry, order)
        _write(session, entry)
        return Superseded(f"Noted. {unit.callsign} has a newer status, set at {clock.london_time(unit.status_at)}.")
    unit.status, unit.status_at, unit.status_received_at = new, order.occurred_at, order.received_at
    unit.status_source, unit.is_odd = entry.source, step.is_odd
    sentences = [listener(session, unit, entry, order) for listener in _status_listeners]
    _write(session, entry)
    mark_offerable(session, unit)
    announce(session, unit)
    told = " ".join(filter(None, sentences))
    return DoneBut(told) if told else None


def _entry(unit: Unit, new: str, order: Order, step: states.Move) -> StatusEntry:
    return StatusEntry(
        id=uuid4(),
        unit_id=unit.id,
        duty_id=unit.duty_id,
        code=new,
        previous=unit.status,
        occurred_at=order.occurred_at,
        received_at=order.received_at,
        source="control" if order.actor.is_control else "handset",
        set_by=order.actor.label,
        is_odd=step.is_odd,
        is_applied=step.is_newer,
    )


_STATUS = """
    INSERT INTO statuses (id, unit_id, duty_id, code, previous, incident_id, occurred_at, received_at, source, set_by, is_odd, is_applied)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""


def _write(session: Session, entry: StatusEntry) -> None:
    """Once it is complete: the log of statuses is only ever added to."""
    about = (entry.id, entry.unit_id, entry.duty_id, entry.code, entry.previous, entry.incident_id)
    how = (entry.occurred_at, entry.received_at, entry.source, entry.set_by, entry.is_odd, entry.is_applied)
    before_commit(session, _STATUS, (*about, *how))


def mark_offerable(session: Session, unit: Unit) -> None:
    """Keep the nearest search's own flag in step: it looks at no unit that cannot be offered."""
    entry = codes.current(session).get("statuses", unit.status)
    offerable = bool(entry and entry["deployable"] in states.OFFERABLE)
    before_commit(
        session,
        "UPDATE positions SET is_deployable = %s, pod = %s WHERE unit_id = %s",
        (offerable, unit.pod, unit.id),
    )


_MARK_ALL = """
    UPDATE positions p SET is_deployable = u.status = ANY(%(offerable)s) FROM units u
    WHERE u.id = p.unit_id AND p.is_deployable <> (u.status = ANY(%(offerable)s))
"""


def _mark_all(session: Session, _: list[dict[str, Any]], after: list[dict[str, Any]]) -> None:
    """Another version of the list may say of other statuses that a unit may be sent: those who stand in one now are marked by it."""
    offerable = [entry["code"] for entry in after if entry["deployable"] in states.OFFERABLE]
    run(session, _MARK_ALL, {"offerable": offerable})


codes.followed("statuses", _mark_all)


# Help that goes to where the crew of the turn before was goes to the wrong street.
_LAST_PLACE = """
    SELECT lon(p.place), lat(p.place), p.fixed_at, p.accuracy_m
    FROM positions p JOIN units u ON u.id = p.unit_id AND u.duty_id = p.duty_id WHERE p.unit_id = :id
"""


def last_place(session: Session, unit_id: UUID) -> tuple[float, float, datetime, float] | None:
    """Longitude, latitude, time and accuracy of the newest fix of a unit on its present duty."""
    found = session.execute(text(_LAST_PLACE), {"id": unit_id}).one_or_none()
    return (float(found[0]), float(found[1]), found[2], float(found[3])) if found else None

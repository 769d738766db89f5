"""Escalation: what is done for a tasking that nobody answers, step by step, until a person does.

A row moves on in the transaction that does its step, so a step is done once, whichever worker dies.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from api import clock
from api.db import look, run
from api.incidents import log
from api.incidents import service as incidents
from api.incidents.models import Incident
from api.outbox import pushes
from api.taskings import lives, plan_rules, plans, receipts, states, waits
from api.taskings.models import Escalation, Tasking
from api.taskings.plans import Step

# The incident is locked first, as everywhere; one that somebody works on at this moment is left for the next look.
_DUE = """
    SELECT e.tasking_id, e.brief_revision, i.id FROM escalations e
    JOIN taskings t ON t.id = e.tasking_id JOIN incidents i ON i.id = t.incident_id
    WHERE e.ended_at IS NULL AND e.due_at <= %s ORDER BY e.due_at LIMIT 1
    FOR NO KEY UPDATE OF i SKIP LOCKED
"""
# A step that could not be taken is tried again after this long.
AGAIN_AFTER = timedelta(seconds=30)
CALL_BY_VOICE = "Call them by voice."


@dataclass(frozen=True)
class Due:
    """A row of which the next step is due, with the incident that is locked for it."""

    tasking_id: UUID
    brief_revision: int
    incident_id: UUID


def work(session: Session) -> bool:
    """Do one step that is due. False when there is none."""
    due = next_due(session)
    if due:
        take(session, due)
    return due is not None


def next_due(session: Session) -> Due | None:
    """The row that has been due for longest, of those that nobody works on at this moment. May be a transaction's first words."""
    found = look(session, _DUE, (clock.now(),)).fetchone()
    return Due(*found) if found else None


def take(session: Session, due: Due) -> None:
    """Do the next step of a row, if it is still due."""
    row, tasking, incident = _held(session, due)
    # Another worker may have done it between the look and the lock.
    if row.ended_at is None and row.due_at <= clock.now():
        _do_next(session, row, tasking, incident)


def _held(session: Session, due: Due) -> tuple[Escalation, Tasking, Incident]:
    incident = incidents.lock(session, due.incident_id)
    tasking = lives.lock(session, due.tasking_id)
    which = (due.tasking_id, due.brief_revision)
    row = session.get_one(Escalation, which, with_for_update=True, populate_existing=True)
    return row, tasking, incident


def _do_next(session: Session, row: Escalation, tasking: Tasking, incident: Incident) -> None:
    steps = waits.steps_of(session, row.grade, row.plan)
    step = steps[row.steps_done] if row.steps_done < len(steps) else None
    row.steps_done += 1
    row.failed_at = None
    waits.wait_for_next(row, steps)
    if step and step.is_needed(_reached(session, tasking, row)):
        _ACTIONS[step.action](session, step, tasking, incident, row)


def put_aside(session: Session, due: Due) -> bool:
    """A step could not be taken. The row lets the others go first and is tried again later; the boards are called at once.

    Nobody can say what the step would have done, so a person is asked to do it. True for the first time, which is to be told of.
    """
    row, tasking, incident = _held(session, due)
    postpone(session, due, AGAIN_AFTER)
    if row.ended_at or row.failed_at:
        return False
    row.failed_at = clock.now()
    unit = lives.unit_of(session, tasking)
    words = f"{unit.callsign}: the system could not take the next step of the escalation. {CALL_BY_VOICE}"
    _raise_alarm(session, plans.next_call(tasking.alarm), words, tasking, incident)
    return True


def postpone(session: Session, due: Due, by: timedelta) -> None:
    """The others have their turn first."""
    params = (clock.now() + by, due.tasking_id, due.brief_revision)
    run(session, "UPDATE escalations SET due_at = %s WHERE tasking_id = %s AND brief_revision = %s", params)


def _reached(session: Session, tasking: Tasking, row: Escalation) -> dict[str, bool]:
    """What is known of this brief: an older one that came is no reason to leave out a step for what changed."""
    if row.plan == plans.ENDED:
        # Whatever the crew did before it was taken off says nothing of that; its row is open while no device has it.
        return dict.fromkeys(plan_rules.WAITED_FOR, False)
    is_answered = tasking.state != states.ASSIGNED
    return {
        "answered": is_answered,
        "delivered": is_answered or bool(receipts.arrived(session, tasking.id, row.brief_revision)),
        "read": tasking.ended_at is not None or (tasking.read_brief_revision or 0) >= row.brief_revision,
    }


def _wake(session: Session, _step: Step, tasking: Tasking, _incident: Incident, row: Escalation) -> None:
    """Devices that sleep are woken by push. Those in sight have it by the socket."""
    pushes.wake(session, waits.waking(tasking, row.brief_revision, row.plan, only_asleep=True))


def _again(session: Session, _step: Step, tasking: Tasking, _incident: Incident, row: Escalation) -> None:
    """The whole card once more on the feed, and a push to every device of the crew."""
    lives.announce(session, tasking)
    pushes.wake(session, waits.waking(tasking, row.brief_revision, row.plan, only_asleep=False))


def _alarm(session: Session, step: Step, tasking: Tasking, incident: Incident, row: Escalation) -> None:
    """The boards are told that a person must do something. A graver alarm sounds again, also when the last was acknowledged."""
    alarm = _called_for(step.action, tasking.alarm, row)
    if alarm is None:
        return
    row.calls_anew = False
    unit = lives.unit_of(session, tasking)
    _raise_alarm(session, alarm, f"{unit.callsign}: {_how_far(session, tasking, row)} {step.label}.", tasking, incident)


def _called_for(action: str, stands: str | None, row: Escalation) -> str | None:
    """The alarm that a step raises; None where one of the same waiting says as much already."""
    if stands is None or plans.graver(stands, action):
        return action
    return plans.anew(stands, action) if row.calls_anew else None


def _raise_alarm(session: Session, alarm: str, words: str, tasking: Tasking, incident: Incident) -> None:
    waits.set_alarm(tasking, alarm)
    unit = lives.unit_of(session, tasking)
    log.add(session, incident, words, kind="tasking", source="system", about=unit)
    lives.announce(session, tasking)
    incidents.announce_doings(session, incident, unit)


_ACTIONS: dict[str, Any] = {"wake": _wake, "again": _again, **dict.fromkeys(plans.ALARMS, _alarm)}


def _how_far(session: Session, tasking: Tasking, row: Escalation) -> str:
    if row.plan == plans.ENDED:
        return f"that it was {tasking.state} was not received."
    has_it = receipts.arrived(session, tasking.id, row.brief_revision)
    if has_it is False:
        return "the change was not received."
    if row.plan == plans.CHANGED:
        return "the change was not read."
    return "received, not answered." if has_it else "not received."

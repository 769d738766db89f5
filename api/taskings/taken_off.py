"""A crew that somebody else took off a job: it may be on the way, or at the door, and is waited for until one of its devices knows.

One row of the escalations with the plan `ended` (decision 26). It is over when a device has stored the end, when a controller has
told the crew by voice, or when it goes off duty.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from api import clock
from api.commands.service import Order
from api.db import run
from api.errors import Refused
from api.incidents import log
from api.incidents import service as incidents
from api.incidents.models import Incident
from api.outbox import boards, proofs
from api.outbox import service as outbox
from api.taskings import lives, plans, receipts, states, waits
from api.taskings.models import Tasking
from api.units.models import Unit

RECEIVED, TOLD, OFF_DUTY = "received", "told by voice", "off duty"
# Who never had it on any device, and did not accept it by voice either, goes nowhere: there is nothing to take back.
_MAY_KNOW = "SELECT EXISTS (SELECT FROM receipts WHERE tasking_id = %s AND (rung <> 'sent' OR channel <> 'push'))"
_OVER = """
    UPDATE escalations SET ended_at = %s, outcome = %s
    WHERE tasking_id = %s AND brief_revision = 0 AND (ended_at IS NULL OR outcome = %s) RETURNING 1
"""
_OF_UNIT = """
    SELECT t.id, t.incident_id FROM taskings t JOIN escalations e ON e.tasking_id = t.id AND e.brief_revision = 0
    WHERE t.unit_id = %s AND t.ended_at > %s - interval '1 day' AND (e.ended_at IS NULL OR e.outcome = %s) ORDER BY 2, 1
"""


def watch(session: Session, tasking: Tasking, incident: Incident) -> None:
    """It was taken off just now, by the control room."""
    if tasking.acknowledged_at or run(session, _MAY_KNOW, (tasking.id,)).fetchall()[0][0]:
        waits.begin(session, tasking, incident, plans.ENDED)


def tell_end_by_voice(session: Session, order: Order) -> None:
    """A controller has told the crew on the radio that it is off the job."""
    unit, incident, tasking = lives.own(session, order)
    if tasking.state not in states.TAKEN_OFF:
        raise Refused("not_taken_off", f"{unit.callsign} was not taken off this job.")
    if not _is_over(session, tasking, TOLD):
        raise Refused("already_told", f"{unit.callsign} has it already.")
    words = f"{unit.callsign} was told by voice that it is off this job."
    log.add(session, incident, words, kind="tasking", source="control", occurred_at=order.occurred_at, about=unit)
    lives.announce(session, tasking)
    incidents.announce_doings(session, incident, unit)


def end_with_duty(session: Session, unit: Unit) -> None:
    """Whoever has booked off goes to no job."""
    for tasking_id, incident_id in run(session, _OF_UNIT, (unit.id, clock.now(), waits.ALL_DONE)).fetchall():
        incidents.lock(session, incident_id)
        tasking = lives.lock(session, tasking_id)
        if _is_over(session, tasking, OFF_DUTY):
            lives.announce(session, tasking)


def _is_over(session: Session, tasking: Tasking, how: str) -> bool:
    """False where it was over already, or nobody waited for it."""
    session.flush()
    if not run(session, _OVER, (clock.now(), how, tasking.id, waits.ALL_DONE)).fetchall():
        return False
    waits.lower_alarm(session, tasking, None)
    return True


# The tasking is held already, as everywhere before its escalation. What its alarm said is over, where it has one.
_STORED = """
    WITH known AS (
        UPDATE escalations SET ended_at = %s, outcome = %s
        WHERE tasking_id = ANY (%s::uuid[]) AND brief_revision = 0 AND (ended_at IS NULL OR outcome = %s) RETURNING tasking_id
    )
    UPDATE taskings t SET machine_revision = machine_revision + 1 FROM known, incidents i, units u
    WHERE t.id = known.tasking_id AND i.id = t.incident_id AND u.id = t.unit_id
    RETURNING t.id, t.alarm IS NOT NULL, u.is_covert OR t.is_covert, i.pod, u.pod
"""


def _receive(session: Session, told: Sequence[proofs.Proof]) -> None:
    """Devices have stored their feeds: with it, some of them, that their crew was taken off. Only the boards hear of it."""
    ended = sorted({one.tasking_id for one in told if one.is_ended and one.rung == receipts.DELIVERED})
    if not ended:
        return
    params = (clock.now(), RECEIVED, ended, waits.ALL_DONE)
    for tasking_id, is_alarmed, is_covert, *pods in run(session, _STORED, params).fetchall():
        if is_alarmed:
            waits.lower_alarm(session, lives.lock(session, tasking_id), None)
        outbox.post(session, {boards.feed(pod, is_covert=is_covert) for pod in pods}, "tasking.changed", tasking_id)


proofs.when_proved(_receive)

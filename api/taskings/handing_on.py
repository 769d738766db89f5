"""A waiting that goes on with another brief (decision 7): what a crew has not answered, or not read, is waited for since it first was.

Began anew with each change, it would never come to its call: whoever changes a brief every few seconds would be promised nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from api import clock
from api.db import run
from api.incidents.models import Incident
from api.taskings import plans
from api.taskings.models import Escalation, Tasking
from api.taskings.plans import Step


@dataclass(frozen=True)
class Start:
    """Where the waiting for a brief begins: when that was written, since when the crew is waited for, how many steps are behind them,
    and whether the first call is made although an alarm stands."""

    made_at: datetime
    began_at: datetime
    steps_done: int
    calls_anew: bool
    # Its brief goes to every device, as that of the former one did already.
    to_all: bool = False


def start(session: Session, tasking: Tasking, incident: Incident, plan: str, steps: list[Step]) -> Start:
    """Of a brief that changed. An alarm that somebody sees to, or that had its last call, is of another waiting."""
    done, now = plans.done_at_once(steps), clock.now()
    older = _still_open(session, tasking, incident.brief_revision, plan)
    if older is None or (tasking.alarm_acknowledged_at and not older.calls_anew):
        return Start(now, now, done, calls_anew=tasking.alarm is not None)
    if older.grade == incident.grade:
        done = max(done, older.steps_done)
    # By the table of another grade what is due by now is done in the next moment, and nothing is passed over.
    return Start(
        now, older.began_at, done, older.calls_anew, to_all=any(step.action == "again" for step in steps[:done])
    )


def _still_open(session: Session, tasking: Tasking, brief_revision: int, plan: str) -> Escalation | None:
    query = select(Escalation).where(
        Escalation.tasking_id == tasking.id,
        Escalation.plan == plan,
        Escalation.ended_at.is_(None),
        Escalation.brief_revision < brief_revision,
    )
    return session.scalars(query.order_by(Escalation.brief_revision.desc()).limit(1)).first()


def is_asked_to_read(session: Session, tasking: Tasking, incident: Incident) -> bool:
    """Whether what holds came to a crew that had answered already."""
    row = session.get(Escalation, (tasking.id, incident.brief_revision))
    return row is not None and row.plan == plans.CHANGED


# Who answers an older brief is asked to read what came after it, as whoever accepted before it changed.
_ASKED_TO_READ = (
    "UPDATE escalations SET plan = 'changed' WHERE tasking_id = %s AND brief_revision > %s AND plan = 'new'"
)
_FIRST_AFTER = "SELECT min(made_at) FROM escalations WHERE tasking_id = %s AND brief_revision > %s"


def first_after(session: Session, tasking: Tasking, brief_revision: int) -> datetime | None:
    """When the first brief was written that a word about this one says nothing of."""
    run(session, _ASKED_TO_READ, (tasking.id, brief_revision))
    found: datetime | None = run(session, _FIRST_AFTER, (tasking.id, brief_revision)).fetchall()[0][0]
    return found


def newest(session: Session, tasking: Tasking, incident: Incident) -> Escalation | None:
    return session.get(Escalation, (tasking.id, incident.brief_revision), with_for_update=True, populate_existing=True)

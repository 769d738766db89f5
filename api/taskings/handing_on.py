"""A waiting that goes on with another brief (decision 7): what a crew has not answered, or not read, is waited for since it first was.

Began anew with each change, it would never come to its call: whoever changes a brief every few seconds would be promised nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from api import clock
from api.incidents.models import Incident
from api.taskings import plans
from api.taskings.models import Escalation, Tasking
from api.taskings.plans import Step


@dataclass(frozen=True)
class Start:
    """Where a waiting begins: since when it lasts, how many of its steps are behind it, whether its first call is made in any case."""

    began_at: datetime
    steps_done: int
    calls_anew: bool
    # Its brief goes to every device, as that of the former one did already.
    to_all: bool = False


def start(session: Session, tasking: Tasking, incident: Incident, plan: str, steps: list[Step]) -> Start:
    """Of a brief that changed. An alarm that somebody sees to, or that had its last call, is of another waiting."""
    done = plans.done_at_once(steps)
    older = _still_open(session, tasking, incident.brief_revision, plan)
    if older is None or (tasking.alarm_acknowledged_at and not older.calls_anew):
        return Start(clock.now(), done, calls_anew=tasking.alarm is not None)
    if older.grade == incident.grade:
        done = max(done, older.steps_done)
    # By the table of another grade what is due by now is done in the next moment, and nothing is passed over.
    return Start(older.began_at, done, older.calls_anew, to_all=any(step.action == "again" for step in steps[:done]))


def _still_open(session: Session, tasking: Tasking, brief_revision: int, plan: str) -> Escalation | None:
    query = select(Escalation).where(
        Escalation.tasking_id == tasking.id,
        Escalation.plan == plan,
        Escalation.ended_at.is_(None),
        Escalation.brief_revision < brief_revision,
    )
    return session.scalars(query.order_by(Escalation.brief_revision.desc()).limit(1)).first()

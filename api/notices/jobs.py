"""What notices need on a clock: the steps while nobody reads them, each taken once; and their end with the duty."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from api import clock
from api.actors import SYSTEM
from api.db import Database, run
from api.notices import service, steps
from api.notices.models import Notice, NoticeTelling
from api.outbox import pushes
from api.outbox.pushes import Waking

EVERY_S = 1.0
# Of what is due at once so much is done before others have their turn.
MOST = 200

_DUE = """
    SELECT id FROM notice_tellings WHERE due_at <= %s ORDER BY due_at LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED
"""
# Whoever books off takes nothing with them that must still be read.
_OFF_DUTY = """
    SELECT t.id FROM notice_tellings t JOIN duties d ON d.id = t.duty_id AND d.ended_at IS NOT NULL
    WHERE t.read_at IS NULL AND t.ended_at IS NULL ORDER BY t.id FOR NO KEY UPDATE OF t SKIP LOCKED
"""


def work(database: Database) -> int:
    """Do everything that is due. Returns how many steps were done."""
    with database.transaction(SYSTEM) as session:
        if gone := [row[0] for row in run(session, _OFF_DUTY, ()).fetchall()]:
            left = session.scalars(
                select(NoticeTelling).where(NoticeTelling.id.in_(gone)).order_by(NoticeTelling.id)
            ).all()
            service.end(session, left, clock.now(), "they went off duty")
    done = 0
    while done < MOST and _one(database):
        done += 1
    return done


def _one(database: Database) -> bool:
    with database.transaction(SYSTEM) as session:
        found = run(session, _DUE, (clock.now(),)).fetchall()
        if found:
            _take(session, found[0][0])
    return bool(found)


def _take(session: Session, telling_id: UUID) -> None:
    telling = session.get_one(NoticeTelling, telling_id)
    is_urgent = session.get_one(Notice, telling.notice_id).is_urgent
    action = steps.action(telling.steps_done, is_urgent=is_urgent)
    telling.steps_done += 1
    # From step to step, and not from when they were told: the server's clock may have been put since.
    pause = steps.pause(telling.steps_done, is_urgent=is_urgent)
    telling.due_at = telling.due_at + pause if telling.due_at and pause else None
    if action == steps.AGAIN:
        pushes.wake(session, Waking(telling.duty_id, service.WAKING, telling.id))
    else:
        telling.alarm, telling.alarmed_at = action, clock.now()
        telling.alarm_acknowledged_by = telling.alarm_acknowledged_at = None
    service.announce(session, telling)

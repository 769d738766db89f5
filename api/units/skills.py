"""What those on duty can do, counted again: training runs out at midnight, is renewed, or somebody may not use it for now.

A duty keeps what its crew said at book-on, live or dropped, so a skill that is renewed comes back by itself; a new one is
brought along with the next book-on.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from api import clock
from api.actors import SYSTEM
from api.db import Database, run
from api.officers import service as officers
from api.officers.models import Officer
from api.units import service
from api.units.models import CrewMember, Duty

SWEEP_EVERY_S = 60.0

_THEIR_UNITS = """
    SELECT DISTINCT d.unit_id FROM crew c JOIN duties d ON d.id = c.duty_id AND d.ended_at IS NULL
    WHERE c.officer_id = ANY (%s) AND c.left_at IS NULL ORDER BY d.unit_id
"""
# A skill that nobody in the crew holds any more; and a restriction that has begun or ended overnight.
_OVERNIGHT = """
    SELECT d.unit_id FROM duties d JOIN crew c ON c.duty_id = d.id AND c.left_at IS NULL
        JOIN officer_skills s ON s.officer_id = c.officer_id AND s.valid_until < %(today)s AND s.skill = ANY (d.skills)
    WHERE d.ended_at IS NULL AND NOT EXISTS (SELECT FROM crew m JOIN officer_skills h ON h.officer_id = m.officer_id
        WHERE m.duty_id = d.id AND m.left_at IS NULL AND h.skill = s.skill AND COALESCE(h.valid_until, 'infinity') >= %(today)s)
    UNION SELECT d.unit_id FROM officer_restrictions x JOIN crew c ON c.officer_id = x.officer_id AND c.left_at IS NULL
        JOIN duties d ON d.id = c.duty_id AND d.ended_at IS NULL AND (d.started_at AT TIME ZONE 'Europe/London')::date < %(today)s
    WHERE x.ended_at IS NULL AND (x.from_on = %(today)s OR x.until_on = CAST(%(today)s AS date) - 1)
    ORDER BY unit_id
"""


def count_again(session: Session, officer_ids: Iterable[UUID]) -> None:
    """Of every unit that one of them is on: what its crew can do today."""
    for (unit_id,) in run(session, _THEIR_UNITS, (list(officer_ids),)).fetchall():
        _count(session, unit_id)


def sweep(database: Database) -> None:
    """Every minute: what ran out at midnight counts no longer, also for those who work through the night."""
    with database.transaction(SYSTEM) as session:
        today = clock.london_date(clock.now())
        for (unit_id,) in run(session, _OVERNIGHT, {"today": today}).fetchall():
            _count(session, unit_id)


def _count(session: Session, unit_id: UUID) -> None:
    unit = service.lock(session, unit_id)
    if unit.duty_id is None:
        return
    duty = session.get_one(Duty, unit.duty_id)
    on_it = select(CrewMember.officer_id).where(CrewMember.duty_id == duty.id, CrewMember.left_at.is_(None))
    crew = list(session.scalars(select(Officer).where(Officer.id.in_(on_it))))
    said = [*duty.skills, *(entry["skill"] for entry in duty.dropped_skills)]
    live, dropped = officers.live_skills(session, crew, said, clock.london_date(clock.now()))
    if (live, dropped) == (sorted(duty.skills), duty.dropped_skills):
        return
    duty.skills, duty.dropped_skills = live, dropped
    session.flush()
    service.announce(session, unit)

"""The budget of an officer's looks (security.md B.7): as shipped 30 searches an hour, 10 people opened in ten minutes.

How much it is for a role says the code list `search_allowances`.

Who is over it is told so and can ask a supervisor for an hour more. Nobody on an Immediate tasking or in an emergency is ever
stopped, and the control room is not: it looks up for many crews, and stands out in the audit instead.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from api import clock
from api.actors import SYSTEM, Actor
from api.audit import alerts, allowances, states
from api.audit import service as audit
from api.db import act_as, run
from api.errors import NotFound, OverBudget

ALLOWED_FOR = timedelta(hours=1)

# By an index of looks alone, so that nothing else that somebody does pushes a look out of the count.
_USED = """
    SELECT count(*) FILTER (WHERE a.action LIKE 'search %%'),
        count(*) FILTER (WHERE a.action = 'view nominal' AND a.at > now() - interval '10 minutes')
    FROM audit a WHERE a.actor_id = %s AND a.at > now() - interval '1 hour' AND (a.action LIKE 'search %%' OR a.action = 'view nominal')
"""
_MAY = """
    SELECT EXISTS (SELECT FROM lookup_allowances WHERE officer_id = %(id)s AND is_allowed AND ends_at > now())
        OR EXISTS (SELECT FROM taskings t JOIN incidents i ON i.id = t.incident_id
            WHERE t.unit_id = %(unit)s AND t.ended_at IS NULL AND i.grade = 'I')
        OR EXISTS (SELECT FROM units u WHERE u.id = %(unit)s AND u.emergency_id IS NOT NULL)
"""


def require_search(session: Session) -> None:
    """Raises OverBudget for one search too many."""
    _require(session, 0, allowances.SEARCHES, "You have searched {most} times within an hour.")


def require_view(session: Session) -> None:
    """Raises OverBudget for one person too many."""
    _require(session, 1, allowances.OPENED, "You have opened {most} people within ten minutes.")


def _require(session: Session, which: int, name: str, told: str) -> None:
    actor: Actor = session.info["actor"]
    most = allowances.of(session, actor)[name]
    if actor.is_control or run(session, _USED, (str(actor.id),)).fetchall()[0][which] < most:
        return
    act_as(session, SYSTEM)
    may = run(session, _MAY, {"id": actor.id, "unit": actor.unit_id}).fetchall()[0][0]
    act_as(session, actor)
    if not may:
        raise OverBudget(
            f"{told.format(most=most)} A supervisor can allow more; on an Immediate tasking nothing stops you."
        )


_ASK = """
    INSERT INTO lookup_allowances (id, officer_id, asked_at, words)
    SELECT %(new)s, %(id)s, now(), %(words)s WHERE NOT EXISTS (SELECT FROM lookup_allowances
        WHERE officer_id = %(id)s AND decided_at IS NULL AND asked_at > now() - interval '1 hour')
"""


def ask(session: Session, words: str) -> None:
    """Ask for an hour more. Who has asked already and waits for an answer asks nothing new."""
    actor: Actor = session.info["actor"]
    audit.note(
        session, action="ask for more searches", subject=f"officer {actor.id}", reason=words, kind=states.COLLECTION
    )
    act_as(session, SYSTEM)
    run(session, _ASK, {"new": uuid4(), "id": actor.id, "words": words})
    told = f"{actor.label} asked a supervisor for more searches: {words}"
    alerts.raise_one(session, "over_budget", str(actor.id), (str(actor.id), actor.label), words=told)


_WAITING = """
    SELECT l.id::text, o.rank || ' ' || o.name, o.pay_number, u.callsign, l.asked_at, l.words, l.decided_by, l.decided_at, l.is_allowed
    FROM lookup_allowances l JOIN officers o ON o.id = l.officer_id
    LEFT JOIN crew c ON c.officer_id = o.id AND c.left_at IS NULL LEFT JOIN units u ON u.duty_id = c.duty_id
    WHERE l.asked_at > now() - interval '24 hours' ORDER BY l.decided_at IS NOT NULL, l.asked_at DESC LIMIT 100
"""
_NAMES = ("id", "officer", "pay_number", "callsign", "asked_at", "words", "decided_by", "decided_at", "allowed")


def asked(session: Session) -> list[dict[str, Any]]:
    """What was asked within a day, what waits first."""
    audit.note(session, action="read requests for more searches", subject="the last 24 hours")
    act_as(session, SYSTEM)
    rows = [dict(zip(_NAMES, row, strict=True)) for row in run(session, _WAITING).fetchall()]
    times = ("asked_at", "decided_at")
    return [row | {name: clock.iso(row[name]) if row[name] else None for name in times} for row in rows]


_DECIDE = """
    UPDATE lookup_allowances SET decided_by = %s, decided_at = %s, is_allowed = %s, ends_at = %s
    WHERE id = %s AND decided_at IS NULL AND officer_id::text <> %s RETURNING officer_id
"""


def decide(session: Session, allowance_id: UUID, *, is_allowed: bool) -> None:
    """A supervisor allows an hour more, or does not; never for themselves. Raises NotFound for what does not wait."""
    actor: Actor = session.info["actor"]
    action = "allow more searches" if is_allowed else "allow no more searches"
    audit.note(session, action=action, subject=f"allowance {allowance_id}", kind=states.ALTERATION)
    act_as(session, SYSTEM)
    now = clock.now()
    given = (actor.label, now, is_allowed, now + ALLOWED_FOR if is_allowed else None, allowance_id, str(actor.id))
    if not run(session, _DECIDE, given).fetchone():
        raise NotFound

"""What officers are trained for and until when, kept by a supervisor or an administrator.

A skill counts until its last day (domain reference 2.5, 2.6): whoever is on duty is counted again at once.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from api import clock
from api.audit import service as audit
from api.audit import states
from api.codes import service as codes
from api.db import run
from api.errors import Invalid, NotFound
from api.officers import service
from api.units import skills as on_duty

# Who may be found by one word, and of how many it is told that their training runs out.
MOST_FOUND, MOST_ENDING = 12, 200
# A course is booked weeks ahead. What ran out before somebody went to another team is of no use to anybody.
AHEAD, BEHIND = timedelta(days=60), timedelta(days=365)

_FOUND = """
    SELECT o.id, o.pay_number, o.rank || ' ' || o.name, o.pod FROM officers o
    WHERE o.is_active AND (o.pay_number = upper(%(who)s) OR position(lower(%(who)s) IN lower(o.name)) > 0)
        AND EXISTS (SELECT FROM officer_roles r WHERE r.officer_id = o.id AND r.role = 'officer')
    ORDER BY o.pay_number <> upper(%(who)s), o.name, o.pay_number LIMIT %(most)s
"""
_HELD = "SELECT officer_id, skill, valid_until FROM officer_skills WHERE officer_id = ANY (%s)"
_ENDING = """
    SELECT o.pay_number, o.rank || ' ' || o.name, o.pod, s.skill, s.valid_until
    FROM officer_skills s JOIN officers o ON o.id = s.officer_id AND o.is_active
    WHERE s.valid_until BETWEEN %(from)s AND %(to)s ORDER BY s.valid_until, o.name, s.skill LIMIT %(most)s
"""
_SET = """
    INSERT INTO officer_skills (officer_id, skill, valid_until) VALUES (%s, %s, %s)
    ON CONFLICT (officer_id, skill) DO UPDATE SET valid_until = EXCLUDED.valid_until
"""
_TAKE = "DELETE FROM officer_skills WHERE officer_id = %s AND skill = %s RETURNING 1"


def kinds(session: Session) -> list[dict[str, str]]:
    """What there is to be trained for, in the order of the list."""
    entries = codes.current(session).lists["skills"]
    return [{"code": entry["code"], "label": entry["label"], "group": entry["group"]} for entry in entries]


def find(session: Session, who: str) -> list[dict[str, Any]]:
    """Officers by pay number or by a part of the name, with all that they are trained for."""
    found = run(session, _FOUND, {"who": who.strip(), "most": MOST_FOUND}).fetchall()
    held: dict[UUID, list[dict[str, Any]]] = {row[0]: [] for row in found}
    lists, today = codes.current(session), clock.london_date(clock.now())
    for officer_id, skill, until in run(session, _HELD, (list(held),)).fetchall():
        held[officer_id].append(_told(lists, skill, until, today))
    return [
        {"pay_number": number, "officer": name, "pod": pod, "skills": sorted(held[id_], key=lambda one: one["label"])}
        for id_, number, name, pod in found
    ]


def ending(session: Session) -> list[dict[str, Any]]:
    """Whose training runs out in the next two months, or has in the last year: the first of them first."""
    lists, today = codes.current(session), clock.london_date(clock.now())
    asked = {"from": today - BEHIND, "to": today + AHEAD, "most": MOST_ENDING}
    return [
        {"pay_number": number, "officer": name, "pod": pod, **_told(lists, skill, until, today)}
        for number, name, pod, skill, until in run(session, _ENDING, asked).fetchall()
    ]


def _told(lists: codes.Codes, skill: str, until: date | None, today: date) -> dict[str, Any]:
    return {
        "skill": skill,
        "label": lists.label("skills", skill),
        "valid_until": until.isoformat() if until else None,
        "live": service.is_live(until, today),
    }


def certify(session: Session, body: dict[str, Any]) -> None:
    """They are trained for something until a day (null: for good), whatever was said before. Raises Invalid."""
    officer_id, skill, until = service.serving(session, body["pay_number"]), body["skill"], body["valid_until"]
    if skill not in codes.current(session).known("skills"):
        raise Invalid(details={"skill": ["There is no such skill in the code list."]})
    why = f"{skill} until {until}" if until else f"{skill} without an end"
    _note(session, "set skill", body["pay_number"], why)
    run(session, _SET, (officer_id, skill, until))
    on_duty.count_again(session, [officer_id])


def take(session: Session, body: dict[str, Any]) -> None:
    """They are not trained for it, or not any more. Raises Invalid, and NotFound where they have it not."""
    officer_id = service.serving(session, body["pay_number"])
    if run(session, _TAKE, (officer_id, body["skill"])).fetchone() is None:
        raise NotFound("They do not have this skill, or no longer.")
    _note(session, "take skill away", body["pay_number"], body["skill"])
    on_duty.count_again(session, [officer_id])


def _note(session: Session, action: str, pay_number: str, why: str) -> None:
    audit.note(session, action=action, subject=f"officer {pay_number.upper()}", reason=why, kind=states.ALTERATION)

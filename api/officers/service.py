"""Officers: found by pay number, with the skills that are live today."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from api.codes import service as codes
from api.errors import Invalid
from api.officers.models import Officer, OfficerRestriction, OfficerSkill, Pod


def by_pay_numbers(session: Session, pay_numbers: Iterable[str]) -> list[Officer]:
    """Active officers, in the order of their pay numbers."""
    query = (
        select(Officer).where(Officer.pay_number.in_(set(pay_numbers)), Officer.is_active).order_by(Officer.pay_number)
    )
    return list(session.scalars(query))


def serving(session: Session, pay_number: str) -> UUID:
    """Who serves under this pay number. Raises Invalid where nobody does."""
    found = by_pay_numbers(session, [pay_number.upper()])
    if not found:
        raise Invalid(details={"pay_number": ["No officer who serves has this pay number."]})
    return found[0].id


def pods(session: Session) -> list[Pod]:
    return list(session.scalars(select(Pod).order_by(Pod.code)))


def live_skills(
    session: Session, crew: list[Officer], claimed: list[str], today: date
) -> tuple[list[str], list[dict[str, Any]]]:
    """Of the skills that a crew claims, those that somebody in it holds and may use today, and the others with the reason."""
    held = _held(session, [member.id for member in crew])
    barred = _barred(session, [member.id for member in crew], today)
    live, dropped = [], []
    for skill in sorted(set(claimed)):
        if reason := _why_not(skill, held.get(skill, {}), barred, today):
            dropped.append({"skill": skill, "reason": reason})
        else:
            live.append(skill)
    return live, dropped


def _why_not(skill: str, holders: dict[UUID, date | None], barred: dict[UUID, set[str]], today: date) -> str:
    """Why a crew has not got a skill today, in words for its members; empty where it has."""
    live = [member for member, until in holders.items() if is_live(until, today)]
    if any(skill not in barred.get(member, ()) for member in live):
        return ""
    if live:
        # Who, and why, is nobody's business on the other seat.
        return "Whoever holds it may not use it for now."
    return "The training has run out." if holders else "Nobody in the crew holds it."


def skills_of(session: Session, officer_id: UUID, today: date, lists: codes.Codes) -> list[dict[str, Any]]:
    """An officer's own skills, with the reason for each that is not live today."""
    barred = _barred(session, [officer_id], today).get(officer_id, set())
    return [
        {
            "skill": skill,
            "label": lists.label("skills", skill),
            "live": is_live(until[officer_id], today) and skill not in barred,
            "reason": _own_reason(until[officer_id], today, is_barred=skill in barred),
        }
        for skill, until in sorted(_held(session, [officer_id]).items())
    ]


def _own_reason(until: date | None, today: date, *, is_barred: bool) -> str:
    if until and not is_live(until, today):
        return f"The training ran out on {until:%-d %B %Y}."
    return "Not while you are on restricted duties." if is_barred else ""


def _held(session: Session, officer_ids: Sequence[UUID]) -> dict[str, dict[UUID, date | None]]:
    """By skill: who holds it, and until when."""
    held: dict[str, dict[UUID, date | None]] = {}
    for skill in session.scalars(select(OfficerSkill).where(OfficerSkill.officer_id.in_(officer_ids))):
        held.setdefault(skill.skill, {})[skill.officer_id] = skill.valid_until
    return held


def _barred(session: Session, officer_ids: Sequence[UUID], today: date) -> dict[UUID, set[str]]:
    """By officer: the skills that a restriction of theirs takes away for now."""
    bars = {entry["code"]: entry.get("skills", []) for entry in codes.current(session).lists.get("restrictions", [])}
    standing = select(OfficerRestriction.officer_id, OfficerRestriction.restriction).where(
        OfficerRestriction.officer_id.in_(officer_ids),
        OfficerRestriction.ended_at.is_(None),
        OfficerRestriction.from_on <= today,
        func.coalesce(OfficerRestriction.until_on, today) >= today,
    )
    barred: dict[UUID, set[str]] = {}
    for officer_id, restriction in session.execute(standing):
        barred.setdefault(officer_id, set()).update(bars.get(restriction, []))
    return barred


def is_live(valid_until: date | None, today: date) -> bool:
    """Whether training counts: also on its last day."""
    return valid_until is None or valid_until >= today

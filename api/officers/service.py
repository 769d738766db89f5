"""Officers: found by pay number, with the skills that are live today."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.codes import service as codes
from api.officers.models import Officer, OfficerSkill, Pod


def by_pay_numbers(session: Session, pay_numbers: Iterable[str]) -> list[Officer]:
    """Active officers, in the order of their pay numbers."""
    query = (
        select(Officer).where(Officer.pay_number.in_(set(pay_numbers)), Officer.is_active).order_by(Officer.pay_number)
    )
    return list(session.scalars(query))


def pods(session: Session) -> list[Pod]:
    return list(session.scalars(select(Pod).order_by(Pod.code)))


def live_skills(
    session: Session, crew: list[Officer], claimed: list[str], today: date
) -> tuple[list[str], list[dict[str, Any]]]:
    """Of the skills that a crew claims, those that somebody in it holds today, and the others with the reason."""
    held = _held(session, [member.id for member in crew])
    live = sorted({skill for skill in claimed if any(_is_live(until, today) for until in held.get(skill, []))})
    dropped = [
        {"skill": skill, "reason": "Nobody in the crew holds it." if skill not in held else "The training has run out."}
        for skill in sorted(set(claimed) - set(live))
    ]
    return live, dropped


def skills_of(session: Session, officer_id: UUID | str, today: date, lists: codes.Codes) -> list[dict[str, Any]]:
    """An officer's own skills, with the reason for each that is not live today."""
    return [
        {
            "skill": skill,
            "label": lists.label("skills", skill),
            "live": _is_live(until[0], today),
            "reason": "" if _is_live(until[0], today) else f"The training ran out on {until[0]:%-d %B %Y}.",
        }
        for skill, until in sorted(_held(session, [officer_id]).items())
    ]


def _held(session: Session, officer_ids: Sequence[UUID | str]) -> dict[str, list[date | None]]:
    held: dict[str, list[date | None]] = {}
    for skill in session.scalars(select(OfficerSkill).where(OfficerSkill.officer_id.in_(officer_ids))):
        held.setdefault(skill.skill, []).append(skill.valid_until)
    return held


def _is_live(valid_until: date | None, today: date) -> bool:
    return valid_until is None or valid_until >= today

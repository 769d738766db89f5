"""What officers reported from the street, of a person or at an incident, and how the risk was judged there: fact by fact.

A report on somebody who is restricted is not gathered. Intelligence is withheld whole; that it is intelligence is not said.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from api.actors import SYSTEM, Actor
from api.codes import markings
from api.codes import service as codes
from api.db import act_as, run
from api.disclosure import rules
from api.disclosure.draft import Draft, Item, when
from api.disclosure.person import staff
from api.reports.rules import INTELLIGENCE
from api.thrive.rules import PARTS, ROLES

_REPORTS = """
    SELECT r.id, r.kind, r.about, r.body, r.officer, r.occurred_at FROM reports r
    WHERE {of} AND NOT EXISTS (SELECT FROM report_subjects h WHERE h.report_id = r.id AND restricted_owner(h.record_id) IS NOT NULL)
    ORDER BY r.occurred_at, r.id
"""
_OF_PERSON = "EXISTS (SELECT FROM report_subjects s WHERE s.report_id = r.id AND s.record_id = ANY (%s))"
_OF_INCIDENT = "r.incident_id = %s"
_THRIVE = """
    SELECT id, role, levels, texts, author, assessed_at FROM thrive_assessments WHERE incident_id = %s ORDER BY assessed_at, id
"""
# What people wrote into a report, as it is called where they wrote it (api/reports/schemas.py).
WRITTEN = (
    ("person", "Who it is about"),
    ("concern_text", "What the concern is"),
    ("consent_text", "Consent"),
    ("voice", "What the child says"),
    ("actions", "What was done"),
    ("grounds", "Grounds for a warning"),
    ("evidence", "Evidence for it"),
)


def of_person(session: Session, draft: Draft, ids: list[UUID], purpose: str) -> None:
    _reports(session, draft, _OF_PERSON, ids, purpose)


def of_incident(session: Session, draft: Draft, incident_id: UUID, purpose: str) -> None:
    _reports(session, draft, _OF_INCIDENT, incident_id, purpose)


def _reports(session: Session, draft: Draft, of: str, subject: Any, purpose: str) -> None:
    asking: Actor = session.info["actor"]
    # Reports are the reviewers', and what is handed out must be whole: what is withheld of them is said by a rule.
    act_as(session, SYSTEM)
    found = run(session, _REPORTS.format(of=of), (subject,)).fetchall()
    act_as(session, asking)
    for row in found:
        _report(draft, row, purpose)


def _report(draft: Draft, row: Any, purpose: str) -> None:
    report_id, kind, about, body, officer, at = row
    key, section, marking = f"report:{report_id}", "Reports of officers", markings.SENSITIVE
    if kind == INTELLIGENCE:
        draft.add(Item(key, section, "Report", about, when(at), marking, "withheld"))
        return
    draft.add(Item(f"{key}:about", section, "Report", about, when(at), marking))
    # A referral tells of families: to the person themselves its words go only where somebody has read them first.
    rule = "unsorted" if purpose == rules.ACCESS else ""
    for name, label in WRITTEN:
        draft.add(Item(f"{key}:{name}", section, label, str(body.get(name) or ""), "", marking, rule), is_free=True)
    draft.add(staff(f"{key}:by", section, officer, purpose, label="Reported by"))


def thrive(session: Session, draft: Draft, incident_id: UUID, section: str, purpose: str) -> None:
    """Each assessment with its words; the log has the levels only."""
    lists = codes.current(session)
    for assessment_id, role, levels, texts, author, at in run(session, _THRIVE, (incident_id,)).fetchall():
        key, told_at = f"thrive:{assessment_id}", when(at)
        for part, name in PARTS.items():
            level = lists.label("thrive_levels", levels[part])
            words = f"{level}: {texts[part]}" if texts.get(part) else level
            label = f"THRIVE, {name.lower()} ({ROLES[role].lower()})"
            draft.add(Item(f"{key}:{part}", section, label, words, told_at), is_free=True)
        if purpose == rules.ACCESS:
            draft.add(staff(f"{key}:by", section, author, purpose, label="Judged by"))

"""Whose records are watched: what officers have declared to be close to them, and the protected flag (security.md B.7).

Forces keep such declarations already (notifiable associations). Nothing is hidden by one, and whoever looks is not told.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from api import clock
from api.actors import SYSTEM
from api.audit import service, states
from api.db import act_as, run
from api.errors import Invalid, NotFound

_LISTED = """
    SELECT w.id::text, w.record_kind, w.record_id::text, w.relation, w.note, o.name, o.pay_number, w.entered_by, w.entered_at,
        (SELECT r.line FROM record_lines r WHERE r.kind = w.record_kind AND r.id = w.record_id AND restricted_owner(r.id) IS NULL LIMIT 1)
    FROM watched_records w LEFT JOIN officers o ON o.id = w.officer_id WHERE w.withdrawn_at IS NULL ORDER BY w.entered_at DESC LIMIT 500
"""
_NAMES = (
    "id",
    "record_kind",
    "record_id",
    "relation",
    "note",
    "officer",
    "pay_number",
    "entered_by",
    "entered_at",
    "line",
)
_ADD = """
    INSERT INTO watched_records (id, record_kind, record_id, officer_id, relation, note, entered_by, entered_at)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING RETURNING 1
"""


def listed(session: Session) -> list[dict[str, Any]]:
    """Newest first. That it was read is written down."""
    service.note(session, action="read watched records", subject="all")
    act_as(session, SYSTEM)
    rows = [dict(zip(_NAMES, row, strict=True)) for row in run(session, _LISTED).fetchall()]
    return [row | {"entered_at": clock.iso(row["entered_at"])} for row in rows]


def add(session: Session, asked: dict[str, Any]) -> None:
    """Watch a record. Raises Invalid for an officer or a record that is not there, or one that is watched already."""
    who, subject = session.info["actor"].label, f"{asked['record_kind']} {asked['record_id']}"
    service.note(
        session, action="add watched record", subject=subject, reason=asked["relation"], kind=states.COLLECTION
    )
    act_as(session, SYSTEM)
    officer_id = _officer(session, asked["pay_number"]) if asked["pay_number"] else None
    there = "SELECT 1 FROM record_lines WHERE kind = %s AND id = %s"
    if not run(session, there, (asked["record_kind"], asked["record_id"])).fetchone():
        raise Invalid("There is no such record.", details={"record_id": ["Copy it from the log: kind and number."]})
    given = (
        uuid4(),
        asked["record_kind"],
        asked["record_id"],
        officer_id,
        asked["relation"],
        asked["note"],
        who,
        clock.now(),
    )
    if not run(session, _ADD, given).fetchone():
        raise Invalid("This record is watched already.", details={"record_id": ["It is in the list."]})


def _officer(session: Session, pay_number: str) -> UUID:
    found = run(session, "SELECT id FROM officers WHERE pay_number = %s", (pay_number.upper(),)).fetchone()
    if found is None:
        raise Invalid("There is no officer with this pay number.", details={"pay_number": ["A letter and six digits."]})
    officer_id: UUID = found[0]
    return officer_id


def end(session: Session, watched_id: UUID) -> None:
    who = session.info["actor"].label
    service.note(session, action="end watched record", subject=f"watched {watched_id}", kind=states.ALTERATION)
    act_as(session, SYSTEM)
    ended = "UPDATE watched_records SET withdrawn_by = %s, withdrawn_at = %s WHERE id = %s AND withdrawn_at IS NULL RETURNING 1"
    if not run(session, ended, (who, clock.now(), watched_id)).fetchone():
        raise NotFound

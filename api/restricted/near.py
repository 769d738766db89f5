"""Somebody gave the id of a restricted record where a record is named, and was told that there is none: its owner hears of it."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy.orm import Session

from api.audit import service as audit
from api.db import run

_HIDDEN = "SELECT restricted_owner(%s) IS NOT NULL"


def note(session: Session, records: Iterable[tuple[str, UUID]], why: str) -> None:
    """Write down those of `records` that are restricted, as when a search comes upon them: not in the own log of whoever asked.

    In a transaction that is committed, whatever became of the one in which they were asked for.
    """
    for kind, record_id in dict.fromkeys(records):
        if run(session, _HIDDEN, (record_id,)).fetchall()[0][0]:
            audit.note(session, action="restricted record matched", subject=f"{kind} {record_id}", reason=why)

"""The audit: one row for each act and each look, in the same transaction. No audit, no answer."""

from __future__ import annotations

from sqlalchemy.orm import Session

from api import clock
from api.actors import Actor
from api.audit import noted
from api.audit.states import CONSULTATION
from api.db import before_commit, hear_at_end, run

_NOTE = """
    INSERT INTO audit (at, actor_id, actor, kind, action, subject, reason, request_id, unit_id, device_id)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s) RETURNING id
"""


def note(session: Session, *, action: str, subject: str, reason: str = "", kind: str = CONSULTATION) -> None:
    """Write down what the acting person does, as one of the six kinds (states.py). The row can be added and never be changed."""
    noted.row(session, run(session, _NOTE, _told(session, action, subject, reason, kind)).fetchall())


def note_at_end(session: Session, *, action: str, subject: str, reason: str = "", kind: str = CONSULTATION) -> None:
    """The same with the last words of the transaction, in the trip that commits it."""
    before_commit(session, _NOTE, _told(session, action, subject, reason, kind))
    hear_at_end(session, _NOTE, lambda answer: noted.row(session, answer))


def _told(session: Session, action: str, subject: str, reason: str, kind: str) -> tuple[object, ...]:
    actor: Actor = session.info["actor"]
    told = session.info.get("request_id", ""), actor.unit_id, session.info.get("device_id")
    return (clock.now(), str(actor.id), actor.label, kind, action, subject, reason, *told)

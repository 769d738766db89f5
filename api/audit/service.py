"""The audit: one row for each act and each look, in the same transaction. No audit, no answer."""

from __future__ import annotations

from sqlalchemy.orm import Session

from api import clock
from api.actors import Actor
from api.audit.states import CONSULTATION
from api.db import before_commit, run

_NOTE = """
    INSERT INTO audit (at, actor_id, actor, kind, action, subject, reason, request_id, unit_id, device_id)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""


def note(session: Session, *, action: str, subject: str, reason: str = "", kind: str = CONSULTATION) -> None:
    """Write down what the acting person does, as one of the six kinds (states.py). The row can be added and never be changed."""
    run(session, _NOTE, _told(session, action, subject, reason, kind))


def note_at_end(session: Session, *, action: str, subject: str, reason: str = "", kind: str = CONSULTATION) -> None:
    """The same with the last words of the transaction, in the trip that commits it."""
    before_commit(session, _NOTE, _told(session, action, subject, reason, kind))


def _told(session: Session, action: str, subject: str, reason: str, kind: str) -> tuple[object, ...]:
    actor: Actor = session.info["actor"]
    told = session.info.get("request_id", ""), actor.unit_id, session.info.get("device_id")
    return (clock.now(), str(actor.id), actor.label, kind, action, subject, reason, *told)

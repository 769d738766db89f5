"""The audit: one row for each act and each look, in the same transaction. No audit, no answer."""

from __future__ import annotations

from sqlalchemy.orm import Session

from api import clock
from api.actors import Actor
from api.audit.states import CONSULTATION
from api.db import run

_NOTE = """
    INSERT INTO audit (at, actor_id, actor, kind, action, subject, reason, request_id, unit_id, device_id)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""


def note(session: Session, *, action: str, subject: str, reason: str = "", kind: str = CONSULTATION) -> None:
    """Write down what the acting person does, as one of the six kinds (states.py). The row can be added and never be changed."""
    actor: Actor = session.info["actor"]
    told = session.info.get("request_id", ""), actor.unit_id, session.info.get("device_id")
    run(session, _NOTE, (clock.now(), str(actor.id), actor.label, kind, action, subject, reason, *told))

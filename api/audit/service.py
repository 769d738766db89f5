"""The audit: one row for each act and each look, in the same transaction. No audit, no answer."""

from __future__ import annotations

from sqlalchemy.orm import Session

from api import clock
from api.actors import Actor
from api.db import run


def note(session: Session, *, action: str, subject: str, reason: str = "") -> None:
    """Write down what the acting person does. The row can be added and never be changed or read back by the app."""
    actor: Actor = session.info["actor"]
    run(
        session,
        "INSERT INTO audit (at, actor_id, actor, action, subject, reason, request_id) VALUES (%s, %s, %s, %s, %s, %s, %s)",
        (clock.now(), str(actor.id), actor.label, action, subject, reason, session.info.get("request_id", "")),
    )

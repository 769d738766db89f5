"""The audit: one row for each act and each look, in the same transaction. No audit, no answer."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.orm import Session

from api import clock
from api.actors import Actor


def note(session: Session, *, action: str, subject: str, reason: str = "") -> None:
    """Write down what the acting person does. The row can be added and never be changed or read back by the app."""
    actor: Actor = session.info["actor"]
    session.execute(
        text(
            "INSERT INTO audit (at, actor_id, actor, action, subject, reason, request_id)"
            " VALUES (:at, :actor_id, :actor, :action, :subject, :reason, :request_id)"
        ),
        {
            "at": clock.now(),
            "actor_id": str(actor.id),
            "actor": actor.label,
            "action": action,
            "subject": subject,
            "reason": reason,
            "request_id": session.info.get("request_id", ""),
        },
    )

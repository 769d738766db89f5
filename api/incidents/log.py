"""The log of an incident: numbered lines, only ever added."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import text
from sqlalchemy.orm import Session

from api import clock
from api.actors import Actor
from api.incidents.models import Incident, LogEntry
from api.outbox import service as outbox

outbox.body_of("log.added", "SELECT body::text FROM log_rows WHERE id = :id")


def add(
    session: Session,
    incident: Incident,
    words: str,
    *,
    kind: str = "note",
    source: str = "system",
    occurred_at: datetime | None = None,
    entry_id: UUID | None = None,
    refers_to: UUID | None = None,
) -> LogEntry:
    """Write a line. The incident is locked by the caller, so its numbers have no gaps."""
    actor: Actor = session.info["actor"]
    incident.log_count += 1
    received_at = clock.now()
    entry = LogEntry(
        id=entry_id or uuid4(),
        incident_id=incident.id,
        number=incident.log_count,
        kind=kind,
        text=words,
        author=actor.label,
        author_id=str(actor.id),
        source=source,
        occurred_at=occurred_at or received_at,
        received_at=received_at,
        refers_to=refers_to,
    )
    session.add(entry)
    outbox.post(session, [f"board:{incident.pod}", *crews_on_the_job(session, incident.id)], "log.added", entry.id)
    return entry


def crews_on_the_job(session: Session, incident_id: UUID) -> list[str]:
    """The feeds of the crews that are tasked to an incident: they read its log as it grows."""
    found = session.execute(
        text("SELECT DISTINCT duty_id FROM taskings WHERE incident_id = :id AND ended_at IS NULL"), {"id": incident_id}
    )
    return [f"duty:{duty_id}" for (duty_id,) in found]

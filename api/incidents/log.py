"""The log of an incident: numbered lines, only ever added."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import orjson
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from api import changes, clock
from api.actors import Actor
from api.db import before_commit
from api.errors import Refused
from api.incidents import audience
from api.incidents.models import Incident
from api.outbox import boards
from api.outbox import service as outbox
from api.units.models import Unit


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
    about: Unit | None = None,
) -> None:
    """Write a line. The incident is locked by the caller, so its numbers have no gaps.

    `about`: the unit whose doings it tells. Everybody on the job reads the log, so there is no line about a covert unit.
    """
    if about and about.is_covert:
        return
    actor: Actor = session.info["actor"]
    if about is None:
        _refuse_covert(session, actor)
    received_at, entry_id = clock.now(), entry_id or uuid4()
    # Written at the end with whatever else changes of the incident, which is not changed here in the eyes of the ORM.
    set_committed_value(incident, "log_count", incident.log_count + 1)
    changes.put(session, "incidents", incident.id, log_count=incident.log_count)
    _waiting(session).append(
        {
            "id": entry_id,
            "incident_id": incident.id,
            "number": incident.log_count,
            "kind": kind,
            "text": words,
            "author": actor.label,
            "author_id": str(actor.id),
            "source": source,
            "occurred_at": occurred_at or received_at,
            "received_at": received_at,
            "refers_to": refers_to,
        }
    )
    to = [boards.feed(incident.pod), *audience.crews(session, incident.id)]
    outbox.post(session, to, "log.added", entry_id)


def _refuse_covert(session: Session, actor: Actor) -> None:
    """What a crew writes is read by everybody on the job, with its name."""
    own = session.get(Unit, actor.unit_id) if actor.unit_id and not actor.is_control else None
    if own and own.is_covert:
        raise Refused(
            "unit_is_covert", "Your unit is covert, and everybody on the job reads this. Tell your controller instead."
        )


def _waiting(session: Session) -> list[dict[str, Any]]:
    lines: list[dict[str, Any]] = session.info.setdefault("log", [])
    return lines


# All lines of a transaction in one statement, just before they are told of.
_WRITE = """
    INSERT INTO log_entries (id, incident_id, number, kind, text, author, author_id, source, occurred_at, received_at, refers_to)
    SELECT * FROM jsonb_to_recordset(%s::jsonb) AS l (id uuid, incident_id uuid, number int, kind text, text text, author text,
        author_id text, source text, occurred_at timestamptz, received_at timestamptz, refers_to uuid)
"""


def _write(session: Session) -> None:
    if lines := session.info.pop("log", None):
        before_commit(session, _WRITE, (orjson.dumps(lines, default=str).decode(),))


outbox.before_posting(_write)

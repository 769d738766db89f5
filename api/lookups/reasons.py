"""Why somebody looks: a reason out of the list, and the incident it is for. A look without either does not happen.

From a task nothing is typed: the tasking says both. Section 62 of the Data Protection Act 2018 wants it in the log.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from api.actors import Actor
from api.codes import service as codes
from api.db import run
from api.errors import Invalid, NotFound

SHORTEST_OTHER = 10

# A crew that has left a job may still write it up.
_OWN_TASKING = """
    SELECT cad_reference(i.cad_number, i.cad_date) FROM taskings t JOIN incidents i ON i.id = t.incident_id
    WHERE t.id = %s AND t.unit_id = %s AND (t.ended_at IS NULL OR t.ended_at > now() - interval '4 hours')
"""
_INCIDENT = "SELECT cad_reference(cad_number, cad_date) FROM incidents WHERE id = %s"


@dataclass(frozen=True)
class Reason:
    code: str
    words: str

    def __str__(self) -> str:
        return self.words


def given(session: Session, body: dict[str, Any]) -> Reason:
    """The reason in words for the audit. Raises Invalid for none, NotFound for somebody else's job."""
    code, said = body["reason"], body.get("reason_text", "")
    lists = codes.current(session)
    if code not in lists.known("lookup_reasons"):
        raise Invalid("There is no such reason.", details={"reason": ["Choose one of the list."]})
    entry = lists.get("lookup_reasons", code) or {}
    cad = _cad(session, session.info["actor"], body.get("tasking_id"), body.get("incident_id"))
    if entry.get("needs_incident") and not cad:
        raise Invalid("This reason needs the incident.", details={"tasking_id": ["Say which job this look is for."]})
    if entry.get("needs_text") and len(said) < SHORTEST_OTHER:
        raise Invalid("Say in a few words why.", details={"reason_text": [f"At least {SHORTEST_OTHER} letters."]})
    return Reason(code, "; ".join(part for part in (str(entry["label"]), cad, said) if part))


def _cad(session: Session, actor: Actor, tasking_id: UUID | None, incident_id: UUID | None) -> str:
    if tasking_id is not None:
        found = run(session, _OWN_TASKING, (tasking_id, actor.unit_id)).fetchone()
    elif incident_id is not None and actor.is_control:
        found = run(session, _INCIDENT, (incident_id,)).fetchone()
    elif incident_id is not None:
        found = None
    else:
        return ""
    if found is None:
        raise NotFound
    return str(found[0])

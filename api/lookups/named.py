"""The incidents that name a record: their numbers, as what it was named, and when. What was said in them is not told here."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from api import clock
from api.audit import service as audit
from api.codes import service as codes
from api.db import run
from api.lookups.reasons import Reason

MOST = 20
_NAMED = "SELECT id, cad, role, type, opened_at, is_closed FROM incidents_naming(%s::uuid[], %s)"


def incidents(session: Session, ids: list[UUID], reason: Reason) -> list[dict[str, Any]]:
    """Newest first, at most MOST. Whoever is told of them has looked at them: that is written down."""
    rows = run(session, _NAMED, (ids, MOST)).fetchall()
    if rows:
        subject = " ".join(f"incident_id:{row[0]}" for row in rows)
        audit.note(session, action="told incidents that name it", subject=subject, reason=str(reason))
    lists = codes.current(session)
    return [
        {"cad": cad, "role": role, "type": lists.label("types", type_), "opened_at": clock.iso(at), "closed": is_closed}
        for _, cad, role, type_, at, is_closed in rows
    ]

"""What the control room is told of the points that a crew must know before it arrives (api/places/points.py), one line each."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from api.commands.service import Order
from api.db import run
from api.errors import Refused
from api.incidents import log, service
from api.incidents.models import Incident
from api.places.points import KNOWN, NOTHING, POINTS, UNCHECKED, is_news

_STANDS = "SELECT version, state, text FROM checklist_answers WHERE incident_id = %s AND point = %s ORDER BY version DESC LIMIT 1"
_ADD = """
    INSERT INTO checklist_answers (id, incident_id, point, version, state, text, author, author_id, answered_at, received_at)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT (id) DO NOTHING RETURNING 1
"""


def answer_checklist(session: Session, order: Order) -> dict[str, Any]:
    """An answer, with who was told it and when. Raises Refused for one that stands already and for *known* without words.

    A danger that is known now, or no longer so, interrupts the crews on the job; how the job is run only changes their card.
    """
    point, state, words = order.body["point"], order.body["state"], order.body["text"]
    incident = service.lock_workable(session, order.body["incident_id"])
    version, *before = run(session, _STANDS, (incident.id, point)).fetchone() or (0, UNCHECKED, "")
    if state == KNOWN and not words:
        raise Refused("text_needed", f"Say in a few words what is known of this: {_name(point)}.")
    if [state, words] == before:
        raise Refused("answered_already", f"This answer stands already: {_name(point)}.")
    _add(session, order, version + 1)
    told = words or {NOTHING: "asked, none", UNCHECKED: "not checked after all"}[state]
    log.add(session, incident, f"{_name(point)}: {told}", kind="check", source="control", occurred_at=order.occurred_at)
    _tell(session, incident, is_news=is_news(point, before[0], state))
    return {"version": version + 1}


def _add(session: Session, order: Order, version: int) -> None:
    body, actor = order.body, order.actor
    said = body["point"], version, body["state"], body["text"], actor.label, str(actor.id)
    row = (body["answer_id"], body["incident_id"], *said, order.occurred_at, order.received_at)
    if not run(session, _ADD, row).fetchone():
        raise Refused("answer_exists", "An answer with this id exists already.")


def _name(point: str) -> str:
    return POINTS[point].label


def _tell(session: Session, incident: Incident, *, is_news: bool) -> None:
    if is_news:
        service.brief_changed(session, incident)
    else:
        service.checklist_changed(session, incident)
    service.announce(session, incident)

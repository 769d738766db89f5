"""THRIVE by the call handler and by the officer, side by side. A new opinion is a new version; what was thought before stays."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import orjson
from sqlalchemy.orm import Session

from api import clock
from api.codes import service as codes
from api.commands.service import Order, Superseded
from api.db import run
from api.errors import Refused
from api.incidents import audience, log
from api.incidents import service as incidents
from api.incidents.models import Incident
from api.outbox import service as outbox
from api.thrive import rules

_KNOWN = "SELECT 1 FROM thrive_assessments WHERE id = %s"
# A crew member may have changed units: what counts is the duty on which it was assessed.
_ON_JOB = """
    SELECT u.callsign, t.end_reason, t.ended_at FROM taskings t JOIN units u ON u.id = t.unit_id
    WHERE t.duty_id = %s AND t.incident_id = %s ORDER BY t.ended_at DESC NULLS FIRST LIMIT 1
"""
_LATEST = """
    SELECT DISTINCT ON (role) role, levels, assessed_at, max(version) OVER (PARTITION BY role) FROM thrive_assessments
    WHERE incident_id = %s ORDER BY role, assessed_at DESC, version DESC
"""
_ADD = """
    INSERT INTO thrive_assessments (id, incident_id, role, version, levels, texts, author, author_id, callsign, assessed_at, received_at)
    VALUES (%s, %s, %s, %s, %s::jsonb, %s::jsonb, %s, %s, %s, %s, %s)
"""


def assess_thrive(session: Session, order: Order) -> dict[str, Any] | Superseded:
    """Say what one thinks of an incident: the control room as call handler, a crew that was sent there as officer."""
    role = rules.CALL_HANDLER if order.actor.is_control else rules.OFFICER
    incident, callsign = _control(session, order) if order.actor.is_control else _crew(session, order)
    lists = codes.current(session)
    levels, texts = _checked(order.body, lists)
    if run(session, _KNOWN, (order.body["assessment_id"],)).fetchone():
        raise Refused("assessment_exists", "An assessment with this id exists already.")
    stood = {row[0]: row[1:] for row in run(session, _LATEST, (incident.id,)).fetchall()}
    mine = stood.get(role)
    version = mine[2] + 1 if mine else 1
    _add(session, order, (incident.id, role, version), levels, texts, callsign)
    words = f"THRIVE by the {rules.ROLES[role].lower()}, version {version}: {rules.told(levels, _label(lists))}."
    if beside := stood.get(rules.other(role)):
        words += _difference(levels, beside[0], role, lists)
    _tell(session, incident, order, words)
    if mine and mine[1] > order.occurred_at:
        return Superseded(f"There is a newer one, of {clock.london_time(mine[1])}. Yours is kept as version {version}.")
    return {"role": role, "version": version}


def _control(session: Session, order: Order) -> tuple[Incident, None]:
    return incidents.lock_workable(session, order.body["incident_id"]), None


def _crew(session: Session, order: Order) -> tuple[Incident, str]:
    """What a crew saw stands also when it comes late; what it thought after it was taken off is no longer from the scene."""
    incident = incidents.lock(session, order.body["incident_id"])
    found = run(session, _ON_JOB, (order.actor.duty_id, incident.id)).fetchone()
    if found is None:
        raise Refused("not_on_job", f"You are not on {incidents.reference(incident)}.")
    callsign, why, ended_at = found
    if ended_at and ended_at < order.occurred_at:
        off = f"{callsign} was off {incidents.reference(incident)} at {clock.london_time(ended_at)} ({why or 'ended'})"
        raise Refused("tasking_ended", f"{off}, before this was assessed.")
    return incident, callsign


def _checked(body: dict[str, Any], lists: codes.Codes) -> tuple[dict[str, str], dict[str, str]]:
    """Raises Refused for a level that is not in the list, and for one that wants words and has none."""
    levels = {part: body[part] for part in rules.PARTS}
    texts = {part: body[f"{part}_text"] for part in rules.PARTS}
    for part, name in rules.PARTS.items():
        entry = lists.get("thrive_levels", levels[part])
        if entry is None:
            raise Refused("unknown_code", f"There is no level {levels[part]!r} in the code list.")
        if entry["needs_text"] and not texts[part]:
            raise Refused("text_needed", f"Say in a few words why {name} is {entry['label'].lower()}.")
    return levels, texts


def _add(
    session: Session,
    order: Order,
    place: tuple[UUID, str, int],
    levels: dict[str, str],
    texts: dict[str, str],
    callsign: str | None,
) -> None:
    said = orjson.dumps(levels).decode(), orjson.dumps(texts).decode()
    who = order.actor.label, str(order.actor.id), callsign
    run(session, _ADD, (order.body["assessment_id"], *place, *said, *who, order.occurred_at, order.received_at))


def _label(lists: codes.Codes) -> rules.Label:
    return lambda code: lists.label("thrive_levels", code)


def _difference(levels: dict[str, str], beside: dict[str, str], role: str, lists: codes.Codes) -> str:
    apart = rules.differences(levels, beside, role, _label(lists))
    whom = rules.ROLES[rules.other(role)].lower()
    return f" Differs from the {whom} in {'; '.join(apart)}." if apart else f" The same as the {whom}'s."


def _tell(session: Session, incident: Incident, order: Order, words: str) -> None:
    source = "control" if order.actor.is_control else "handset"
    log.add(session, incident, words, kind="thrive", source=source, occurred_at=order.occurred_at)
    boards = audience.boards(session, incident.id) | {f"board:{incident.pod}"}
    to = [*sorted(boards), *audience.crews(session, incident.id)]
    outbox.post(session, to, "thrive.added", order.body["assessment_id"])
    incidents.checklist_changed(session, incident)
    incidents.announce(session, incident)

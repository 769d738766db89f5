"""Incidents: opened, graded, moved, described, handed over, resulted, closed. Each has one owning pod at all times."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from api import changes, clock
from api.codes import service as codes
from api.commands.service import Order
from api.db import UPDATED
from api.errors import NotFound, Refused
from api.incidents import audience, states
from api.incidents.models import Incident
from api.outbox import boards
from api.outbox import service as outbox
from api.restricted import calls
from api.units.models import Unit
from geo import points, queries

# Taskings stand above incidents in the house: they ask to be told when what a crew was told no longer holds.
_brief_listeners: list[Callable[[Session, Incident], None]] = []
_checklist_listeners: list[Callable[[Session, Incident], None]] = []
_owner_listeners: list[Callable[[Session, Incident], None]] = []
BriefListener = Callable[[Session, Incident], None]


def when_brief_changes(listener: BriefListener) -> None:
    _brief_listeners.append(listener)


def when_checklist_changes(listener: BriefListener) -> None:
    _checklist_listeners.append(listener)


def when_owner_changes(listener: BriefListener) -> None:
    _owner_listeners.append(listener)


def lock(session: Session, incident_id: UUID) -> Incident:
    """The incident, held until the commit. Raises NotFound."""
    incident = session.get(Incident, incident_id, with_for_update=UPDATED)
    if incident is None:
        raise NotFound("There is no such incident.")
    return incident


def lock_workable(session: Session, incident_id: UUID) -> Incident:
    """The same, for a change that makes no sense on a closed incident."""
    return workable(lock(session, incident_id))


def workable(incident: Incident) -> Incident:
    """Raises Refused for a closed one."""
    if incident.state == states.CLOSED:
        raise Refused("incident_closed", f"{reference(incident)} is closed. Reopen it first.")
    return incident


def reference(incident: Incident) -> str:
    return states.cad_reference(incident.cad_number, incident.cad_date)


def announce(session: Session, incident: Incident, *, also: tuple[str, ...] = ()) -> None:
    """Tell every board that shows the incident (its pod's, and those of the units that were tasked to it) and the crews on the job."""
    changes.revise(session, "incidents", incident.id)
    shown = audience.boards(session, incident.id) | {boards.feed(pod) for pod in (incident.pod, *also)}
    outbox.post(session, shown | set(audience.crews(session, incident.id)), "incident.changed", incident.id)


def announce_doings(session: Session, incident: Incident, unit: Unit) -> None:
    """The same after something that a unit did. Of a covert one only the boards hear that may see it, and nothing has changed."""
    if unit.is_covert:
        outbox.post(session, audience.covert_boards(session, incident.id), "incident.changed", incident.id)
    else:
        announce(session, incident)


def brief_changed(session: Session, incident: Incident) -> None:
    """What the crews were told no longer holds: they are told again and asked to read again (domain reference 1.5)."""
    incident.brief_revision += 1
    for listener in _brief_listeners:
        listener(session, incident)


def owner_changed(session: Session, incident: Incident) -> None:
    """Another pod owns it: its board has not seen any of it."""
    for listener in _owner_listeners:
        listener(session, incident)


def checklist_changed(session: Session, incident: Incident) -> None:
    """The crews' checklists say something else of how the job is run: shown, and nobody is asked to read again."""
    for listener in _checklist_listeners:
        listener(session, incident)


def open_incident(session: Session, order: Order, *, source: str, is_exercise: bool = False) -> Incident:
    """A new incident with its CAD number. Raises Refused where a code is unknown or the id is taken."""
    body = order.body
    lists = codes.current(session)
    grade, type_ = body.get("grade") or _grade_of(lists, body["type"]), body["type"]
    check_codes(lists, grade=grade, type_=type_, qualifiers=body.get("qualifiers", []))
    if session.get(Incident, body["incident_id"]):
        raise Refused("incident_exists", "An incident with this id exists already.")
    now = clock.now()
    number, day = _next_cad(session, now)
    incident = Incident(
        id=body["incident_id"],
        revision=0,
        cad_date=day,
        cad_number=number,
        grade=grade,
        type=type_,
        what=body["what"],
        address=body["address"],
        place=points.projected(body["lon"], body["lat"]),
        pod=body.get("pod") or pod_at(session, body["lon"], body["lat"]),
        state=states.OPEN,
        qualifiers=body.get("qualifiers", []),
        opened_at=now,
        graded_at=now,
        attend_by=states.attend_by(target_s(lists, grade), now),
        source=source,
        is_exercise=is_exercise,
        brief_revision=1,
        log_count=0,
        caller_number=body.get("caller_number"),
    )
    session.add(incident)
    session.flush()
    calls.note(session, incident.id, reference(incident))
    return incident


def arrive(incident: Incident, at: datetime, unit: Unit) -> None:
    """The first unit at scene stops the charter clock. A covert one is not there for the caller."""
    if unit.is_covert:
        return
    if incident.arrived_at is None or at < incident.arrived_at:
        incident.arrived_at = at


def pod_at(session: Session, lon: float, lat: float) -> str:
    """The pod that owns a place. Raises Refused outside the force's area."""
    pod = queries.area_at(session, "pod", lon, lat)
    if pod is None:
        raise Refused("outside_area", "This place is outside the force's area. Check longitude and latitude.")
    return pod


def _next_cad(session: Session, now: datetime) -> tuple[int, date]:
    """The next number of the local day. The counter's row is the lock, so no number is skipped or given twice."""
    day = clock.london_date(now)
    number = session.execute(
        text(
            "INSERT INTO cad_counters AS c (local_date, last_number) VALUES (:day, 1)"
            " ON CONFLICT (local_date) DO UPDATE SET last_number = c.last_number + 1 RETURNING last_number"
        ),
        {"day": day},
    ).scalar_one()
    return int(number), day


def check_codes(
    lists: codes.Codes,
    *,
    grade: str | None = None,
    type_: str | None = None,
    qualifiers: list[str] | None = None,
    result: str | None = None,
) -> None:
    asked = [
        ("grades", grade, "grade"),
        ("types", type_, "type"),
        ("results", result, "result"),
        *(("qualifiers", q, "qualifier") for q in qualifiers or []),
    ]
    for name, code, word in asked:
        if code is not None and code not in lists.known(name):
            raise Refused("unknown_code", f"There is no {word} {code!r} in the code lists.")


def _grade_of(lists: codes.Codes, type_: str) -> str:
    entry = lists.get("types", type_)
    return str(entry["grade"]) if entry else "S"


def target_s(lists: codes.Codes, grade: str) -> int | None:
    entry = lists.get("grades", grade)
    return entry["target_s"] if entry else None

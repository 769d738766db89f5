"""Incidents: opened, graded, moved, described, handed over, resulted, closed. Each has one owning pod at all times."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, text
from sqlalchemy.orm import Session

from api import clock
from api.codes import service as codes
from api.commands.service import Order
from api.db import UPDATED
from api.errors import NotFound, Refused
from api.incidents import log, states
from api.incidents.models import Incident
from api.outbox import service as outbox
from geo import points, queries

outbox.body_of("incident.changed", "SELECT body::text FROM incident_rows WHERE id = :id")

# Taskings stand above incidents in the house: they ask to be told when what a crew was told no longer holds.
_brief_listeners: list[Callable[[Session, Incident], None]] = []
BriefListener = Callable[[Session, Incident], None]


def when_brief_changes(listener: BriefListener) -> None:
    _brief_listeners.append(listener)


def lock(session: Session, incident_id: UUID) -> Incident:
    """The incident, held until the commit. Raises NotFound."""
    incident = session.get(Incident, incident_id, with_for_update=UPDATED)
    if incident is None:
        raise NotFound("There is no such incident.")
    return incident


def lock_workable(session: Session, incident_id: UUID) -> Incident:
    """The same, for a change that makes no sense on a closed incident."""
    incident = lock(session, incident_id)
    if incident.state == states.CLOSED:
        raise Refused("incident_closed", f"{reference(incident)} is closed. Reopen it first.")
    return incident


def reference(incident: Incident) -> str:
    return states.cad_reference(incident.cad_number, incident.cad_date)


def announce(session: Session, incident: Incident, *, also: tuple[str, ...] = ()) -> None:
    """Tell every board that shows the incident (its pod's, and those of the units that were tasked to it) and the crews on the job."""
    incident.revision += 1
    boards = {f"board:{pod}" for pod in _pods(session, incident.id) | {incident.pod, *also}}
    outbox.post(session, boards | set(log.crews_on_the_job(session, incident.id)), "incident.changed", incident.id)


def _pods(session: Session, incident_id: UUID) -> set[str]:
    found = session.execute(
        text("SELECT DISTINCT u.pod FROM taskings t JOIN units u ON u.id = t.unit_id WHERE t.incident_id = :id"),
        {"id": incident_id},
    )
    return set(found.scalars())


def brief_changed(session: Session, incident: Incident) -> None:
    """What the crews were told no longer holds: they are told again and asked to read again (domain reference 1.5)."""
    incident.brief_revision += 1
    for listener in _brief_listeners:
        listener(session, incident)


def open_incident(session: Session, order: Order, *, source: str, is_exercise: bool = False) -> Incident:
    """A new incident with its CAD number. Raises Refused where a code is unknown or the id is taken."""
    body = order.body
    lists = codes.current(session)
    grade, type_ = body.get("grade") or _grade_of(lists, body["type"]), body["type"]
    _check_codes(lists, grade=grade, type_=type_, qualifiers=body.get("qualifiers", []))
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
        attend_by=states.attend_by(_target_s(lists, grade), now),
        source=source,
        is_exercise=is_exercise,
        brief_revision=1,
        log_count=0,
    )
    session.add(incident)
    session.flush()
    return incident


def create_incident(session: Session, order: Order) -> dict[str, Any]:
    """A controller opens an incident, with the caller's first words as the first line of its log."""
    incident = open_incident(session, order, source="control", is_exercise=order.body.get("is_exercise", False))
    words = order.body.get("first_words")
    log.add(
        session,
        incident,
        f"“{words}”" if words else incident.what,
        kind="first_words",
        source="call",
        occurred_at=order.occurred_at,
    )
    if twin := order.body.get("duplicate_of"):
        _become_duplicate(session, incident, lock(session, twin))
    announce(session, incident)
    return {"cad": reference(incident), "pod": incident.pod}


def grade_incident(session: Session, order: Order) -> None:
    """A new grade starts its own clock, and everybody on the job reads again."""
    incident = lock_workable(session, order.body["incident_id"])
    lists = codes.current(session)
    _check_codes(lists, grade=order.body["grade"])
    former = incident.grade
    incident.grade, incident.graded_at = order.body["grade"], clock.now()
    incident.attend_by = states.attend_by(_target_s(lists, incident.grade), incident.graded_at)
    log.add(
        session, incident, f"Grade {former} to {incident.grade}: {order.body['reason']}", kind="grade", source="control"
    )
    brief_changed(session, incident)
    announce(session, incident)


def move_incident(session: Session, order: Order) -> None:
    """A better location: the pod stays until somebody hands the incident over."""
    incident = lock_workable(session, order.body["incident_id"])
    former = incident.address
    incident.place = points.projected(order.body["lon"], order.body["lat"])
    incident.address = order.body["address"]
    log.add(
        session,
        incident,
        f"Location from {former} to {incident.address}: {order.body['reason']}",
        kind="location",
        source="control",
    )
    session.flush()
    brief_changed(session, incident)
    announce(session, incident)


def describe_incident(session: Session, order: Order) -> None:
    """Another type, another line on what it is, other qualifiers."""
    incident = lock_workable(session, order.body["incident_id"])
    lists = codes.current(session)
    _check_codes(lists, type_=order.body["type"], qualifiers=order.body["qualifiers"])
    incident.type, incident.what, incident.qualifiers = order.body["type"], order.body["what"], order.body["qualifiers"]
    told = ", ".join(lists.label("qualifiers", code) for code in incident.qualifiers)
    log.add(
        session,
        incident,
        f"Now: {incident.what}" + (f" ({told})" if told else ""),
        kind="description",
        source="control",
    )
    brief_changed(session, incident)
    announce(session, incident)


def hand_over_incident(session: Session, order: Order) -> None:
    """Another pod owns it from now on. Both boards are told."""
    incident = lock_workable(session, order.body["incident_id"])
    former, incident.pod = incident.pod, order.body["pod"]
    if former == incident.pod:
        raise Refused("same_pod", f"{incident.pod} owns this incident already.")
    log.add(
        session,
        incident,
        " ".join(f"Handed over from {former} to {incident.pod}. {order.body['note']}".split()),
        kind="handover",
        source="control",
    )
    announce(session, incident, also=(former,))


def add_log(session: Session, order: Order) -> None:
    """A line from the control room or from the crew, with the time at which it happened."""
    incident = lock(session, order.body["incident_id"])
    is_control = order.actor.is_control
    if not is_control and not _is_on_job(session, order.actor.duty_id, incident.id):
        raise Refused("not_on_job", f"You are not on {reference(incident)}.")
    source = (
        order.body["source"] if is_control and order.body.get("source") else ("control" if is_control else "handset")
    )
    log.add(
        session,
        incident,
        order.body["text"],
        source=source,
        occurred_at=order.occurred_at,
        entry_id=order.body["entry_id"],
        refers_to=order.body.get("refers_to"),
    )
    announce(session, incident)


def close_incident(session: Session, order: Order) -> None:
    """Nothing more is to be done. Refused while a unit is committed to it."""
    incident = lock_workable(session, order.body["incident_id"])
    _refuse_while_committed(session, incident)
    result(session, incident, order)
    incident.state, incident.closed_at = states.CLOSED, clock.now()
    log.add(
        session,
        incident,
        f"Closed: {_result_words(session, incident)}",
        kind="closed",
        source="control",
        occurred_at=order.occurred_at,
    )
    announce(session, incident)


def result(session: Session, incident: Incident, order: Order) -> None:
    """What came of it, by whoever says so last."""
    _check_codes(codes.current(session), result=order.body["result"])
    incident.result, incident.result_text = order.body["result"], order.body["text"]
    incident.resulted_at = incident.resulted_at or order.occurred_at
    incident.state = states.RESULTED


def log_result(session: Session, incident: Incident, order: Order) -> None:
    log.add(
        session,
        incident,
        f"Result: {_result_words(session, incident)}",
        kind="result",
        source="handset",
        occurred_at=order.occurred_at,
    )


def mark_duplicate(session: Session, order: Order) -> None:
    """Two calls for one thing: this one is closed and points to the other."""
    incident = lock_workable(session, order.body["incident_id"])
    if order.body["duplicate_of"] == incident.id:
        raise Refused("same_incident", "An incident cannot be a duplicate of itself.")
    _refuse_while_committed(session, incident)
    _become_duplicate(session, incident, lock(session, order.body["duplicate_of"]))
    announce(session, incident)


def _become_duplicate(session: Session, incident: Incident, twin: Incident) -> None:
    incident.duplicate_of, incident.state, incident.closed_at = twin.id, states.CLOSED, clock.now()
    log.add(session, incident, f"Duplicate of {reference(twin)}.", kind="duplicate", source="control")
    log.add(
        session,
        twin,
        f"{reference(incident)} is a duplicate of this: {incident.what}, {incident.address}.",
        kind="duplicate",
        source="control",
    )
    announce(session, twin)


def reopen_incident(session: Session, order: Order) -> None:
    incident = lock(session, order.body["incident_id"])
    if incident.state == states.OPEN:
        raise Refused("incident_open", f"{reference(incident)} is open.")
    incident.state, incident.closed_at, incident.duplicate_of = states.OPEN, None, None
    log.add(session, incident, f"Reopened: {order.body['reason']}", kind="reopened", source="control")
    announce(session, incident)


def arrive(incident: Incident, at: datetime) -> None:
    """The first unit at scene stops the charter clock."""
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


def _check_codes(
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


def _target_s(lists: codes.Codes, grade: str) -> int | None:
    entry = lists.get("grades", grade)
    return entry["target_s"] if entry else None


def _result_words(session: Session, incident: Incident) -> str:
    label = codes.current(session).label("results", incident.result or "")
    return f"{label}. {incident.result_text}".strip() if incident.result_text else label


def _is_on_job(session: Session, duty_id: UUID | None, incident_id: UUID) -> bool:
    found = session.execute(
        text("SELECT 1 FROM taskings WHERE duty_id = :duty AND incident_id = :id"), {"duty": duty_id, "id": incident_id}
    )
    return found.scalar() is not None


def _refuse_while_committed(session: Session, incident: Incident) -> None:
    found = session.execute(
        text(
            "SELECT string_agg(u.callsign, ', ' ORDER BY u.callsign) FROM taskings t JOIN units u ON u.id = t.unit_id"
            " WHERE t.incident_id = :id AND t.ended_at IS NULL"
        ),
        {"id": incident.id},
    ).scalar()
    if found:
        raise Refused("units_committed", f"{found} on {reference(incident)}. Withdraw or finish first.")


def now_place(session: Session, incident: Incident) -> tuple[float, float]:
    """Longitude and latitude of an incident."""
    place = func.ST_Transform(Incident.place, points.WGS84)
    lon, lat = session.execute(
        func.ST_X(place).select().add_columns(func.ST_Y(place)).where(Incident.id == incident.id)
    ).one()
    return float(lon), float(lat)

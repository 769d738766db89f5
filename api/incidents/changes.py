"""What the control room says of an incident: that there is one, its grade, place, description, owner, and its log."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from api import clock
from api.codes import service as codes
from api.commands.service import Order
from api.errors import Refused
from api.incidents import closing, duplicates, log, service, states
from api.incidents.models import Incident
from api.places import gazetteer, spoken
from api.restricted import calls
from geo import points


def create_incident(session: Session, order: Order) -> dict[str, Any]:
    """A controller opens an incident, with the caller's first words as the first line of its log."""
    incident = service.open_incident(session, order, source="control", is_exercise=bool(session.info.get("demo")))
    words = order.body.get("first_words")
    log.add(
        session,
        incident,
        f"“{words}”" if words else incident.what,
        kind="first_words",
        source="call",
        occurred_at=order.occurred_at,
    )
    _tell_disagreement(session, order, incident)
    if twin := order.body.get("duplicate_of"):
        closing.become_duplicate(session, incident, service.lock(session, twin))
    service.announce(session, incident)
    return {"cad": service.reference(incident), "pod": incident.pod}


def grade_incident(session: Session, order: Order) -> None:
    """A new grade starts its own clock, and everybody on the job reads again."""
    incident = service.lock_workable(session, order.body["incident_id"])
    lists = codes.current(session)
    service.check_codes(lists, grade=order.body["grade"])
    former = incident.grade
    incident.grade, incident.graded_at = order.body["grade"], clock.now()
    incident.attend_by = states.attend_by(service.target_s(lists, incident.grade), incident.graded_at)
    log.add(
        session, incident, f"Grade {former} to {incident.grade}: {order.body['reason']}", kind="grade", source="control"
    )
    service.brief_changed(session, incident)
    service.announce(session, incident)


def move_incident(session: Session, order: Order) -> None:
    """A better location: the pod stays until somebody hands the incident over."""
    incident = service.lock_workable(session, order.body["incident_id"])
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
    _tell_disagreement(session, order, incident)
    session.flush()
    calls.note(session, incident.id, service.reference(incident), number=False)
    service.brief_changed(session, incident)
    service.announce(session, incident)


def _tell_disagreement(session: Session, order: Order, incident: Incident) -> None:
    """The crew reads it, too: at the one place are the warnings, at the other they may be waited for."""
    if words := gazetteer.disagreement(session, incident.address, order.body["lon"], order.body["lat"]):
        log.add(session, incident, words, kind="location")


def describe_incident(session: Session, order: Order) -> None:
    """Another type, another line on what it is, other qualifiers."""
    incident = service.lock_workable(session, order.body["incident_id"])
    lists = codes.current(session)
    service.check_codes(lists, type_=order.body["type"], qualifiers=order.body["qualifiers"])
    incident.type, incident.what, incident.qualifiers = order.body["type"], order.body["what"], order.body["qualifiers"]
    told = ", ".join(lists.label("qualifiers", code) for code in incident.qualifiers)
    log.add(
        session,
        incident,
        f"Now: {incident.what}" + (f" ({told})" if told else ""),
        kind="description",
        source="control",
    )
    service.brief_changed(session, incident)
    service.announce(session, incident)


def hand_over_incident(session: Session, order: Order) -> None:
    """Another pod owns it from now on. Both boards are told."""
    incident = service.lock_workable(session, order.body["incident_id"])
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
    service.announce(session, incident, also=(former,))
    service.owner_changed(session, incident)


def add_log(session: Session, order: Order) -> None:
    """A line from the control room or from the crew, with the time at which it happened."""
    incident = service.lock(session, order.body["incident_id"])
    is_control = order.actor.is_control
    if not is_control and not _is_on_job(session, order.actor.duty_id, incident.id):
        raise Refused("not_on_job", f"You are not on {service.reference(incident)}.")
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
    # Also what corrects a line: the words that it takes back stood on the checklists.
    if order.body.get("refers_to") or spoken.Ear(codes.current(session)).is_named(order.body["text"]):
        service.checklist_changed(session, incident)
        if twin := duplicates.twin_of(session, incident):
            service.checklist_changed(session, twin)
    service.announce(session, incident)


def _is_on_job(session: Session, duty_id: UUID | None, incident_id: UUID) -> bool:
    found = session.execute(
        text("SELECT 1 FROM taskings WHERE duty_id = :duty AND incident_id = :id"), {"duty": duty_id, "id": incident_id}
    )
    return found.scalar() is not None

"""How an incident ends: resulted by the crew, closed by the control room, found to be a duplicate; and how it is reopened."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.orm import Session

from api import clock
from api.codes import service as codes
from api.commands.service import Order
from api.errors import Refused
from api.incidents import duplicates, log, service, states
from api.incidents.models import Incident


def close_incident(session: Session, order: Order) -> None:
    """Nothing more is to be done. Refused while a unit is committed to it."""
    incident = service.lock_workable(session, order.body["incident_id"])
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
    service.announce(session, incident)


def result(session: Session, incident: Incident, order: Order) -> None:
    """What came of it, by whoever says so last."""
    service.check_codes(codes.current(session), result=order.body["result"])
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
    incident = service.lock_workable(session, order.body["incident_id"])
    if order.body["duplicate_of"] == incident.id:
        raise Refused("same_incident", "An incident cannot be a duplicate of itself.")
    _refuse_while_committed(session, incident)
    become_duplicate(session, incident, service.lock(session, order.body["duplicate_of"]))
    service.announce(session, incident)


def become_duplicate(session: Session, incident: Incident, twin: Incident) -> None:
    """Whom it names and what was said of it goes over to the twin. One that is a duplicate itself leads to its own."""
    twin = duplicates.twin_of(session, twin) or twin
    if twin is incident:
        raise Refused("same_incident", "An incident cannot be a duplicate of itself.")
    # Closed since the controller looked: both would leave the board, and nobody would go.
    service.workable(twin)
    dangers: list[bool] = []
    with duplicates.told_on(session, twin, dangers=dangers):
        incident.duplicate_of, incident.state, incident.closed_at = twin.id, states.CLOSED, clock.now()
        _log_both(session, incident, twin)
        dangers.append(duplicates.take_over(session, incident, twin))
    service.announce(session, twin)


def _log_both(session: Session, incident: Incident, twin: Incident) -> None:
    log.add(session, incident, f"Duplicate of {service.reference(twin)}.", kind="duplicate", source="control")
    log.add(
        session,
        twin,
        f"{service.reference(incident)} is a duplicate of this: {incident.what}, {incident.address}.",
        kind="duplicate",
        source="control",
    )


def reopen_incident(session: Session, order: Order) -> None:
    incident = service.lock(session, order.body["incident_id"])
    if incident.state == states.OPEN:
        raise Refused("incident_open", f"{service.reference(incident)} is open.")
    if twin := duplicates.twin_of(session, incident):
        _part(session, incident, twin)
    incident.state, incident.closed_at = states.OPEN, None
    log.add(session, incident, f"Reopened: {order.body['reason']}", kind="reopened", source="control")
    service.announce(session, incident)


def _part(session: Session, incident: Incident, twin: Incident) -> None:
    """Its number and its words count for itself again. What was written to the twin stays there, where somebody can take it back."""
    with duplicates.told_on(session, twin):
        incident.duplicate_of = None
        words = "is no duplicate of this after all. What was taken over from it stands until it is taken back."
        log.add(session, twin, f"{service.reference(incident)} {words}", kind="duplicate", source="system")
    service.announce(session, twin)


def _result_words(session: Session, incident: Incident) -> str:
    label = codes.current(session).label("results", incident.result or "")
    return f"{label}. {incident.result_text}".strip() if incident.result_text else label


def _refuse_while_committed(session: Session, incident: Incident) -> None:
    found = session.execute(
        text(
            "SELECT string_agg(u.callsign, ', ' ORDER BY u.callsign) FROM taskings t JOIN units u ON u.id = t.unit_id"
            " WHERE t.incident_id = :id AND t.ended_at IS NULL AND NOT u.is_covert"
        ),
        {"id": incident.id},
    ).scalar()
    if found:
        raise Refused("units_committed", f"{found} on {service.reference(incident)}. Withdraw or finish first.")

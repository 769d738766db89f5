"""Who and what an incident names: a person, a vehicle or an address of the record. Their warnings reach every crew on the job."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from api.commands.service import Order
from api.db import run
from api.errors import NotFound, Refused
from api.incidents import audience, log, service
from api.incidents.models import Incident

# Under the sender's own eyes: a record that is hidden from them is not there.
_LINE = "SELECT line FROM record_lines WHERE kind = %s AND id = %s"
_NAME = """
    INSERT INTO named_records AS n (incident_id, record_id, kind, role, named_by, named_at) VALUES (%s, %s, %s, %s, %s, %s)
    ON CONFLICT (incident_id, record_id) DO UPDATE SET role = EXCLUDED.role, named_by = EXCLUDED.named_by,
        named_at = EXCLUDED.named_at, removed_by = NULL, removed_at = NULL
    WHERE n.removed_at IS NOT NULL OR n.role <> EXCLUDED.role
    RETURNING 1
"""
_REMOVE = """
    UPDATE named_records SET removed_by = %s, removed_at = %s WHERE incident_id = %s AND record_id = %s AND removed_at IS NULL
    RETURNING kind
"""


def name_record(session: Session, order: Order) -> None:
    """Name somebody or something in an incident. The crews on the job get the new card and are asked to read it again."""
    incident = _of_sender(session, order)
    kind, record_id, role = order.body["record_kind"], order.body["record_id"], order.body["role"]
    line = _line(session, kind, record_id)
    if not run(session, _NAME, (incident.id, record_id, kind, role, order.actor.label, order.received_at)).fetchone():
        raise Refused("named_already", f"{line} is named in {service.reference(incident)} already.")
    _tell(session, incident, order, f"Named as {role}: {line}.")


def unname_record(session: Session, order: Order) -> None:
    """It was somebody else. The row stays, with who took it off."""
    incident = _of_sender(session, order)
    record_id = order.body["record_id"]
    taken = run(session, _REMOVE, (order.actor.label, order.received_at, incident.id, record_id)).fetchone()
    if not taken:
        raise NotFound("This is not named in the incident.")
    _tell(session, incident, order, f"No longer named: {_line(session, taken[0], record_id)}. {order.body['reason']}")


def _line(session: Session, kind: str, record_id: UUID) -> str:
    found = run(session, _LINE, (kind, record_id)).fetchone()
    if not found:
        raise NotFound("There is no such record.", near=[(kind, record_id)])
    return str(found[0])


def _of_sender(session: Session, order: Order) -> Incident:
    """The control room names in any incident, a crew in those of its jobs."""
    incident = service.lock_workable(session, order.body["incident_id"])
    mine = {job.duty_id for job in audience.jobs(session, incident.id).values() if job.is_open}
    if not order.actor.is_control and order.actor.duty_id not in mine:
        raise Refused("not_on_job", f"You are not on {service.reference(incident)}.")
    return incident


def _tell(session: Session, incident: Incident, order: Order, words: str) -> None:
    source = "control" if order.actor.is_control else "handset"
    log.add(session, incident, words, kind="named", source=source, occurred_at=order.occurred_at)
    service.brief_changed(session, incident)
    service.announce(session, incident)

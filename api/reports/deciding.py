"""What a supervisor says to a report. A warning comes to be here and in no other way: asked for by one person, decided by another."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from api import changes, clock
from api.audit import service as audit
from api.audit.states import COLLECTION
from api.commands.service import Order
from api.db import UPDATED, run
from api.errors import NotFound, Refused
from api.incidents import log
from api.incidents import service as incidents
from api.outbox import service as outbox
from api.places import risk
from api.places import service as places
from api.places.models import PlaceMarker
from api.reports import linking, rules, sending
from api.reports.models import Report
from geo import points

# So far around the place of the job a warning on it is told.
RADIUS_M = 50.0

_SUBJECT = "SELECT record_kind, record_id FROM report_subjects WHERE report_id = %s"
_DUTY = """
    SELECT c.duty_id FROM crew c JOIN duties d ON d.id = c.duty_id WHERE c.officer_id = %s AND c.left_at IS NULL AND d.ended_at IS NULL
"""
_MARK = """
    INSERT INTO record_markers
        (id, record_kind, record_id, code, text, source, fact_or_opinion, added_on, review_on, entered_by, entered_at)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""
_CAD = "SELECT cad_reference(cad_number, cad_date) FROM incidents WHERE id = %s"
_KNOWING = "SELECT incidents_that_know(%s, %s)"


def approve_marker(session: Session, order: Order) -> dict[str, Any]:
    """The warning holds from now on, in the reviewer's words; every crew on a job that it concerns is told again."""
    report = _waiting(session, order, rules.MARKER)
    if fault := rules.review_fault(order.body["review_on"], clock.london_date(order.received_at)):
        raise Refused(*fault)
    subject = run(session, _SUBJECT, (report.id,)).fetchone()
    if subject:
        # A record that has been restricted since is not there for the reviewer either.
        sending.check_seen(session, [(subject[0], subject[1])])
        sending.check_unmarked(session, subject[1], report.body["code"], report.about, order)
    marker_id = uuid4()
    _settle(session, order, report, rules.APPROVED, "", made_id=marker_id)
    if subject:
        _mark_record(session, order, report, marker_id, (subject[0], subject[1]))
    else:
        _mark_place(session, order, report, marker_id)
    _log(session, order, report, f"Warning approved: {report.about}, asked for by {report.callsign}.")
    return {"marker_id": str(marker_id)}


def _mark_record(session: Session, order: Order, report: Report, marker_id: UUID, subject: tuple[str, UUID]) -> None:
    body, today = order.body, clock.london_date(order.received_at)
    what = (
        report.body["code"],
        body["text"],
        _source(session, report),
        body["fact_or_opinion"],
        today,
        body["review_on"],
    )
    run(session, _MARK, (marker_id, *subject, *what, order.actor.label, order.received_at))
    kind, record_id = subject
    audit.note(
        session, action=f"warning on {kind}", subject=f"{kind} {record_id}", reason=report.about, kind=COLLECTION
    )
    risk.changed(session, _incidents_that_know(session, record_id, today))


def _incidents_that_know(session: Session, record_id: UUID, today: date) -> list[UUID]:
    return [row[0] for row in run(session, _KNOWING, (record_id, today)).fetchall()]


def _mark_place(session: Session, order: Order, report: Report, marker_id: UUID) -> None:
    body, said = order.body, report.body
    places.put_marker(
        session,
        PlaceMarker(
            id=marker_id,
            category=said["code"],
            text=body["text"],
            source=_source(session, report),
            address=said["address"],
            place=points.geographic(said["lon"], said["lat"]),
            radius_m=RADIUS_M,
            review_on=body["review_on"],
            fact_or_opinion=body["fact_or_opinion"],
            entered_by=order.actor.label,
            entered_at=order.received_at,
        ),
    )


def _source(session: Session, report: Report) -> str:
    """Who asked for it and where, so that whoever reads the warning can ask back."""
    # Read and not locked: the incidents that are told of it are locked in their own order.
    cad = run(session, _CAD, (report.incident_id,)).fetchall()[0][0]
    return f"{report.officer}, {report.callsign}, {cad}"


def take_report(session: Session, order: Order) -> dict[str, Any]:
    """An intelligence report or a referral is taken in. Those whom intelligence names are linked by it from here on."""
    report = _waiting(session, order, None)
    if report.kind == rules.MARKER:
        raise Refused("not_to_take", "A warning is approved or refused; it is not taken in.")
    _settle(session, order, report, rules.TAKEN, order.body["note"])
    return {"links": linking.link(session, order, report) if report.kind == rules.INTELLIGENCE else 0}


def refuse_report(session: Session, order: Order) -> None:
    """It is not taken. The officer who sent it is told why, now or when they next book on."""
    report = _waiting(session, order, None)
    _settle(session, order, report, rules.REFUSED, order.body["reason"])


def _waiting(session: Session, order: Order, kind: str | None) -> Report:
    """The report, held. Raises NotFound, and Refused for one's own and for one that is decided."""
    report = session.get(Report, order.body["report_id"], with_for_update=UPDATED)
    if report is None or (kind and report.kind != kind):
        raise NotFound("There is no such report.")
    if str(report.officer_id) == str(order.actor.id):
        raise Refused("own_report", "You sent this yourself: somebody else decides it.")
    if report.decided_at:
        at = clock.london_time(report.decided_at)
        raise Refused("decided_already", f"{report.decided_by} decided this at {at}: {report.state}.")
    return report


def _settle(
    session: Session, order: Order, report: Report, state: str, reason: str, made_id: UUID | None = None
) -> None:
    report.state, report.reason, report.made_id = state, reason, made_id
    report.decided_by, report.decided_by_id, report.decided_at = (
        order.actor.label,
        str(order.actor.id),
        order.received_at,
    )
    session.flush()
    changes.revise(session, "reports", report.id)
    # Whoever sent it may be on another duty by now, or on none: then the next snapshot tells.
    if duty := run(session, _DUTY, (report.officer_id,)).fetchone():
        outbox.post(session, [f"duty:{duty[0]}"], "report.changed", report.id)


def _log(session: Session, order: Order, report: Report, words: str) -> None:
    incident = incidents.lock(session, report.incident_id)
    log.add(session, incident, words, kind="report", source="control", occurred_at=order.occurred_at)
    incidents.announce(session, incident)

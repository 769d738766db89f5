"""A warning that was made here is withdrawn or put right. The earlier one stays in the record; every crew that knew it is told again."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from api import clock
from api.audit import service as audit
from api.audit.states import ALTERATION
from api.commands.service import Order
from api.db import UPDATED, run
from api.errors import NotFound, Refused
from api.incidents import log
from api.incidents import service as incidents
from api.places import risk
from api.places import service as places
from api.reports import rules
from api.reports.models import Report

_SUBJECT = "SELECT record_kind, record_id FROM report_subjects WHERE report_id = %s"
_KNOWING = "SELECT incidents_that_know(%s, %s)"
_WITHDRAW = """
    UPDATE {table} SET withdrawn_by = %s, withdrawn_at = %s, withdrawn_reason = %s WHERE id = %s AND withdrawn_at IS NULL RETURNING 1
"""
# A new row beside the old one: what crews were told until now can still be shown.
_CORRECT_RECORD = """
    INSERT INTO record_markers (id, record_kind, record_id, code, text, source, force, fact_or_opinion, added_on, review_on, entered_by,
        entered_at, is_exercise, corrects)
    SELECT %s, record_kind, record_id, code, %s, source, force, %s, %s, %s, %s, %s, is_exercise, id FROM record_markers WHERE id = %s
"""
_CORRECT_PLACE = """
    INSERT INTO place_markers (id, category, text, source, address, place, radius_m, fact_or_opinion, review_on, entered_by, entered_at,
        corrects)
    SELECT %s, category, %s, source, address, place, radius_m, %s, %s, %s, %s, id FROM place_markers WHERE id = %s
"""
_HISTORY = """
    SELECT id::text, text, fact_or_opinion, review_on, entered_by, iso(entered_at), withdrawn_by, iso(withdrawn_at), withdrawn_reason,
        corrects FROM {table} WHERE id = %s
"""
_FIELDS = ("id", "text", "fact_or_opinion", "review_on", "entered_by", "entered_at")
_ENDED = ("withdrawn_by", "withdrawn_at", "withdrawn_reason")
TABLES = {True: "place_markers", False: "record_markers"}


def withdraw_marker(session: Session, order: Order) -> None:
    """The warning no longer holds. It stays in the record with who withdrew it and why; crews who were told of it are told again."""
    report, knowing = _held(session, order)
    _end(session, order, report, order.body["reason"])
    _told(session, order, report, "withdrawn", knowing)


def correct_marker(session: Session, order: Order) -> dict[str, Any]:
    """The warning in better words, of another kind of certainty, or until another day. What it said before stays beside it."""
    body, today = order.body, clock.london_date(order.received_at)
    if fault := rules.review_fault(body["review_on"], today):
        raise Refused(*fault)
    report, knowing = _held(session, order)
    earlier, marker_id = report.made_id, uuid4()
    _end(session, order, report, f"Corrected: {body['reason']}")
    report.made_id = marker_id
    session.flush()
    by = (order.actor.label, order.received_at, earlier)
    if _is_place(report):
        run(session, _CORRECT_PLACE, (marker_id, body["text"], body["fact_or_opinion"], body["review_on"], *by))
    else:
        told = (body["text"], body["fact_or_opinion"], today, body["review_on"])
        run(session, _CORRECT_RECORD, (marker_id, *told, *by))
    _told(session, order, report, "corrected", knowing)
    return {"marker_id": str(marker_id)}


def history(session: Session, report: Report) -> list[dict[str, Any]]:
    """The warning that a report has become, newest words first, each with who entered it and how it ended."""
    found, next_id = [], report.made_id
    while next_id is not None:
        row = run(session, _HISTORY.format(table=TABLES[_is_place(report)]), (next_id,)).fetchone()
        if row is None:
            break
        found.append(dict(zip((*_FIELDS, *_ENDED), row[:-1], strict=True)) | {"review_on": row[3].isoformat()})
        next_id = row[-1]
    return found


def _held(session: Session, order: Order) -> tuple[Report, list[UUID]]:
    """The approved request, held, and the incidents that knew its warning. Raises NotFound and Refused."""
    report = session.get(Report, order.body["report_id"], with_for_update=UPDATED)
    if report is None or report.state != rules.APPROVED or report.made_id is None:
        raise NotFound("There is no such warning that was made here.")
    if str(report.officer_id) == str(order.actor.id):
        raise Refused("own_report", "You asked for this warning yourself: somebody else decides what becomes of it.")
    if _is_place(report):
        return report, places.incidents_near(session, report.made_id)
    subject = run(session, _SUBJECT, (report.id,)).fetchall()[0]
    today = clock.london_date(order.received_at)
    return report, [row[0] for row in run(session, _KNOWING, (subject[1], today)).fetchall()]


def _is_place(report: Report) -> bool:
    return bool(report.body["record_kind"] == "place")


def _end(session: Session, order: Order, report: Report, reason: str) -> None:
    asked = (order.actor.label, order.received_at, reason, report.made_id)
    if not run(session, _WITHDRAW.format(table=TABLES[_is_place(report)]), asked).fetchone():
        raise Refused("marker_withdrawn", "This warning was withdrawn already.")
    subject = " ".join(f"{kind} {id_}" for kind, id_ in run(session, _SUBJECT, (report.id,)).fetchall())
    audit.note(
        session,
        action=f"withdraw warning {report.made_id}",
        subject=subject or f"incident_id:{report.incident_id}",
        reason=f"{report.about}; {reason}",
        kind=ALTERATION,
    )


def _told(session: Session, order: Order, report: Report, what: str, knowing: list[UUID]) -> None:
    incident = incidents.lock(session, report.incident_id)
    words = f"Warning {what}: {report.about}, by {order.actor.label}. {order.body['reason']}"
    log.add(session, incident, words, kind="report", source="control", occurred_at=order.occurred_at)
    incidents.announce(session, incident)
    risk.changed(session, knowing)

"""What an officer sends from the street. Everything that the tasking knows already is taken from it: nothing is typed twice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy.orm import Session

from api import clock
from api.audit import service as audit
from api.audit.states import COLLECTION
from api.codes import service as codes
from api.commands.service import Order
from api.db import run
from api.errors import Refused
from api.incidents import log
from api.incidents import service as incidents
from api.incidents.models import Incident
from api.outbox import service as outbox
from api.reports import rules

Subjects = list[tuple[str, UUID]]

# A report is also written after the job has ended; what counts is that the officer's duty was sent there.
_ON_JOB = """
    SELECT u.callsign FROM taskings t JOIN units u ON u.id = t.unit_id WHERE t.duty_id = %s AND t.incident_id = %s LIMIT 1
"""
# Under the sender's own eyes: a record that is hidden from them is not there.
_SEEN = "SELECT r.id FROM record_lines r JOIN unnest(%s::text[], %s::uuid[]) s (kind, id) ON r.kind = s.kind AND r.id = s.id"
_KNOWN = "SELECT 1 FROM reports WHERE id = %s"
_ADD = """
    INSERT INTO reports (id, revision, kind, officer_id, officer, duty_id, callsign, incident_id, about, is_urgent, body, occurred_at,
        received_at)
    VALUES (%s, 1, %s, %s, %s, %s, %s, %s, %s, %s, %s::jsonb, %s, %s)
"""
_ABOUT = """
    INSERT INTO report_subjects (report_id, record_kind, record_id)
    SELECT %s, kind, id FROM unnest(%s::text[], %s::uuid[]) s (kind, id)
"""
_MARKED = """
    SELECT review_on FROM record_markers
    WHERE record_id = ANY (ARRAY(SELECT member FROM of_one_person(ARRAY[%s]::uuid[]))) AND code = %s AND withdrawn_at IS NULL
        AND review_on >= %s ORDER BY review_on DESC LIMIT 1
"""
_ASKED = """
    SELECT 1 FROM reports r LEFT JOIN report_subjects s ON s.report_id = r.id
    WHERE r.state = 'waiting' AND r.kind = 'marker' AND r.incident_id = %s AND r.body ->> 'code' = %s
        AND s.record_id IS NOT DISTINCT FROM %s LIMIT 1
"""


_PLACE = "SELECT lon(place)::float8, lat(place)::float8 FROM incidents WHERE id = %s"


@dataclass(frozen=True)
class Told:
    """A report as it is kept: what it is about in words that name nobody, and what it says."""

    kind: str
    about: str
    body: dict[str, Any]
    subjects: Subjects
    is_urgent: bool = False


def request_marker(session: Session, order: Order) -> dict[str, Any]:
    """Ask for a warning on a person, a vehicle, an address or the place of the job. It holds only when a supervisor has approved it."""
    incident, callsign = job_of(session, order)
    lists, body = codes.current(session), order.body
    is_place = body["record_kind"] == "place"
    entry = lists.get("marker_categories" if is_place else "warning_signals", body["code"])
    if entry is None:
        raise Refused("unknown_code", "There is no such warning in the code list.")
    if fault := rules.review_fault(body["review_on"], clock.london_date(order.received_at)):
        raise Refused(*fault)
    subjects: Subjects = [] if is_place else [(body["record_kind"], body["record_id"])]
    check_seen(session, subjects)
    _check_new(session, order, entry["label"])
    said = {key: body[key] for key in ("record_kind", "code", "grounds", "evidence", "fact_or_opinion")}
    said |= {"review_on": body["review_on"].isoformat(), "label": entry["label"], "severity": entry["severity"]}
    if is_place:
        lon, lat = run(session, _PLACE, (incident.id,)).fetchall()[0]
        said |= {"address": incident.address, "lon": lon, "lat": lat}
    send(session, order, incident, callsign, Told(rules.MARKER, entry["label"], said, subjects))
    return {"report_id": str(body["report_id"])}


def report_intelligence(session: Session, order: Order) -> dict[str, Any]:
    """Tell what was learnt, evaluated 3x5x2. It does not stand in the log of the incident, which many read."""
    incident, callsign = job_of(session, order)
    body = order.body
    labels = {name: _label(session, f"intel_{name}s", body[name]) for name in ("source", "assessment", "handling")}
    if _wants_words(session, "intel_handlings", body["handling"]) and not body["conditions"]:
        raise Refused("conditions_needed", f"Say under which conditions: {labels['handling'].lower()}.")
    if body["provenance"].lower() in body["text"].lower():
        raise Refused(
            "source_in_text", "The text repeats where it comes from. Whoever reads it must not learn who told it."
        )
    subjects = subjects_of(body)
    check_seen(session, subjects)
    said = {key: body[key] for key in ("source", "assessment", "handling", "conditions", "text", "provenance")}
    about = f"3x5x2 {body['source']} {body['assessment']} {body['handling']}"
    told = Told(rules.INTELLIGENCE, about, said | {"labels": labels}, subjects)
    send(session, order, incident, callsign, told, is_logged=False)
    return {"report_id": str(body["report_id"])}


def refer_safeguarding(session: Session, order: Order) -> dict[str, Any]:
    """Refer somebody who must be kept safe. What is a danger now stands first in the queue, and in the log of the job."""
    incident, callsign = job_of(session, order)
    body = order.body
    labels = {
        "about": _label(session, "safeguarding_kinds", body["about"]),
        "concern": _label(session, "safeguarding_concerns", body["concern"]),
        "consent": _label(session, "safeguarding_consents", body["consent"]),
    }
    _check_referral(session, body, labels)
    subjects: Subjects = [("nominal", body["record_id"])] if body["record_id"] else []
    check_seen(session, subjects)
    said = {key: body[key] for key in _REFERRED} | {"labels": labels}
    about = f"{labels['about']}, {labels['concern'].lower()}"
    told = Told(rules.SAFEGUARDING, about, said, subjects, is_urgent=body["immediate_risk"])
    send(session, order, incident, callsign, told)
    return {"report_id": str(body["report_id"])}


_REFERRED = (
    *("about", "person", "concern", "concern_text", "consent", "consent_text"),
    *("voice", "immediate_risk", "actions"),
)


def _check_referral(session: Session, body: dict[str, Any], labels: dict[str, str]) -> None:
    """Raises Refused where a code wants words that are not there."""
    kind = codes.current(session).get("safeguarding_kinds", body["about"])
    if kind and kind["needs_voice"] and not body["voice"]:
        raise Refused("voice_needed", "Write what the child says, or how it seems when it does not speak.")
    if _wants_words(session, "safeguarding_consents", body["consent"]) and not body["consent_text"]:
        raise Refused(
            "consent_text_needed", f"Consent {labels['consent'].lower()}: say why it is referred all the same."
        )
    if body["immediate_risk"] and not body["actions"]:
        raise Refused("actions_needed", "There is an immediate risk: write what was done to make it safe.")


def subjects_of(body: dict[str, Any]) -> Subjects:
    """Each once, as it was named first."""
    return list(dict.fromkeys((one["kind"], one["id"]) for one in body["subjects"]))


def _label(session: Session, name: str, code: str) -> str:
    """Raises Refused for a code that is not in the list."""
    entry = codes.current(session).get(name, code)
    if entry is None:
        raise Refused("unknown_code", f"There is no {code!r} in the list {name}.")
    return str(entry["label"])


def _wants_words(session: Session, name: str, code: str) -> bool:
    entry = codes.current(session).get(name, code)
    return bool(entry and entry["needs_text"])


def _check_new(session: Session, order: Order, label: str) -> None:
    """Raises Refused where this warning holds already, or was asked for by this officer on this job and waits."""
    body = order.body
    check_unmarked(session, body["record_id"], body["code"], label, order)
    if run(session, _ASKED, (body["incident_id"], body["code"], body["record_id"])).fetchone():
        raise Refused("asked_already", f"{label} has been asked for on this job already and waits for a supervisor.")


def check_unmarked(session: Session, record_id: UUID | None, code: str, label: str, order: Order) -> None:
    """Raises Refused where the record has this warning, not past its review."""
    held = run(session, _MARKED, (record_id, code, clock.london_date(order.received_at))).fetchone()
    if held:
        raise Refused("marked_already", f"{label} is on this record already, to be reviewed on {held[0]:%d/%m/%Y}.")


def job_of(session: Session, order: Order) -> tuple[Incident, str]:
    """The incident, held, and the callsign of the sender there. Raises Refused for somebody else's job."""
    incident = incidents.lock(session, order.body["incident_id"])
    found = run(session, _ON_JOB, (order.actor.duty_id, incident.id)).fetchone()
    if found is None:
        raise Refused("not_on_job", f"You were not sent to {incidents.reference(incident)} on this duty.")
    return incident, str(found[0])


def check_seen(session: Session, subjects: Subjects) -> None:
    """Raises Refused for a record that is not there for the sender, with the same words whether it is restricted or never was."""
    if not subjects:
        return
    seen = run(session, _SEEN, _columns(subjects)).fetchall()
    if len({row[0] for row in seen}) < len({id_ for _, id_ in subjects}):
        raise Refused("no_such_record", "There is no such record. Look it up again, or leave it out.", near=subjects)


def _columns(subjects: Subjects) -> tuple[list[str], list[UUID]]:
    return [kind for kind, _ in subjects], [id_ for _, id_ in subjects]


def send(
    session: Session, order: Order, incident: Incident, callsign: str, told: Told, *, is_logged: bool = True
) -> None:
    """Keep a report, tell its sender that the control room has it, and write down what of whom was collected."""
    report_id, actor = order.body["report_id"], order.actor
    if run(session, _KNOWN, (report_id,)).fetchone():
        raise Refused("report_exists", "A report with this id exists already.")
    who = (actor.id, actor.label, actor.duty_id, callsign, incident.id)
    what = (told.about, told.is_urgent, orjson.dumps(told.body).decode())
    run(session, _ADD, (report_id, told.kind, *who, *what, order.occurred_at, order.received_at))
    if told.subjects:
        run(session, _ABOUT, (report_id, *_columns(told.subjects)))
    for kind, id_ in told.subjects:
        action, cad = f"{rules.KINDS[told.kind]} on {kind}", incidents.reference(incident)
        audit.note(session, action=action, subject=f"{kind} {id_}", reason=cad, kind=COLLECTION)
    if is_logged:
        words = (
            f"{callsign} sent a {rules.KINDS[told.kind]}: {told.about}.{' Immediate risk.' if told.is_urgent else ''}"
        )
        log.add(session, incident, words, kind="report", source="handset", occurred_at=order.occurred_at)
        incidents.announce(session, incident)
    outbox.post(session, [f"duty:{actor.duty_id}"], "report.changed", report_id)

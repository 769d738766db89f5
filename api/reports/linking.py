"""Intelligence that was taken in becomes part of the record: an event, and typed links to it and between those whom it names.

Each link says that it is intelligence, how it was graded and how far it may be passed on (domain reference 4.2, *Link*). Where the
officer has it from is in none of them: whoever reads a link must not learn who told it.
"""

from __future__ import annotations

from uuid import UUID, uuid4

import orjson
from sqlalchemy.orm import Session

from api import clock
from api.audit import service as audit
from api.audit.states import COLLECTION
from api.commands.service import Order
from api.db import run
from api.errors import Refused
from api.places import risk
from api.records import warnings
from api.reports import rules, sending
from api.reports.models import Report
from api.reports.sending import Subjects

CATEGORY = "intelligence"
MARKING = "OFFICIAL-SENSITIVE"
# What of the text stands in the line of a link; the whole of it is with the event.
_LINE = 160

_SUBJECTS = "SELECT record_kind, record_id FROM report_subjects WHERE report_id = %s ORDER BY record_kind, record_id"
_EVENT = """
    INSERT INTO events (source, source_key, category, label, happened_at, detail, is_exercise)
    SELECT %(system)s, %(key)s, %(category)s, %(label)s, %(at)s, %(detail)s::jsonb, i.is_exercise FROM incidents i WHERE i.id = %(incident)s
    RETURNING record_id
"""
_LINK = """
    INSERT INTO links (id, source_system, source_id, from_kind, from_id, to_kind, to_id, role, subject_category, provenance,
        fact_or_opinion, classification, handling, valid_from, is_exercise)
    SELECT %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, is_exercise FROM incidents WHERE id = %s
"""
_KNOWING = "SELECT incidents_that_know(%s, %s)"


def link(session: Session, order: Order, report: Report) -> int:
    """The links of an intelligence report that is taken in; gives how many. `order.body`: `people` says as what each person is told
    of (s.38(3)), `links` which of the subjects belong together. Raises Refused."""
    subjects: Subjects = [(row[0], row[1]) for row in run(session, _SUBJECTS, (report.id,)).fetchall()]
    if not subjects:
        return 0
    sending.check_seen(session, subjects)
    pairs = _pairs(order, report, {id_: kind for kind, id_ in subjects})
    event = _event(session, report)
    category = {one["id"]: one["category"] for one in order.body["people"]}
    for kind, id_ in subjects:
        who = category.get(id_, "other") if kind == "nominal" else None
        _put(session, report, (kind, id_), ("event", event), rules.NAMED_IN, who)
    for one, other in pairs:
        _put(session, report, one, other, rules.ROLES[one[0], other[0]], None)
    _tell(session, order, report, subjects)
    return len(subjects) + len(pairs)


def _pairs(order: Order, report: Report, kinds: dict[UUID, str]) -> list[tuple[tuple[str, UUID], tuple[str, UUID]]]:
    """Raises Refused for somebody whom the report does not name, for what cannot be linked, and for what is thought to be false."""
    asked = order.body["links"]
    if asked and report.body["assessment"] == rules.SUSPECTED_FALSE:
        raise Refused("suspected_false", "This is suspected to be false: nobody is linked with anybody by it.")
    pairs = []
    for one in asked:
        ends = [(kinds.get(one[end], ""), one[end]) for end in ("from_id", "to_id")]
        if (ends[0][0], ends[1][0]) not in rules.ROLES or ends[0] == ends[1]:
            raise Refused("no_such_link", "Only those whom the report names are linked, each in the order of the list.")
        pairs.append((ends[0], ends[1]))
    return pairs


def _event(session: Session, report: Report) -> UUID:
    """The report as something that a record can be linked to: its sanitised text, never where it comes from."""
    body = report.body
    is_free = body["handling"] == rules.FREE
    words = (
        f": {body['text'][:_LINE]}{'…' if len(body['text']) > _LINE else ''}" if is_free else ", shared with conditions"
    )
    told = {"grade": grade(report), "handling": handling(report), "text": body["text"] if is_free else ""}
    asked = {
        "system": warnings.INTELLIGENCE,
        "key": str(report.id),
        "category": CATEGORY,
        "label": f"{grade(report)}{words}",
        "at": report.occurred_at,
        "detail": orjson.dumps(told).decode(),
        "incident": report.incident_id,
    }
    found: UUID = run(session, _EVENT, asked).fetchall()[0][0]
    return found


def grade(report: Report) -> str:
    """`3x5x2 2 B P`"""
    return report.about


def handling(report: Report) -> str:
    body = report.body
    return "; ".join(part for part in (f"{body['handling']} {body['labels']['handling']}", body["conditions"]) if part)


def _put(
    session: Session, report: Report, one: tuple[str, UUID], other: tuple[str, UUID], role: str, category: str | None
) -> None:
    body = report.body
    # Known directly by a reliable source is told as a fact; everything else is somebody's judgement (s.38(2)).
    said = "fact" if (body["source"], body["assessment"]) == rules.SURE else "opinion"
    provenance = f"{grade(report)}, taken in by {report.decided_by}"
    what = (role, category, provenance, said, MARKING, handling(report), clock.london_date(report.occurred_at))
    source = (warnings.INTELLIGENCE, f"{report.id} {one[1]} {other[1]}")
    run(session, _LINK, (uuid4(), *source, *one, *other, *what, report.incident_id))


def _tell(session: Session, order: Order, report: Report, subjects: Subjects) -> None:
    """Written down for each, and every crew on a job that concerns one of them gets the new card."""
    today, knowing = clock.london_date(order.received_at), set()
    for kind, id_ in subjects:
        audit.note(session, action=f"link {kind}", subject=f"{kind} {id_}", reason=report.about, kind=COLLECTION)
        knowing |= {row[0] for row in run(session, _KNOWING, (id_, today)).fetchall()}
    risk.changed(session, sorted(knowing))

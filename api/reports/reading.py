"""Reports as they are read: the queue of the reviewers, and one whole. Every reading is in the audit."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from api.actors import REVIEWERS, Actor
from api.audit import service as audit
from api.codes import service as codes
from api.db import run
from api.errors import NotFound
from api.lookups import opened
from api.reports import correcting, rules
from api.reports.models import Report

# What may be a danger now stands first, then what has waited longest.
_QUEUE = {
    "waiting": "SELECT body FROM report_rows WHERE state = 'waiting' ORDER BY is_urgent DESC, occurred_at LIMIT 200",
    "decided": "SELECT body FROM report_rows WHERE state <> 'waiting' ORDER BY decided_at DESC LIMIT 100",
}
_COUNT = "SELECT count(*) FROM reports WHERE state = 'waiting'"
_WAITING = """
    SELECT count(*), count(*) FILTER (WHERE is_urgent),
        iso(GREATEST(max(received_at), (SELECT max(decided_at) FROM reports WHERE state <> 'waiting')))
    FROM reports WHERE state = 'waiting'
"""
_ONE = """
    SELECT w.body, r.body, i.what, i.address, i.pod, r.officer_id FROM reports r JOIN report_rows w ON w.id = r.id
    JOIN incidents i ON i.id = r.incident_id WHERE r.id = %s
"""
_SUBJECTS = """
    SELECT l.kind, l.id::text, l.line FROM report_subjects s JOIN record_lines l ON l.kind = s.record_kind AND l.id = s.record_id
    WHERE s.report_id = %s ORDER BY l.line
"""


def queue(session: Session, state: str) -> dict[str, Any]:
    """What waits for a reviewer, or what was decided, newest first. Shape: api.reports.rows.ReportList."""
    audit.note(session, action="read reports", subject=f"reports {state}")
    items = [row[0] for row in run(session, _QUEUE[state]).fetchall()]
    return {"items": items, "waiting": run(session, _COUNT).fetchall()[0][0]}


def waiting(session: Session) -> dict[str, Any]:
    """How many wait, and when one last came or was decided: it names nobody, so it is no consultation."""
    count, urgent, changed_at = run(session, _WAITING).fetchall()[0]
    return {"waiting": count, "urgent": urgent, "changed_at": changed_at}


def whole(session: Session, report_id: UUID) -> dict[str, Any]:
    """One report with what it says and what is known of those it is about. Raises NotFound for whoever neither sent nor decides it."""
    actor: Actor = session.info["actor"]
    one = run(session, _ONE, (report_id,)).fetchone()
    if one is None or not (actor.roles & REVIEWERS or str(one[5]) == str(actor.id)):
        raise NotFound("There is no such report of yours.")
    row, body, what, address, pod, _ = one
    found = run(session, _SUBJECTS, (report_id,)).fetchall()
    subjects = [{"kind": kind, "id": id_, "line": line, "classification": "OFFICIAL"} for kind, id_, line in found]
    opened.warn(session, subjects, codes.current(session))
    seen = " ".join([f"report_id:{report_id}", *(f"{kind} {id_}" for kind, id_, _ in found)])
    audit.note(session, action="read report", subject=seen)
    marker = correcting.history(session, session.get_one(Report, report_id)) if row["state"] == rules.APPROVED else []
    told = {"report": row, "body": body, "what": what, "address": address, "pod": pod}
    return told | {"subjects": subjects, "marker": marker}

"""Retention by review group (domain reference 5.3): what is due, what a person decided, and what is erased.

The rules of the four groups are the code list `retention_groups`. A record's clear period runs from when it last came to
notice; a hold stops everything; a record with a live warning is never erased by time alone. Nothing here runs by itself.
What goes by its age alone is in ages.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import orjson
from sqlalchemy.orm import Session

from api import clock
from api.actors import SYSTEM
from api.audit import service as audit
from api.audit import states
from api.codes import service as codes
from api.db import Database, run
from api.errors import Invalid
from api.records import service as records
from api.records.service import TABLES
from api.retention import ages

BATCH, LISTED = 200, 20
INCIDENT, HOLDS = "incident", ("hold", "release")

# The records of one person are reviewed as that person: the clear period runs from when *they* last came to notice (domain reference
# 5.3), the longest group of theirs is everybody's, and what one of them is held or kept for holds and keeps all.
_SAME = """COALESCE((SELECT array_agg(o.nominal_id) FROM golden_members m JOIN golden_members o ON o.golden_id = m.golden_id
    WHERE m.nominal_id = r.id), ARRAY[r.id])"""
# One row for each record: its group, what is to be done, and since when.
_STATES = """
    SELECT r.id, person."group", d.decision, CASE
        WHEN d.decision = 'hold' OR EXISTS (SELECT FROM unnest(p.ids) AS q (id) CROSS JOIN LATERAL (
            SELECT x.decision FROM retention_decisions x WHERE x.record_id = q.id ORDER BY x.decided_at DESC, x.id LIMIT 1) x
            WHERE x.decision = 'hold') THEN 'held'
        -- Who said last that a record of this person is kept has seen that another was to be erased.
        WHEN d.decision = 'erase' AND NOT COALESCE(person.kept_until > %(today)s AND person.kept_at > found.decided_at, false) THEN 'erase'
        WHEN person.kept_until > %(today)s THEN 'kept'
        WHEN t.clear_on <= %(today)s AND COALESCE(r.review_on, t.clear_on) <= %(today)s AND g.disposal = 'time' AND d.decision IS NULL
            AND person.kept_until IS NULL
            AND NOT EXISTS (SELECT FROM record_markers m WHERE m.record_id = ANY (p.ids) AND m.withdrawn_at IS NULL
                AND m.review_on > %(today)s) THEN 'erase'
        WHEN COALESCE(r.review_on, t.clear_on) <= %(today)s THEN 'review'
        ELSE 'kept' END AS state, COALESCE(person.kept_until, r.review_on, t.clear_on) AS due_on
    FROM {table} r
    CROSS JOIN LATERAL (SELECT {same} AS ids) p
    -- The group with the lowest number is kept for longest.
    CROSS JOIN LATERAL (SELECT (SELECT min(s.retention_group) FROM {table} s WHERE s.id = ANY (p.ids)) AS "group",
        k.kept_until, k.kept_at FROM (SELECT max(x.next_review_on) AS kept_until, max(x.decided_at) AS kept_at
            FROM unnest(p.ids) AS q (id) CROSS JOIN LATERAL (SELECT x.decision, x.next_review_on, x.decided_at
            FROM retention_decisions x WHERE x.record_id = q.id ORDER BY x.decided_at DESC, x.id LIMIT 1) x
            WHERE x.decision = 'keep') k) person
    JOIN jsonb_to_recordset(%(groups)s::jsonb) AS g (code text, clear_years integer, disposal text) ON g.code = person."group"::text
    CROSS JOIN LATERAL (SELECT (GREATEST(
            (SELECT max(GREATEST(s.recorded_at, s.changed_at)) FROM {table} s WHERE s.id = ANY (p.ids)),
            (SELECT max(e.happened_at) FROM links l JOIN events e ON e.record_id = l.to_id
                WHERE l.from_id = ANY (p.ids) AND l.to_kind = 'event'),
            (SELECT max(i.opened_at) FROM named_records n JOIN incidents i ON i.id = n.incident_id WHERE n.record_id = ANY (p.ids)
                AND n.removed_at IS NULL)) + make_interval(years => g.clear_years))::date AS clear_on) t
    LEFT JOIN LATERAL (SELECT x.decision, x.decided_at FROM retention_decisions x WHERE x.record_id = r.id
        ORDER BY x.decided_at DESC, x.id LIMIT 1) found ON true
    CROSS JOIN LATERAL (SELECT NULLIF(found.decision, 'release') AS decision) d
"""
_COUNTED = 'SELECT "group", state, count(*) FROM ({states}) s GROUP BY 1, 2 ORDER BY 1, 2'
_OF_STATE = (
    "SELECT id, \"group\", due_on, decision FROM ({states}) s WHERE state = '{state}' ORDER BY due_on, id LIMIT {most}"
)


@dataclass(frozen=True)
class Due:
    kind: str
    id: UUID
    group: int
    due_on: date
    decided: bool


def counts(session: Session) -> list[tuple[str, int, str, int]]:
    """`(kind, group, state, how many)`; the state is kept, review, held or erase."""
    return [(kind, *row) for kind in TABLES for row in _ask(session, kind, _COUNTED)]


def due(session: Session, state: str, most: int = LISTED) -> list[Due]:
    """The records of one state, longest due first, at most so many of each kind."""
    found = []
    for kind in TABLES:
        rows = _ask(session, kind, _OF_STATE, state=state, most=most)
        found += [Due(kind, row[0], row[1], row[2], row[3] == "erase") for row in rows]
    return found


def _states(kind: str) -> str:
    return _STATES.format(table=TABLES[kind], same=_SAME if kind == "nominal" else "ARRAY[r.id]")


def _ask(session: Session, kind: str, sql: str, **more: Any) -> list[Any]:
    # It reads the whole record, as an operator's command and never while somebody waits.
    run(session, "SET LOCAL statement_timeout = 0")
    groups = codes.current(session).lists["retention_groups"]
    params = {"today": clock.london_date(clock.now()), "groups": orjson.dumps(groups).decode()}
    return run(session, sql.format(states=_states(kind), **more), params).fetchall()


def erase_due(database: Database, by: str) -> dict[str, int]:
    """Erase what is to be erased, with its links and warnings, each with a row of the audit. A second run finds nothing to do."""
    erased: dict[str, int] = {}
    while True:
        with database.transaction(SYSTEM) as session:
            batch = due(session, "erase", BATCH)
            for one in batch:
                _erase(session, one, by)
                erased[one.kind] = erased.get(one.kind, 0) + 1
        if not batch:
            break
    if erased:
        with database.transaction(SYSTEM) as session:
            run(session, "SET LOCAL statement_timeout = 0")
            records.count_sources(session)
    # After the records: what was said of one that is gone may be past its time as well.
    return erased | ages.erase_all(database, by)


def _erase(session: Session, one: Due, by: str) -> None:
    why = "decided by a reviewer" if one.decided else f"clear period of group {one.group} ended"
    audit.note(
        session,
        action=f"erase {one.kind}",
        subject=f"{one.kind} {one.id}",
        reason=f"Retention, {why}, due {one.due_on}; run by {by}",
        kind=states.ERASURE,
    )
    run(session, "DELETE FROM record_markers WHERE record_id = %s", (one.id,))
    run(session, "DELETE FROM links WHERE from_id = %s OR to_id = %s", (one.id, one.id))
    run(session, f"DELETE FROM {TABLES[one.kind]} WHERE id = %s", (one.id,))  # noqa: S608  our own names


_DECIDE = """
    INSERT INTO retention_decisions (id, record_kind, record_id, decision, reason, decided_by, decided_at, next_review_on)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
"""


def decide(session: Session, kind: str, record_id: UUID, decision: str, reason: str, *, by: str) -> date | None:
    """A reviewer's decision: keep (until the group's next review), hold, release, erase. Gives the next review of what is kept."""
    next_on = None
    if kind == INCIDENT:
        _check_incident(session, record_id, decision)
    else:
        next_on = _next_of(session, kind, record_id, decision)
    subject = f"{kind} {record_id}"
    audit.note(
        session, action=f"retention {decision}", subject=subject, reason=f"{reason}; {by}", kind=states.ALTERATION
    )
    run(session, _DECIDE, (uuid4(), kind, record_id, decision, reason, by, clock.now(), next_on))
    return next_on


def _check_incident(session: Session, incident_id: UUID, decision: str) -> None:
    """An incident has no review of its own: it is held, or it goes by its time. Raises Invalid."""
    if run(session, "SELECT 1 FROM incidents WHERE id = %s", (incident_id,)).fetchone() is None:
        raise Invalid("There is no such incident.")
    if decision not in HOLDS:
        raise Invalid("An incident is held or released; its time is in the code list retention_rules.")


def _next_of(session: Session, kind: str, record_id: UUID, decision: str) -> date | None:
    row = run(session, f"SELECT retention_group FROM {TABLES[kind]} WHERE id = %s", (record_id,)).fetchone()  # noqa: S608  our own names
    if row is None:
        raise Invalid("There is no such record.")
    return _next_review(session, row[0]) if decision == "keep" else None


def _next_review(session: Session, group: int) -> date:
    entry = codes.current(session).get("retention_groups", str(group)) or {"review_years": 1}
    today = clock.london_date(clock.now())
    found: date = run(
        session, "SELECT (%s::date + make_interval(years => %s))::date", (today, entry["review_years"])
    ).fetchall()[0][0]
    return found

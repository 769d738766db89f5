"""Reading the audit: who looked at whom, why, when. The auditor's reading is itself a row; everybody may read their own looks."""

from __future__ import annotations

from typing import Any

import orjson
from sqlalchemy.orm import Session

from api import clock
from api.actors import SYSTEM
from api.audit import service
from api.db import act_as, run

_ROWS = """
    SELECT a.id, a.at, a.actor, o.pay_number, u.callsign, a.kind, a.action, a.subject, a.reason,
        COALESCE((a.xact, a.id) <= (SELECT through_xact, through_id FROM audit_seals ORDER BY number DESC LIMIT 1), false),
        CASE WHEN a.subject ~ '^(nominal|vehicle|phone|address|object|organisation) [0-9a-f-]{{36}}$' THEN
            (SELECT r.line FROM record_lines r WHERE r.kind = split_part(a.subject, ' ', 1)
                AND r.id = split_part(a.subject, ' ', 2)::uuid AND restricted_owner(r.id) IS NULL LIMIT 1)
        WHEN a.subject ~ '^incident_id:[0-9a-f-]{{36}}' THEN
            (SELECT cad_reference(i.cad_number, i.cad_date) FROM incidents i WHERE i.id = substr(a.subject, 13, 36)::uuid)
        WHEN a.subject ~ '^tasking_id:[0-9a-f-]{{36}}$' THEN
            (SELECT t_u.callsign || ' to ' || cad_reference(i.cad_number, i.cad_date) FROM taskings t
                JOIN incidents i ON i.id = t.incident_id JOIN units t_u ON t_u.id = t.unit_id WHERE t.id = substr(a.subject, 12, 36)::uuid)
        WHEN a.subject ~ '^unit [0-9a-f-]{{36}}$' THEN
            (SELECT t_u.callsign FROM units t_u WHERE t_u.id = substr(a.subject, 6, 36)::uuid) END
    FROM audit a LEFT JOIN units u ON u.id = a.unit_id
    LEFT JOIN officers o ON o.id::text = a.actor_id
    WHERE {where} ORDER BY a.id DESC LIMIT %(most)s
"""
# Who looked back at the screens of one's own taskings of the last 30 days; `line` is the incident.
_OF_ME = """
    SELECT a.id, a.at, a.actor, NULL, NULL, a.kind, a.action, a.subject, a.reason, false, cad_reference(i.cad_number, i.cad_date)
    FROM crew c JOIN taskings t ON t.duty_id = c.duty_id JOIN incidents i ON i.id = t.incident_id
    JOIN audit a ON a.subject = 'tasking_id:' || t.id AND a.action = 'look_back'
    WHERE c.officer_id = %(id)s::uuid AND t.assigned_at > now() - interval '30 days' ORDER BY a.id DESC LIMIT 50
"""
_NAMES = ("id", "at", "actor", "pay_number", "callsign", "kind", "action", "subject", "reason", "sealed", "line")

# Each filter by itself; only those that were given are asked.
_FILTERS = {
    "before": "a.id < %(before)s",
    "since": "a.at >= %(since)s",
    "until": "a.at < %(until)s",
    "kind": "a.kind = %(kind)s",
    # Officers are asked for by an index; whoever acts and is none, a partner or a worker, by the name that stands in the row.
    "actors": "a.actor_id = ANY (%(actors)s)",
    "stranger": "position(lower(%(stranger)s) IN lower(a.actor)) > 0",
    "subject": "position(lower(%(subject)s) IN lower(a.subject)) > 0",
    "incident": "position(upper(%(incident)s) IN upper(a.reason)) > 0",
}

_SEALS = """
    SELECT (SELECT number FROM audit_seals ORDER BY number DESC LIMIT 1), (SELECT sealed_at FROM audit_seals ORDER BY number DESC LIMIT 1)
"""
_OFFICERS = """
    SELECT COALESCE(array_agg(id::text), '{}') FROM (SELECT id FROM officers
        WHERE pay_number = upper(%(officer)s) OR position(lower(%(officer)s) IN lower(rank || ' ' || name)) > 0 LIMIT 500) o
"""
# Words may stand in any row: who asks for them is nobody in a hurry, and may wait for so long.
WITHIN_MS = 20_000
_CHECK = "SELECT checked_at, seals, rows, is_all, fault FROM audit_checks WHERE {which} ORDER BY id DESC LIMIT 1"


def read(session: Session, asked: dict[str, Any]) -> dict[str, Any]:
    """A page of the audit, newest first, and whether its seals are whole. The look was written down before (`note`).

    Where nothing is found in time, PostgreSQL ends it, and whoever asked is told to say more.
    """
    # All is read, which no person's own name may.
    act_as(session, SYSTEM)
    run(session, f"SET LOCAL statement_timeout = {WITHIN_MS}")
    return _page(session, asked | _who(session, asked["officer"])) | {"seals": seals(session)}


def _who(session: Session, named: str) -> dict[str, Any]:
    found = run(session, _OFFICERS, {"officer": named}).fetchall()[0][0] if named else []
    return {"actors": found, "stranger": "" if found else named}


def note(session: Session, asked: dict[str, Any]) -> None:
    """That the audit is read, and by which words: kept also where nothing is found in time."""
    terms = {name: value for name, value in asked.items() if value and name != "limit"}
    service.note(session, action="read audit", subject=orjson.dumps(terms).decode())


# Of one person's rows those that they are told of: that they came upon a restricted record, or took a call from one, would tell that
# there is one.
_OWN = "a.actor_id = %(actor_id)s AND a.action NOT IN ('restricted record matched', 'restricted record called')"
_HOW_MANY = f"SELECT count(*) FROM audit a WHERE {_OWN}"  # noqa: S608  our own words
_AT = f"SELECT a.id FROM audit a WHERE {_OWN} ORDER BY a.id DESC OFFSET %(past)s LIMIT 1"  # noqa: S608  our own words


def own(session: Session, asked: dict[str, Any]) -> dict[str, Any]:
    """A page of what is written down of the acting person.

    No number of a row is told, because the gaps between them would count what is not: `next` and `before` count the rows that
    they are told of, the oldest being the first.
    """
    actor_id = str(session.info["actor"].id)
    # What is theirs is asked for by name; the system's eyes only know when it was sealed, and which record is restricted.
    act_as(session, SYSTEM)
    of_me = [] if asked.get("before") else [_row(row) for row in run(session, _OF_ME, {"id": actor_id}).fetchall()]
    many = int(run(session, _HOW_MANY, {"actor_id": actor_id}).fetchall()[0][0])
    upto = min(asked.get("before") or many, many)
    newest = run(session, _AT, {"actor_id": actor_id, "past": many - upto}).fetchone()
    sql = _ROWS.format(where=f"{_OWN} AND a.id <= %(newest)s")
    found = {"actor_id": actor_id, "newest": newest[0] if newest else 0, "most": asked["limit"]}
    shown = [row | _as_not_there(row) for row in map(_row, run(session, sql, found).fetchall())]
    told = [{name: row[name] for name in _NAMES if name != "id"} for row in (*shown, *of_me)]
    left = upto - len(shown)
    return {"items": told[: len(shown)], "next": left if shown and left > 0 else None, "of_me": told[len(shown) :]}


def _page(session: Session, asked: dict[str, Any]) -> dict[str, Any]:
    where = [sql for name, sql in _FILTERS.items() if asked.get(name)]
    sql = _ROWS.format(where=" AND ".join(where) or "true")
    rows = run(session, sql, {**asked, "most": asked["limit"] + 1}).fetchall()
    shown = [_row(row) for row in rows[: asked["limit"]]]
    return {"items": shown, "next": shown[-1]["id"] if len(rows) > len(shown) else None}


def _as_not_there(row: dict[str, Any]) -> dict[str, Any]:
    """Whoever asked for a restricted record was told that it is not there, and is told the same here."""
    if row["action"] != "restricted record asked for":
        return {}
    return {"action": f"view {row['subject'].split(' ')[0]}, not there"}


def _row(row: Any) -> dict[str, Any]:
    told = dict(zip(_NAMES, row, strict=True))
    return told | {"at": clock.iso(told["at"])}


def seals(session: Session) -> dict[str, Any]:
    """The last seal, and what the last check found. A fault stays until a whole check finds none."""
    number, sealed_at = run(session, _SEALS).fetchall()[0]
    return {
        "number": number or 0,
        "sealed_at": clock.iso(sealed_at) if sealed_at else None,
        "last_check": _check(session, "true"),
        "last_whole_check": _check(session, "is_all"),
    }


def _check(session: Session, which: str) -> dict[str, Any] | None:
    row = run(session, _CHECK.format(which=which)).fetchone()
    if row is None:
        return None
    return {"checked_at": clock.iso(row[0]), "seals": row[1], "rows": row[2], "all": row[3], "fault": row[4]}

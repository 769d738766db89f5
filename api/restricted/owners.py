"""Whose a restricted record is, and who came near it (security.md B.7).

A record names its owner in its source's words. The code list `restriction_owners` says who that is here: roles, and officers by
pay number. They see each look that came upon one of their records or opened it, and nothing of the records themselves.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from api import clock
from api.actors import ROLES, SYSTEM, Actor
from api.audit import service as audit
from api.codes import editing
from api.codes import service as codes
from api.db import act_as, run
from api.errors import Invalid
from api.records.service import TABLES

LIST = "restriction_owners"
MOST = 100

# By index from the owner's own records, so that those of others are not read.
_OWN = " UNION ALL ".join(
    f"SELECT id FROM {table} WHERE restriction IS NOT NULL"  # noqa: S608  our own names
    " AND lower(btrim(restriction_owner)) = ANY (%(owners)s)"
    for table in TABLES.values()
)
_OF_OWN = f"""
    SELECT a.* FROM ({_OWN}) o CROSS JOIN LATERAL (SELECT * FROM audit n
        WHERE substring(n.subject FROM '[0-9a-f-]{{36}}$') = o.id::text
            AND (n.action LIKE 'restricted record %%' OR n.action LIKE 'open restricted %%')
            AND (%(before)s::bigint IS NULL OR n.id < %(before)s) ORDER BY n.id DESC LIMIT %(most)s) a
"""  # noqa: S608  our own words
# For a page that is open: what the last minutes brought, whoever owns it. By what the page knows and not by the last number,
# because what was written first may be there last.
_RECENT = """
    SELECT n.* FROM (SELECT * FROM audit WHERE action LIKE 'restricted record %%' OR action LIKE 'open restricted %%'
        ORDER BY id DESC LIMIT 300) n
    WHERE n.at > now() - interval '10 minutes' AND NOT n.id = ANY (%(known)s)
"""
# For a board: the calls of a day that one has not said that one saw.
_CALLS = """
    SELECT n.* FROM (SELECT * FROM audit WHERE (action LIKE 'restricted record %%' OR action LIKE 'open restricted %%')
            -- The looks of others at any of them, of which there are many more, push no call out.
            AND action = 'restricted record called'
        ORDER BY id DESC LIMIT 3000) n
    WHERE n.at > now() - interval '1 day' AND NOT n.id = ANY (%(known)s)
        AND NOT EXISTS (SELECT FROM restricted_calls_seen s WHERE s.officer_id = %(officer)s AND s.audit_id = n.id)
"""
_SEEN = """
    INSERT INTO restricted_calls_seen (officer_id, audit_id, seen_at) SELECT %(officer)s, seen, %(now)s FROM unnest(%(ids)s::bigint[]) seen
    ON CONFLICT DO NOTHING
"""
_NEAR = """
    SELECT a.id, a.at, a.actor, o.pay_number, u.callsign, a.action, a.reason,
        substring(a.reason FROM '[0-9]+/[0-9]{{2}}[A-Z]{{3}}[0-9]{{2}}'), r.owner, restricted_reference(a.record_id)
    FROM (SELECT *, substring(subject FROM '[0-9a-f-]{{36}}$')::uuid AS record_id FROM ({looked_at}) l) a
    CROSS JOIN LATERAL (SELECT restricted_owner(a.record_id) AS owner) r
    LEFT JOIN units u ON u.id = a.unit_id LEFT JOIN officers o ON o.id::text = a.actor_id
    WHERE lower(btrim(r.owner)) = ANY (%(owners)s) ORDER BY a.id DESC LIMIT %(most)s
"""
_NAMES = ("id", "at", "officer", "pay_number", "callsign", "action", "reason", "incident", "owner", "reference")


def near(session: Session, before: int | None, known: list[int] | None = None) -> dict[str, Any]:
    """`{owners, items, next}`: by which names the acting person owns records, and who came near those, newest first.

    A page that is open asks every few seconds with the rows that it has (`known`); only what it is told then is in the audit.
    """
    looked_at = _OF_OWN if known is None else _RECENT
    return _read(session, looked_at, {"before": before, "known": known}, is_noted=known is None)


def calls(session: Session, known: list[int]) -> dict[str, Any]:
    """The same of the calls of a day that the acting person has not said that they saw (`see_calls`), besides those `known`."""
    return _read(session, _CALLS, {"known": known}, is_noted=False)


def see_calls(session: Session, ids: list[int]) -> None:
    """They have seen these; no board of theirs shows them any more. What they own is not asked: a number tells nothing."""
    actor: Actor = session.info["actor"]
    act_as(session, SYSTEM)
    run(session, _SEEN, {"officer": actor.id, "ids": ids, "now": clock.now()})
    act_as(session, actor)
    audit.note(session, action="saw calls about own records", subject=", ".join(map(str, ids)))


def _read(session: Session, looked_at: str, asked: dict[str, Any], *, is_noted: bool) -> dict[str, Any]:
    """Whatever is told is in the audit; that one looked and there was nothing only where `is_noted`."""
    actor: Actor = session.info["actor"]
    names = _owned_by(session, actor)
    act_as(session, SYSTEM)
    bounds = {"owners": [name.lower().strip() for name in names], "officer": actor.id, "most": MOST + 1}
    sql = _NEAR.format(looked_at=looked_at)
    rows = [_row(row) for row in run(session, sql, asked | bounds).fetchall()] if names else []
    act_as(session, actor)
    if rows or is_noted:
        audit.note(session, action="read who came near own records", subject=", ".join(names) or "owns none")
    return {"owners": names, "items": rows[:MOST], "next": rows[MOST - 1]["id"] if len(rows) > MOST else None}


def _row(row: Any) -> dict[str, Any]:
    told = dict(zip(_NAMES, row, strict=True))
    action = told.pop("action")
    # Nobody came near: the record was restricted while the call was going on.
    if told["officer"] == SYSTEM.label:
        told["officer"] = "The system"
    return told | {
        "at": clock.iso(told["at"]),
        "opened": action.startswith("open"),
        "called": action.endswith("called"),
    }


def _owned_by(session: Session, actor: Actor) -> list[str]:
    entries = codes.current(session).lists.get(LIST, [])
    return [entry["code"] for entry in entries if _is_theirs(entry, actor)]


def _is_theirs(entry: dict[str, Any], actor: Actor) -> bool:
    return bool(actor.roles & set(entry["roles"])) or actor.pay_number in entry["officers"]


# Whose names stand on records: a desk that is in no row here is told nothing.
_NAMED = " UNION ".join(
    f"SELECT btrim(restriction_owner) AS owner FROM {table} WHERE restriction IS NOT NULL"  # noqa: S608  our own names
    for table in TABLES.values()
)
_STRANGERS = "SELECT p FROM unnest(%s::text[]) p WHERE NOT EXISTS (SELECT FROM officers o WHERE o.pay_number = p AND o.is_active)"


def table(session: Session) -> dict[str, Any]:
    """`{version, items, roles, unnamed}`: who each owner is, and the owners on records that are nobody here."""
    entries = codes.current(session).lists.get(LIST, [])
    version = codes.number_of(session, LIST)
    act_as(session, SYSTEM)
    known = {entry["code"].lower().strip() for entry in entries}
    on_records = sorted(row[0] for row in run(session, _NAMED).fetchall() if row[0])
    items = [{"owner": entry["code"], "roles": entry["roles"], "officers": entry["officers"]} for entry in entries]
    unnamed = [owner for owner in on_records if owner.lower() not in known]
    return {"version": version, "items": items, "roles": list(ROLES), "unnamed": unnamed}


def change(session: Session, body: dict[str, Any]) -> None:
    """From now on these are the owners. Raises Invalid, also for a pay number that is nobody's: nobody would be told."""
    entries = [_entry(one, rank) for rank, one in enumerate(body["items"], start=1)]
    if twice := sorted(
        {one["code"] for one in entries if [e["code"].lower() for e in entries].count(one["code"].lower()) > 1}
    ):
        raise Invalid(f"There are two rows for {', '.join(twice)}.", details={"items": twice})
    asked = [number for entry in entries for number in entry["officers"]]
    if strangers := [row[0] for row in run(session, _STRANGERS, (asked,)).fetchall()]:
        words = f"No active officer has the pay number {', '.join(sorted(set(strangers)))}."
        raise Invalid(words, details={"items": [words]})
    editing.change(session, LIST, body["version"], entries, editing.by_row(_said))


def _entry(one: dict[str, Any], rank: int) -> dict[str, Any]:
    officers = list(dict.fromkeys(number.upper() for number in one["officers"]))
    owner = one["owner"].strip()
    return {"code": owner, "label": owner, "rank": rank, "roles": sorted(set(one["roles"])), "officers": officers}


def _said(entry: dict[str, Any]) -> str:
    return f"{entry['code']} (roles: {', '.join(entry['roles']) or 'none'}; officers: {', '.join(entry['officers']) or 'none'})"


def _check(lists: codes.Lists) -> list[str]:
    """An owner whom nobody can be would never be told."""
    wrong: list[str] = []
    for place, entry in enumerate(lists.get(LIST, []), start=1):
        roles, officers = entry.get("roles"), entry.get("officers")
        if not isinstance(roles, list) or not isinstance(officers, list) or not roles + officers:
            wrong.append(f"row {place}: name roles or officers, as two lists.")
        elif strange := sorted(set(map(str, roles)) - set(ROLES)):
            wrong.append(f"row {place}: {', '.join(strange)} is no role.")
    return wrong


codes.checked((LIST,), _check)

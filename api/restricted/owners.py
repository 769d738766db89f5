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
from api.codes import service as codes
from api.db import act_as, run

LIST = "restriction_owners"
MOST = 100

_NEAR = """
    SELECT a.id, a.at, a.actor, o.pay_number, u.callsign, a.action, a.reason,
        substring(a.reason FROM '[0-9]+/[0-9]{2}[A-Z]{3}[0-9]{2}'), r.owner, restricted_reference(a.record_id)
    FROM (SELECT *, substring(subject FROM '[0-9a-f-]{36}$')::uuid AS record_id FROM audit
        WHERE (action LIKE 'restricted record %%' OR action LIKE 'open restricted %%')
            AND (%(before)s::bigint IS NULL OR id < %(before)s)) a
    CROSS JOIN LATERAL (SELECT restricted_owner(a.record_id) AS owner) r
    LEFT JOIN units u ON u.id = a.unit_id LEFT JOIN officers o ON o.id::text = a.actor_id
    WHERE lower(btrim(r.owner)) = ANY (%(owners)s) ORDER BY a.id DESC LIMIT %(most)s
"""
_NAMES = ("id", "at", "officer", "pay_number", "callsign", "action", "reason", "incident", "owner", "reference")


def near(session: Session, before: int | None) -> dict[str, Any]:
    """`{owners, items, next}`: by which names the acting person owns records, and who came near those, newest first."""
    actor: Actor = session.info["actor"]
    names = _owned_by(session, actor)
    audit.note(session, action="read who came near own records", subject=", ".join(names) or "owns none")
    act_as(session, SYSTEM)
    asked = {"owners": [name.lower().strip() for name in names], "before": before, "most": MOST + 1}
    rows = [_row(row) for row in run(session, _NEAR, asked).fetchall()] if names else []
    return {"owners": names, "items": rows[:MOST], "next": rows[MOST - 1]["id"] if len(rows) > MOST else None}


def _row(row: Any) -> dict[str, Any]:
    told = dict(zip(_NAMES, row, strict=True))
    return told | {"at": clock.iso(told["at"]), "opened": told.pop("action").startswith("open")}


def _owned_by(session: Session, actor: Actor) -> list[str]:
    entries = codes.current(session).lists.get(LIST, [])
    return [entry["code"] for entry in entries if _is_theirs(entry, actor)]


def _is_theirs(entry: dict[str, Any], actor: Actor) -> bool:
    return bool(actor.roles & set(entry["roles"])) or actor.pay_number in entry["officers"]


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

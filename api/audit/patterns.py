"""What stands out among the looks of the last day (security.md B.7). It is shown to the auditor; nobody is blocked by it."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from api import clock
from api.actors import SYSTEM
from api.audit import service
from api.db import act_as, run

MANY_OFFICERS, MANY_SEARCHES, MOST = 5, 30, 200

# The looks of a day, and the name that was typed, in small letters.
_LOOKS = """
    WITH looks AS MATERIALIZED (
        SELECT a.*, lower(substring(a.subject FROM '"name":"([^"]+)"')) AS typed FROM audit a
        WHERE a.at > now() - interval '24 hours' AND (a.action LIKE 'view %%' OR a.action LIKE 'search %%' OR a.action LIKE 'restricted%%')
    ), known AS (SELECT id, id::text AS officer_id, name, lower(name) AS small FROM officers)
"""
_RULES = {
    "own_name": """
        SELECT max(l.at), l.actor, count(*), l.actor || ' searched for their own name' FROM looks l
        JOIN known k ON k.officer_id = l.actor_id AND k.small = l.typed GROUP BY l.actor_id, l.actor""",
    "colleague": """
        SELECT max(l.at), l.actor, count(*), l.actor || ' searched for a name that a colleague has: ' || k.name FROM looks l
        JOIN known k ON k.officer_id <> l.actor_id AND k.small = l.typed GROUP BY l.actor_id, l.actor, k.name""",
    "off_duty": """
        SELECT max(l.at), l.actor, count(*), l.actor || ' looked things up while booked on to no unit' FROM looks l
        JOIN officer_roles r ON r.officer_id::text = l.actor_id AND r.role = 'officer'
        WHERE l.unit_id IS NULL AND NOT EXISTS (SELECT FROM officer_roles c WHERE c.officer_id = r.officer_id
            AND c.role IN ('dispatcher', 'supervisor')) GROUP BY l.actor_id, l.actor""",
    "many": """
        SELECT max(l.at), '', count(*), count(DISTINCT l.actor_id) || ' people opened ' || l.subject FROM looks l
        WHERE l.action LIKE 'view %%' AND l.subject ~ ' [0-9a-f-]{36}$'
        GROUP BY l.subject HAVING count(DISTINCT l.actor_id) > %(officers)s""",
    "volume": """
        SELECT max(l.at), l.actor, count(*), l.actor || ' searched ' || count(*) || ' times within one hour' FROM looks l
        WHERE l.action LIKE 'search %%' GROUP BY l.actor_id, l.actor, date_trunc('hour', l.at) HAVING count(*) > %(searches)s""",
    "protected": """
        SELECT max(l.at), l.actor, count(*), l.actor || ' came upon a restricted record (' || l.subject || ')' FROM looks l
        WHERE l.action LIKE 'restricted%%' GROUP BY l.actor_id, l.actor, l.subject""",
}


def find(session: Session) -> list[dict[str, Any]]:
    """What stands out, newest first, at most 200: `rule`, when last, by whom, how often, and a sentence."""
    service.note(session, action="read audit patterns", subject="the last 24 hours")
    act_as(session, SYSTEM)
    sql = f"{_LOOKS} {' UNION ALL '.join(map(_named, _RULES))} ORDER BY 2 DESC LIMIT {MOST}"
    params = {"officers": MANY_OFFICERS, "searches": MANY_SEARCHES}
    return [
        {"rule": rule, "at": clock.iso(at), "actor": actor, "count": count, "words": words}
        for rule, at, actor, count, words in run(session, sql, params)
    ]


def _named(rule: str) -> str:
    return f"SELECT '{rule}' AS rule, found.* FROM ({_RULES[rule]}) AS found (at, actor, count, words)"  # noqa: S608  our own words

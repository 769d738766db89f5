"""What the record knows of those whom an incident names and of its address, as lines of the risk card.

Restricted records are not in it, not even as a number (domain reference 4.5).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from api import clock
from api.codes import service as codes
from api.db import Params, ask_ahead, look_ahead, run
from api.records import callers

# How far back calls to a place and to a person are told of; the card says both.
PLACE_DAYS, PERSON_DAYS, INTELLIGENCE_DAYS = 42, 365, 365
_ORDINALS = ("First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh", "Eighth", "Ninth", "Tenth")

_KNOWN = "SELECT kind, record_id, how, line, source, reports, markers, stands, left_out FROM known_of_incident(%s, %s)"
# Of `stands`: the home is in the house of the call and not in the flat that it names. `how` says so in these words.
_OTHER_FLAT, ANOTHER_FLAT = 4, "another flat of this house"
_CALLS_AT = "SELECT type, calls, last_at, last_result FROM calls_at(%s, %s)"
_CALLS_OF = """
    SELECT n.id, c.calls, c.last_at, c.last_type FROM unnest(%s::uuid[]) AS n (id) CROSS JOIN LATERAL calls_of(n.id, %s, %s) c
"""

# What was taken in is a source like any other, by this name (api/reports/linking.py). Asked of every record of a person, as warnings are.
INTELLIGENCE = "Intelligence"
_INTELLIGENCE = """
    WITH people AS MATERIALIZED (
        SELECT g.asked, g.member FROM of_one_person(%s) g
        WHERE NOT EXISTS (SELECT FROM nominals n WHERE n.id = g.member AND n.restriction IS NOT NULL)
    )
    SELECT asked, grade, handling, said, happened_at, is_opinion FROM (
        SELECT DISTINCT ON (e.record_id) g.asked, e.detail ->> 'grade' AS grade, e.detail ->> 'handling' AS handling,
            e.detail ->> 'text' AS said, e.happened_at, l.fact_or_opinion = 'opinion' AS is_opinion, e.record_id
        -- One array: by a join the policies of the table let no index be asked, and every link of London would be read.
        FROM (SELECT * FROM links k WHERE k.from_id = ANY (ARRAY(SELECT member FROM people)) AND k.to_kind = 'event'
            AND k.source_system = %s OFFSET 0) l
        JOIN people g ON g.member = l.from_id
        CROSS JOIN LATERAL (SELECT * FROM events v WHERE v.record_id = l.to_id AND v.happened_at >= %s OFFSET 0) e
        ORDER BY e.record_id, g.asked = ANY (%s), g.asked) told
    -- Of this flat before that of another one of the house, however new.
    ORDER BY asked = ANY (%s), happened_at DESC, record_id LIMIT 5
"""

# Weapons that were found on somebody of the card or at its address, each once. The rest of the property store is not for a card.
_WEAPONS = """
    WITH people AS MATERIALIZED (
        SELECT g.asked, g.member FROM of_one_person(%s) g
        WHERE NOT EXISTS (SELECT FROM nominals n WHERE n.id = g.member AND n.restriction IS NOT NULL)
    ), held AS MATERIALIZED (
        SELECT from_id AS member, to_id AS id, role, fact_or_opinion, valid_to FROM links
        WHERE from_id = ANY (ARRAY(SELECT member FROM people)) AND to_kind = 'object'
        UNION ALL
        SELECT to_id, from_id, role, fact_or_opinion, valid_to FROM links
        WHERE to_id = ANY (ARRAY(SELECT member FROM people)) AND from_kind = 'object'
    )
    SELECT * FROM (
    SELECT DISTINCT ON (o.id) g.asked, o.label, o.description, o.source_system, o.recorded_at, l.role, l.fact_or_opinion = 'opinion'
    FROM held l JOIN people g USING (member) CROSS JOIN LATERAL (SELECT * FROM objects x
        WHERE x.id = l.id AND x.kind = 'weapon' AND x.restriction IS NULL OFFSET 0) o
    WHERE l.valid_to IS NULL OR l.valid_to >= %s
    ORDER BY o.id, array_position(%s, g.asked), l.role) found
    -- Who is named in the call comes first, then this flat, as on the card.
    ORDER BY array_position(%s, asked), recorded_at DESC LIMIT 6
"""


@dataclass(frozen=True)
class Known:
    """Lines for the card in no order, and how much was looked through, for the checklist."""

    items: list[dict[str, Any]]
    people: int
    vehicles: int
    calls: int
    # What was looked up, for the audit: kind and id of each.
    shown: list[str]
    # The same as a crew may write of them: those whom the call names first.
    subjects: list[dict[str, Any]]
    # `{label, line, role}` of each weapon in the record of those on the card.
    weapons: list[dict[str, str]] = field(default_factory=list)
    # Whose number the call came from, where that is nobody of the card.
    caller: callers.Caller = field(default_factory=lambda: callers.Caller([], [], []))
    # How many more are recorded there than a card can tell. Those who are left out are those with the least reason to be told.
    left_out: int = 0


def foresee(session: Session, incident_id: UUID, now: datetime) -> None:
    """What `of_incident` asks in any case, in the trip that claims the command."""
    for sql, params in _questions(incident_id, now):
        ask_ahead(session, incident_id, sql, params)


def _questions(incident_id: UUID, now: datetime) -> list[tuple[str, Params]]:
    since = now - timedelta(days=PLACE_DAYS)
    about = (incident_id, clock.london_date(now))
    return [(_KNOWN, about), (_CALLS_AT, (incident_id, since)), (callers.SQL, about)]


def of_incident(session: Session, incident_id: UUID, type_: str, lists: codes.Codes, now: datetime) -> Known:
    """Everything that is known, in six statements. The incident may be new: then nobody is named yet."""
    rows, calls, linked = (
        look_ahead(session, incident_id, sql, params) for sql, params in _questions(incident_id, now)
    )
    people = {row[1]: row[3] for row in rows if row[0] == "nominal"}
    before = (
        run(session, _CALLS_OF, (list(people), incident_id, now - timedelta(days=PERSON_DAYS))).fetchall()
        if people
        else []
    )
    today = clock.london_date(now).isoformat()
    items = [item for row in rows for item in _warnings(lists, row[:7], today)]
    items += [_call(lists, type_, *row) for row in calls]
    items += [_person_call(lists, people[row[0]], *row[1:]) for row in before]
    ids, elsewhere = [row[1] for row in rows], [row[1] for row in rows if row[7] == _OTHER_FLAT]
    about = (ids, INTELLIGENCE, now - timedelta(days=INTELLIGENCE_DAYS), elsewhere, elsewhere)
    told = run(session, _INTELLIGENCE, about).fetchall() if rows else []
    subjects_by_id = {row[1]: _subject(*row[:4]) for row in rows}
    items += [_intelligence(subjects_by_id[row[0]], *row[1:]) for row in told]
    armed = run(session, _WEAPONS, (ids, clock.london_date(now), ids, ids)).fetchall() if rows else []
    items += [_weapon(subjects_by_id[row[0]], row) for row in armed]
    _stand(items, {str(one) for one in elsewhere})
    weapons = [
        {"label": row[1], "line": subjects_by_id[row[0]]["line"], "role": row[5], "elsewhere": row[0] in elsewhere}
        for row in armed
    ]
    caller = callers.of(linked, set(people), lists)
    items += caller.items
    kinds = [row[0] for row in rows]
    shown = [*(f"{row[0]}:{row[1]}" for row in rows), *caller.shown]
    subjects = sorted((_subject(*row[:4]) for row in rows), key=lambda one: not one["how"].startswith("named"))
    return Known(
        items,
        len(people),
        kinds.count("vehicle"),
        sum(count for _, count, *_ in calls),
        shown,
        subjects,
        weapons,
        caller,
        rows[0][8] if rows else 0,
    )


def _stand(items: list[dict[str, Any]], elsewhere: set[str]) -> None:
    """What is of another flat is not at the door of the call, and stands after what is."""
    for item in items:
        if "subject" in item and item["subject"]["id"] in elsewhere:
            item["at_door"] = False


def _subject(kind: str, record_id: UUID, how: str, line: str) -> dict[str, Any]:
    return {"kind": kind, "id": str(record_id), "line": line, "how": how}


def _warnings(lists: codes.Codes, row: tuple[Any, ...], today: str) -> list[dict[str, Any]]:
    kind, record_id, how, line, source, reports, markers = row
    subject = _subject(kind, record_id, how, line)
    told = [_marker(lists, marker, subject, today) for marker in markers]
    return told + [_report(lists, code, subject, source) for code in reports]


def _marker(lists: codes.Codes, marker: dict[str, Any], subject: dict[str, Any], today: str) -> dict[str, Any]:
    entry = lists.get("warning_signals", marker["code"]) or {"label": marker["code"], "severity": "high"}
    return {
        "kind": "record",
        "category": entry["label"].lower(),
        "severity": entry["severity"],
        "title": entry["label"],
        "text": marker["text"],
        "source": ", ".join(filter(None, [marker["source"], marker["force"], _of_record(marker)])),
        "last_on": marker["added_on"],
        "review_on": marker["review_on"],
        "historic": marker["review_on"] < today,
        "opinion": marker["fact_or_opinion"] == "opinion",
        "entered_by": marker["entered_by"],
        "subject": subject,
    }


def _of_record(marker: dict[str, Any]) -> str:
    """Which record of the same person it stands on, where that is not the one that the card names."""
    return f"on the record of {marker['of_source']}" if marker["of_source"] else ""


def _report(lists: codes.Codes, code: str, subject: dict[str, Any], source: str) -> dict[str, Any]:
    entry = lists.get("vehicle_reports", code) or {"label": code, "severity": "high"}
    return {
        "kind": "record",
        "category": "vehicle",
        "severity": entry["severity"],
        "title": entry["label"],
        "text": "Reported of this vehicle.",
        "source": source,
        "subject": subject,
    }


def _intelligence(
    subject: dict[str, Any], grade: str, handling: str, said: str, at: datetime, is_opinion: bool
) -> dict[str, Any]:
    """What was taken in of somebody on the card: its sanitised words, or only that there is something where conditions hold."""
    return {
        "kind": "intelligence",
        "category": "intelligence",
        "severity": "medium",
        "title": f"Intelligence {grade}",
        "text": said or "Shared with conditions: ask the control room.",
        "source": handling,
        "last_on": clock.london_date(at).isoformat(),
        "opinion": is_opinion,
        "subject": subject,
    }


def _weapon(subject: dict[str, Any], row: tuple[Any, ...]) -> dict[str, Any]:
    """A weapon of the property store: nobody has set a warning, and it was in somebody's hand."""
    _, label, looks, source, at, role, is_opinion = row
    return {
        "kind": "record",
        "category": "weapon",
        "severity": "high",
        "title": f"Weapon on the record: {label}",
        "text": ". ".join(filter(None, [f"{role[:1].upper()}{role[1:]}", looks])),
        "source": source,
        "last_on": clock.london_date(at).isoformat(),
        "opinion": is_opinion,
        "subject": subject,
    }


def _call(
    lists: codes.Codes, type_: str, of_type: str, calls: int, last_at: datetime, result: str | None
) -> dict[str, Any]:
    """The same kind of call again is what matters; another kind is told of below it."""
    is_same = of_type == type_
    label = lists.label("types", of_type)
    count = calls + 1 if is_same else calls
    title = f"{ordinal(count)} {label} call here in {PLACE_DAYS // 7} weeks" if is_same else f"Called here for {label}"
    ended = f", {lists.label('results', result).lower()}" if result else ", not resulted yet"
    return {
        "kind": "call",
        "category": label.lower(),
        "severity": "high" if is_same else "low",
        "title": title,
        "text": f"The last was on {_day(last_at)}{ended}.",
        "source": "Own incidents",
        "count": 1 if is_same else calls,
        "last_on": clock.london_date(last_at).isoformat(),
    }


def _person_call(lists: codes.Codes, line: str, calls: int, last_at: datetime, last_type: str) -> dict[str, Any]:
    times = "once" if calls == 1 else f"{calls} times"
    return {
        "kind": "call",
        "category": "person",
        "severity": "medium",
        "title": f"{line}: named {times} in the last year",
        "text": f"The last was {lists.label('types', last_type)} on {_day(last_at)}.",
        "source": "Own incidents",
        "last_on": clock.london_date(last_at).isoformat(),
    }


def ordinal(count: int) -> str:
    """In words, as it is said: *Third*. Above ten in figures."""
    return _ORDINALS[count - 1] if count <= len(_ORDINALS) else f"{count}th"


def _day(at: datetime) -> str:
    return f"{at.astimezone(clock.LONDON):%-d %B}"

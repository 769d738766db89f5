"""The risk card of a place: what happened here and what is known of it, worst first, with its source and its age.

"Nothing found" always says what was searched and how fresh that is: a silent miss is the dangerous failure.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy.orm import Session

from api import clock
from api.audit import service as audit
from api.codes import markings
from api.codes import service as codes
from api.db import ask_ahead, look_ahead
from api.places import checklist, doors, history
from api.places.lines import EMPTY, line, worst_first
from api.records import warnings
from api.records.warnings import ANOTHER_FLAT

# Beyond this many lines nobody reads on the way; how many there are more is told. A crew asks the control room for them, which has
# the room to read.
MAX_ITEMS, MOST_ON_BOARD = 16, 100
# Of whom a crew may write a report without looking them up again: those whom the card knows, also without a warning.
MOST_KNOWN = 20

RiskListener = Callable[[Session, list[UUID]], None]
_risk_listeners: list[RiskListener] = []


def when_risk_changes(listener: RiskListener) -> None:
    _risk_listeners.append(listener)


def changed(session: Session, incident_ids: list[UUID]) -> None:
    for listener in _risk_listeners:
        listener(session, incident_ids)


# Everything that a card shows in one statement: it is built inside every tasking, while the unit and the incident are held.
_CARD = """
    WITH {here}, history AS (
        {history}
    ), markers AS (
        SELECT id AS marker_id, category, text, source, review_on, fact_or_opinion, entered_at, entered_by,
               place_markers.address,
               ST_Distance(place, here) AS distance,
               CASE WHEN place_markers.door <> '' AND point.door <> ''
                   THEN place_markers.door = point.door AND NOT other.flat END AS at_door, other.flat AS other_flat
        FROM place_markers, point, LATERAL (SELECT point.flat <> '' AND place_markers.door = point.door
            AND flat_of(place_markers.address) NOT IN ('', point.flat) AS flat) other WHERE withdrawn_at IS NULL AND id IN (
            SELECT id FROM place_markers near WHERE ST_DWithin(near.place, here, near.radius_m)
            UNION ALL SELECT id FROM place_markers same WHERE same.door = point.door AND point.door <> '' AND same.withdrawn_at IS NULL
                AND ST_DWithin(same.place, here, %(same_street)s) AND NOT another_borough(same.address, point.address))
    ), hazards AS (
        SELECT a.name, z.note, z.made_by, iso(z.made_at) AS made_at
        FROM zones z JOIN areas a ON a.kind = z.kind AND a.code = z.code, point
        WHERE z.kind = 'hazard' AND z.ended_at IS NULL AND z.from_at <= %(at)s AND (z.until_at IS NULL OR z.until_at > %(at)s)
            AND ST_Intersects(a.outline, ST_Transform(here::geometry, 27700))
    ), searched AS (
        SELECT name AS source, to_char(first_at AT TIME ZONE 'Europe/London', 'YYYY-MM') AS "from",
               to_char(last_at AT TIME ZONE 'Europe/London', 'YYYY-MM') AS "to", rows, iso(counted_at) AS imported_at
        FROM sources ORDER BY name
    )
    SELECT point.qualifiers, point.revision, point.type, point.cad, point.facts, (SELECT COALESCE(json_agg(h), '[]') FROM history h),
           (SELECT COALESCE(json_agg(m), '[]') FROM markers m), (SELECT COALESCE(json_agg(s), '[]') FROM searched s),
           (SELECT COALESCE(json_agg(z), '[]') FROM hazards z)
    FROM point
"""
_POINT = """
    point AS MATERIALIZED (
        SELECT lon, lat, ST_SetSRID(ST_MakePoint(lon, lat), 4326)::geography AS here, qualifiers, revision, type, door, flat, address, cad,
            facts
        FROM ({place}) place
    )
"""
# What people said of the incident beside its description: their answers to the checklist, their THRIVE, how a suspect looks.
_FACTS = """
    jsonb_build_object(
        'answers', (SELECT jsonb_object_agg(a.point, jsonb_build_object('state', a.state, 'text', a.text, 'author', a.author,
            'at', a.answered_at, 'version', a.version)) FROM (SELECT DISTINCT ON (point) * FROM checklist_answers
            WHERE incident_id = %(incident)s ORDER BY point, version DESC) a),
        'spoken', jsonb_build_array(jsonb_build_object('text', what)) || COALESCE((SELECT jsonb_agg(s ORDER BY s.number) FROM (
            SELECT l.id, l.text, l.number FROM log_entries l WHERE l.incident_id = %(incident)s AND l.kind IN ('first_words', 'note')
                AND l.source <> 'system' AND NOT EXISTS (SELECT FROM log_entries c WHERE c.refers_to = l.id)
            ORDER BY l.number LIMIT 60) s), '[]') || COALESCE((SELECT jsonb_agg(d) FROM said_in_duplicates(%(incident)s) d), '[]'),
        'calls', (SELECT jsonb_agg(c) FROM calls_of_one(%(incident)s) c),
        'thrive', (SELECT jsonb_agg(jsonb_build_object('role', t.role, 'levels', t.levels, 'at', t.assessed_at) ORDER BY t.role)
            FROM (SELECT DISTINCT ON (role) * FROM thrive_assessments WHERE incident_id = %(incident)s
            ORDER BY role, assessed_at DESC, version DESC) t),
        'looks', (SELECT jsonb_agg(n.description) FROM named_records r JOIN nominals n ON n.id = r.record_id
            WHERE r.incident_id = %(incident)s AND r.kind = 'nominal' AND r.role = 'suspect' AND r.removed_at IS NULL
                AND n.restriction IS NULL AND n.description <> ''))"""
_OF_INCIDENT = _CARD.format(
    history=history.SQL,
    here=_POINT.format(
        # Our own words.
        place="SELECT lon(place)::float8 AS lon, lat(place)::float8 AS lat, qualifiers, brief_revision AS revision, type,"  # noqa: S608
        f" door_of(address) AS door, flat_of(address) AS flat, address, cad_reference(cad_number, cad_date) AS cad, {_FACTS} AS facts"
        " FROM incidents WHERE id = %(incident)s"
    ),
)
_OF_PLACE = _CARD.format(
    history=history.SQL,
    here=_POINT.format(
        place="SELECT %(lon)s::float8 AS lon, %(lat)s::float8 AS lat, '{}'::text[] AS qualifiers, 0 AS revision, '' AS type,"
        " '' AS door, '' AS flat, '' AS address, '' AS cad, '{}'::jsonb AS facts"
    ),
)

# Counted once when a source is brought in.
COUNT_SOURCE = """
    INSERT INTO sources (name, rows, first_at, last_at, counted_at)
    SELECT source, count(*), min(happened_at), max(happened_at), now() FROM events WHERE source = {source} GROUP BY source
    ON CONFLICT (name) DO UPDATE SET rows = EXCLUDED.rows, first_at = EXCLUDED.first_at, last_at = EXCLUDED.last_at,
        counted_at = EXCLUDED.counted_at
"""


def foresee(session: Session, incident_id: UUID, at: datetime) -> None:
    """What `card` asks of every incident, in the trip that claims the command."""
    ask_ahead(session, incident_id, _OF_INCIDENT, _asked(session, at).params() | {"incident": incident_id})
    warnings.foresee(session, incident_id, at)


def card(
    session: Session, incident_id: UUID, lists: codes.Codes, at: datetime | None = None, *, most: int = MAX_ITEMS
) -> dict[str, Any]:
    """The risk card of an incident: what the caller said, the warnings on those whom it names and on its address, and its place.

    The crew's checklist (domain reference 8.1) comes with it. `at`: when it was asked for, by default now. `most`: so many lines.
    """
    asked = _asked(session, at or clock.now())
    found = _search(session, asked, _OF_INCIDENT, {"incident": incident_id}, incident_id)
    known = warnings.of_incident(session, incident_id, found.type, lists, asked.at)
    if known.shown:
        # Whoever gets the card has looked at these records, and somebody has sent it: no audit, no card.
        subject = f"incident_id:{incident_id} {' '.join(known.shown)}"
        audit.note_at_end(session, action="risk card", subject=subject, reason=f"Risk card of {found.cad}")
    found.facts["spoken"] = _spoken(session, found.facts["calls"], found.facts["spoken"])
    said = checklist.answered(found.facts)
    told = _card(asked, found, lists, [EMPTY | item for item in (*said, *known.items)], most)
    return told | {
        "checklist": checklist.of(found.qualifiers, found.facts, known, told, lists),
        "known": known.subjects[:MOST_KNOWN],
    }


def _spoken(session: Session, calls: list[str], lines: list[dict[str, Any]]) -> list[str]:
    """What was said of the incident and its duplicates; of their logs as they will be, with the lines of this transaction."""
    being_written = [one for one in session.info.get("log", []) if str(one["incident_id"]) in calls]
    taken_back = {str(one["refers_to"]) for one in being_written}
    said = [one for one in being_written if one["kind"] in ("first_words", "note") and one["source"] != "system"]
    return [one["text"] for one in (*lines, *said) if one.get("id") is None or str(one["id"]) not in taken_back]


def of_place(session: Session, lon: float, lat: float, lists: codes.Codes) -> dict[str, Any]:
    """The risk of any place. Shape: docs/messages.md section 5, *risk*."""
    asked = _asked(session, clock.now())
    found = _search(session, asked, _OF_PLACE, {"lon": lon, "lat": lat}, (lon, lat))
    return _card(asked, found, lists, [], MOST_ON_BOARD)


@dataclass(frozen=True)
class Asked:
    """How far, how far back and when it was asked."""

    radius_m: int
    months: int
    at: datetime

    def params(self) -> dict[str, Any]:
        return {
            "radius": self.radius_m,
            "since": _months_before(self.at, self.months),
            "same_street": doors.SAME_STREET_M,
            "here": history.HERE_M,
            "at": self.at,
        }


class Found(NamedTuple):
    """What the one statement gives."""

    qualifiers: list[str]
    revision: int
    type: str
    # As everybody calls it: 29/30NOV26.
    cad: str
    facts: dict[str, Any]
    history: list[dict[str, Any]]
    markers: list[dict[str, Any]]
    searched: list[dict[str, Any]]
    hazards: list[dict[str, Any]]


def _asked(session: Session, at: datetime) -> Asked:
    return Asked(session.info.get("risk_radius_m", 100), session.info.get("risk_months", 24), at)


def _search(session: Session, asked: Asked, sql: str, place: dict[str, Any], about: Any) -> Found:
    # What this transaction has changed of the incident is written before it is read.
    session.flush()
    return Found(*look_ahead(session, about, sql, place | asked.params())[0])


def _card(asked: Asked, found: Found, lists: codes.Codes, known: list[dict[str, Any]], most: int) -> dict[str, Any]:
    today = clock.london_date(asked.at).isoformat()
    items = [
        *(_told(lists, code) for code in found.qualifiers),
        *(_hazard(row) for row in found.hazards),
        *known,
        *(_marker(lists, row, today) for row in found.markers),
        *(history.of(lists, row) for row in found.history if row["count"]),
    ]
    items.sort(key=worst_first)
    return {
        "made_at": clock.iso(asked.at),
        "revision": found.revision,
        "radius_m": asked.radius_m,
        "months": asked.months,
        "items": items[:most],
        "left_out": max(0, len(items) - most),
        "older": history.older(found.history, asked.months),
        "searched": found.searched,
        "nothing_found": not items,
        "failed": False,
    }


def _told(lists: codes.Codes, code: str) -> dict[str, Any]:
    entry = lists.get("qualifiers", code) or {"label": code, "severity": "low"}
    return line("caller", code, entry["severity"], entry["label"], "Said in the call, not confirmed.", source="caller")


def _hazard(row: dict[str, Any]) -> dict[str, Any]:
    """The job lies in a hazard area that stands: read and confirmed like any other warning on the card."""
    more = {"entered_by": row["made_by"], "last_on": row["made_at"][:10]}
    return line("zone", "hazard_area", "critical", f"Hazard area: {row['name']}", row["note"], source="control", **more)


def _marker(lists: codes.Codes, row: dict[str, Any], today: str) -> dict[str, Any]:
    entry = lists.get("marker_categories", row["category"]) or {"label": row["category"], "severity": "high"}
    return line(
        "marker",
        row["category"],
        entry["severity"],
        entry["label"],
        f"{row['text']} ({row['address']}{', ' + ANOTHER_FLAT if row['other_flat'] else ''})"
        if row["address"]
        else row["text"],
        source=row["source"],
        entered_by=row["entered_by"],
        last_on=row["entered_at"][:10],
        # By its address it is of this very house, however far from it the call was put.
        distance_m=None if row["at_door"] or row["other_flat"] else round(row["distance"]),
        at_door=row["at_door"],
        marker_id=row["marker_id"],
        review_on=row["review_on"],
        historic=row["review_on"] < today,
        opinion=row["fact_or_opinion"] == "opinion",
        marking=markings.of_warning(lists, "marker_categories", row["category"]),
    )


def _months_before(at: datetime, months: int) -> datetime:
    month = at.year * 12 + at.month - 1 - months
    # The 31st has no fellow in every month: the first of the next is close enough for a window of months.
    return at.replace(year=month // 12, month=month % 12 + 1, day=min(at.day, 28))

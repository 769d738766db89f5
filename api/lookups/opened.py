"""A record whole: what it says, its warnings, and what it is linked to, two steps out.

Whatever the asking person may not see is not in it: it is neither told, nor counted, nor a way to something else.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from api.codes import markings
from api.codes import service as codes
from api.db import run
from api.lookups.hits import markers
from api.records.service import TABLES

# An event is opened as a record is. Of what its source told besides, only the words that may be passed on are told
# (api/reports/linking.py).
_EVENT = """(
    SELECT e.record_id AS id, e.source AS source_system, e.happened_at AS changed_at, e.label, e.category, e.outcome, e.address,
        e.is_exercise, to_char(e.happened_at AT TIME ZONE 'Europe/London',
            CASE WHEN e.is_whole_month THEN 'MM/YYYY' ELSE 'DD/MM/YYYY HH24:MI' END) AS happened,
        CASE WHEN e.category <> 'intelligence' THEN ''
            ELSE COALESCE(NULLIF(e.detail ->> 'text', ''), 'Shared with conditions: ask the control room.') END
            AS description,
        COALESCE(e.detail ->> 'handling', '') AS handling,
        CASE e.category WHEN 'intelligence' THEN 'OFFICIAL-SENSITIVE' ELSE 'OFFICIAL' END AS classification
    FROM events e)"""
# A place that is known by its warnings only. What they say stands among the warnings of the record that is told.
_PLACE = """(
    SELECT m.id, m.source AS source_system, m.entered_at AS changed_at, m.address, false AS is_exercise, '' AS handling,
        'OFFICIAL' AS classification
    FROM place_markers m WHERE m.withdrawn_at IS NULL)"""
# Everything that can be opened, and where it is.
OPENED = {**TABLES, "event": _EVENT, "place": _PLACE}

# So many links of a record are told, out of so many that are put in order: a custody suite has tens of thousands.
MOST_LINKS, MOST_WEIGHED = 100, 2_000
# The second step is for seeing who is near, not for reading the whole record through one person.
MOST_STEPPED, MOST_OF_EACH = 24, 6

# Columns that are ours and not the record's: how it is found, who asked to hide it, what is not told with a lookup.
_OURS = ["id", "street_id", "restriction", "restriction_owner", "import_id", "place", "more"]

# What still holds and what is warned of stand first, and are told before all else.
_RECORD = """
    WITH ends AS MATERIALIZED (
        SELECT e.* FROM (SELECT *, 'to' AS direction, to_kind AS other_kind, to_id AS other_id FROM links WHERE from_id = ANY (%(ids)s)
            UNION ALL SELECT *, 'from', from_kind, from_id FROM links WHERE to_id = ANY (%(ids)s)) e
        WHERE NOT e.other_id = ANY (%(ids)s) AND NOT (%(hide)s AND restricted_owner(e.other_id) IS NOT NULL)
    ), people AS MATERIALIZED (
        SELECT g.asked, g.member FROM of_one_person(ARRAY(SELECT other_id FROM ends WHERE other_kind = 'nominal')) g
    ), marked AS MATERIALIZED (
        -- One array: by a join the policies of the table let no index be asked, and every warning of London would be read.
        SELECT record_id FROM record_markers WHERE record_id = ANY (ARRAY(SELECT member FROM people UNION SELECT other_id FROM ends))
            AND withdrawn_at IS NULL AND review_on >= current_date
    ), warned AS MATERIALIZED (
        SELECT record_id AS id FROM marked
        UNION SELECT p.asked FROM people p JOIN marked m ON m.record_id = p.member
        UNION SELECT v.id FROM vehicle_records v WHERE v.reports <> '{{}}'
            AND v.id = ANY (ARRAY(SELECT other_id FROM ends WHERE other_kind = 'vehicle'))
    ), told AS MATERIALIZED (
        SELECT row_number() OVER (ORDER BY NOT k.is_present, NOT k.is_warned, k.role, o.line, k.id) AS nth,
            jsonb_build_object('role', k.role, 'kind', o.kind, 'id', o.id, 'line', o.line,
                'direction', k.direction, 'subject_category', k.subject_category,
                'provenance', k.provenance, 'fact_or_opinion', k.fact_or_opinion, 'confidence', k.confidence, 'source', k.source_system,
                'classification', k.classification, 'handling', k.handling, 'valid_from', k.valid_from, 'valid_to', k.valid_to) AS body
        FROM (SELECT e.*, e.valid_to IS NULL OR e.valid_to >= current_date AS is_present,
                EXISTS (SELECT FROM warned w WHERE w.id = e.other_id) AS is_warned
            FROM ends e ORDER BY is_present DESC, is_warned DESC, e.id LIMIT {weighed}) k
        JOIN record_lines o ON o.id = k.other_id AND o.kind = k.other_kind
    )
    SELECT jsonb_build_object(
        'kind', %(kind)s::text, 'id', r.id, 'fields', to_jsonb(r) - %(ours)s::text[],
        'identifiers', COALESCE((SELECT jsonb_agg(jsonb_build_object('kind', i.kind, 'value', i.value, 'valid', i.is_valid) ORDER BY i.kind)
            FROM nominal_identifiers i WHERE i.nominal_id = r.id), '[]'),
        'markers', COALESCE((SELECT jsonb_agg(jsonb_build_object('code', m.code, 'text', m.text, 'source', m.source, 'force', m.force,
                'fact_or_opinion', m.fact_or_opinion, 'added_on', m.added_on, 'review_on', m.review_on,
                'historic', m.review_on < current_date, 'record_id', m.record_id) ORDER BY m.review_on < current_date, m.code)
            FROM record_markers m WHERE m.record_id = ANY (%(ids)s) AND m.withdrawn_at IS NULL), '[]'),
        'links', COALESCE((SELECT jsonb_agg(t.body ORDER BY t.nth) FROM told t WHERE t.nth <= {most}), '[]'),
        'left_out', (SELECT GREATEST(count(*) - {most}, 0) FROM told))
    FROM {table} r WHERE r.id = %(id)s
"""

# What is linked to those that the record is linked to. Joined to what may be seen on both ends, and never back to where it began.
_FURTHER = """
    SELECT COALESCE(jsonb_agg(jsonb_build_object('role', f.role, 'kind', f.kind, 'id', f.id, 'line', f.line, 'direction', f.direction,
        'valid_to', f.valid_to, 'source', f.source_system, 'classification', f.classification,
        'via', jsonb_build_object('kind', n.kind, 'id', n.id)) ORDER BY n.place, f.valid_to IS NOT NULL, f.role, f.line), '[]')
    FROM unnest(%(kinds)s::text[], %(ids)s::uuid[]) WITH ORDINALITY AS n (kind, id, place)
    CROSS JOIN LATERAL (
        SELECT k.role, k.valid_to, k.classification, k.source_system, k.direction, o.kind, o.id, o.line
        FROM (SELECT l.*, l.to_kind AS other_kind, l.to_id AS other_id, 'to' AS direction FROM links l
                WHERE l.from_id = n.id AND l.from_kind = n.kind
              UNION ALL SELECT l.*, l.from_kind, l.from_id, 'from' FROM links l WHERE l.to_id = n.id AND l.to_kind = n.kind) k
        JOIN record_lines o ON o.id = k.other_id AND o.kind = k.other_kind
        WHERE NOT k.other_id = ANY (%(roots)s) ORDER BY k.valid_to IS NOT NULL, k.role, o.line LIMIT %(each)s) f
"""

# What is not plainly OFFICIAL. Whoever is named in a link is told of as much as the link itself.
_SENSITIVE = " UNION ALL ".join(
    f"SELECT id::text, classification FROM {table} WHERE id = ANY (%(ids)s::uuid[]) AND classification <> 'OFFICIAL'"  # noqa: S608  our own names
    for table in TABLES.values()
)


# What is reported of a car: that it is stolen is as much a warning as one that stands on a person.
_REPORTED = "SELECT id::text, reports FROM vehicle_records WHERE id = ANY (%s::uuid[]) AND reports <> '{}'"


def record(
    session: Session, kind: str, record_id: UUID, ids: list[UUID], *, hides_restricted: bool = False
) -> dict[str, Any] | None:
    """The record as JSON, or None where there is none for this person. `ids`: all records of one golden nominal, whose warnings
    and links are told together. `left_out`: how many more links there are than `links` tells.

    `hides_restricted`: for the eyes of the system, which would see them and count them.
    """
    sql = _RECORD.format(table=OPENED[kind], most=MOST_LINKS, weighed=MOST_WEIGHED)
    asked = {"kind": kind, "id": record_id, "ids": ids, "ours": _OURS, "hide": hides_restricted}
    rows = run(session, sql, asked).fetchall()
    return rows[0][0] if rows else None


def further(session: Session, record: dict[str, Any], ids: list[UUID]) -> list[dict[str, Any]]:
    """The second step: at most MOST_OF_EACH links of each of the first MOST_STEPPED, with `via`, the record between."""
    first = {(link["kind"], link["id"]): None for link in record["links"]}
    stepped = list(first)[:MOST_STEPPED]
    asked = {"kinds": [kind for kind, _ in stepped], "ids": [id_ for _, id_ in stepped], "roots": ids}
    found: list[dict[str, Any]] = run(session, _FURTHER, {**asked, "each": MOST_OF_EACH}).fetchall()[0][0]
    return found


def warn(session: Session, links: list[dict[str, Any]], lists: codes.Codes) -> None:
    """Puts on each link what warns of the record that it leads to (of a car what is reported, too), worst first, and its marking."""
    ends = list({link["id"] for link in links})
    warned = {str(id_): found for id_, found in markers(session, [UUID(end) for end in ends]).items()}
    sensitive = {row[0]: row[1] for row in run(session, _SENSITIVE, {"ids": ends})}
    cars = [link["id"] for link in links if link["kind"] == "vehicle"]
    reported = dict(run(session, _REPORTED, (cars,)).fetchall()) if cars else {}
    for link in links:
        markers_of = warned.get(link["id"], [])
        end = markings.of_record(link["kind"], sensitive.get(link["id"], markings.OFFICIAL))
        link["classification"] = markings.highest([link["classification"], end, *of_markers(markers_of, lists)])
        told = [report_line(lists, code) for code in reported.get(link["id"], [])]
        link["markers"] = worst_first([*told, *(worded(marker, lists) for marker in markers_of)])


def of_markers(found: list[dict[str, Any]], lists: codes.Codes) -> list[str]:
    """How these warnings of records are marked."""
    return [markings.of_warning(lists, "warning_signals", one["code"]) for one in found]


def dressed(record: dict[str, Any], lists: codes.Codes) -> dict[str, Any]:
    """With the words for its codes, worst warning first, what is reported of a car beside them, and as high as the highest."""
    marked = of_markers(record["markers"], lists)
    own = markings.of_record(record["kind"], record["fields"]["classification"])
    record["fields"]["classification"] = markings.highest([own, *marked])
    for marker in record["markers"]:
        marker.update(worded(marker, lists))
    record["markers"] = worst_first(record["markers"])
    reported = [report_line(lists, code) for code in record["fields"].pop("reports", [])]
    return record | {"reports": worst_first(reported)}


def report_line(lists: codes.Codes, code: str) -> dict[str, Any]:
    """What is reported of a car, as a warning is told."""
    entry = lists.get("vehicle_reports", code) or {"label": code, "severity": "high"}
    return {"code": code, "label": entry["label"], "severity": entry["severity"], "historic": False}


def of_event(record: dict[str, Any], lists: codes.Codes) -> None:
    """What kind of event it was, in words."""
    record["fields"]["category"] = lists.label("event_categories", record["fields"]["category"])


_WORST = ["critical", "high", "medium", "low"]


def worst_first(markers: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What holds before what is past its review; in each the worst first."""
    return sorted(markers, key=lambda marker: (marker["historic"], _WORST.index(marker["severity"]), marker["code"]))


def worded(marker: dict[str, Any], lists: codes.Codes) -> dict[str, Any]:
    """A code with its words. One that the list does not know is taken for grave."""
    entry = lists.get("warning_signals", marker["code"]) or {"label": marker["code"], "severity": "high"}
    named = {"code": marker["code"], "label": entry["label"], "severity": entry["severity"]}
    return {**named, "historic": marker["historic"]}

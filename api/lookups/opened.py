"""A record whole: what it says, its warnings, and what it is linked to. Whatever the asking person may not see is not in it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from api.codes import service as codes
from api.db import run
from api.records.service import TABLES

MOST_LINKS = 100

# Columns that are ours and not the record's: how it is found, who asked to hide it, what is not told with a lookup.
_OURS = ["id", "street_id", "restriction", "restriction_owner", "import_id", "place", "more"]

_RECORD = """
    SELECT jsonb_build_object(
        'kind', %(kind)s::text, 'id', r.id, 'fields', to_jsonb(r) - %(ours)s::text[],
        'identifiers', COALESCE((SELECT jsonb_agg(jsonb_build_object('kind', i.kind, 'value', i.value, 'valid', i.is_valid) ORDER BY i.kind)
            FROM nominal_identifiers i WHERE i.nominal_id = r.id), '[]'),
        'markers', COALESCE((SELECT jsonb_agg(jsonb_build_object('code', m.code, 'text', m.text, 'source', m.source, 'force', m.force,
                'fact_or_opinion', m.fact_or_opinion, 'added_on', m.added_on, 'review_on', m.review_on,
                'historic', m.review_on < current_date) ORDER BY m.review_on < current_date, m.code)
            FROM record_markers m WHERE m.record_id = r.id AND m.withdrawn_at IS NULL), '[]'),
        'links', COALESCE((SELECT jsonb_agg(l.body ORDER BY l.valid_to IS NOT NULL, l.role, l.line) FROM (
            SELECT k.role, k.valid_to, o.line, jsonb_build_object('role', k.role, 'kind', o.kind, 'id', o.id, 'line', o.line,
                'direction', CASE WHEN k.from_id = r.id THEN 'to' ELSE 'from' END, 'subject_category', k.subject_category,
                'provenance', k.provenance, 'fact_or_opinion', k.fact_or_opinion, 'confidence', k.confidence, 'source', k.source_system,
                'classification', k.classification, 'handling', k.handling, 'valid_from', k.valid_from, 'valid_to', k.valid_to) AS body
            FROM (SELECT *, to_kind AS other_kind, to_id AS other_id FROM links WHERE from_id = r.id
                  UNION ALL SELECT *, from_kind, from_id FROM links WHERE to_id = r.id) k
            JOIN record_lines o ON o.id = k.other_id AND o.kind = k.other_kind LIMIT {most}) l), '[]'))
    FROM {table} r WHERE r.id = %(id)s
"""


def record(session: Session, kind: str, record_id: UUID) -> dict[str, Any] | None:
    """The record as JSON, or None where there is none for this person."""
    sql = _RECORD.format(table=TABLES[kind], most=MOST_LINKS)
    rows = run(session, sql, {"kind": kind, "id": record_id, "ours": _OURS}).fetchall()
    return rows[0][0] if rows else None


def dressed(record: dict[str, Any], lists: codes.Codes) -> dict[str, Any]:
    """With the words for its codes, worst warning first."""
    for marker in record["markers"]:
        entry = lists.get("warning_signals", marker["code"]) or {"label": marker["code"], "severity": "high"}
        marker["label"], marker["severity"] = entry["label"], entry["severity"]
    return record

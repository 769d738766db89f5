"""Warnings on a place, found by its address: the point that a call is put at may be the middle of a long street."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from api.codes import markings
from api.codes import service as codes
from api.db import run

# Two streets of one name lie further apart than a street is long.
SAME_STREET_M = 5_000
_TOLD = """jsonb_build_object('category', m.category, 'text', m.text, 'source', m.source, 'address', m.address, 'review_on', m.review_on,
    'historic', m.review_on < current_date, 'fact_or_opinion', m.fact_or_opinion,
    'added_on', to_char(m.entered_at AT TIME ZONE 'Europe/London', 'YYYY-MM-DD'))"""
# The house as it was typed, the street also misspelt. Nobody knows yet where it lies: only a borough tells two streets of one name apart.
_TYPED = f"""
    SELECT {_TOLD} FROM place_markers m, (SELECT door_of(t.words) AS door, t.words FROM (SELECT %s::text AS words) t) asked
    WHERE m.withdrawn_at IS NULL AND split_part(m.door, ' ', 1) = split_part(asked.door, ' ', 1) AND asked.door <> ''
        AND similarity(split_part(m.door, ' ', 2), split_part(asked.door, ' ', 2)) > 0.5
        AND NOT another_borough(m.address, asked.words)
    ORDER BY similarity(m.door, asked.door) DESC, m.id LIMIT 10
"""  # noqa: S608  our own words
_OF_ADDRESSES = f"""
    SELECT a.id, jsonb_agg({_TOLD} ORDER BY m.id)
    FROM addresses a JOIN place_markers m ON m.door = door_of(a.house || ' ' || a.street) AND m.withdrawn_at IS NULL AND m.door <> ''
        AND (a.place IS NULL OR ST_DWithin(m.place, ST_Transform(a.place, 4326)::geography, {SAME_STREET_M}))
        AND NOT another_borough(m.address, ', ' || a.locality)
    WHERE a.id = ANY (%s) GROUP BY a.id
"""  # noqa: S608  our own words
_OF_PLACES = f"""
    SELECT p.id, jsonb_agg({_TOLD} ORDER BY m.id)
    FROM place_markers p JOIN place_markers m ON m.withdrawn_at IS NULL AND (m.id = p.id OR (m.door = p.door AND m.door <> ''
        AND ST_DWithin(m.place, p.place, {SAME_STREET_M}) AND NOT another_borough(m.address, p.address)))
    WHERE p.id = ANY (%s) GROUP BY p.id
"""  # noqa: S608  our own words
_MARKED = "SELECT id, alike FROM find_marked_house(%s::text) ORDER BY alike DESC, id"
_WORST = ("critical", "high", "medium", "low")


def typed(session: Session, words: str, lists: codes.Codes) -> list[dict[str, Any]]:
    """The warnings on the house that somebody names, worst first. A street without a number is nobody's door."""
    return _worst_first(_worded(row[0], lists) for row in run(session, _TYPED, (words,)))


def marked(session: Session, words: str) -> list[tuple[UUID, float]]:
    """The warned houses that no record has, by one of their warnings each, and how much they are alike what was typed: 1 is the same."""
    return [(row[0], float(row[1])) for row in run(session, _MARKED, (words,))]


def of_addresses(session: Session, ids: list[UUID], lists: codes.Codes) -> dict[UUID, list[dict[str, Any]]]:
    """The warnings on the houses of these addresses, worst first."""
    return _of(session, _OF_ADDRESSES, ids, lists)


def of_places(session: Session, ids: list[UUID], lists: codes.Codes) -> dict[UUID, list[dict[str, Any]]]:
    """The warnings on the houses of places that are told by one of them, because no record has their address."""
    return _of(session, _OF_PLACES, ids, lists)


def _of(session: Session, sql: str, ids: list[UUID], lists: codes.Codes) -> dict[UUID, list[dict[str, Any]]]:
    found = run(session, sql, (ids,)).fetchall() if ids else []
    return {row[0]: _worst_first(_worded(one, lists) for one in row[1]) for row in found}


def _worded(marker: dict[str, Any], lists: codes.Codes) -> dict[str, Any]:
    code = marker.pop("category")
    entry = lists.get("marker_categories", code) or {"label": code, "severity": "high"}
    marking = markings.of_warning(lists, "marker_categories", code)
    return {**marker, "code": code, "label": entry["label"], "severity": entry["severity"], "marking": marking}


def _worst_first(markers: Any) -> list[dict[str, Any]]:
    return sorted(markers, key=lambda one: (one["historic"], _WORST.index(one["severity"])))

"""The risk card of a place: what happened here and what is known of it, worst first, with its source and its age.

"Nothing found" always says what was searched and how fresh that is: a silent miss is the dangerous failure.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from api import clock
from api.codes import service as codes

SEVERITIES = ("critical", "high", "medium", "low")
# Beyond this many lines nobody reads on the way; the rest is counted in the last one.
MAX_ITEMS = 12

RiskListener = Callable[[Session, list[UUID]], None]
_risk_listeners: list[RiskListener] = []


def when_risk_changes(listener: RiskListener) -> None:
    _risk_listeners.append(listener)


def changed(session: Session, incident_ids: list[UUID]) -> None:
    for listener in _risk_listeners:
        listener(session, incident_ids)


_HISTORY = text("""
    SELECT category, source, count(*) FILTER (WHERE is_recent) AS count, max(happened_at) FILTER (WHERE is_recent) AS newest,
           count(*) FILTER (WHERE NOT is_recent) AS older, max(happened_at) AS newest_ever, bool_and(is_whole_month) AS is_whole_month,
           min(ST_Distance(near.place, here.place)) AS distance,
           (array_agg(label || COALESCE(NULLIF(': ' || outcome, ': '), '') ORDER BY happened_at DESC))[1] AS latest
    FROM (SELECT e.*, e.happened_at >= :since AS is_recent FROM events e
          WHERE ST_DWithin(e.place, (SELECT ST_SetSRID(ST_MakePoint(:lon, :lat), 4326)::geography), :radius)) near,
         (SELECT ST_SetSRID(ST_MakePoint(:lon, :lat), 4326)::geography AS place) here
    GROUP BY category, source
""")

_MARKERS = text("""
    SELECT id AS marker_id, category, text, source, review_on, entered_at, address, ST_Distance(place, here) AS distance
    FROM place_markers, (SELECT ST_SetSRID(ST_MakePoint(:lon, :lat), 4326)::geography AS here) point
    WHERE withdrawn_at IS NULL AND ST_DWithin(place, here, radius_m)
""")

_SEARCHED = text("""
    SELECT source, to_char(min(happened_at) AT TIME ZONE 'Europe/London', 'YYYY-MM'),
        to_char(max(happened_at) AT TIME ZONE 'Europe/London', 'YYYY-MM'),
           count(*), iso((SELECT max(finished_at) FROM imports i WHERE i.source = e.source))
    FROM events e GROUP BY source ORDER BY source
""")

_INCIDENT = text("SELECT lon(place), lat(place), qualifiers, brief_revision FROM incidents WHERE id = :id")


def card(session: Session, incident_id: UUID, lists: codes.Codes) -> dict[str, Any]:
    """The risk card of an incident's place, with what the caller said on top of it."""
    lon, lat, qualifiers, revision = session.execute(_INCIDENT, {"id": incident_id}).one()
    told = [_told(lists, code) for code in qualifiers]
    return {**of_place(session, float(lon), float(lat), lists, told=told), "revision": revision}


def of_place(
    session: Session, lon: float, lat: float, lists: codes.Codes, *, told: list[dict[str, Any]] | None = None
) -> dict[str, Any]:
    """The risk of any place. Shape: docs/messages.md section 5, *risk*."""
    radius_m, months = session.info.get("risk_radius_m", 100), session.info.get("risk_months", 24)
    now = clock.now()
    here = {"lon": lon, "lat": lat, "radius": radius_m, "since": _months_before(now, months)}
    history = session.execute(_HISTORY, here).mappings().all()
    markers = session.execute(_MARKERS, here).mappings().all()
    today = clock.london_date(now)
    items = [
        *(told or []),
        *(_marker(lists, row, today) for row in markers),
        *(_history(lists, row) for row in history if row["count"]),
    ]
    items.sort(key=_worst_first)
    return {
        "made_at": clock.iso(now),
        "revision": 0,
        "radius_m": radius_m,
        "months": months,
        "items": items[:MAX_ITEMS],
        "older": _older([dict(row) for row in history], months),
        "searched": searched(session),
        "nothing_found": not items,
        "failed": False,
    }


def searched(session: Session) -> list[dict[str, Any]]:
    """Which sources were looked through, from when to when, and when they were last brought in."""
    keys = ("source", "from", "to", "rows", "imported_at")
    return [dict(zip(keys, row, strict=True)) for row in session.execute(_SEARCHED)]


def _worst_first(item: dict[str, Any]) -> tuple[Any, ...]:
    # What is past its review still shows, below what is current of the same severity.
    return (SEVERITIES.index(item["severity"]), item["historic"], item["kind"] != "marker", -item["count"])


def _told(lists: codes.Codes, code: str) -> dict[str, Any]:
    entry = lists.get("qualifiers", code) or {"label": code, "severity": "low"}
    return _item("caller", code, entry["severity"], entry["label"], "Said in the call, not confirmed.", source="caller")


def _marker(lists: codes.Codes, row: Any, today: Any) -> dict[str, Any]:
    entry = lists.get("marker_categories", row["category"]) or {"label": row["category"], "severity": "high"}
    return _item(
        "marker",
        row["category"],
        entry["severity"],
        entry["label"],
        f"{row['text']} ({row['address']})" if row["address"] else row["text"],
        source=row["source"],
        last_on=row["entered_at"].date().isoformat(),
        distance_m=round(row["distance"]),
        marker_id=str(row["marker_id"]),
        review_on=row["review_on"].isoformat(),
        historic=row["review_on"] < today,
    )


def _history(lists: codes.Codes, row: Any) -> dict[str, Any]:
    entry = lists.get("event_categories", row["category"]) or {"label": row["category"], "severity": "low"}
    newest: datetime = row["newest"]
    return _item(
        "history",
        row["category"],
        entry["severity"],
        entry["label"],
        f"Latest: {row['latest']}",
        source=row["source"],
        count=row["count"],
        # A source that gives only the month must not look as if it knew the day.
        last_on=newest.astimezone(clock.LONDON).strftime("%Y-%m" if row["is_whole_month"] else "%Y-%m-%d"),
        distance_m=round(row["distance"]),
    )


def _item(kind: str, category: str, severity: str, title: str, words: str, **more: Any) -> dict[str, Any]:
    empty = {
        "count": 1,
        "last_on": None,
        "source": "",
        "distance_m": None,
        "review_on": None,
        "historic": False,
        "marker_id": None,
    }
    return {"kind": kind, "category": category, "severity": severity, "title": title, "text": words, **empty, **more}


def _older(history: list[dict[str, Any]], months: int) -> dict[str, Any] | None:
    """What lies before the window, so that an empty window never looks like a clean place."""
    before = [row for row in history if row["older"]]
    if not before:
        return None
    count = sum(row["older"] for row in before)
    newest = max(row["newest_ever"] for row in before)
    kinds = ", ".join(
        f"{row['category'].replace('_', ' ')} {row['older']}" for row in sorted(before, key=lambda row: -row["older"])
    )
    return {
        "count": count,
        "newest_on": newest.astimezone(clock.LONDON).strftime("%Y-%m"),
        "text": f"{count} older than {months} months: {kinds}.",
    }


def _months_before(at: datetime, months: int) -> datetime:
    month = at.year * 12 + at.month - 1 - months
    # The 31st has no fellow in every month: the first of the next is close enough for a window of months.
    return at.replace(year=month // 12, month=month % 12 + 1, day=min(at.day, 28))

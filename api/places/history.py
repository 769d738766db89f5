"""What happened at a place before, as lines of the risk card: at this very door, here, or near by."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any

from api import clock
from api.codes import service as codes
from api.places.lines import line

# A source gives the place of an event as that of its street, give or take. Only where it names no house.
HERE_M = 25

# Rows of `point` (lon, lat, door) in, one row for each kind, source and reach out.
SQL = """
    SELECT category, source, reach, count(*) FILTER (WHERE is_recent) AS count, count(*) FILTER (WHERE NOT is_recent) AS older,
           max(happened_at) FILTER (WHERE is_recent) AS newest, max(happened_at) AS newest_ever,
           bool_and(is_whole_month) AS is_whole_month, min(distance) AS distance,
           (array_agg(label || COALESCE(NULLIF(': ' || outcome, ': '), '') ORDER BY happened_at DESC))[1] AS latest,
           (array_agg(address ORDER BY happened_at DESC))[1] AS address
    FROM (SELECT e.*, e.happened_at >= %(since)s AS is_recent
          FROM point, events_of_place(point.lon, point.lat, %(radius)s, point.door, %(same_street)s, %(here)s) e
          WHERE e.reach <> 'door' OR NOT another_borough(e.address, point.address)) near
    GROUP BY category, source, reach
"""


def of(lists: codes.Codes, row: dict[str, Any]) -> dict[str, Any]:
    entry = lists.get("event_categories", row["category"]) or {"label": row["category"], "severity": "low"}
    at_door = row["reach"] == "door"
    return line(
        "history",
        row["category"],
        entry["severity"],
        # Not to be taken for a warning of the same name.
        f"{entry['label']} {'nearby' if row['reach'] == 'near' else 'here'} before",
        # Another street may have the same name: by the address that the source tells somebody can see that.
        f"Latest: {row['latest']}{' (' + row['address'] + ')' if at_door else ''}",
        source=row["source"],
        count=row["count"],
        # A source that gives only the month must not look as if it knew the day.
        last_on=_in_london(row["newest"], "%Y-%m" if row["is_whole_month"] else "%Y-%m-%d"),
        distance_m=None if at_door else round(row["distance"]),
        at_door=_at_door(row),
    )


def _at_door(row: dict[str, Any]) -> bool | None:
    """What lies as close as this house and is not told of it is told of the one beside it."""
    return {"door": True, "point": None}.get(row["reach"], False if row["distance"] <= HERE_M else None)


def older(history: list[dict[str, Any]], months: int) -> dict[str, Any] | None:
    """What lies before the window, so that an empty window never looks like a clean place."""
    counts: Counter[str] = Counter()
    for row in history:
        counts[row["category"]] += row["older"]
    kinds = [(category, count) for category, count in counts.most_common() if count]
    if not kinds:
        return None
    words = ", ".join(f"{category.replace('_', ' ')} {count}" for category, count in kinds)
    return {
        "count": counts.total(),
        "newest_on": _in_london(max(row["newest_ever"] for row in history if row["older"]), "%Y-%m"),
        "text": f"{counts.total()} older than {months} months: {words}.",
    }


def _in_london(at: str, form: str) -> str:
    return datetime.fromisoformat(at).astimezone(clock.LONDON).strftime(form)

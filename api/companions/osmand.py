"""Traccar Client and OsmAnd (traccar.org/osmand): the old way in the query, speed in knots; the new way as JSON, speed in m/s."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from api.companions.measured import KNOT_MPS, Measured, accuracy, epoch, number, place, scaled
from api.fixes import parse
from api.fixes.parse import Unreadable

MOST = 500


def key_of(query: Mapping[str, str], body: Any) -> str:
    """The identifier that was typed into the app: our key."""
    named = query.get("id") or query.get("deviceid")
    if not named and isinstance(body, dict):
        named = body.get("device_id")
    return named if isinstance(named, str) else ""


def read(query: Mapping[str, str], body: Any) -> list[Measured]:
    """Raises Unreadable."""
    return _read_json(body) if isinstance(body, dict) and "location" in body else [_read_query(query)]


def _read_query(query: Mapping[str, str]) -> Measured:
    lat, lon = query.get("lat"), query.get("lon")
    if lat is None and "location" in query:
        lat, _, lon = query["location"].partition(",")
    found = place(lon, lat)
    return Measured(
        *found,
        accuracy(query.get("accuracy")),
        epoch(query.get("timestamp")),
        scaled(query.get("speed"), KNOT_MPS, 1_000),
        parse.within(number(query.get("bearing", query.get("heading"))), 0, 360),
        parse.percent(number(query.get("batt"))),
    )


def _read_json(body: dict[str, Any]) -> list[Measured]:
    given = body["location"]
    items = given if isinstance(given, list) else [given]
    if len(items) > MOST:
        raise Unreadable(f"At most {MOST} at once.")
    return [_read_location(item) for item in items]


def _read_location(item: Any) -> Measured:
    coords = item.get("coords") if isinstance(item, dict) else None
    if not isinstance(coords, dict):
        raise Unreadable("There is no place in this.")
    level = item.get("battery", {}).get("level") if isinstance(item.get("battery"), dict) else None
    return Measured(
        *place(coords.get("longitude"), coords.get("latitude")),
        accuracy(coords.get("accuracy")),
        epoch(item.get("timestamp")),
        _known(coords.get("speed"), 1_000),
        _known(coords.get("heading"), 360),
        parse.percent(None if level is None else (number(level) or 0) * 100),
    )


def _known(given: Any, most: float) -> float | None:
    """The plugin behind it says -1 for what it does not know."""
    return parse.within(number(given), 0, most)

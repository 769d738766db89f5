"""OwnTracks in HTTP mode (owntracks.org/booklet/tech/json): one JSON object a request, speed in km/h, time in seconds."""

from __future__ import annotations

from typing import Any

from api.companions.measured import KMH_MPS, Measured, accuracy, epoch, number, place, scaled
from api.fixes import parse
from api.fixes.parse import Unreadable


def read(given: Any) -> list[Measured]:
    """The place in it; nothing for what is no place (a waypoint, a transition). Raises Unreadable."""
    if not isinstance(given, dict):
        raise Unreadable("OwnTracks sends an object.")
    if given.get("_type") == "encrypted":
        raise Unreadable("Turn the payload encryption of OwnTracks off: the line itself is encrypted.")
    if given.get("_type") != "location":
        return []
    lon, lat = place(given.get("lon"), given.get("lat"))
    return [
        Measured(
            lon,
            lat,
            accuracy(given.get("acc")),
            epoch(given.get("tst")),
            scaled(given.get("vel"), KMH_MPS, 1_000),
            parse.within(number(given.get("cog")), 0, 360),
            parse.percent(number(given.get("batt"))),
            # A ping tells an old place anew: only this says what the phone calls now.
            said_at=epoch(given["created_at"]) if given.get("created_at") else None,
        )
    ]

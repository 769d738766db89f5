"""What a partner is told of a unit: its callsign, its kind, and where it is. Never who is in it. Pure, but for the clock it is given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import escape

import orjson

from api import clock

# After this a TAK client draws the unit as gone.
STALE_AFTER = timedelta(minutes=2)
UNKNOWN = "9999999.0"


@dataclass(frozen=True, slots=True)
class Told:
    """Degrees, metres, metres a second. Of a coarse one speed and heading are unknown: they would say more than the square does."""

    callsign: str
    kind: str
    lon: float
    lat: float
    accuracy_m: float
    speed_mps: float | None
    heading: float | None
    fixed_at: datetime

    @property
    def uid(self) -> str:
        return f"BLUELAMP.{self.callsign}"


def geojson(units: Sequence[Told]) -> bytes:
    """A FeatureCollection (RFC 7946). It says nothing of now, so that what has not changed has the same tag."""
    features = [
        {
            "type": "Feature",
            "id": one.callsign,
            "geometry": {"type": "Point", "coordinates": [one.lon, one.lat]},
            "properties": {
                "callsign": one.callsign,
                "kind": one.kind,
                "fixed_at": clock.iso(one.fixed_at),
                "accuracy_m": one.accuracy_m,
                "speed_mps": one.speed_mps,
                "heading": one.heading,
            },
        }
        for one in units
    ]
    return orjson.dumps({"type": "FeatureCollection", "features": features})


def event(one: Told, now: datetime, delay: timedelta) -> bytes:
    """One unit as a Cursor on Target event. It is valid from when it was measured, and stale two minutes after the partner may know it."""
    stale = one.fixed_at + delay + STALE_AFTER
    kind = "a-f-G-U-C" if one.kind == "foot" else "a-f-G-E-V-C"
    speed, course = (0 if one.speed_mps is None else one.speed_mps), (0 if one.heading is None else one.heading)
    track = f'<track speed="{speed:.1f}" course="{course:.0f}"/>' if one.speed_mps is not None else ""
    point = f'<point lat="{one.lat:.6f}" lon="{one.lon:.6f}" hae="{UNKNOWN}" ce="{one.accuracy_m:.0f}" le="{UNKNOWN}"/>'
    detail = (
        f'<detail><contact callsign="{escape(one.callsign)}"/>{track}<remarks>{escape(one.kind)}</remarks></detail>'
    )
    head = _head(one.uid, kind, "m-g", now, one.fixed_at, stale)
    return f"{head}{point}{detail}</event>".encode()


def gone(uid: str, now: datetime) -> bytes:
    """The unit is off duty or out of what this partner may know: it is taken off their map at once."""
    head = _head(f"{uid}.gone", "t-x-d-d", "m-g", now, now, now + timedelta(seconds=30))
    point = f'<point lat="0" lon="0" hae="{UNKNOWN}" ce="{UNKNOWN}" le="{UNKNOWN}"/>'
    link = f'<detail><link uid="{escape(uid)}" relation="none" type="none"/><__forcedelete/></detail>'
    return f"{head}{point}{link}</event>".encode()


def _head(uid: str, kind: str, how: str, now: datetime, start: datetime, stale: datetime) -> str:
    times = f'time="{clock.iso(now)}" start="{clock.iso(start)}" stale="{clock.iso(stale)}"'
    return f'<event version="2.0" uid="{escape(uid)}" type="{kind}" how="{how}" {times}>'

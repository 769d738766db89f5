"""Points between WGS 84, which devices speak, and the metres in which we search.

EPSG:27700 is the force's projected system: ordering by degrees puts the wrong unit first in one case of five at London's latitude.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import atan2, cos, degrees, isfinite, radians, sin
from typing import Any

from pyproj import Transformer
from sqlalchemy import func

METRES = 27700
WGS84 = 4326

# Great Britain with its waters. Beyond it the projected metres mean nothing.
BRITAIN = (-9.0, 49.0, 2.5, 61.0)


def projected(lon: float, lat: float) -> Any:
    """The SQL of a point in metres."""
    return func.ST_Transform(func.ST_SetSRID(func.ST_MakePoint(lon, lat), WGS84), METRES)


def geographic(lon: float, lat: float) -> Any:
    """The SQL of a point on the globe, for distances that must be right anywhere."""
    return func.ST_SetSRID(func.ST_MakePoint(lon, lat), WGS84)


_TO_METRES = Transformer.from_crs(WGS84, METRES, always_xy=True)


def metres(lons: Sequence[float], lats: Sequence[float]) -> tuple[list[float], list[float]]:
    """Eastings and northings of many points at once, for a fraction of what the database takes one by one.

    Where a point is none (NaN, off the globe) they are infinite.
    """
    easts, norths = _TO_METRES.transform(list(lons), list(lats))
    return easts, norths


def is_in_britain(lon: float, lat: float) -> bool:
    """False also for NaN, infinity, 0/0 and the two swapped."""
    west, south, east, north = BRITAIN
    return isfinite(lon) and isfinite(lat) and west <= lon <= east and south <= lat <= north


def bearing(from_lon: float, from_lat: float, to_lon: float, to_lat: float) -> float:
    """Degrees clockwise from north, 0 to 360."""
    turn = radians(to_lon - from_lon)
    start, end = radians(from_lat), radians(to_lat)
    east = sin(turn) * cos(end)
    north = cos(start) * sin(end) - sin(start) * cos(end) * cos(turn)
    return degrees(atan2(east, north)) % 360

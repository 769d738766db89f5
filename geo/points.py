"""Points between WGS 84, which devices speak, and the metres in which we search.

EPSG:27700 is the force's projected system: ordering by degrees puts the wrong unit first in one case of five at London's latitude.
"""

from __future__ import annotations

from math import atan2, cos, degrees, isfinite, radians, sin
from typing import Any

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

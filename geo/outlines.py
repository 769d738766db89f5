"""Outlines that somebody draws or brings: checked, and in metres. What is wrong is said in a sentence that a person can act on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy
import shapely
from shapely import Geometry, MultiPolygon, Point, Polygon

from geo import points

# What a map can draw and a handset can carry. A beat along a river needs some hundreds.
MOST_CORNERS = 2_000
# Smaller is a slip of the hand, larger is no area that anybody can be warned of.
LEAST_M2, MOST_M2 = 25.0, 5_000e6


class NotAnOutline(ValueError):
    """This is no area; the message says why."""


def of_corners(corners: Sequence[Sequence[float]]) -> MultiPolygon:
    """The area inside of corners `[lon, lat]`, closed by itself. Raises NotAnOutline."""
    if len(corners) < 3:
        raise NotAnOutline("An area needs at least three corners.")
    if len(corners) > MOST_CORNERS:
        raise NotAnOutline(_too_many(len(corners)))
    return checked(Polygon(corners), points.WGS84)


def around(lon: float, lat: float, radius_m: float) -> MultiPolygon:
    """All within so many metres of a place. Raises NotAnOutline."""
    if not points.is_in_britain(lon, lat):
        raise NotAnOutline(OUTSIDE)
    (east,), (north,) = points.metres([lon], [lat])
    return checked(Point(east, north).buffer(radius_m, quad_segs=8), points.METRES)


OUTSIDE = "Part of this area is not in Britain. Are longitude and latitude swapped, or is it in another projection?"


def checked(shape: Geometry, srid: int, most_corners: int = MOST_CORNERS) -> MultiPolygon:
    """An outline in EPSG:27700 out of one in that or in EPSG:4326. Raises NotAnOutline."""
    if not isinstance(shape, Polygon | MultiPolygon) or shape.is_empty:
        raise NotAnOutline(f"This is no area but {type(shape).__name__.lower()}.")
    corners = int(shapely.get_num_coordinates(shape))
    if corners > most_corners:
        raise NotAnOutline(_too_many(corners, most_corners))
    if srid == points.WGS84 and not all(points.is_in_britain(lon, lat) for lon, lat in shapely.get_coordinates(shape)):
        raise NotAnOutline(OUTSIDE)
    flat = shapely.force_2d(shape)
    outline: Polygon | MultiPolygon = flat if srid == points.METRES else shapely.transform(flat, _in_metres)
    if not _is_on_the_grid(outline):
        raise NotAnOutline(OUTSIDE)
    _refuse_broken(outline)
    return outline if isinstance(outline, MultiPolygon) else MultiPolygon([outline])


def _too_many(corners: int, most: int = MOST_CORNERS) -> str:
    return f"{corners:,} corners are more than the {most:,} that a map can draw. Simplify the outline first."


def _in_metres(coordinates: Any) -> Any:
    easts, norths = points.metres(coordinates[:, 0], coordinates[:, 1])
    return numpy.column_stack([easts, norths])


def _is_on_the_grid(outline: Geometry) -> bool:
    """Within the British National Grid and its waters. False also for NaN and infinity."""
    at = shapely.get_coordinates(outline)
    return bool(((at > -100_000) & (at < 1_400_000)).all() and (at[:, 0] < 800_000).all())


def _refuse_broken(outline: Polygon | MultiPolygon) -> None:
    if not outline.is_valid:
        why = shapely.is_valid_reason(outline)
        raise NotAnOutline(
            "The border of this area crosses itself. Set the corners in the order in which one walks around it."
            if "intersection" in why.lower()
            else f"This outline is broken: {why.split('[')[0].lower()}."
        )
    if not LEAST_M2 <= outline.area <= MOST_M2:
        raise NotAnOutline(f"An area has from {LEAST_M2:.0f} square metres to 5,000 square kilometres.")

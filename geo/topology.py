"""Reads TopoJSON: areas that share their borders, stored as shared arcs of small steps."""

from __future__ import annotations

from itertools import accumulate
from typing import Any

from shapely.geometry import MultiPolygon, Polygon

Point = tuple[float, float]


def areas(document: dict[str, Any], layer: str) -> dict[str, MultiPolygon]:
    """Each area of a layer by its id, as longitudes and latitudes."""
    arcs = [_arc(steps, document["transform"]) for steps in document["arcs"]]
    return {shape["id"]: _area(shape, arcs) for shape in document["objects"][layer]["geometries"]}


def _arc(steps: list[list[int]], transform: dict[str, list[float]]) -> list[Point]:
    (scale_x, scale_y), (shift_x, shift_y) = transform["scale"], transform["translate"]
    whole = accumulate(((step[0], step[1]) for step in steps), lambda at, step: (at[0] + step[0], at[1] + step[1]))
    return [(x * scale_x + shift_x, y * scale_y + shift_y) for x, y in whole]


def _area(shape: dict[str, Any], arcs: list[list[Point]]) -> MultiPolygon:
    polygons = shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]
    made = [Polygon(_ring(rings[0], arcs), [_ring(hole, arcs) for hole in rings[1:]]) for rings in polygons]
    return MultiPolygon([polygon.buffer(0) if not polygon.is_valid else polygon for polygon in made])


def _ring(indexes: list[int], arcs: list[list[Point]]) -> list[Point]:
    points: list[Point] = []
    for index in indexes:
        # A negative index means the same arc walked backwards.
        arc = arcs[index] if index >= 0 else arcs[~index][::-1]
        points.extend(arc if not points else arc[1:])
    return points

"""Areas by squares: the quick answer is the exact one, also where a border runs."""

from __future__ import annotations

import json
import random

import shapely

from api.exercise.places import BOROUGHS
from geo import topology
from geo.inside import CELL_LAT, CELL_LON, Outlines

LONDON = topology.areas(json.loads(BOROUGHS.read_text()), "boroughs")


def exactly(lon: float, lat: float) -> list[str]:
    return [name for name, outline in LONDON.items() if outline.intersects(shapely.Point(lon, lat))]


def test_every_point_is_in_the_areas_that_hold_it() -> None:
    chance = random.Random(7)
    near = [point for outline in LONDON.values() for point in outline.geoms[0].exterior.coords]
    places = [(chance.uniform(-0.6, 0.4), chance.uniform(51.2, 51.8)) for _ in range(300)]
    places += [(lon + chance.gauss(0, 0.002), lat + chance.gauss(0, 0.002)) for lon, lat in chance.sample(near, 300)]
    outlines = Outlines(LONDON.items())
    # Twice: the second time every square is known.
    for _ in range(2):
        found = outlines.holding([lon for lon, _ in places], [lat for _, lat in places])
        assert found == [exactly(lon, lat) for lon, lat in places]


def test_a_square_without_a_border_is_answered_without_geometry() -> None:
    outlines = Outlines([("here", shapely.box(0, 50, 1, 51))])
    middle = (0.5 * CELL_LON + 100 * CELL_LON, 50.5)
    assert outlines.holding([middle[0]], [middle[1]]) == [["here"]]
    outlines._exactly = None  # type: ignore[assignment,method-assign]  # it would be called for a border
    assert outlines.holding([middle[0]], [middle[1] + CELL_LAT / 4]) == [["here"]]


def test_nothing_is_in_no_areas() -> None:
    assert Outlines([]).holding([0.1], [51.5]) == [[]]
    assert Outlines([]).holding([], []) == []

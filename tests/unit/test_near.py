"""How far around the ranking looks at first."""

from __future__ import annotations

from math import cos, radians, sin
from uuid import uuid4

import pytest
from pyproj import Transformer

from api.taskings.near import Scene
from geo import points

TO_DEGREES = Transformer.from_crs(points.METRES, points.WGS84, always_xy=True)


@pytest.mark.parametrize("lon_lat", [(-0.1, 51.5), (-5.7, 50.1), (1.7, 52.5), (-1.2, 60.4)])
@pytest.mark.parametrize("metres", [50.0, 6_000.0, 40_000.0])
def test_whoever_is_that_near_by_the_grid_is_in_the_box(lon_lat: tuple[float, float], metres: float) -> None:
    (east,), (north,) = points.metres([lon_lat[0]], [lon_lat[1]])
    box = Scene(uuid4(), *lon_lat).box(metres)
    for degrees in range(0, 360, 15):
        lon, lat = TO_DEGREES.transform(east + metres * sin(radians(degrees)), north + metres * cos(radians(degrees)))
        assert box["west"] <= lon <= box["east"]
        assert box["south"] <= lat <= box["north"]

"""Places that can be, and directions."""

from __future__ import annotations

import pytest

from geo import points


@pytest.mark.parametrize(("lon", "lat"), [(-0.1357, 51.4975), (-8.0, 57.8), (1.7, 52.6)])
def test_places_in_britain(lon: float, lat: float) -> None:
    assert points.is_in_britain(lon, lat)


@pytest.mark.parametrize(
    ("lon", "lat"), [(0, 0), (51.4975, -0.1357), (float("nan"), 51), (0, float("inf")), (-75.3, 40.1), (0, 90)]
)
def test_places_that_cannot_be(lon: float, lat: float) -> None:
    assert not points.is_in_britain(lon, lat)


@pytest.mark.parametrize(("to", "degrees"), [((0, 52), 0), ((1, 51), 90), ((0, 50), 180), ((-1, 51), 270)])
def test_bearings_turn_clockwise_from_north(to: tuple[float, float], degrees: float) -> None:
    assert points.bearing(0, 51, *to) == pytest.approx(degrees, abs=0.5)

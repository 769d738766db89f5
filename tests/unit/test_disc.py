"""How far from its dot a unit may be by now: the same vectors that the board's discs are tested on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from api.taskings.arriving import Pace, disc_m

VECTORS = json.loads((Path(__file__).parents[1] / "contract" / "disc.json").read_text())


@pytest.mark.parametrize("vector", VECTORS)
def test_a_disc_is_as_wide_as_the_vectors_say(vector: dict[str, Any]) -> None:
    pace = Pace(straight_mps=11.1, road_factor=1.0, drift_mps=vector["drift_mps"])
    within = disc_m(vector["accuracy_m"], vector["speed_mps"], vector["age_s"], pace)
    assert within == pytest.approx(vector["within_m"])


def test_a_car_that_was_last_heard_at_lights_may_be_as_far_as_one_that_said_no_speed() -> None:
    car = Pace(straight_mps=11.1, road_factor=1.0, drift_mps=8.0)
    assert disc_m(10, 0.3, 600, car) == disc_m(10, None, 600, car) == disc_m(10, 0.0, 600, car)

"""The guess of where somebody is, and when a device must tell: the same vectors that the front end is tested on."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from geo.prediction import ATTACHED_TO_IMMEDIATE, PATROL, Seen, distance_m, guess, must_tell

VECTORS = json.loads((Path(__file__).parents[1] / "contract" / "prediction.json").read_text())
HOW = {"patrol": PATROL, "immediate": ATTACHED_TO_IMMEDIATE}


def seen(row: dict[str, Any]) -> Seen:
    return Seen(**{**row, "fixed_at": datetime.fromisoformat(row["fixed_at"])})


@pytest.mark.parametrize("vector", VECTORS["guesses"], ids=lambda vector: vector["why"])
def test_somebody_is_guessed_where_the_vectors_say(vector: dict[str, Any]) -> None:
    lon, lat = guess(seen(vector["last"]), datetime.fromisoformat(vector["at"]))
    assert (lon, lat) == (pytest.approx(vector["lon"], abs=1e-9), pytest.approx(vector["lat"], abs=1e-9))


@pytest.mark.parametrize("vector", VECTORS["tellings"], ids=lambda vector: vector["why"])
def test_a_device_tells_when_the_vectors_say(vector: dict[str, Any]) -> None:
    last = seen(vector["last"]) if vector["last"] else None
    assert must_tell(last, seen(vector["fix"]), HOW[vector["how"]]) is vector["tell"]


def test_the_vectors_are_right_by_another_way_of_reckoning() -> None:
    """Ten metres a second to the east for ten seconds are a hundred metres, and not one of them to the north."""
    [vector] = [one for one in VECTORS["guesses"] if one["why"].startswith("ten metres a second")]
    last, here = (vector["last"]["lon"], vector["last"]["lat"]), (vector["lon"], vector["lat"])
    assert distance_m(last, here) == pytest.approx(100, abs=0.01)
    assert here[1] == last[1]
    assert {one["tell"] for one in VECTORS["tellings"]} == {True, False}

"""Which status is expected after which, and which one is asked about."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from api.codes.service import met_default
from api.units import states

NOW = datetime(2026, 11, 22, 14, 0, tzinfo=UTC)
MOVES = {entry["code"]: entry["to"] for entry in met_default()["lists"]["moves"]}


@pytest.mark.parametrize(("current", "new"), [("11", "1"), ("2", "6"), ("5", "6"), ("6", "9"), ("10", "11")])
def test_an_expected_move_is_not_odd(current: str, new: str) -> None:
    assert not states.move(MOVES, current, new, NOW, NOW).is_odd


@pytest.mark.parametrize(("current", "new"), [("2", "1"), ("4", "6"), ("9", "5"), ("5", "9")])
def test_an_unexpected_move_is_odd_and_still_a_move(current: str, new: str) -> None:
    step = states.move(MOVES, current, new, NOW, NOW)
    assert step.is_odd
    assert step.is_newer


def test_what_happened_earlier_does_not_move_the_unit() -> None:
    assert not states.move(MOVES, "6", "5", NOW, NOW - timedelta(seconds=1)).is_newer


@pytest.mark.parametrize("status", ["2", "3"])
def test_a_late_available_is_asked(status: str) -> None:
    assert states.must_be_asked(status, timedelta(seconds=121), 120)
    assert not states.must_be_asked(status, timedelta(seconds=120), 120)


@pytest.mark.parametrize("status", ["4", "5", "6", "8", "9"])
def test_only_available_is_asked_however_late(status: str) -> None:
    assert not states.must_be_asked(status, timedelta(hours=6), 120)

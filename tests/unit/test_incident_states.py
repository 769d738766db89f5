"""Charter times, CAD references and likely duplicates."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from api.incidents import states


def test_an_immediate_is_due_in_fifteen_minutes() -> None:
    now = datetime(2026, 11, 22, 14, 0, tzinfo=UTC)
    assert states.attend_by(900, now) == now + timedelta(minutes=15)


def test_a_referred_call_has_no_charter_time() -> None:
    assert states.attend_by(None, datetime(2026, 11, 22, tzinfo=UTC)) is None


@pytest.mark.parametrize(
    ("typed", "means"),
    [
        ("4521", (4521, None)),
        ("CAD 4521/22NOV26", (4521, date(2026, 11, 22))),
        ("cad 4521 / 22 nov 2026", (4521, date(2026, 11, 22))),
        ("1/1JAN27", (1, date(2027, 1, 1))),
        ("4521/31NOV26", None),
        ("Roman Road", None),
        ("123456", None),
    ],
)
def test_a_cad_reference_is_read_as_people_type_it(typed: str, means: object) -> None:
    assert states.parse_cad(typed) == means


@given(number=some.integers(1, 99_999), day=some.dates(date(2001, 1, 1), date(2099, 12, 31)))
def test_what_we_print_we_can_read(number: int, day: date) -> None:
    assert states.parse_cad(states.cad_reference(number, day)) == (number, day)


def test_two_calls_from_one_street_within_minutes_are_likely_one_thing() -> None:
    assert states.likeness(40, 3, 0.1) >= states.LIKELY


@pytest.mark.parametrize(("distance_m", "minutes", "words"), [(600, 3, 1.0), (40, 121, 1.0), (450, 100, 0.0)])
def test_what_is_far_or_long_ago_is_not_the_same_thing(distance_m: float, minutes: float, words: float) -> None:
    assert states.likeness(distance_m, minutes, words) < states.LIKELY

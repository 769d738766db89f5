"""Local days: CAD numbers restart at local midnight, also on the night the clocks go back."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from api import clock


@pytest.mark.parametrize(
    ("utc", "day"),
    [
        # In summer London is an hour ahead: its midnight is 23:00 UTC.
        (datetime(2026, 7, 1, 22, 59, 59, tzinfo=UTC), date(2026, 7, 1)),
        (datetime(2026, 7, 1, 23, 0, 0, tzinfo=UTC), date(2026, 7, 2)),
        # The clocks go back on 25 October 2026 at 02:00: both hours from one to two belong to the same day.
        (datetime(2026, 10, 24, 23, 0, 0, tzinfo=UTC), date(2026, 10, 25)),
        (datetime(2026, 10, 25, 0, 30, 0, tzinfo=UTC), date(2026, 10, 25)),
        (datetime(2026, 10, 25, 1, 30, 0, tzinfo=UTC), date(2026, 10, 25)),
        (datetime(2026, 10, 25, 23, 59, 0, tzinfo=UTC), date(2026, 10, 25)),
        (datetime(2026, 10, 26, 0, 0, 0, tzinfo=UTC), date(2026, 10, 26)),
    ],
)
def test_the_day_of_a_cad_number_is_the_local_one(utc: datetime, day: date) -> None:
    assert clock.london_date(utc) == day


def test_the_hour_that_happens_twice_reads_the_same_and_stays_in_order() -> None:
    first, second = datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    assert clock.london_time(first) == clock.london_time(second) == "01:30"
    assert clock.iso(first) < clock.iso(second)


def test_the_wire_knows_one_form_of_an_instant() -> None:
    assert clock.iso(datetime(2026, 11, 22, 14, 3, 7, 120_000, tzinfo=clock.LONDON)) == "2026-11-22T14:03:07.120Z"

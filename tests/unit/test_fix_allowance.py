"""How many fixes a device may hand in. Without a database, and on a clock that is turned by hand."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest

from api.fixes import allowance
from api.fixes.allowance import Allowance, TooManyFixes
from api.fixes.fix import Fix

DUTY = uuid4()


class Clock:
    def __init__(self) -> None:
        self.now = 1_000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def turned(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(allowance, "time", clock)
    return clock


def fixes(count: int, *, device: UUID | None = None, duty: UUID = DUTY) -> list[Fix]:
    at: Any = datetime(2026, 11, 30, tzinfo=UTC)
    return [Fix(uuid4(), duty, "", 0.0, 51.5, 5.0, None, None, at, "handset", device or UUID(int=1))] * count


def passes(allowed: Allowance, handed_in: list[Fix]) -> bool:
    try:
        allowed.spend(handed_in)
    except TooManyFixes:
        return False
    return True


def test_a_night_without_signal_passes_at_once_and_a_flood_is_told_when_to_come_again(turned: Clock) -> None:
    allowed = Allowance()
    for _ in range(8):
        allowed.spend(fixes(500))
    with pytest.raises(TooManyFixes) as told:
        allowed.spend(fixes(500))
    assert (told.value.status, told.value.retry_after_s) == (429, 100)
    # Who comes when they were told to is let in, and has lost nothing.
    turned.now += 100
    assert passes(allowed, fixes(500))


def test_who_is_sent_away_is_not_charged_for_it(turned: Clock) -> None:
    allowed = Allowance()
    allowed.spend(fixes(4_000))
    assert not any(passes(allowed, fixes(500)) for _ in range(50))
    turned.now += 100
    assert passes(allowed, fixes(500))


def test_a_device_that_tells_where_it_is_every_second_is_never_stopped(turned: Clock) -> None:
    allowed = Allowance()
    allowed.spend(fixes(4_000))
    for _ in range(3_600):
        turned.now += 1
        assert passes(allowed, fixes(5))


def test_another_device_and_another_duty_have_their_own(turned: Clock) -> None:
    allowed = Allowance()
    allowed.spend(fixes(4_000))
    assert not passes(allowed, fixes(500))
    assert passes(allowed, fixes(500, device=uuid4()))
    assert passes(allowed, fixes(500, duty=uuid4()))


def test_names_of_devices_that_are_made_up_bring_no_more_than_their_duty_has(turned: Clock) -> None:
    allowed = Allowance()
    for _ in range(24):
        allowed.spend(fixes(500, device=uuid4()))
    with pytest.raises(TooManyFixes):
        allowed.spend(fixes(500, device=uuid4()))


def test_what_was_not_stored_does_not_count(turned: Clock) -> None:
    allowed = Allowance()
    for _ in range(100):
        allowed.spend(fixes(500))
        allowed.give_back(fixes(500))
    allowed.spend(fixes(4_000))
    with pytest.raises(TooManyFixes):
        allowed.spend(fixes(1))


def test_of_live_devices_the_other_gateways_are_told_nothing_and_of_a_flood_each_bit_once(turned: Clock) -> None:
    allowed = Allowance()
    for _ in range(600):
        turned.now += 1
        allowed.spend(fixes(1))
    assert allowed.untold() == {}
    device, duty = (DUTY.int, 1), (DUTY.int,)
    allowed.spend(fixes(500))
    assert allowed.untold() == {device: 500, duty: 500}
    for _ in range(130):
        allowed.spend(fixes(1))
    assert allowed.untold() == {device: 130, duty: 130}
    assert allowed.untold() == {}


def test_what_a_device_has_handed_in_by_way_of_another_gateway_counts_here(turned: Clock) -> None:
    here, there = Allowance(), Allowance()
    for _ in range(8):
        there.spend(fixes(500))
    for key, count in there.untold().items():
        here.taken_elsewhere(key, count)
    with pytest.raises(TooManyFixes):
        here.spend(fixes(500))
    # And so does what many made-up names of one duty have.
    for _ in range(16):
        there.spend(fixes(500, device=uuid4()))
    for key, count in there.untold().items():
        here.taken_elsewhere(key, count)
    with pytest.raises(TooManyFixes):
        here.spend(fixes(1, device=uuid4()))


def test_what_it_remembers_is_bounded(turned: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(allowance, "REMEMBERED", 3)
    allowed = Allowance()
    for _ in range(10):
        allowed.spend(fixes(1, device=uuid4(), duty=uuid4()))
        allowed.spend(fixes(200, device=uuid4(), duty=uuid4()))
    assert len(allowed._of_devices._left) == len(allowed._of_duties._left) == len(allowed._untold) == 3

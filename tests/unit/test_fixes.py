"""What a fix is, what could not be, and which of several places a unit. Without a database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from math import isfinite
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from api import clock
from api.fixes import clocks, parse, plausible
from api.fixes.fix import Fix
from api.fixes.parse import Sender
from api.fixes.plausible import Trodden
from api.fixes.walk import is_better
from geo import points

NOW = datetime(2026, 11, 22, 14, 0, tzinfo=UTC)
SENDER = Sender(uuid4(), uuid4(), "somebody")


def fix(*, lon: float = -0.05, lat: float = 51.53, age_s: float = 0, accuracy_m: float = 5, **more: Any) -> Fix:
    given = {"speed_mps": None, "heading": None, "source": "handset", **more}
    return Fix(
        SENDER.unit_id,
        SENDER.duty_id,
        "somebody",
        lon,
        lat,
        accuracy_m,
        fixed_at=NOW - timedelta(seconds=age_s),
        **given,
    )


def wire(**changes: Any) -> dict[str, Any]:
    return {"lon": -0.05, "lat": 51.53, "accuracy_m": 8.0, "fixed_at": "2026-11-22T14:00:00Z", **changes}


def test_nobody_names_another_unit() -> None:
    read = parse.read_all([wire(unit_id=str(uuid4()))], SENDER)
    assert read.fixes == []
    assert read.refused[0]["index"] == 0
    assert parse.read_one(wire(), SENDER).unit_id == SENDER.unit_id


def test_one_item_that_is_no_fix_does_not_hold_up_the_others() -> None:
    read = parse.read_all([wire(), {"lon": "west"}, wire(lat=51.54)], SENDER)
    assert [one.lat for one in read.fixes] == [51.53, 51.54]
    assert [one["index"] for one in read.refused] == [1]


@pytest.mark.parametrize(
    "broken",
    [
        [],
        None,
        "fix",
        wire(lon=None),
        wire(lat=True),
        wire(fixed_at=None),
        wire(fixed_at=1_700_000_000),
        wire(fixed_at="2026-11-22T14:00:00"),
        wire(fixed_at="soon"),
        wire(source="radio"),
        wire(source="x" * 10_000),
        wire(speed_mps="fast"),
        wire(more=1),
    ],
)
def test_what_is_no_fix_is_refused_with_a_reason(broken: Any) -> None:
    with pytest.raises(parse.Unreadable, match=r"\w"):
        parse.read_one(broken, SENDER)


@pytest.mark.parametrize("given", [None, {}, [], "x", [{}] * 501])
def test_a_delivery_is_a_list_of_a_bearable_length(given: Any) -> None:
    with pytest.raises(parse.Unreadable):
        parse.read_all(given, SENDER)


@pytest.mark.parametrize(
    ("changes", "flag"),
    [
        ({"lon": float("nan")}, "no_place"),
        ({"lat": float("inf")}, "no_place"),
        ({"lat": 91}, "no_place"),
        ({"lon": 10**400}, "no_place"),
        ({"lon": 0, "lat": 0}, "null_island"),
        ({"lon": 51.53, "lat": -0.05}, "outside"),
        ({"lon": 2.35, "lat": 48.86}, "outside"),
        ({"accuracy_m": 2_001}, "vague"),
        ({"accuracy_m": -3}, "vague"),
        ({"accuracy_m": float("nan")}, "vague"),
        ({"fixed_at": "2026-11-22T14:00:11Z"}, "future"),
        ({"fixed_at": "9999-12-31T23:59:59Z"}, "future"),
        ({}, None),
    ],
)
def test_what_cannot_be_is_kept_and_flagged(changes: dict[str, Any], flag: str | None) -> None:
    read = parse.read_one(wire(**changes), SENDER)
    assert plausible.judge(read, None, NOW) is None or flag is None
    assert read.flag == flag


@example(float("nan"))
@example(91.0)
@given(st.recursive(st.none() | st.booleans() | st.floats() | st.integers() | st.text(), st.lists))
def test_any_value_in_any_field_is_read_or_refused_and_never_breaks(value: Any) -> None:
    for name in wire():
        read = parse.read_all([wire(**{name: value})], SENDER)
        # Each item is in one of the two lists, and what was read is fit to be stored: a place that is none is flagged.
        assert len(read.fixes) + len(read.refused) == 1
        for one in read.fixes:
            plausible.judge(one, None, NOW)
            assert isfinite(one.accuracy_m)
            assert one.flag is not None or points.is_in_britain(one.lon, one.lat)


def test_nobody_drives_faster_than_300_km_an_hour() -> None:
    known = plausible.judge(fix(age_s=10), None, NOW)
    jump = fix(lat=51.60)
    assert plausible.judge(jump, known, NOW) is known
    assert jump.flag == "too_fast"
    chase = fix(lat=51.535)
    plausible.judge(chase, known, NOW)
    assert chase.flag is None


def flags(known: Trodden | None, *told: tuple[float, float, float]) -> list[str | None]:
    """Of fixes at a latitude, measured and heard so many seconds after NOW."""
    found = []
    for lat, measured_s, heard_s in told:
        one = fix(lat=lat, age_s=-measured_s)
        known = plausible.judge(one, known, NOW + timedelta(seconds=heard_s))
        found.append(one.flag)
    return found


def known(*, age_s: float = 10, is_own: bool = True) -> Trodden:
    return Trodden(-0.05, 51.53, 5.0, NOW - timedelta(seconds=age_s), is_own=is_own)


def test_a_device_that_keeps_to_its_place_for_half_a_minute_is_believed() -> None:
    assert flags(known(), (53, 1, 1), (53, 15, 15), (53, 30, 30), (53, 31, 31)) == ["too_fast"] * 3 + [None]


@pytest.mark.parametrize(
    "told",
    [
        # All at once.
        [(53, 0.00, 1), (53, 0.05, 1), (53, 0.10, 1)],
        # One after the other, measured as if they had been kept to.
        [(53, -40, 1), (53, -20, 1.1), (53, 1.2, 1.2)],
        # The same again and again.
        [(53, 1, 1), (53, 1, 20), (53, 1, 40)],
        # One, and a second one later: twice is a repetition, not a habit.
        [(53, 1, 1), (53, 40, 40)],
    ],
)
def test_what_comes_at_once_or_only_twice_was_not_kept_to(told: list[tuple[float, float, float]]) -> None:
    assert set(flags(known(age_s=60), *told)) == {"too_fast"}


def test_what_is_believed_again_in_between_begins_anew() -> None:
    told = [(53, 1, 1), (53, 20, 20), (51.53, 25, 25), (53, 32, 32), (53, 33, 33)]
    assert flags(known(), *told) == ["too_fast", "too_fast", None, "too_fast", "too_fast"]


def test_a_device_that_is_new_is_judged_against_its_unit() -> None:
    assert flags(known(is_own=False), (55.86, 0, 0), (55.86, 5, 5)) == ["too_fast", "too_fast"]
    assert flags(known(is_own=False), (55.86, 0, 0), (55.86, 16, 16), (55.86, 31, 31)) == ["too_fast", "too_fast", None]
    # The other one of the crew, round the corner.
    assert flags(known(is_own=False, age_s=0), (51.536, 0, 0)) == [None]


def test_what_a_new_device_measured_long_ago_is_no_place_to_go_on_from() -> None:
    assert flags(known(is_own=False), (53, -7_200, 0), (53, 1, 1)) == [None, "too_fast"]


def test_a_clock_that_is_minutes_ahead_and_says_so_is_put_into_our_time() -> None:
    live, before = fix(age_s=-180), fix(age_s=-170)
    clocks.in_our_time([live, before], clock.iso(NOW + timedelta(seconds=181)), NOW)
    assert [live.fixed_at, before.fixed_at] == [NOW - timedelta(seconds=1), NOW - timedelta(seconds=11)]
    plausible.judge(live, None, NOW)
    assert live.flag is None


def test_who_says_that_it_is_later_gains_nothing_that_the_truth_would_not_give() -> None:
    # Ahead of the device's own now: ahead of everybody's. And no lie about now makes a fix newer than its arrival.
    beyond = fix(age_s=-400)
    clocks.in_our_time([beyond], clock.iso(NOW + timedelta(seconds=300)), NOW)
    plausible.judge(beyond, None, NOW)
    assert beyond.flag == "future"
    here, far = fix(age_s=0), fix(age_s=-300, lat=53.5)
    trodden = plausible.judge(here, None, NOW)
    clocks.in_our_time([far], clock.iso(NOW + timedelta(seconds=300)), NOW)
    plausible.judge(far, trodden, NOW)
    assert (far.flag, far.fixed_at) == ("too_fast", NOW)


@pytest.mark.parametrize(
    "sent_at", [None, "", "soon", 17, "2026-11-22T14:00:00", NOW + timedelta(hours=2), NOW - timedelta(1)]
)
def test_a_word_about_the_clock_that_helps_nobody_changes_nothing(sent_at: Any) -> None:
    ahead = fix(age_s=-60)
    clocks.in_our_time([ahead], clock.iso(sent_at) if isinstance(sent_at, datetime) else sent_at, NOW)
    assert ahead.fixed_at == NOW + timedelta(seconds=60)


def test_where_satellites_told_the_time_a_wrong_clock_moves_nothing() -> None:
    true = fix(age_s=3)
    clocks.in_our_time([true], clock.iso(NOW + timedelta(minutes=5)), NOW)
    assert true.fixed_at == NOW - timedelta(seconds=3)


def handed_in(known: clocks.Clocks, second: float, *, behind_s: float, measured_s_ago: float = 1) -> float:
    """How old a fix is taken to be that a device of ours hands in, whose clock is so many seconds behind."""
    at = NOW + timedelta(seconds=second)
    one = fix()
    one.fixed_at = at - timedelta(seconds=behind_s + measured_s_ago)
    known.of_device([one], clock.iso(at - timedelta(seconds=behind_s)), at)
    return (at - one.fixed_at).total_seconds()


def test_a_clock_that_has_been_behind_for_a_minute_measures_now() -> None:
    known = clocks.Clocks()
    ages = [handed_in(known, second, behind_s=720) for second in (0, 30, 61, 90)]
    assert ages == [721, 721, 1, 1]
    assert handed_in(known, 120, behind_s=720, measured_s_ago=200) == 200
    # It was set right: from the first word on.
    assert handed_in(known, 150, behind_s=0) == 1


def test_one_word_that_took_long_to_come_makes_nothing_look_new() -> None:
    known = clocks.Clocks()
    ages = [
        handed_in(known, second, behind_s=behind_s) for second, behind_s in ((0, 0), (100, 95), (101, 0), (300, 90))
    ]
    assert ages == [1, 96, 1, 91]


def test_satellites_told_the_time_to_a_device_whose_clock_is_behind() -> None:
    known = clocks.Clocks()
    assert [handed_in(known, second, behind_s=720, measured_s_ago=-719) for second in (0, 61, 90)] == [1, 1, 1]


def live(known: clocks.Clocks, at: datetime, ahead_s: float, *, measured_s_ago: float = 0) -> float:
    """How old a fix is taken to be that a companion hands in, whose clock is so many seconds ahead."""
    one = fix()
    one.fixed_at = at + timedelta(seconds=ahead_s - measured_s_ago)
    known.in_our_time("a phone", [one], None, at)
    return (at - one.fixed_at).total_seconds()


def test_a_companion_whose_clock_is_ahead_measures_now() -> None:
    known = clocks.Clocks()
    assert live(known, NOW, 240) == 0
    # As far ahead as nobody is by himself, and one that is right: neither is touched.
    assert live(known, NOW, 7_200) == -7_200
    assert live(known, NOW, 0, measured_s_ago=4) == 4


def test_what_a_fast_companion_held_back_keeps_its_distances_in_time() -> None:
    known = clocks.Clocks()
    live(known, NOW, 240)
    back = NOW + timedelta(minutes=20)
    ages = [live(known, back, 240, measured_s_ago=age) for age in (200, 100, 10, 0)]
    assert ages == [200, 100, 10, 0]


def test_what_was_held_back_for_longer_than_the_clock_is_fast_is_put_back_as_far() -> None:
    known = clocks.Clocks()
    live(known, NOW, 240)
    back = NOW + timedelta(minutes=40)
    ages = [live(known, back, 240, measured_s_ago=age) for age in (1_800, 600, 301, 0)]
    assert ages == [1_800, 600, 301, 0]


def test_of_a_clock_that_was_set_while_there_was_no_link_nothing_is_put_back_once_live_fixes_have_said_so() -> None:
    known = clocks.Clocks()
    live(known, NOW, 240)
    ages = [live(known, NOW + timedelta(seconds=second), 0, measured_s_ago=1) for second in (600, 640, 680)]
    assert ages == [1, 1, 1]
    assert live(known, NOW + timedelta(seconds=690), 0, measured_s_ago=500) == 500


def test_a_companion_clock_that_was_set_is_believed_after_a_minute() -> None:
    known = clocks.Clocks()
    live(known, NOW, 240)
    ages = [live(known, NOW + timedelta(seconds=second), 60) for second in (10, 40, 80, 90)]
    assert ages == [180, 180, 0, 0]


def test_a_companion_that_says_when_it_wrote_gains_nothing_by_a_fix_ahead_of_that() -> None:
    ping, beyond = fix(age_s=-60), fix(age_s=-400)
    said_at = NOW + timedelta(seconds=300)
    clocks.Clocks().in_our_time("a phone", [ping], said_at, NOW)
    clocks.Clocks().in_our_time("a phone", [beyond], said_at, NOW)
    # An old place that is told anew is as old as it was.
    assert ping.fixed_at == NOW - timedelta(seconds=240)
    plausible.judge(beyond, None, NOW)
    assert beyond.flag == "future"


def test_a_clock_a_little_ahead_measures_now_and_does_not_freeze_its_unit() -> None:
    ahead = fix(age_s=-9)
    held = plausible.judge(ahead, None, NOW)
    assert (ahead.flag, ahead.fixed_at) == (None, NOW)
    assert held == Trodden(-0.05, 51.53, 5, NOW)


def test_a_hopping_device_is_never_believed() -> None:
    told = [(51.9 + step, step * 9, step * 9) for step in range(9)]
    assert set(flags(known(), *told)) == {"too_fast"}


def test_an_old_fix_out_of_a_buffer_teaches_nothing_about_now() -> None:
    known = plausible.judge(fix(), None, NOW)
    late = fix(lat=51.5301, age_s=600)
    assert plausible.judge(late, known, NOW) is known
    assert late.flag is None


def test_the_better_source_places_the_unit_until_it_is_silent() -> None:
    car, radio, hand = fix(source="vehicle", age_s=20), fix(source="radio", age_s=10), fix(source="handset")
    assert is_better(car, hand)
    assert is_better(car, radio)
    assert not is_better(hand, car)
    # One that stands tells of itself once a minute, and is not silent for that.
    assert not is_better(hand, fix(source="vehicle", age_s=70))
    silent = fix(source="vehicle", age_s=76)
    assert is_better(hand, silent)
    assert not is_better(silent, hand)
    assert is_better(fix(source="handset"), fix(source="handset", age_s=1))


def test_of_two_handsets_the_one_that_places_the_unit_keeps_it_until_it_is_silent() -> None:
    holder, other = UUID(int=1), UUID(int=2)
    older, newer = fix(device=holder, age_s=20), fix(device=other)
    assert not is_better(newer, older, holder.int)
    assert is_better(older, newer, holder.int)
    silent = fix(device=holder, age_s=76)
    assert is_better(newer, silent, holder.int)
    assert not is_better(silent, newer, holder.int)
    # Nobody knows who places it: the newer one.
    assert is_better(newer, older)

"""Requests that wait for the database wait in a short line, and not for long."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from typing import Any

import gevent
import psycopg
import pytest

from api import admission
from api.admission import LONGEST_WAIT_S, STANDS_STILL_S, Admission, Line, Patient, gives_up_at
from api.db import HANG_UP_AFTER_S
from api.errors import NotReady

ORDINARY, URGENT = "/api/board", "/api/commands/task_unit"


@pytest.fixture
def taken() -> Iterator[ExitStack]:
    with ExitStack() as places:
        yield places


@pytest.fixture
def full(taken: ExitStack) -> Admission:
    """Both places that an ordinary request may have are taken."""
    made = Admission(pool_size=4)
    for _ in range(2):
        taken.enter_context(made.place(ORDINARY))
    return made


def wait_for_a_place(places: Admission, path: str = ORDINARY) -> bool:
    with places.place(path):
        return True


@pytest.mark.parametrize("path", [URGENT, "/api/feeds/board:CE", "/api/feeds/covert:CE"])
def test_a_tasking_waits_for_nobody_and_nor_does_a_control_room_that_missed_something(
    full: Admission, path: str
) -> None:
    assert gevent.spawn(wait_for_a_place, full, path).get(timeout=5)


def test_an_ordinary_request_waits_until_a_place_is_free(full: Admission, taken: ExitStack) -> None:
    waiting = gevent.spawn(wait_for_a_place, full)
    gevent.sleep(0)
    assert not waiting.ready()
    taken.close()
    assert waiting.get(timeout=5)


def test_who_comes_first_is_served_first() -> None:
    line, served = Line(places=1), []
    assert line.enter()

    def wait(name: int) -> None:
        assert line.enter()
        served.append(name)
        line.leave()

    waiting = [gevent.spawn(wait, name) for name in range(5)]
    gevent.sleep(0)
    line.leave()
    gevent.joinall(waiting, timeout=5, raise_error=True)
    assert served == [0, 1, 2, 3, 4]


def test_a_line_that_moves_is_waited_in_for_longer_than_one_that_stands_still() -> None:
    assert gives_up_at(since=0, moved_at=0) == STANDS_STILL_S
    assert gives_up_at(since=0, moved_at=0.5) == 0.5 + STANDS_STILL_S
    assert gives_up_at(since=0, moved_at=1.9) == LONGEST_WAIT_S


def test_who_comes_to_a_line_that_has_long_been_quiet_waits_all_the_same() -> None:
    assert gives_up_at(since=100, moved_at=3) == 100 + STANDS_STILL_S


def test_whoever_is_told_that_the_database_stands_still_is_told_within_three_seconds() -> None:
    assert STANDS_STILL_S + HANG_UP_AFTER_S < 3.0


def test_a_line_that_is_too_long_turns_people_away(full: Admission, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(admission, "LONGEST_LINE", 1)
    first = gevent.spawn(wait_for_a_place, full)
    gevent.sleep(0)
    with pytest.raises(NotReady) as told:
        wait_for_a_place(full)
    assert told.value.retry_after_s
    first.kill()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The line's clock, which stands until somebody moves it."""
    now = [1000.0]
    monkeypatch.setattr(admission.time, "monotonic", lambda: now[0])
    return now


def served_with(line: Line, clock: list[float], seconds_each: float, times: int) -> None:
    """Somebody waits all the time, and one leaves every so many seconds."""
    for _ in range(times):
        waiting = gevent.spawn(line.enter)
        gevent.sleep(0)
        clock[0] += seconds_each
        line.leave()
        assert waiting.get(timeout=5)


def test_a_line_is_as_long_as_its_pace_allows(clock: list[float]) -> None:
    line = Line(places=1)
    line.enter()
    served_with(line, clock, seconds_each=0.5, times=100)
    waiting = [gevent.spawn(line.enter) for _ in range(5)]
    gevent.sleep(0)
    assert line.is_full()
    waiting.pop().kill()
    assert not line.is_full()
    gevent.killall(waiting)


def test_a_line_stands_still_for_as_long_as_its_first_has_waited(clock: list[float]) -> None:
    """That nobody left before anybody waited says nothing."""
    line = Line(places=1)
    line.enter()
    clock[0] += 60
    first = gevent.spawn(line.enter)
    gevent.sleep(0)
    assert not line.is_full()
    clock[0] += 1
    assert line.is_full()
    first.kill()
    assert not line.is_full()


def test_those_who_are_sent_away_do_not_come_back_together(clock: list[float]) -> None:
    line = Line(places=1)
    line.enter()
    served_with(line, clock, seconds_each=0.1, times=100)
    told = [line.come_again_s() for _ in range(200)]
    assert told == sorted(told)
    assert (told[0], told[60], told[-1]) == (3, 9, 15)
    clock[0] += 20
    assert line.come_again_s() == 3


def lose_the_database(places: Admission, before: Callable[[], object]) -> None:
    """A request that does something and then finds its connection gone."""
    with suppress(psycopg.OperationalError), places.place(ORDINARY):
        before()
        raise psycopg.OperationalError("gone")


def test_once_somebody_has_waited_for_the_database_in_vain_nobody_else_does(clock: list[float]) -> None:
    places = Admission(pool_size=2)
    waiting: list[Any] = []

    def wait_while_others_queue() -> None:
        waiting.extend(gevent.spawn(wait_for_a_place, places) for _ in range(3))
        gevent.sleep(0)
        clock[0] += HANG_UP_AFTER_S

    lose_the_database(places, wait_while_others_queue)
    gevent.joinall(waiting, timeout=5)
    assert [type(one.exception) for one in waiting] == [NotReady] * 3
    assert places.is_full(ORDINARY)
    assert not places.is_full(URGENT)
    clock[0] += admission.KEPT_AWAY_S
    assert not places.is_full(ORDINARY)
    assert wait_for_a_place(places)


def test_a_connection_that_was_cut_in_the_pool_is_no_sign_of_a_frozen_database(clock: list[float]) -> None:
    places = Admission(pool_size=2)
    lose_the_database(places, lambda: None)
    assert wait_for_a_place(places)


def test_who_would_wait_in_vain_is_told_so_before_anything_is_done(app: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(admission, "LONGEST_LINE", 0)
    monkeypatch.setattr(app, "full_dispatch_request", lambda: pytest.fail("something was done"))
    app.admission = Admission(pool_size=2)
    with app.admission.place(ORDINARY):
        waiting = gevent.spawn(app.admission._line.enter)
        gevent.sleep(0)
        answer = app.test_client().get(ORDINARY)
        waiting.kill()
    assert (answer.status_code, answer.json["code"], answer.headers["Retry-After"]) == (503, "not_ready", "2")
    assert answer.json["message"] == admission.BUSY
    assert answer.headers["Content-Security-Policy"]


def test_a_request_that_is_given_up_leaves_its_place_in_the_line(full: Admission, taken: ExitStack) -> None:
    given_up = gevent.spawn(wait_for_a_place, full)
    gevent.sleep(0)
    given_up.kill()
    taken.close()
    assert all(gevent.spawn(wait_for_a_place, full).get(timeout=5) for _ in range(3))


def test_who_gets_no_place_in_time_is_told_to_come_again(app: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    assert isinstance(app, Patient)
    monkeypatch.setattr(admission, "STANDS_STILL_S", 0.01)
    app.admission = Admission(pool_size=2)
    with app.admission.place(ORDINARY):
        answer = app.test_client().get(ORDINARY)
    assert (answer.status_code, answer.json["code"], answer.headers["Retry-After"]) == (503, "not_ready", "2")
    assert app.test_client().get(ORDINARY).status_code == 401

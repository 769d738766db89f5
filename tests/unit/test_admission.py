"""Requests that wait for the database wait in a short line, and not for long."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from typing import Any

import gevent
import psycopg
import pytest

from api import admission
from api.admission import LONGEST_WAIT_S, QUESTIONS_TURN, STANDS_STILL_S, Admission, Patient, Places, gives_up_at
from api.db import HANG_UP_AFTER_S
from api.errors import NotReady

ORDINARY, COMMAND, URGENT = "/api/board", "/api/commands/set_status", "/api/commands/task_unit"


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


def test_whoever_waits_for_their_own_file_holds_up_nobody_meanwhile(full: Admission) -> None:
    with full.elsewhere(ORDINARY):
        assert gevent.spawn(wait_for_a_place, full).get(timeout=5)


def test_whoever_comes_back_with_their_file_is_let_in_and_the_next_place_pays_for_it() -> None:
    places = Admission(pool_size=2)
    served = list[str]()
    with ExitStack() as held:
        with places.place(ORDINARY):
            with places.elsewhere(ORDINARY):
                held.enter_context(places.place(ORDINARY))
            # Two are in now, where there is room for one.
            waiting = wait_in_turn(places._places, ORDINARY, served, "next")
        gevent.sleep(0)
        assert served == []
    waiting.get(timeout=5)
    assert served == ["next"]


def wait_in_turn(places: Places, path: str, served: list[str], name: str) -> Any:
    """Somebody who waits, writes down that they were served, and leaves."""

    def wait() -> None:
        assert places.enter(path)
        served.append(name)
        places.leave()

    waiting = gevent.spawn(wait)
    gevent.sleep(0)
    return waiting


def served_in_order(*asked: tuple[str, str]) -> list[str]:
    """The names of those who ask for a path each, in the order in which one place after the other was theirs."""
    places, served = Places(1), list[str]()
    assert places.enter(ORDINARY)
    waiting = [wait_in_turn(places, path, served, name) for path, name in asked]
    places.leave()
    gevent.joinall(waiting, timeout=5, raise_error=True)
    return served


def test_who_comes_first_is_served_first() -> None:
    assert served_in_order(*((ORDINARY, str(number)) for number in range(5))) == ["0", "1", "2", "3", "4"]


def test_what_people_did_goes_before_what_their_screens_ask_for() -> None:
    assert served_in_order((ORDINARY, "feed"), (COMMAND, "at scene")) == ["at scene", "feed"]


def test_however_many_commands_wait_questions_have_their_turn() -> None:
    commands = [(COMMAND, "command")] * (2 * QUESTIONS_TURN)
    assert served_in_order((ORDINARY, "feed"), *commands).index("feed") == QUESTIONS_TURN - 1


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


@pytest.fixture
def one_place(clock: list[float]) -> Places:
    """A single place, and somebody has it."""
    places = Places(1)
    assert places.enter(ORDINARY)
    return places


def served_with(places: Places, clock: list[float], seconds_each: float, times: int, path: str = ORDINARY) -> None:
    """Somebody waits all the time, and one leaves every so many seconds."""
    for _ in range(times):
        waiting = gevent.spawn(places.enter, path)
        gevent.sleep(0)
        clock[0] += seconds_each
        places.leave()
        assert waiting.get(timeout=5)


def test_a_line_is_as_long_as_its_pace_allows(one_place: Places, clock: list[float]) -> None:
    served_with(one_place, clock, seconds_each=0.5, times=100)
    waiting = [gevent.spawn(one_place.enter, ORDINARY) for _ in range(5)]
    gevent.sleep(0)
    assert one_place.is_full(ORDINARY)
    waiting.pop().kill()
    assert not one_place.is_full(ORDINARY)
    gevent.killall(waiting)


def test_a_line_of_questions_that_is_full_sends_no_command_away(
    one_place: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(admission, "LONGEST_LINE", 1)
    waiting = gevent.spawn(one_place.enter, ORDINARY)
    gevent.sleep(0)
    assert (one_place.is_full(ORDINARY), one_place.is_full(COMMAND)) == (True, False)
    waiting.kill()


def test_a_line_stands_still_for_as_long_as_its_first_has_waited(one_place: Places, clock: list[float]) -> None:
    """That nobody left before anybody waited says nothing."""
    clock[0] += 60
    first = gevent.spawn(one_place.enter, ORDINARY)
    gevent.sleep(0)
    assert not one_place.is_full(ORDINARY)
    clock[0] += 1
    assert one_place.is_full(ORDINARY)
    first.kill()
    assert not one_place.is_full(ORDINARY)


def test_those_who_are_sent_away_do_not_come_back_together(one_place: Places, clock: list[float]) -> None:
    served_with(one_place, clock, seconds_each=0.1, times=100)
    line = one_place.line(ORDINARY)
    told = [line.come_again_s() for _ in range(200)]
    assert told == sorted(told)
    assert (told[0], told[60], told[-1]) == (3, 9, 15)
    clock[0] += 20
    assert line.come_again_s() == 3


def test_whoever_did_something_is_not_put_off_for_as_long_as_a_screen(one_place: Places, clock: list[float]) -> None:
    served_with(one_place, clock, seconds_each=0.1, times=100, path=COMMAND)
    told = [one_place.line(COMMAND).come_again_s() for _ in range(200)]
    assert (told[0], told[-1]) == (3, 5)


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
        waiting = gevent.spawn(wait_for_a_place, app.admission)
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

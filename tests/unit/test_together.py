"""What many ask in the same moment is asked once for all of them."""

from __future__ import annotations

from collections.abc import Sequence

import gevent
import psycopg
import pytest
from gevent.event import Event

from api.together import Together


class Slow:
    """Doubles numbers, each time after everybody else has had a turn; some it does not take."""

    def __init__(self) -> None:
        self.asked: list[list[int]] = []
        self.fails: dict[int, Exception] = {}
        self.answers = Event()
        self.answers.set()

    def __call__(self, numbers: Sequence[int]) -> list[int]:
        self.asked.append(list(numbers))
        gevent.sleep(0)
        self.answers.wait()
        for number in numbers:
            if number in self.fails:
                raise self.fails[number]
        return [2 * number for number in numbers]


@pytest.fixture
def slow() -> Slow:
    return Slow()


def replies(together: Together[int, int], numbers: Sequence[int]) -> list[int | Exception]:
    asking = [gevent.spawn(together.ask, number) for number in numbers]
    gevent.joinall(asking, timeout=60)
    return [one.exception or one.value for one in asking]


def test_who_comes_alone_waits_for_nobody(slow: Slow) -> None:
    together = Together(slow, 10)
    assert [together.ask(1), together.ask(2)] == [2, 4]
    assert slow.asked == [[1], [2]]


def test_those_who_come_meanwhile_are_asked_for_together_and_each_gets_its_own(slow: Slow) -> None:
    together = Together(slow, 10)
    first = gevent.spawn(together.ask, 0)
    gevent.sleep(0)
    gevent.sleep(0)
    assert replies(together, range(1, 6)) == [2, 4, 6, 8, 10]
    assert first.get(timeout=5) == 0
    assert slow.asked[0] == [0]
    assert len(slow.asked) <= 3


def test_so_many_at_most_go_together(slow: Slow) -> None:
    assert replies(Together(slow, 3), range(10)) == [2 * number for number in range(10)]
    assert max(map(len, slow.asked)) == 3


def test_what_is_wrong_with_one_is_not_held_against_the_others(slow: Slow) -> None:
    wrong = slow.fails[3] = ValueError("three")
    assert replies(Together(slow, 10), range(5)) == [0, 2, 4, wrong, 8]


def test_a_database_that_is_gone_is_not_asked_for_each_of_them(slow: Slow) -> None:
    gone = slow.fails[3] = psycopg.OperationalError("gone")
    assert replies(Together(slow, 10), range(5)) == [gone] * 5
    assert sum(map(len, slow.asked)) <= 6


def test_who_waits_behind_a_database_that_does_not_answer_does_not_wait_for_it_again(slow: Slow) -> None:
    together = Together(slow, 10)
    gone = slow.fails[0] = psycopg.OperationalError("frozen")
    slow.answers.clear()
    asking = [gevent.spawn(together.ask, 0)]
    while not slow.asked:
        gevent.sleep(0)
    asking += [gevent.spawn(together.ask, number) for number in range(1, 4)]
    gevent.sleep(0)
    slow.answers.set()
    gevent.joinall(asking, timeout=60)
    assert [one.exception for one in asking] == [gone] * 4
    assert slow.asked == [[0]]
    assert together.ask(1) == 2


def test_who_is_given_up_while_asking_leaves_the_others_their_replies(slow: Slow) -> None:
    together = Together(slow, 10)
    given_up = gevent.spawn(together.ask, 1)
    other = gevent.spawn(together.ask, 2)
    gevent.sleep(0)
    given_up.kill()
    assert other.get(timeout=5) == 4

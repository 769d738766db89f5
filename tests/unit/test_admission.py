"""Requests that wait for the database wait in a short line, and not for long."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import gevent
import pytest

from api import admission
from api.admission import Admission, Patient
from api.errors import NotReady

ORDINARY, URGENT = "/api/board", "/api/commands/task_unit"


@pytest.fixture
def full() -> Iterator[Admission]:
    """Every place that an ordinary request may have is taken."""
    with ExitStack() as taken:
        places = Admission(pool_size=4)
        for _ in range(2):
            taken.enter_context(places.place(ORDINARY))
        yield places


def wait_for_a_place(places: Admission, path: str = ORDINARY) -> bool:
    with places.place(path):
        return True


def test_a_tasking_waits_for_nobody(full: Admission) -> None:
    assert gevent.spawn(wait_for_a_place, full, URGENT).get(timeout=5)


def test_an_ordinary_request_waits_until_a_place_is_free(full: Admission) -> None:
    waiting = gevent.spawn(wait_for_a_place, full)
    gevent.sleep(0)
    assert not waiting.ready()
    full._places.release()
    assert waiting.get(timeout=5)
    full._places.acquire()


def test_a_line_that_is_too_long_turns_people_away(full: Admission, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(admission, "LONGEST_LINE", 1)
    first = gevent.spawn(wait_for_a_place, full)
    gevent.sleep(0)
    with pytest.raises(NotReady) as told:
        wait_for_a_place(full)
    assert told.value.retry_after_s
    first.kill()
    assert full.waiting == 0


def test_who_gets_no_place_in_time_is_told_to_come_again(app: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    assert isinstance(app, Patient)
    monkeypatch.setattr(admission, "PLACE_WITHIN_S", 0.01)
    app.admission = Admission(pool_size=2)
    with app.admission.place(ORDINARY):
        answer = app.test_client().get(ORDINARY)
    assert (answer.status_code, answer.json["code"], answer.headers["Retry-After"]) == (503, "not_ready", "2")
    assert app.test_client().get(ORDINARY).status_code == 401

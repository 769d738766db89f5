"""Who takes a breath lets everybody have a turn, also those for whom something has just come in."""

from __future__ import annotations

import time

import gevent
import pytest
from gevent import socket

from api import breath
from api.breath import breathe


@pytest.fixture(autouse=True)
def worked_long(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever takes a breath here has worked for longer than others may have to wait."""
    monkeypatch.setattr(breath, "AT_A_TIME_S", 0.0)


def test_what_has_come_in_is_heard_at_the_next_breath_of_whoever_works() -> None:
    told, hears = socket.socketpair()
    heard_after: list[int] = []
    breaths = 0
    with told, hears:
        hearing = gevent.spawn(lambda: heard_after.append(breaths) if hears.recv(1) else None)
        gevent.sleep(0.01)
        told.send(b"x")
        for _ in range(5):
            breathe()
            breaths += 1
        hearing.join(60)
    # Gevent's own sleep(0) would let it in after fifty.
    assert heard_after == [0]


def test_who_is_ready_already_has_a_turn_as_well() -> None:
    done: list[str] = []
    gevent.spawn(done.append, "somebody else")
    breathe()
    assert done == ["somebody else"]


def test_who_had_a_breath_just_now_works_on(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    monkeypatch.setattr(breath, "AT_A_TIME_S", 3600.0)
    monkeypatch.setattr(breath._Rested, "at", time.monotonic())
    gevent.spawn(done.append, "somebody else")
    breathe()
    assert done == []
    # And once the time is up, has another.
    monkeypatch.setattr(breath._Rested, "at", time.monotonic() - 3601.0)
    breathe()
    assert done == ["somebody else"]

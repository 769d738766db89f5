"""Who takes a breath lets everybody have a turn, also those for whom something has just come in."""

from __future__ import annotations

import gevent
from gevent import socket

from api.breath import breathe


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
        hearing.join(1)
    # Gevent's own sleep(0) would let it in after fifty.
    assert heard_after == [0]


def test_who_is_ready_already_has_a_turn_as_well() -> None:
    done: list[str] = []
    gevent.spawn(done.append, "somebody else")
    breathe()
    assert done == ["somebody else"]

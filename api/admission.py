"""Admission: how many requests may work with the database at once, and for how long.

Every request holds at most one connection at a time, so a place here is a connection there. Ordinary requests get two
thirds of them and wait in a line; those on which somebody's safety hangs use what is kept back and wait for nobody.
What cannot be served in time is told so at once (503 with Retry-After): a handset asks again with the same id, while a
request that waits for ever only holds up those behind it.

A line that moves is worth waiting in: whoever is sent away from it comes back at its end and costs everything once more. A
line that stands still means that the database does, and then nobody waits.
"""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

import gevent
from flask import Flask, request
from flask.typing import ResponseReturnValue
from gevent.event import Event

from api.errors import NotReady

# Waiting in a line that stands still and then for the database (api/watchdog.py) fit into the three seconds after which the
# other side is told.
STANDS_STILL_S = 0.8
LONGEST_WAIT_S = 2.5
# A body that comes over a bad link gets longer, because nobody waits for it but its sender.
BODY_WITHIN_S = 10.0
LONGEST_LINE = 150
RETRY_AFTER_S = 2
BUSY = "The service is busy. Try again in a few seconds."

URGENT = frozenset(
    f"/api/commands/{kind}"
    for kind in (
        "task_unit",
        "withdraw_tasking",
        "accept_tasking",
        "decline_tasking",
        "raise_emergency",
        "acknowledge_emergency",
        "close_emergency",
    )
)
# They touch no database, or must say how it is while everybody waits for it.
FREE = frozenset({"/api/health", "/api/ready"})


def gives_up(now: float, *, since: float, moved_at: float) -> bool:
    """Whether somebody who has waited `since` has waited long enough in a line that last moved at `moved_at`; all in seconds."""
    return now - max(since, moved_at) > STANDS_STILL_S or now - since > LONGEST_WAIT_S


class Line:
    """Places, and those who wait for one, first come first served."""

    def __init__(self, places: int) -> None:
        self._free = places
        self._waiting: deque[Event] = deque()
        self._moved_at = time.monotonic()

    def enter(self) -> bool:
        """Whether there was a place in time."""
        if self._free and not self._waiting:
            self._free -= 1
            return True
        if len(self._waiting) >= LONGEST_LINE:
            return False
        mine = Event()
        self._waiting.append(mine)
        try:
            return self._wait(mine)
        except BaseException:
            # The request was given up while it waited.
            self._step_out(mine)
            raise

    def _wait(self, mine: Event) -> bool:
        since = time.monotonic()
        while not mine.wait(STANDS_STILL_S / 4):
            if gives_up(time.monotonic(), since=since, moved_at=self._moved_at):
                self._step_out(mine)
                return False
        return True

    def _step_out(self, mine: Event) -> None:
        if mine.is_set():
            self.leave()
        else:
            self._waiting.remove(mine)

    def leave(self) -> None:
        """A place is free for whoever waits longest."""
        self._moved_at = time.monotonic()
        if self._waiting:
            self._waiting.popleft().set()
        else:
            self._free += 1


class Admission:
    """Places at the database for the requests of one process."""

    def __init__(self, pool_size: int) -> None:
        self._line = Line(max(1, pool_size - math.ceil(pool_size / 3)))

    @contextmanager
    def place(self, path: str) -> Iterator[None]:
        """A place for one request. Raises NotReady when the line is too long or does not move."""
        if path in URGENT or path in FREE or not path.startswith("/api/"):
            yield
            return
        if not self._line.enter():
            raise NotReady(BUSY, retry_after_s=RETRY_AFTER_S)
        try:
            yield
        finally:
            self._line.leave()


class Patient(Flask):
    """A Flask that lets so many requests at the database as there is room for."""

    admission: Admission

    def dispatch_request(self) -> ResponseReturnValue:
        self._read_body()
        with self.admission.place(request.path):
            return super().dispatch_request()

    def _read_body(self) -> None:
        """The body is here before a place is taken: whoever sends it byte by byte holds up nobody."""
        is_here = False
        with gevent.Timeout(BODY_WITHIN_S, False):
            request.get_data()
            is_here = True
        if not is_here:
            raise NotReady("The request did not arrive in time. Try again.", retry_after_s=RETRY_AFTER_S)

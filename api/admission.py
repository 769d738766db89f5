"""Admission: how many requests may work with the database at once, and for how long.

Every request holds at most one connection at a time, so a place here is a connection there. Ordinary requests get two
thirds of them and wait in a short line; those on which somebody's safety hangs use what is kept back and wait for nobody.
What cannot be served in time is told so at once (503 with Retry-After): a handset asks again with the same id, while a
request that waits for ever only holds up those behind it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager

import gevent
from flask import Flask, request
from flask.typing import ResponseReturnValue
from gevent.lock import BoundedSemaphore

from api.errors import NotReady

# Waiting for a place and then for the database (api/watchdog.py) fit into the three seconds after which the other side is told.
PLACE_WITHIN_S = 0.8
# A body that comes over a bad link gets longer, because nobody waits for it but its sender.
BODY_WITHIN_S = 10.0
LONGEST_LINE = 100
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


class Admission:
    """Places at the database for the requests of one process."""

    def __init__(self, pool_size: int) -> None:
        self._places = BoundedSemaphore(max(1, pool_size - math.ceil(pool_size / 3)))
        self.waiting = 0

    @contextmanager
    def place(self, path: str) -> Iterator[None]:
        """A place for one request. Raises NotReady when the line is too long or does not move."""
        if path in URGENT or path in FREE or not path.startswith("/api/"):
            yield
            return
        self._wait()
        try:
            yield
        finally:
            self._places.release()

    def _wait(self) -> None:
        if self.waiting >= LONGEST_LINE:
            raise NotReady(BUSY, retry_after_s=RETRY_AFTER_S)
        self.waiting += 1
        try:
            has_place = self._places.acquire(timeout=PLACE_WITHIN_S)
        finally:
            self.waiting -= 1
        if not has_place:
            raise NotReady(BUSY, retry_after_s=RETRY_AFTER_S)


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

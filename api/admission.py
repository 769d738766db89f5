"""Admission: how many requests may work with the database at once, and for how long.

Every request holds at most one connection at a time, so a place here is a connection there. Ordinary requests get two
thirds of them and wait in a line; those on which somebody's safety hangs use what is kept back and wait for nobody.
What cannot be served in time is told so at once (503 with Retry-After): a handset asks again with the same id, while a
request that waits for ever only holds up those behind it.

In a rush most requests are those that were sent away and come again. So they are sent away before anything is done for them,
and each is told another time, as far off as the line's pace says that there will be room.

A line that moves is worth waiting in: whoever is sent away from it comes back at its end and costs everything once more. A
line that stands still means that the database does, and then nobody waits. Nor does anybody once somebody has waited for it in
vain: those behind them would do the same.
"""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING
from uuid import uuid4

import gevent
import orjson
from flask import Flask, Response, request
from flask.typing import ResponseReturnValue
from gevent.event import AsyncResult
from sqlalchemy.exc import TimeoutError as PoolTimeout

from api.db import is_frozen, is_lost
from api.doors import HEADERS
from api.errors import NotReady

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

# Waiting in a line that stands still and then for the database (2.2 s, api/watchdog.py) fit into the three seconds after which
# the other side is told, with room for what a process does beside it when everybody is told in the same moment.
STANDS_STILL_S = 0.6
LONGEST_WAIT_S = 2.0
# After somebody has waited in vain for the database nobody is let near it for so long; then a few find out for all.
KEPT_AWAY_S = 1.0
# A body that comes over a bad link gets longer, because nobody waits for it but its sender.
BODY_WITHIN_S = 10.0
LONGEST_LINE = 150
# Whoever is sent away comes again within these.
RETRY_AFTER_S, LATEST_RETRY_S = 2, 15
# How much of the line's pace is the last one who left.
PACE_SHARE = 0.05
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
# What a control room missed: few ask for it, and whoever waits for it is blind for all their units.
OF_BOARDS = ("/api/feeds/board:", "/api/feeds/covert:")
# They touch no database, or must say how it is while everybody waits for it.
FREE = frozenset({"/api/health", "/api/ready"})


def gives_up_at(*, since: float, moved_at: float) -> float:
    """When somebody who waits `since` has waited long enough in a line that last moved at `moved_at`; all in seconds."""
    return min(max(since, moved_at) + STANDS_STILL_S, since + LONGEST_WAIT_S)


class Line:
    """Places, and those who wait for one, first come first served."""

    def __init__(self, places: int) -> None:
        self._free = places
        # Whoever waits, and since when. Each is told once: whether there is a place.
        self._waiting: deque[tuple[AsyncResult[bool], float]] = deque()
        self._moved_at = time.monotonic()
        # Seconds from one who leaves to the next while somebody waits: how fast the line moves.
        self._pace_s = 0.0
        self._promised_at = 0.0
        self._kept_away_until = 0.0

    def enter(self) -> bool:
        """Whether there was a place in time."""
        if self.is_full():
            return False
        if self._free and not self._waiting:
            self._free -= 1
            return True
        mine: AsyncResult[bool] = AsyncResult()
        since = time.monotonic()
        self._waiting.append((mine, since))
        try:
            return self._wait(mine, since)
        except BaseException:
            # The request was given up while it waited.
            self._step_out(mine)
            raise

    def is_full(self) -> bool:
        """Whoever comes now would wait in vain: the line is too long for its pace, or stands still."""
        now = time.monotonic()
        if now < self._kept_away_until:
            return True
        if not self._waiting:
            return False
        length, first_since = len(self._waiting), self._waiting[0][1]
        stands_s = now - max(self._moved_at, first_since)
        return length >= LONGEST_LINE or length * self._pace_s > LONGEST_WAIT_S or stands_s > STANDS_STILL_S

    def come_again_s(self) -> int:
        """After how many seconds there may be a place for somebody who is sent away now: each gets a later one.

        Told all the same, they would come back together, and most of them be sent away again.
        """
        now = time.monotonic()
        soonest = max(self._promised_at, now + RETRY_AFTER_S) + self._pace_s
        self._promised_at = min(soonest, now + LATEST_RETRY_S)
        return math.ceil(self._promised_at - now)

    def send_all_away(self) -> None:
        """The database does not answer: whoever waits for a place would wait for it once more."""
        self._kept_away_until = time.monotonic() + KEPT_AWAY_S
        waiting, self._waiting = self._waiting, deque()
        for one, _ in waiting:
            one.set(False)

    def _wait(self, mine: AsyncResult[bool], since: float) -> bool:
        while True:
            left_s = gives_up_at(since=since, moved_at=self._moved_at) - time.monotonic()
            try:
                has_place: bool = mine.get(timeout=max(0.0, left_s))
            except gevent.Timeout:
                # The line may have moved meanwhile, and then it is worth waiting on.
                if time.monotonic() >= gives_up_at(since=since, moved_at=self._moved_at):
                    self._step_out(mine)
                    return False
            else:
                return has_place

    def _step_out(self, mine: AsyncResult[bool]) -> None:
        if mine.ready() and mine.value:
            self.leave()
        else:
            self._waiting = deque(one for one in self._waiting if one[0] is not mine)

    def leave(self) -> None:
        """A place is free for whoever waits longest."""
        now = time.monotonic()
        if self._waiting:
            self._pace_s += (min(now - self._moved_at, STANDS_STILL_S) - self._pace_s) * PACE_SHARE
            self._waiting.popleft()[0].set(True)
        else:
            self._free += 1
        self._moved_at = now


class Admission:
    """Places at the database for the requests of one process."""

    def __init__(self, pool_size: int) -> None:
        self._line = Line(max(1, pool_size - math.ceil(pool_size / 3)))

    def is_full(self, path: str) -> bool:
        """Whether a request would be sent away anyhow: then it costs nothing to say so at once."""
        return _waits(path) and self._line.is_full()

    def come_again_s(self) -> int:
        return self._line.come_again_s()

    @contextmanager
    def place(self, path: str) -> Iterator[None]:
        """A place for one request. Raises NotReady when the line is too long or does not move."""
        if not _waits(path):
            yield
            return
        if not self._line.enter():
            raise NotReady(BUSY, retry_after_s=self.come_again_s())
        began = time.monotonic()
        try:
            yield
        except Exception as error:
            if is_frozen(began) and (is_lost(error) or isinstance(error, PoolTimeout)):
                self._line.send_all_away()
            raise
        finally:
            self._line.leave()


def _waits(path: str) -> bool:
    return path.startswith("/api/") and path not in URGENT and path not in FREE and not path.startswith(OF_BOARDS)


class Patient(Flask):
    """A Flask that lets so many requests at the database as there is room for."""

    admission: Admission

    def wsgi_app(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Before anything is known of a request: in a rush it is those who are sent away that are many."""
        if self.admission.is_full(environ["PATH_INFO"]):
            return self._turn_away()(environ, start_response)
        return super().wsgi_app(environ, start_response)

    def _turn_away(self) -> Response:
        said = {"code": NotReady.code, "message": BUSY, "details": {}, "request_id": uuid4().hex}
        headers = {**HEADERS, "Cache-Control": "no-store", "Retry-After": str(self.admission.come_again_s())}
        return Response(orjson.dumps(said), NotReady.status, headers, mimetype="application/json")

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

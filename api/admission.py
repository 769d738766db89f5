"""Admission: how many requests may work with the database at once, and for how long.

Every request holds at most one connection at a time, so a place here is a connection there. Ordinary requests get two
thirds of them and wait in a line; those on which somebody's safety hangs use what is kept back and wait for nobody.
What cannot be served in time is told so at once (503 with Retry-After): a handset asks again with the same id, while a
request that waits for ever only holds up those behind it.

In a rush most requests are those that were sent away and come again. So they are sent away before anything is done for them,
and each is told another time, as far off as the line's pace says that there will be room.

What people did goes before what their devices ask for: in a rush two thousand screens that bring themselves up to date would
else stand before the one officer who says that she is at the scene.

A line that moves is worth waiting in: whoever is sent away from it comes back at its end and costs everything once more. A
line that stands still means that the database does, and then nobody waits. Nor does anybody once somebody has waited for it in
vain: those behind them would do the same.
"""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, TypeAlias
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
# Whoever is sent away comes again within these. There are never as many commands as questions, because somebody's finger made
# each of them, and somebody waits for it: they are not put off for as long.
RETRY_AFTER_S, LATEST_QUESTION_S, LATEST_COMMAND_S = 2, 15, 5
# How much of the line's pace is the last one who left.
PACE_SHARE = 0.05
# One place in so many goes to a question, however many commands wait: a screen that never comes up to date is no help either.
QUESTIONS_TURN = 4
BUSY = "The service is busy. Try again in a few seconds."

# What somebody who waits is told: whether there is a place.
Turn: TypeAlias = "AsyncResult[bool]"

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
COMMANDS = "/api/commands/"
# They touch no database, or must say how it is while everybody waits for it.
FREE = frozenset({"/api/health", "/api/ready"})


def gives_up_at(*, since: float, moved_at: float) -> float:
    """When somebody who waits `since` has waited long enough in a line that last moved at `moved_at`; all in seconds."""
    return min(max(since, moved_at) + STANDS_STILL_S, since + LONGEST_WAIT_S)


class Line:
    """Those who wait for a place, first come first served, and how fast they are let in."""

    def __init__(self, latest_retry_s: int) -> None:
        self._latest_retry_s = latest_retry_s
        # Whoever waits, and since when. Each is told once: whether there is a place.
        self._waiting: deque[tuple[Turn, float]] = deque()
        self._moved_at = time.monotonic()
        # Seconds from one who is let in to the next while somebody waits: how fast the line moves.
        self._pace_s = 0.0
        self._promised_at = 0.0

    def __len__(self) -> int:
        return len(self._waiting)

    def is_full(self) -> bool:
        """Whoever comes now would wait in vain: the line is too long for its pace, or stands still."""
        length = len(self._waiting)
        if not length:
            return False
        return length >= LONGEST_LINE or length * self._pace_s > LONGEST_WAIT_S or self._stands_s() > STANDS_STILL_S

    def come_again_s(self) -> int:
        """After how many seconds there may be a place for somebody who is sent away now: each gets a later one.

        Told all the same, they would come back together, and most of them be sent away again.
        """
        now = time.monotonic()
        soonest = max(self._promised_at, now + RETRY_AFTER_S) + self._pace_s
        self._promised_at = min(soonest, now + self._latest_retry_s)
        return math.ceil(self._promised_at - now)

    def wait(self, turn: Turn) -> bool:
        """Whether there was a place in time."""
        since = time.monotonic()
        self._waiting.append((turn, since))
        try:
            while True:
                left_s = gives_up_at(since=since, moved_at=self._moved_at) - time.monotonic()
                with suppress(gevent.Timeout):
                    return bool(turn.get(timeout=max(0.0, left_s)))
                # The line may have moved meanwhile, and then it is worth waiting on.
                if time.monotonic() >= gives_up_at(since=since, moved_at=self._moved_at):
                    return is_let_in(turn)
        finally:
            self._waiting = deque(one for one in self._waiting if one[0] is not turn)

    def let_one_in(self) -> None:
        """There is a place for whoever waits longest."""
        self._pace_s += (min(self._stands_s(), STANDS_STILL_S) - self._pace_s) * PACE_SHARE
        self._moved_at = time.monotonic()
        self._waiting.popleft()[0].set(True)

    def send_all_away(self) -> None:
        waiting, self._waiting = self._waiting, deque()
        for turn, _ in waiting:
            turn.set(False)

    def _stands_s(self) -> float:
        """For how long nobody was let in while somebody waited."""
        return time.monotonic() - max(self._moved_at, self._waiting[0][1])


def is_let_in(turn: Turn) -> bool:
    return turn.ready() and bool(turn.value)


class Places:
    """Places at the database, a line of commands for them and one of questions."""

    def __init__(self, places: int) -> None:
        self._free = places
        self._commands, self._questions = Line(LATEST_COMMAND_S), Line(LATEST_QUESTION_S)
        self._left = 0
        self._kept_away_until = 0.0

    def line(self, path: str) -> Line:
        return self._commands if path.startswith(COMMANDS) else self._questions

    def is_full(self, path: str) -> bool:
        """Whoever comes now would wait in vain."""
        return time.monotonic() < self._kept_away_until or self.line(path).is_full()

    def enter(self, path: str) -> bool:
        """Whether there was a place in time."""
        if self.is_full(path):
            return False
        if self._free > 0:
            self._free -= 1
            return True
        turn: Turn = AsyncResult()
        try:
            return self.line(path).wait(turn)
        except BaseException:
            # The request was given up while it waited, perhaps in the moment in which it was let in.
            if is_let_in(turn):
                self.leave()
            raise

    def come_back(self) -> None:
        """Somebody had left their place for a while and has it again, also where none is free: the next one that is pays for it."""
        self._free -= 1

    def leave(self) -> None:
        """A place is free for whoever is next."""
        self._left += 1
        if self._free < 0:
            self._free += 1
            return
        is_for_questions = self._left % QUESTIONS_TURN == 0
        first, second = (self._questions, self._commands) if is_for_questions else (self._commands, self._questions)
        # A line in which nobody waits is false.
        if line := first or second:
            line.let_one_in()
        else:
            self._free += 1

    def send_all_away(self) -> None:
        """The database does not answer: whoever waits for a place would wait for it once more."""
        self._kept_away_until = time.monotonic() + KEPT_AWAY_S
        self._commands.send_all_away()
        self._questions.send_all_away()


class Admission:
    """Which requests of one process need a place, and what those are told who get none."""

    def __init__(self, pool_size: int) -> None:
        self._places = Places(max(1, pool_size - math.ceil(pool_size / 3)))

    def is_full(self, path: str) -> bool:
        """Whether a request would be sent away anyhow: then it costs nothing to say so at once."""
        return _waits(path) and self._places.is_full(path)

    def come_again_s(self, path: str) -> int:
        return self._places.line(path).come_again_s()

    @contextmanager
    def place(self, path: str) -> Iterator[None]:
        """A place for one request. Raises NotReady when the line is too long or does not move."""
        if not _waits(path):
            yield
            return
        if not self._places.enter(path):
            raise NotReady(BUSY, retry_after_s=self.come_again_s(path))
        began = time.monotonic()
        try:
            yield
        except Exception as error:
            if is_frozen(began) and (is_lost(error) or isinstance(error, PoolTimeout)):
                self._places.send_all_away()
            raise
        finally:
            self._places.leave()

    @contextmanager
    def elsewhere(self, path: str) -> Iterator[None]:
        """Inside of a place: whoever waits for their own file, a minute over a bad link, holds up nobody meanwhile.

        It is let in again without a line. A file that has come whole would else be sent away, and brought once more.
        """
        if not _waits(path):
            yield
            return
        self._places.leave()
        try:
            yield
        finally:
            self._places.come_back()


def _waits(path: str) -> bool:
    return path.startswith("/api/") and path not in URGENT and path not in FREE and not path.startswith(OF_BOARDS)


def reads_its_body(view: Callable[..., Any]) -> Callable[..., Any]:
    """A door for a file, which is too large to be held for somebody who may not bring it: it is read behind the guard."""
    view.reads_its_body = True  # type: ignore[attr-defined]  # read before the view is called
    return view


class Patient(Flask):
    """A Flask that lets so many requests at the database as there is room for."""

    admission: Admission

    def wsgi_app(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Before anything is known of a request: in a rush it is those who are sent away that are many."""
        if self.admission.is_full(environ["PATH_INFO"]):
            return self._turn_away(environ["PATH_INFO"])(environ, start_response)
        return super().wsgi_app(environ, start_response)

    def _turn_away(self, path: str) -> Response:
        said = {"code": NotReady.code, "message": BUSY, "details": {}, "request_id": uuid4().hex}
        headers = {**HEADERS, "Cache-Control": "no-store", "Retry-After": str(self.admission.come_again_s(path))}
        return Response(orjson.dumps(said), NotReady.status, headers, mimetype="application/json")

    def dispatch_request(self) -> ResponseReturnValue:
        self._read_body()
        with self.admission.place(request.path):
            return super().dispatch_request()

    def _read_body(self) -> None:
        """The body is here before a place is taken: whoever sends it byte by byte holds up nobody."""
        view = self.view_functions.get(request.endpoint or "")
        if getattr(view, "reads_its_body", False):
            return
        is_here = False
        with gevent.Timeout(BODY_WITHIN_S, False):
            request.get_data()
            is_here = True
        if not is_here:
            raise NotReady("The request did not arrive in time. Try again.", retry_after_s=RETRY_AFTER_S)

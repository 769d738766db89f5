"""The watchdog of a database connection: whoever waits too long for an answer is freed by hanging up.

A frozen database, or a network that swallows everything, stops nobody's statement, so the server's own timeout does not help.
An exception thrown into a greenlet that waits would leave the connection half-way through its protocol, and what tidies up
would wait again. So the connection itself is ended: its user gets the error that any lost connection gives, and the pool
throws it away.

It waits by a watcher of the loop itself: `select.poll`, which the driver asks for, is made by gevent of a dozen objects at each
call, and that was a third of the server's CPU for a small statement (decision 10).
"""

from __future__ import annotations

import contextlib
import os
import socket
from collections.abc import Callable, Iterator
from typing import Any

import gevent
import psycopg
from gevent import monkey
from gevent.hub import Waiter
from psycopg.abc import PQGen
from psycopg.generators import send
from sqlalchemy import Engine, event


class Watched(psycopg.Connection[Any]):
    """A connection on which nobody waits for ever."""

    hang_up_after_s: float

    def wait(self, gen: Any, *args: Any, **more: Any) -> Any:
        try:
            wanted = next(gen)
        except StopIteration as done:
            # Nothing to wait for.
            return done.value
        # Where nothing is patched (a command, a test) there is nobody who could have a turn meanwhile, and the driver's locks are
        # those of threads: whoever else came to them would stand still with everybody.
        if more.get("timeout") is not None or not monkey.is_module_patched("select"):
            return self._watched(lambda: super(Watched, self).wait(_begun(gen, wanted), *args, **more))
        return self._watched(lambda: _go_on(gen, wanted, self.pgconn.socket))

    def _watched(self, wait: Callable[[], Any]) -> Any:
        watchdog = gevent.get_hub().loop.timer(self.hang_up_after_s)
        # From now, and not from when the loop last looked at the clock: in a process that seldom waits that was long ago.
        watchdog.start(self._hang_up, update=True)
        try:
            return wait()
        finally:
            watchdog.close()

    @contextlib.contextmanager
    def one_trip(self) -> Iterator[None]:
        """A pipeline of which everything leaves in one piece when the block ends. Nothing may be fetched inside."""
        with self.lock:
            self._pipeline = pipeline = OneTrip(self)
        try:
            with pipeline:
                yield
        finally:
            self._pipeline = None

    def _hang_up(self) -> None:
        with contextlib.suppress(OSError, psycopg.Error), socket.socket(fileno=os.dup(self.fileno())) as line:
            line.shutdown(socket.SHUT_RDWR)


class OneTrip(psycopg.Pipeline):
    """The driver's pipeline sends each statement as it comes, and both ends are woken for each. This one waits for the last."""

    def _communicate_gen(self) -> PQGen[None]:
        yield from ()

    def _exit_gen(self) -> PQGen[None]:
        self._enqueue_sync()
        while self.command_queue:
            self.command_queue.popleft()()
        yield from send(self.pgconn)
        yield from self._fetch_gen(flush=False)


def _begun(gen: Any, wanted: Any) -> Any:
    """What the driver has begun, for somebody who begins with it."""
    while True:
        ready = yield wanted
        try:
            wanted = gen.send(ready)
        except StopIteration as done:
            return done.value


def _go_on(gen: Any, wanted: int, fileno: int) -> Any:
    """Run what the driver has begun to its end. It names what it waits for as the loop does: 1 to read, 2 to write."""
    loop = gevent.get_hub().loop
    while True:
        waiter, watcher = Waiter(), loop.io(fileno, wanted)
        try:
            watcher.start(waiter.switch, pass_events=True)
            ready = waiter.get()
        finally:
            watcher.close()
        try:
            wanted = gen.send(ready & 3)
        except StopIteration as done:
            return done.value


def keep(engine: Engine, hang_up_after_s: float) -> None:
    """Have every connection of an engine watched."""

    class Kind(Watched):
        pass

    Kind.hang_up_after_s = hang_up_after_s
    event.listen(engine, "do_connect", lambda _dialect, _record, given, named: Kind.connect(*given, **named))

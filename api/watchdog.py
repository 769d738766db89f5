"""The watchdog of a database connection: whoever waits too long for an answer is freed by hanging up.

A frozen database, or a network that swallows everything, stops nobody's statement, so the server's own timeout does not help.
An exception thrown into a greenlet that waits would leave the connection half-way through its protocol, and what tidies up
would wait again. So the connection itself is ended: its user gets the error that any lost connection gives, and the pool
throws it away.
"""

from __future__ import annotations

import contextlib
import os
import socket
from typing import Any

import gevent
import psycopg
from sqlalchemy import Engine, event


class Watched(psycopg.Connection[Any]):
    """A connection on which nobody waits for ever."""

    hang_up_after_s: float

    def wait(self, *args: Any, **more: Any) -> Any:
        watchdog = gevent.get_hub().loop.timer(self.hang_up_after_s)
        watchdog.start(self._hang_up)
        try:
            return super().wait(*args, **more)
        finally:
            watchdog.close()

    def _hang_up(self) -> None:
        with contextlib.suppress(OSError, psycopg.Error), socket.socket(fileno=os.dup(self.fileno())) as line:
            line.shutdown(socket.SHUT_RDWR)


def keep(engine: Engine, hang_up_after_s: float) -> None:
    """Have every connection of an engine watched."""

    class Kind(Watched):
        pass

    Kind.hang_up_after_s = hang_up_after_s
    event.listen(engine, "do_connect", lambda _dialect, _record, given, named: Kind.connect(*given, **named))

"""The gate before the sockets, below Socket.IO: who may wait there, how much may be said, and who is cut.

One device that floods, that stops reading, or that never says who it is must cost the others nothing. All of it is judged
before a packet is parsed, and whoever is cut loses the connection itself: a goodbye in a queue that nobody reads is no goodbye.
"""

from __future__ import annotations

import math
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import engineio.socket
import gevent
import structlog

from api.auth.door import cookie_name
from api.breath import breathe
from api.config import Config
from api.connection import Connection
from api.express import Express
from api.wire import WholeFrames, Wire

log = structlog.get_logger()

# Whoever does not say who they are within this time is somebody else. With the first word before it (api/serving.py), the
# look that finds it and the goodbye after it, that is 10 s from the first packet of a stranger to the last (design).
NAMED_WITHIN_S = 4.0
# A station of officers behind one address connects in a few seconds; more than this at once is a flood.
UNNAMED_OF_ONE_ADDRESS = 50
# What a device may leave unread, in bytes and in seconds, before it is cut and starts over from its cursor.
UNSENT_BYTES, UNSENT_S = 1_000_000, 10.0
# What was said last to a socket that is closed has so long to leave.
GOODBYE_S = 1.0
SOCKETS_AT_A_TIME = 1_500
# Who looks round twice a second, and does so only after this long, was late itself.
OURSELVES_LATE_S = 2.0
# Twice of what the handlers allow: this one counts every packet, also those that are no events.
BURST, PACKETS_PER_S = 200.0, 40.0


class Strangers:
    """Connections that have not said yet who they are: since when, and how many there are of each address."""

    def __init__(self) -> None:
        self._since: dict[str, float] = {}
        self._address: dict[str, str] = {}
        # Counted as they come and go: to count them for each who comes was a tenth of what five thousand cost.
        self._of_address: Counter[str] = Counter()

    def __contains__(self, sid: str) -> bool:
        return sid in self._since

    def of(self, address: str) -> int:
        return self._of_address[address]

    def add(self, sid: str, address: str) -> None:
        self._since[sid], self._address[sid] = time.monotonic(), address
        self._of_address[address] += 1

    def forget(self, sid: str) -> None:
        """They have a name now, or are gone. Nothing happens when that was known."""
        if self._since.pop(sid, None) is None:
            return
        address = self._address.pop(sid)
        self._of_address[address] -= 1
        if not self._of_address[address]:
            del self._of_address[address]

    @contextmanager
    def heard(self, sid: str) -> Iterator[None]:
        """While what one says is looked at, it is we who take the time, so it does not count."""
        since, self._since[sid] = self._since[sid], math.inf
        try:
            yield
        finally:
            if sid in self._since:
                self._since[sid] = since

    def overdue(self) -> list[str]:
        at_latest = time.monotonic() - NAMED_WITHIN_S
        return [sid for sid, since in self._since.items() if since < at_latest]


class Gate:
    """What stands between the network and Socket.IO in this process."""

    def __init__(self, server: Any, config: Config) -> None:
        self.server, self.eio, self.cookie = server, server.eio, cookie_name(config)
        # Handed in, because whoever answers stands above us.
        self.express = Express({})
        self._pinged_at = time.time()
        self._strangers = Strangers()
        self._allowance: dict[str, tuple[float, float]] = {}
        # There is no setting for either: what its sockets are made of, and who writes their frames.
        engineio.socket.Socket = Connection
        self.eio._async = {**self.eio._async, "websocket": WholeFrames}
        self._connect, self._message, self._disconnect = (
            self.eio.handlers[name] for name in ("connect", "message", "disconnect")
        )
        self.eio.handlers |= {"connect": self.on_connect, "message": self.on_message, "disconnect": self.on_disconnect}

    def on_connect(self, sid: str, environ: dict[str, Any]) -> Any:
        """A connection. Without our cookie, or with too many strangers of the same address, it is refused before it stands."""
        address = str(environ.get("REMOTE_ADDR", ""))
        is_one_too_many = self._strangers.of(address) >= UNNAMED_OF_ONE_ADDRESS
        if f"{self.cookie}=" not in environ.get("HTTP_COOKIE", "") or is_one_too_many:
            return False
        self._strangers.add(sid, address)
        return self._connect(sid, environ)

    def on_message(self, sid: str, data: Any) -> Any:
        """A packet, before it is parsed."""
        connection = self.eio.sockets.get(sid)
        if connection is None or connection.closed:
            # What a socket that is cut had sent already is heard by nobody.
            return None
        if not self._may_send(sid):
            log.warning("flood cut")
            return self.cut(sid)
        if sid in self._strangers:
            return self._hear_stranger(sid, data)
        return self.express.take(connection, data) or self._message(sid, data)

    def _hear_stranger(self, sid: str, data: Any) -> Any:
        """Somebody says who they are."""
        with self._strangers.heard(sid):
            try:
                return self._message(sid, data)
            finally:
                # Socket.IO has asked for the session by now; if it was live, the stranger has a name.
                if self.server.manager.sid_from_eio_sid(sid, "/"):
                    self._strangers.forget(sid)

    def _may_send(self, sid: str) -> bool:
        now = time.monotonic()
        left, counted_at = self._allowance.get(sid, (BURST, now))
        left = min(BURST, left + (now - counted_at) * PACKETS_PER_S) - 1
        self._allowance[sid] = (left, now)
        return left >= 0

    def on_disconnect(self, sid: str, reason: Any = None) -> Any:
        self._strangers.forget(sid)
        self._allowance.pop(sid, None)
        # A device that has fallen silent closes nothing, and would hold its connection until TCP gives it up, after a quarter of an hour.
        wire: Wire | None = getattr(self.eio.sockets.get(sid), "wire", None)
        if wire:
            gevent.spawn_later(GOODBYE_S, wire.abort)
        return self._disconnect(sid, reason)

    def ping(self) -> None:
        """Every half second: ask those who are due whether they are there, and forget those who are not.

        In portions, because to go through twelve thousand takes longer than a tasking should wait.
        """
        now = time.time()
        # A process that was stopped or starved for longer than this has heard nobody meanwhile, whoever spoke.
        late_s = now - self._pinged_at if now - self._pinged_at > OURSELVES_LATE_S else 0.0
        self._pinged_at = now
        for number, (sid, socket) in enumerate(list(self.eio.sockets.items()), start=1):
            if number % SOCKETS_AT_A_TIME == 0:
                breathe()
            if socket.closed:
                self.eio.sockets.pop(sid, None)
            elif socket.last_ping is not None or now >= socket.ping_at:
                socket.ping_if_due(now, late_s)

    def sweep(self) -> None:
        """Every second: cut strangers who stay strangers, and devices that do not read what they asked for."""
        for sid in self._strangers.overdue():
            self.cut(sid)
        for sid, socket in [(sid, one) for sid, one in self.eio.sockets.items() if one.is_writing]:
            if socket.wire.stuck_s() > UNSENT_S or unsent(socket) > UNSENT_BYTES:
                log.warning("slow reader cut", waiting=len(socket.leaving), stuck_s=round(socket.wire.stuck_s(), 1))
                self.cut(sid)

    def cut(self, sid: str) -> None:
        """End a connection now, whatever still waits to leave on it."""
        socket = self.eio.sockets.get(sid)
        if socket is None:
            return
        wire: Wire | None = getattr(socket, "wire", None)
        if wire:
            wire.abort()
        socket.close(wait=False, abort=True)


def unsent(socket: Any) -> int:
    """Bytes that wait for one socket."""
    return len(socket.wire.left) + sum(map(len, socket.leaving))

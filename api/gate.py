"""The gate before the sockets, below Socket.IO: who may wait there, how much may be said, and who is cut.

One device that floods, that stops reading, or that never says who it is must cost the others nothing. All of it is judged
before a packet is parsed, and whoever is cut loses the connection itself: a goodbye in a queue that nobody reads is no goodbye.
"""

from __future__ import annotations

import math
import time
from typing import Any

import engineio.socket
import gevent
import structlog

from api.auth.door import cookie_name
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
# Who looks round twice a second, and does so only after this long, was late itself.
OURSELVES_LATE_S = 2.0
# Twice of what the handlers allow: this one counts every packet, also those that are no events.
BURST, PACKETS_PER_S = 200.0, 40.0


class Gate:
    """What stands between the network and Socket.IO in this process."""

    def __init__(self, server: Any, config: Config) -> None:
        self.server, self.eio, self.cookie = server, server.eio, cookie_name(config)
        # Handed in, because whoever answers stands above us.
        self.express = Express({})
        self._pinged_at = time.time()
        self._unnamed: dict[str, tuple[str, float]] = {}
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
        strangers = sum(where == address for where, _ in self._unnamed.values())
        if f"{self.cookie}=" not in environ.get("HTTP_COOKIE", "") or strangers >= UNNAMED_OF_ONE_ADDRESS:
            return False
        self._unnamed[sid] = (address, time.monotonic())
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
        if sid in self._unnamed:
            return self._hear_stranger(sid, data)
        return self.express.take(connection, data) or self._message(sid, data)

    def _hear_stranger(self, sid: str, data: Any) -> Any:
        """Somebody says who they are. While the session is looked up it is we who take the time, so it does not count."""
        address, since = self._unnamed[sid]
        self._unnamed[sid] = (address, math.inf)
        try:
            return self._message(sid, data)
        finally:
            # Socket.IO has asked for the session by now; if it was live, the stranger has a name.
            if self.server.manager.sid_from_eio_sid(sid, "/"):
                self._unnamed.pop(sid, None)
            elif sid in self._unnamed:
                self._unnamed[sid] = (address, since)

    def _may_send(self, sid: str) -> bool:
        now = time.monotonic()
        left, counted_at = self._allowance.get(sid, (BURST, now))
        left = min(BURST, left + (now - counted_at) * PACKETS_PER_S) - 1
        self._allowance[sid] = (left, now)
        return left >= 0

    def on_disconnect(self, sid: str, reason: Any = None) -> Any:
        self._unnamed.pop(sid, None)
        self._allowance.pop(sid, None)
        # A device that has fallen silent closes nothing, and would hold its connection until TCP gives it up, after a quarter of an hour.
        wire: Wire | None = getattr(self.eio.sockets.get(sid), "wire", None)
        if wire:
            gevent.spawn_later(GOODBYE_S, wire.abort)
        return self._disconnect(sid, reason)

    def ping(self) -> None:
        """Every half second: ask those who are due whether they are there, and forget those who are not."""
        now = time.time()
        # A process that was stopped or starved for longer than this has heard nobody meanwhile, whoever spoke.
        late_s = now - self._pinged_at if now - self._pinged_at > OURSELVES_LATE_S else 0.0
        self._pinged_at = now
        for sid, socket in list(self.eio.sockets.items()):
            if socket.closed:
                self.eio.sockets.pop(sid, None)
            elif socket.last_ping is not None or now >= socket.ping_at:
                socket.ping_if_due(now, late_s)

    def sweep(self) -> None:
        """Every second: cut strangers who stay strangers, and devices that do not read what they asked for."""
        overdue = time.monotonic() - NAMED_WITHIN_S
        for sid in [sid for sid, (_, since) in self._unnamed.items() if since < overdue]:
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

"""The wire under one websocket: a frame leaves whole or not at all, and it is known since when one is stuck.

simple-websocket hands each frame to `send`, which may take only a part of it when the other side reads slowly; what
follows is then no frame any more. Here one writer at a time sends all of it.
"""

from __future__ import annotations

import contextlib
import socket as sockets
import time
from threading import Lock
from typing import Any

import gevent
from engineio.async_drivers.gevent import WebSocketWSGI

# What the kernel may hold for one device. It would take several megabytes, and nobody would see that they are not read.
KERNEL_HOLDS = 128 * 1024


class Wire:
    """A connected socket in simple-websocket's hands."""

    def __init__(self, sock: Any) -> None:
        sock.setsockopt(sockets.SOL_SOCKET, sockets.SO_SNDBUF, KERNEL_HOLDS)
        self._sock = sock
        self._one_at_a_time = Lock()
        self._sending_since: float | None = None

    def send(self, data: bytes) -> int:
        with self._one_at_a_time:
            self._sending_since = time.monotonic()
            try:
                self._sock.sendall(data)
            finally:
                self._sending_since = None
        return len(data)

    def recv(self, size: int) -> bytes:
        """What has come. Others have their turn first: whoever sends without end is never waited for, and would keep it."""
        gevent.sleep(0)
        return bytes(self._sock.recv(size))

    def stuck_s(self) -> float:
        """For how long the frame that is leaving has been doing so."""
        return time.monotonic() - self._sending_since if self._sending_since else 0.0

    def abort(self) -> None:
        """Whoever waits to read or to write here is woken with an error."""
        with contextlib.suppress(OSError):
            self._sock.shutdown(sockets.SHUT_RDWR)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._sock, name)


class WholeFrames(WebSocketWSGI):  # type: ignore[misc]  # engineio ships no types
    """Engine.IO's websocket over such a wire. The Engine.IO socket carries it too, so that the gate can look at it."""

    def __init__(self, handler: Any, server: Any) -> None:
        def with_wire(ws: Any) -> Any:
            ws.ws.sock = handler.__self__.wire = Wire(ws.ws.sock)
            return handler(ws)

        super().__init__(with_wire, server)

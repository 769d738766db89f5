"""The wire under one websocket: a frame leaves whole or not at all, and it is known since when one is stuck.

simple-websocket hands each frame to `send`, which may take only a part of it when the other side reads slowly; what
follows is then no frame any more. Here one writer at a time sends all of it. Nor does it keep a reader for each socket,
which costs a stack in memory and a change of hands for each message: whoever waits for a message reads.
"""

from __future__ import annotations

import contextlib
import socket as sockets
import time
from functools import lru_cache
from threading import Lock
from typing import Any

import gevent
import simple_websocket
from gevent import ssl
from gevent.event import Event
from wsproto import ConnectionType
from wsproto.connection import Connection
from wsproto.events import BytesMessage, TextMessage
from wsproto.utilities import LocalProtocolError

# What the kernel may hold for one device. It would take several megabytes, and nobody would see that they are not read.
KERNEL_HOLDS = 128 * 1024
# What a server says is not masked, so a frame is the same whoever it goes to, and nothing of it is remembered.
_SERVER = Connection(ConnectionType.SERVER)


@lru_cache(maxsize=4)
def framed(message: str | bytes) -> bytes:
    """A message as one frame: written once, however many it is said to one after the other."""
    said = BytesMessage(data=message) if isinstance(message, bytes) else TextMessage(data=message)
    return bytes(_SERVER.send(said))


class Wire:
    """A connected socket in simple-websocket's hands."""

    def __init__(self, sock: Any) -> None:
        sock.setsockopt(sockets.SOL_SOCKET, sockets.SO_SNDBUF, KERNEL_HOLDS)
        self._sock = sock
        # One over https may have to read before it can write, so it is never asked what it takes at once.
        self._is_plain = not isinstance(sock, ssl.SSLSocket)
        self._one_at_a_time = Lock()
        # The rest of a frame, which goes before any other.
        self.left = b""
        self._sending_since: float | None = None

    def offer(self, data: bytes) -> bool:
        """Send what leaves without waiting. False: some of it is left, and somebody has to `send` once more, if only nothing."""
        if self.left or not self._is_plain or self._one_at_a_time.locked():
            self.left += data
            return False
        try:
            taken = self._sock.send(data, 0, 0.0)
        except BlockingIOError:
            taken = 0
        self.left = data[taken:]
        return not self.left

    def send(self, data: bytes) -> int:
        with self._one_at_a_time:
            self._sending_since = time.monotonic()
            self.left += data
            try:
                while self.left:
                    leaving, self.left = self.left, b""
                    self._sock.sendall(leaving)
            finally:
                self._sending_since = None
        return len(data)

    def recv(self, size: int) -> bytes:
        """What has come. Others have their turn first: whoever sends without end is never waited for, and would keep it."""
        if self._is_plain:
            self._sock._wait(self._sock._read_event)
        else:
            # What it has unpacked already does not show.
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


class _NoReader:
    """Stands where simple-websocket would start its thread."""

    def __init__(self, **_told: Any) -> None:
        self.name = ""

    def start(self) -> None:
        """Nothing runs beside the one who waits."""


class ReadByHand(simple_websocket.Server):  # type: ignore[misc]  # it ships no types
    """A websocket without a reader of its own."""

    def receive(self, **_told: Any) -> Any:
        """The next message. Raises ConnectionClosed when there will be none. One caller at a time, who waits for as long as it takes."""
        while self.connected and not self.input_buffer:
            self._read()
        if self.input_buffer:
            return self.input_buffer.pop(0)
        raise simple_websocket.ConnectionClosed(self.close_reason, self.close_message)

    def _read(self) -> None:
        try:
            data = self.sock.recv(self.receive_bytes)
            if not data:
                raise ConnectionResetError
            self.ws.receive_data(data)
            self.connected = self._handle_events()
        except (OSError, LocalProtocolError):
            self.connected = False


class WholeFrames:
    """Engine.IO's websocket over such a wire. The Engine.IO socket carries it too, so that the gate can look at it."""

    def __init__(self, handler: Any, server: Any) -> None:
        self._handler, self._longest = handler, server.max_http_buffer_size
        self.ws: Any = None

    def __call__(self, environ: dict[str, Any], _start_response: Any) -> Any:
        # By this name it takes the connection itself; by gevent's it would double the descriptor for as long as the socket lives.
        told = {**environ, "gunicorn.socket": environ["wsgi.input"].raw._sock}
        # What is too long is refused while it comes, and not when all of it is in memory.
        self.ws = ReadByHand(told, thread_class=_NoReader, event_class=Event, max_message_size=self._longest)
        self.ws.sock = self._handler.__self__.wire = Wire(self.ws.sock)
        try:
            return self._handler(self)
        finally:
            self.ws.sock.close()

    def close(self) -> None:
        if self.ws.connected:
            self.ws.close()

    def offer(self, message: str | bytes) -> bool:
        """Send what leaves without waiting. False: some is left, and somebody has to wait for it (`finish`). Raises OSError."""
        return bool(self._standing().offer(framed(message)))

    def finish(self) -> None:
        """Wait until what was left has gone. Raises OSError."""
        self._standing().send(b"")

    def send(self, message: str | bytes) -> None:
        """Raises OSError when the other side has gone."""
        self._standing().send(framed(message))

    def _standing(self) -> Any:
        if not self.ws.connected:
            raise OSError("closed")
        return self.ws.sock

    def wait(self) -> Any:
        """The next message; None when there will be none."""
        try:
            return self.ws.receive()
        except simple_websocket.ConnectionClosed:
            return None

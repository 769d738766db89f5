"""One Engine.IO socket among ten thousand: only its reader waits.

Engine.IO keeps three greenlets for each socket (one reads, one writes, one sleeps until the next ping), and each of them holds a
stack for as long as the socket lives. Here whoever writes lives only while something leaves, and the gate pings them all.
"""

from __future__ import annotations

import time
from collections import deque
from contextlib import suppress
from typing import Any

import engineio.socket
import gevent
import structlog
from engineio import packet
from engineio.exceptions import SocketIsClosedError, UnknownPacketError

log = structlog.get_logger()


class Connection(engineio.socket.Socket):  # type: ignore[misc]  # it ships no types
    """A socket of Engine.IO that speaks websocket from its first word on."""

    closing: bool
    closed: bool
    last_ping: float | None

    def __init__(self, server: Any, sid: str) -> None:
        super().__init__(server, sid)
        del self.queue
        # What waits to leave, in its order.
        self.leaving: deque[Any] = deque()
        self._line: Any = None
        self._is_writing = False
        self._ping_at = float("inf")

    def schedule_ping(self) -> None:
        """The other side is there, so it need not be asked for a while: a device that beats by itself is never pinged."""
        self.last_ping, self._ping_at = None, time.time() + self.server.ping_interval

    def ping_if_due(self, now: float) -> None:
        """Called for every socket a few times a second. Whoever has not answered the last one is let go."""
        if self.closed or self.closing:
            return
        if self.last_ping is not None:
            self.check_ping_timeout()
        elif now >= self._ping_at:
            self.last_ping = now
            self.send(packet.Packet(packet.PING))

    def send(self, pkt: Any) -> None:
        if self.check_ping_timeout():
            self.leaving.append(pkt)
            self._write()

    def close(self, *, abort: bool = False, reason: Any = None, **_wait: bool) -> None:
        """End it. Whoever asks need not wait: what waits to leave still does, and then the line is closed."""
        if self.closed or self.closing:
            return
        self.closing = True
        because = reason or self.server.reason.SERVER_DISCONNECT
        self.server._trigger_event("disconnect", self.sid, because, run_async=False)
        if not abort:
            self.send(packet.Packet(packet.CLOSE))
        self.closed = True
        self._write()

    def _write(self) -> None:
        if self._line is not None and not self._is_writing:
            self._is_writing = True
            gevent.spawn(self._write_all)

    def _write_all(self) -> None:
        try:
            while self.leaving:
                self._line.send(self.leaving.popleft().encode())
        except OSError:
            self.leaving.clear()
            self._line.close()
        finally:
            self._is_writing = False
        if self.closed:
            self._line.close()

    def _websocket_handler(self, line: Any) -> list[Any]:
        """Read until there is nothing more to come."""
        self._line, self.connected, self.upgraded = line, True, True
        self._write()
        while (data := line.wait()) is not None and self._hear(data):
            pass
        self.close(abort=True, reason=self.server.reason.TRANSPORT_CLOSE)
        line.close()
        return []

    def _hear(self, data: Any) -> bool:
        """Whether to go on listening."""
        self.schedule_ping()
        try:
            with suppress(UnknownPacketError):
                self.receive(packet.Packet(encoded_packet=data))
        except SocketIsClosedError:
            return False
        except Exception:
            log.exception("a packet was not understood")
            return False
        return True

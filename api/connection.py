"""One Engine.IO socket among ten thousand: only its reader waits.

Engine.IO keeps three greenlets for each socket (one reads, one writes, one sleeps until the next ping), and each of them holds a
stack for as long as the socket lives. Here somebody waits to write only while the other side is slow to read, and the gate
pings them all.
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

_MESSAGE = str(packet.MESSAGE)


class Connection(engineio.socket.Socket):  # type: ignore[misc]  # it ships no types
    """A socket of Engine.IO that speaks websocket from its first word on."""

    closing: bool
    closed: bool
    last_ping: float | None

    def __init__(self, server: Any, sid: str) -> None:
        super().__init__(server, sid)
        del self.queue
        # What waits to leave, in its order, as it is written on the wire.
        self.leaving: deque[str | bytes] = deque()
        self._line: Any = None
        # Somebody waits until what is left here can leave.
        self.is_writing = False
        self.ping_at = float("inf")

    def schedule_ping(self) -> None:
        """The other side is there, so it need not be asked for a while: a device that beats by itself is never pinged."""
        self.last_ping, self.ping_at = None, time.time() + self.server.ping_interval

    def ping_if_due(self, now: float, late_s: float = 0.0) -> None:
        """Called for every socket a few times a second. Whoever has not answered the last one is let go, but for as long as we
        were late ourselves nobody was heard, so nobody has been silent."""
        if self.closed or self.closing:
            return
        if self.last_ping is not None:
            self.last_ping += late_s
            self.check_ping_timeout()
        elif now >= self.ping_at:
            self.last_ping = now
            self.send(packet.Packet(packet.PING))

    def send(self, pkt: Any) -> None:
        self.say(pkt.encode())

    def say(self, written: str | bytes) -> None:
        """Send what is written already. Nothing is said to a socket that is closed."""
        if not self.closed:
            self.leaving.append(written)
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
        """What the kernel takes at once leaves at once. For the rest, and for a goodbye, somebody has to wait."""
        if self._line is None or self.is_writing:
            return
        try:
            while self.leaving and not self.closed:
                if not self._line.offer(self.leaving.popleft()):
                    self._wait_for_the_rest()
                    return
        except OSError:
            self._give_up()
        if self.closed:
            self._wait_for_the_rest()

    def _wait_for_the_rest(self) -> None:
        self.is_writing = True
        gevent.spawn(self._write_all)

    def _write_all(self) -> None:
        try:
            self._line.finish()
            while self.leaving:
                self._line.send(self.leaving.popleft())
        except OSError:
            self._give_up()
        finally:
            self.is_writing = False
        if self.closed:
            self._line.close()

    def _give_up(self) -> None:
        self.leaving.clear()
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
            if isinstance(data, str) and data.startswith(_MESSAGE):
                self.server._trigger_event("message", self.sid, data[1:])
            else:
                with suppress(UnknownPacketError):
                    self.receive(packet.Packet(encoded_packet=data))
        except SocketIsClosedError:
            return False
        except Exception:
            log.exception("a packet was not understood")
            return False
        return True

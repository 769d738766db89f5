"""A bad network between devices and a server: late, slow, cut in the middle of an answer, or a hotel that answers in its place."""

from __future__ import annotations

import random
import socket
import time
from dataclasses import dataclass
from typing import Any

import gevent
from gevent.server import StreamServer

PORTAL = b"<html><title>Welcome</title><p>Sign in to the network of our hotel.</p></html>"
CHUNK = 16_384


@dataclass
class Weather:
    """How the network is at the moment. It may change while connections stand."""

    # Seconds in each direction, bits a second in each direction, and the share of answers that are cut in the middle.
    delay_s: float = 0.0
    bits_per_s: float = 0.0
    cut_share: float = 0.0
    is_portal: bool = False
    # Nothing passes, and nobody is told.
    is_stalled: bool = False


class Proxy:
    """One port that leads to another."""

    def __init__(self, to_port: int, weather: Weather) -> None:
        self.to_port, self.weather = to_port, weather
        self._server = StreamServer(("127.0.0.1", 0), self._serve)
        self._server.start()
        self.cuts = 0

    @property
    def port(self) -> int:
        return int(self._server.server_port)

    def close(self) -> None:
        self._server.stop()

    def _serve(self, near: Any, _address: Any) -> None:
        if self.weather.is_portal:
            _be_a_portal(near)
            return
        try:
            far = socket.create_connection(("127.0.0.1", self.to_port), timeout=10)
        except OSError:
            near.close()
            return
        far.settimeout(None)
        ways = [gevent.spawn(self._pass_on, near, far, False), gevent.spawn(self._pass_on, far, near, True)]
        gevent.joinall(ways, count=1)
        for end in (near, far):
            end.close()
        gevent.killall(ways)

    def _pass_on(self, source: Any, to: Any, is_answer: bool) -> None:
        """One direction. What is read waits its time in a line, so that a delay does not slow the rate down."""
        line: gevent.queue.Queue[Any] = gevent.queue.Queue()
        writer = gevent.spawn(self._write, line, to, is_answer)
        try:
            while data := source.recv(CHUNK):
                line.put((time.monotonic() + self.weather.delay_s, data))
            line.put(None)
            writer.join()
        except OSError:
            return
        finally:
            writer.kill()

    def _write(self, line: Any, to: Any, is_answer: bool) -> None:
        while item := line.get():
            due, data = item
            gevent.sleep(max(0.0, due - time.monotonic()))
            if self.weather.bits_per_s:
                gevent.sleep(len(data) * 8 / self.weather.bits_per_s)
            while self.weather.is_stalled:
                gevent.sleep(0.05)
            if is_answer and random.random() < self.weather.cut_share:
                self.cuts += 1
                _send(to, data[: len(data) // 2])
                to.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
                to.close()
                return
            if not _send(to, data):
                return


def _send(to: Any, data: bytes) -> bool:
    try:
        to.sendall(data)
    except OSError:
        return False
    return True


def _be_a_portal(near: Any) -> None:
    near.recv(CHUNK)
    head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(PORTAL)}\r\nConnection: close\r\n\r\n"
    _send(near, head.encode() + PORTAL)
    near.close()

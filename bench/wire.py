"""A made-up device for benchmarks: HTTP on a kept connection, and Socket.IO by hand over a plain WebSocket."""

from __future__ import annotations

import http.client
from collections.abc import Callable
from itertools import count
from typing import Any
from uuid import uuid4

import gevent
import orjson
from gevent.event import AsyncResult
from simple_websocket import Client as WebSocket
from simple_websocket import ConnectionClosed

from api import clock

# The first figures of a packet: Engine.IO's and, for messages, Socket.IO's (protocol 5).
OPEN, PING, PONG, CONNECT, EVENT, ACK = "0", "2", "3", "40", "42", "43"

Hear = Callable[[str, dict[str, Any]], None]


class Wire:
    """One signed-in device."""

    def __init__(self, port: int, token: str, hear: Hear) -> None:
        self.port, self.cookie, self.hear = port, f"bluelamp={token}", hear
        self._http = http.client.HTTPConnection("localhost", port, timeout=30)
        self._answers: dict[int, AsyncResult[Any]] = {}
        self._numbers = count(1)

    def get(self, path: str) -> bytes:
        return self._ask("GET", path, None)

    def give(self, kind: str, **body: Any) -> dict[str, Any]:
        """Give a command. Raises RuntimeError unless it was done."""
        given = {"id": str(uuid4()), "occurred_at": clock.iso(clock.now()), **body}
        answer: dict[str, Any] = orjson.loads(self._ask("POST", f"/api/commands/{kind}", orjson.dumps(given)))
        if answer.get("outcome") != "done":
            raise RuntimeError(f"{kind} was not done: {answer}")
        return answer

    def _ask(self, method: str, path: str, body: bytes | None) -> bytes:
        headers = {"Cookie": self.cookie, "Content-Type": "application/json"}
        self._http.request(method, path, body, headers)
        return self._http.getresponse().read()

    def connect(self, watch: dict[str, Any]) -> None:
        url = f"ws://localhost:{self.port}/socket.io/?EIO=4&transport=websocket"
        self._socket = WebSocket(url, headers={"Cookie": self.cookie})
        self._expect(OPEN)
        self._socket.send(CONNECT)
        self._expect(CONNECT)
        self._reader = gevent.spawn(self._read)
        answer = self._call("watch", watch)
        if not answer["ok"]:
            raise RuntimeError(f"A socket was refused: {answer}")

    def close(self) -> None:
        self._reader.kill()
        self._socket.close()

    def _expect(self, start: str) -> None:
        packet = str(self._socket.receive(timeout=10))
        if not packet.startswith(start):
            raise RuntimeError(f"The server said {packet[:40]!r}")

    def _call(self, event: str, payload: dict[str, Any]) -> Any:
        number = next(self._numbers)
        self._answers[number] = AsyncResult()
        self._socket.send(f"{EVENT}{number}{orjson.dumps([event, payload]).decode()}")
        return self._answers[number].get(timeout=30)[0]

    def _read(self) -> None:
        try:
            while True:
                self._take(str(self._socket.receive()))
        except ConnectionClosed:
            return

    def _take(self, packet: str) -> None:
        if packet == PING:
            self._socket.send(PONG)
        elif packet.startswith(EVENT):
            event, payload = orjson.loads(packet[2:])
            self.hear(event, payload)
        elif packet.startswith(ACK):
            number, _, values = packet[2:].partition("[")
            self._answers.pop(int(number)).set(orjson.loads(f"[{values}"))

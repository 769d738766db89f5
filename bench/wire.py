"""A made-up device for benchmarks: HTTP on a kept connection, and a real Socket.IO client."""

from __future__ import annotations

import http.client
import sys
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import orjson
import socketio

from api import clock

Hear = Callable[[dict[str, Any]], None]


class Wire:
    """One signed-in device. `hear` is called with each frame of its feeds."""

    def __init__(self, port: int, token: str, hear: Hear) -> None:
        self.port, self.cookie = port, f"bluelamp={token}"
        # Kept connections that nobody uses at the moment: a controller may ask for twenty things at once.
        self._free: list[http.client.HTTPConnection] = []
        self._socket = socketio.Client(reconnection=False)
        self._socket.on("feed", hear)

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
        connection = self._free.pop() if self._free else http.client.HTTPConnection("localhost", self.port, timeout=30)
        connection.request(method, path, body, headers)
        answer = connection.getresponse().read()
        self._free.append(connection)
        return answer

    def connect(self, watch: dict[str, Any]) -> None:
        try:
            self._socket.connect(
                f"http://localhost:{self.port}",
                headers={"Cookie": self.cookie},
                transports=["websocket"],
                wait_timeout=30,
            )
        except ImportError:
            sys.exit(
                "The client of this benchmark comes with the packages of the tests: call ./test --python -k nothing once."
            )
        answer = self._socket.call("watch", watch, timeout=60)
        if not answer["ok"]:
            raise RuntimeError(f"A socket was refused: {answer}")

    def close(self) -> None:
        self._socket.disconnect()

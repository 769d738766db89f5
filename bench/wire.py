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

ATTEMPTS = 5

Hear = Callable[[dict[str, Any]], None]


class Wire:
    """One signed-in device. `hear` is called with each frame of its feeds."""

    def __init__(self, port: int, token: str, hear: Hear) -> None:
        self.port, self.cookie = port, f"bluelamp={token}"
        # Kept connections that nobody uses at the moment: a controller may ask for twenty things at once.
        self._free: list[http.client.HTTPConnection] = []
        self._hear = hear
        # How often the link had to be made anew, as a real device would: a measurement says so beside its figures.
        self.again = 0

    def get(self, path: str) -> bytes:
        return self.ask("GET", path, None)

    def give(self, kind: str, **body: Any) -> dict[str, Any]:
        """Give a command. Raises RuntimeError unless it was done."""
        given = {"id": str(uuid4()), "occurred_at": clock.iso(clock.now()), **body}
        answer: dict[str, Any] = orjson.loads(self.ask("POST", f"/api/commands/{kind}", orjson.dumps(given)))
        if answer.get("outcome") != "done":
            raise RuntimeError(f"{kind} was not done: {answer}")
        return answer

    def ask(self, method: str, path: str, body: bytes | None) -> bytes:
        headers = {"Cookie": self.cookie, "Content-Type": "application/json"}
        connection = self._free.pop() if self._free else http.client.HTTPConnection("localhost", self.port, timeout=30)
        connection.request(method, path, body, headers)
        answer = connection.getresponse().read()
        self._free.append(connection)
        return answer

    def connect(self, watch: dict[str, Any]) -> None:
        """Connect and watch, as often as it takes. Raises RuntimeError when the server refuses."""
        for _ in range(ATTEMPTS):
            try:
                answer = self._watch(watch)
            except (TimeoutError, socketio.exceptions.SocketIOError):
                self.again += 1
                continue
            if not answer["ok"]:
                raise RuntimeError(f"A socket was refused: {answer}")
            return
        raise RuntimeError(f"No link after {ATTEMPTS} attempts.")

    def _watch(self, watch: dict[str, Any]) -> Any:
        self._socket = socketio.Client(reconnection=False)
        self._socket.on("feed", self._hear)
        url, headers = f"http://localhost:{self.port}", {"Cookie": self.cookie}
        try:
            self._socket.connect(url, headers=headers, transports=["websocket"], wait_timeout=10)
        except ImportError:
            sys.exit("The client of this benchmark comes with the packages of the tests: call ./test -k nothing once.")
        return self._socket.call("watch", watch, timeout=10)

    def close(self) -> None:
        self._socket.disconnect()

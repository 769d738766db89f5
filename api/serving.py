"""One connection of HTTP: answers leave at once, and whoever says nothing is not waited for."""

from __future__ import annotations

import socket
from collections.abc import Callable
from typing import Any

import gevent
from gevent.pywsgi import WSGIHandler

# A connection that has just been opened says what it wants; a kept one may be quiet for as long as a proxy keeps it.
FIRST_WORD_WITHIN_S, NEXT_WORD_WITHIN_S, HEADERS_WITHIN_S = 10.0, 90.0, 10.0


class PromptHandler(WSGIHandler):  # type: ignore[misc]  # gevent ships no types for it
    """Sends at once. Without this every answer on a kept connection waits 44 ms for the other side's delayed ack."""

    behind_proxy = False

    def __init__(self, sock: Any, address: Any, server: Any, rfile: Any = None) -> None:
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._is_new = True
        super().__init__(sock, address, server, rfile)

    def read_requestline(self) -> str:
        """An idle connection ends quietly: an empty line means that there is no next request."""
        patience, self._is_new = FIRST_WORD_WITHIN_S if self._is_new else NEXT_WORD_WITHIN_S, False
        return str(_within(patience, super().read_requestline, ""))

    def read_request(self, raw_requestline: str) -> Any:
        return _within(HEADERS_WITHIN_S, lambda: super(PromptHandler, self).read_request(raw_requestline), False)

    def get_environ(self) -> dict[str, Any]:
        environ: dict[str, Any] = super().get_environ()
        forwarded = environ.get("HTTP_X_FORWARDED_FOR", "")
        if self.behind_proxy and forwarded:
            environ["REMOTE_ADDR"] = forwarded.rsplit(",", 1)[-1].strip()
        return environ

    def handle_one_response(self) -> None:
        super().handle_one_response()
        if "HTTP_UPGRADE" in self.environ:
            # What follows on this connection were frames of a socket, not another request.
            self.close_connection = True

    def log_request(self) -> None:
        """Requests are not logged line by line: their addresses say who looked at what."""


def _within(seconds: float, read: Callable[[], Any], otherwise: Any) -> Any:
    try:
        with gevent.Timeout(seconds):
            return read()
    except gevent.Timeout:
        return otherwise

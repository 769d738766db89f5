"""One connection of HTTP: answers leave at once, and whoever says nothing is not waited for."""

from __future__ import annotations

import contextlib
import errno
import socket
import time
from collections.abc import Callable
from typing import Any

import gevent
from gevent import socket as gevent_socket
from gevent.pywsgi import WSGIHandler, WSGIServer

# A connection that has just been opened says what it wants, whole, before it is taken for a stranger's (api/gate.py); a kept
# one may be quiet for as long as a proxy keeps it.
FIRST_WORD_WITHIN_S, NEXT_WORD_WITHIN_S, HEADERS_WITHIN_S = 3.5, 90.0, 10.0


class PromptHandler(WSGIHandler):  # type: ignore[misc]  # gevent ships no types for it
    """Sends at once. Without this every answer on a kept connection waits 44 ms for the other side's delayed ack."""

    behind_proxy = False

    def __init__(self, sock: Any, address: Any, server: Any, rfile: Any = None) -> None:
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        # Until the first request is here, line and headers together, dripped or not.
        self._first_by: float | None = time.monotonic() + FIRST_WORD_WITHIN_S
        super().__init__(sock, address, server, rfile)

    def read_requestline(self) -> str:
        """An idle connection ends quietly: an empty line means that there is no next request."""
        return str(_within(self._patience(NEXT_WORD_WITHIN_S), super().read_requestline, ""))

    def read_request(self, raw_requestline: str) -> Any:
        patience, self._first_by = self._patience(HEADERS_WITHIN_S), None
        return _within(patience, lambda: super(PromptHandler, self).read_request(raw_requestline), False)

    def _patience(self, usual_s: float) -> float:
        return usual_s if self._first_by is None else max(0.0, self._first_by - time.monotonic())

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


class PromptServer(WSGIServer):  # type: ignore[misc]  # gevent ships no types for it
    """A server over https waits for a handshake as long as for a first word; gevent's own would wait for ever."""

    def wrap_socket_and_handle(self, client_socket: Any, address: Any) -> Any:
        wrapped = _within(FIRST_WORD_WITHIN_S, lambda: self.wrap_socket(client_socket, **self.ssl_args), None)
        if wrapped is None:
            client_socket.close()
            return None
        with contextlib.closing(wrapped):
            return self.handle(wrapped, address)


TRY_THE_PORT_EVERY_S = 0.1


def listen_when_free(server: WSGIServer) -> None:
    """Take the port as soon as nobody else has it: whoever had it has died, and its devices knock already."""
    while (listener := _listener(server)) is None:
        gevent.sleep(TRY_THE_PORT_EVERY_S)
    server.set_listener(listener)


def _listener(server: WSGIServer) -> Any:
    """A socket that listens where the server is to be; None while somebody else does."""
    made = gevent_socket.socket(server.family, socket.SOCK_STREAM)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind(server.address)
        made.listen(server.backlog)
    except OSError as taken:
        made.close()
        if taken.errno != errno.EADDRINUSE:
            raise
        return None
    return made


def _within(seconds: float, read: Callable[[], Any], otherwise: Any) -> Any:
    try:
        with gevent.Timeout(seconds):
            return read()
    except gevent.Timeout:
        return otherwise

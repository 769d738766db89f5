"""One HTTP/1.1 connection to a push service, with one deadline over everything and a bound on what is read.

Not `requests`: it has no deadline over a whole answer, follows redirects, reads whatever comes, and costs two and a half times
as much (performance reference 7).
"""

from __future__ import annotations

import socket
import ssl
import time

from push.policy import Answer, Fault

MOST_READ, MOST_HEAD = 64 * 1024, 16 * 1024


class Connection:
    """Connected to an address that somebody has looked at. `deadline` is on the monotonic clock."""

    def __init__(self, host: str, address: tuple[str, int], context: ssl.SSLContext | None, deadline: float) -> None:
        self.is_reusable = False
        try:
            plain = socket.create_connection(address, timeout=_left(deadline))
            plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._socket = context.wrap_socket(plain, server_hostname=host) if context else plain
        except TimeoutError as error:
            raise Fault("timeout") from error
        except OSError as error:
            raise Fault("unreachable") from error

    def ask(self, request: bytes, deadline: float) -> Answer:
        """Send a request, read the answer's head and no more of its body than is worth it. Raises Fault."""
        self.is_reusable = False
        try:
            self._socket.settimeout(_left(deadline))
            self._socket.sendall(request)
            head, rest = self._head(deadline)
            answer, length = _read(head)
            self._pass_over(length, len(rest), deadline)
        except TimeoutError as error:
            raise Fault("timeout") from error
        except OSError as error:
            raise Fault("unreachable") from error
        return answer

    def _head(self, deadline: float) -> tuple[bytes, bytes]:
        got = b""
        while b"\r\n\r\n" not in got:
            if len(got) > MOST_HEAD:
                raise Fault("not_http")
            more = self._receive(deadline)
            if not more:
                raise Fault("not_http" if got else "closed")
            got += more
        head, _, rest = got.partition(b"\r\n\r\n")
        return head, rest

    def _pass_over(self, length: int | None, got: int, deadline: float) -> None:
        """A short body is read, so that the connection can be used again; a long or endless one is not."""
        if length is None or length > MOST_READ or got > length:
            return
        while got < length:
            more = self._receive(deadline)
            if not more:
                return
            got += len(more)
        self.is_reusable = got == length

    def _receive(self, deadline: float) -> bytes:
        # Each read gets what is left of the whole: a byte a second would satisfy any limit on single reads.
        self._socket.settimeout(_left(deadline))
        return self._socket.recv(MOST_HEAD)

    def close(self) -> None:
        self._socket.close()


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise Fault("timeout")
    return left


def _read(head: bytes) -> tuple[Answer, int | None]:
    """The answer, and the length of its body; None when it does not say or the connection ends after it."""
    first, *lines = head.decode("latin-1").split("\r\n")
    words = first.split(" ", 2)
    if len(words) < 2 or not words[0].startswith("HTTP/1.") or not (words[1].isascii() and words[1].isdigit()):
        raise Fault("not_http")
    named = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    return Answer(int(words[1][:4]), named.get("retry-after")), _length(words, named)


def _length(words: list[str], named: dict[str, str]) -> int | None:
    told = named.get("content-length", "0" if words[1] == "204" else "")
    is_last = named.get("connection", "").lower() == "close" or words[0] == "HTTP/1.0"
    if is_last or "transfer-encoding" in named or not (told.isascii() and told.isdigit()):
        return None
    return int(told[:12])

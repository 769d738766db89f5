"""A push service that misbehaves as it is told: by the first word of the path, `/hang/anything`."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field


def answer(status: str, *lines: str, body: bytes = b"") -> bytes:
    head = "\r\n".join([f"HTTP/1.1 {status}", *lines, f"Content-Length: {len(body)}"])
    return head.encode() + b"\r\n\r\n" + body


SAID = {
    "ok": answer("201 Created"),
    "words": answer("201 Created", body=b"x" * 3_000),
    "missing": answer("404 Not Found"),
    "gone": answer("410 Gone"),
    "large": answer("413 Payload Too Large"),
    "refused": answer("403 Forbidden", body=b"BadJwtToken"),
    "busy": answer("429 Too Many Requests", "Retry-After: 60"),
    "broken": answer("500 Internal Server Error"),
    "redirect": answer("307 Temporary Redirect", "Location: /ok/inner"),
    "bomb": answer("201 Created", "Content-Encoding: gzip", body=b"\x1f\x8b\x08" + b"\0" * 500),
    "garbage": b"SSH-2.0-OpenSSH_9.2\r\n\r\n",
    "nothing": b"",
}


@dataclass
class PushService:
    """Listens on loopback. `asked` holds the head and the body of every request, `wrote` what was sent of long answers."""

    origin: str = ""
    asked: list[tuple[str, bytes]] = field(default_factory=list)
    connections: int = 0
    wrote: int = 0
    over: threading.Event = field(default_factory=threading.Event)

    def serve(self, one: socket.socket) -> None:
        self.connections += 1
        with one, contextlib.suppress(OSError):
            while request := self._request(one):
                kind = request[0].split("/", 2)[1].split(" ")[0]
                special: dict[str, Callable[[socket.socket], None]] = {
                    "hang": self._hang,
                    "drip": self._drip,
                    "driphead": self._drip_head,
                    "flood": self._flood,
                    "endless": self._endless,
                }
                if kind in special:
                    special[kind](one)
                else:
                    one.sendall(SAID[kind])
                if kind in (*special, "nothing", "garbage"):
                    return

    def _request(self, one: socket.socket) -> tuple[str, bytes] | None:
        got = b""
        while b"\r\n\r\n" not in got:
            more = one.recv(65_536)
            if not more:
                return None
            got += more
        head, _, body = got.partition(b"\r\n\r\n")
        length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
        while len(body) < length:
            body += one.recv(65_536)
        self.asked.append((head.decode(), body))
        return self.asked[-1]

    def _hang(self, _: socket.socket) -> None:
        self.over.wait()

    def _drip(self, one: socket.socket) -> None:
        one.sendall(b"HTTP/1.1 201 Created\r\nContent-Length: 1000\r\n\r\n")
        while not self.over.wait(0.2):
            one.sendall(b"x")

    def _drip_head(self, one: socket.socket) -> None:
        one.sendall(b"HTTP/1.1 201 Created\r\n")
        while not self.over.wait(0.2):
            one.sendall(b"X")

    def _flood(self, one: socket.socket) -> None:
        one.sendall(b"HTTP/1.1 201 Created\r\nContent-Length: 200000000\r\n\r\n")
        while self.wrote < 200_000_000:
            one.sendall(b"x" * 65_536)
            self.wrote += 65_536

    def _endless(self, one: socket.socket) -> None:
        one.sendall(b"HTTP/1.1 201 Created\r\n")
        while True:
            one.sendall(b"X-Again: " + b"x" * 8_000 + b"\r\n")
            self.wrote += 8_000


@contextlib.contextmanager
def running() -> Iterator[PushService]:
    service = PushService()
    with socket.create_server(("127.0.0.1", 0)) as listening:
        service.origin = f"http://127.0.0.1:{listening.getsockname()[1]}"
        threading.Thread(target=_accept, args=(listening, service), daemon=True).start()
        yield service
        service.over.set()


def _accept(listening: socket.socket, service: PushService) -> None:
    with contextlib.suppress(OSError):
        while True:
            one, _ = listening.accept()
            threading.Thread(target=service.serve, args=(one,), daemon=True).start()

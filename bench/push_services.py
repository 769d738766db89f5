"""Push services of the bench's own, over https: they behave as the first word of the path tells them, `/gone/device`."""

from __future__ import annotations

import contextlib
import hashlib
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gevent
import orjson
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from gevent.server import StreamServer

from api.outbox import keys
from bench.certificate import certificate
from bench.device import Device

BROWSER = ec.generate_private_key(ec.SECP256R1())
POINT = BROWSER.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
# What each manner answers at once; the others are slower (`_SLOW`).
SAID = {
    "takes": "201 Created",
    "missing": "404 Not Found",
    "gone": "410 Gone",
    "busy": "429 Too Many Requests\r\nRetry-After: 60",
}
BROKEN = ("500 Internal Server Error", "502 Bad Gateway", "503 Service Unavailable")
LARGE = 200_000_000


@dataclass
class Call:
    """One push as the service saw it. Times are monotonic."""

    at: float
    path: str
    ended_at: float | None = None
    # Bytes of the answer that our kernel took.
    wrote: int = 0


class PushService:
    """One origin, which is one service to the sender."""

    def __init__(self, pem: Path) -> None:
        self.calls: list[Call] = []
        # Put over every path while it is set.
        self.manner: str | None = None
        self._server = StreamServer(("127.0.0.1", 0), self._serve, keyfile=str(pem), certfile=str(pem))
        self._server.start()
        self.port = int(self._server.server_port)
        self.origin = f"https://127.0.0.1:{self.port}"

    def stop(self) -> None:
        self._server.stop()

    def counted(self, word: str) -> int:
        return sum(call.path.startswith(f"/{word}/") for call in self.calls)

    def _serve(self, line: Any, _address: Any) -> None:
        with contextlib.suppress(OSError):
            while path := _request(line):
                call = Call(time.monotonic(), path)
                self.calls.append(call)
                manner = self.manner or path.split("/")[1]
                try:
                    if slow := _SLOW.get(manner):
                        slow(line, call)
                        return
                    said = SAID.get(manner) or BROKEN[len(self.calls) % len(BROKEN)]
                    line.sendall(f"HTTP/1.1 {said}\r\nContent-Length: 0\r\n\r\n".encode())
                finally:
                    call.ended_at = time.monotonic()


def _request(line: Any) -> str | None:
    got = b""
    while b"\r\n\r\n" not in got:
        if not (more := line.recv(65_536)):
            return None
        got += more
    head, _, body = got.partition(b"\r\n\r\n")
    length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
    while len(body) < length:
        body += line.recv(65_536)
    return head.split(b" ")[1].decode()


def _hang(line: Any, _call: Call) -> None:
    line.recv(1)


def _drip(line: Any, _call: Call) -> None:
    line.sendall(b"HTTP/1.1 201 Created\r\n")
    while True:
        line.sendall(b"X")
        gevent.sleep(1.0)
        # A line that the other side has closed takes one more byte; what it answers tells.
        with contextlib.suppress(TimeoutError):
            line.settimeout(0.001)
            if not line.recv(1):
                return
        line.settimeout(None)


def _flood(line: Any, call: Call) -> None:
    line.sendall(f"HTTP/1.1 201 Created\r\nContent-Length: {LARGE}\r\n\r\n".encode())
    while call.wrote < LARGE:
        line.sendall(b"x" * 8_192)
        call.wrote += 8_192


def _gone_later(line: Any, _call: Call) -> None:
    gevent.sleep(2.0)
    line.sendall(b"HTTP/1.1 410 Gone\r\nContent-Length: 0\r\n\r\n")


_SLOW: dict[str, Callable[[Any, Call], None]] = {
    "hang": _hang,
    "drip": _drip,
    "flood": _flood,
    "gonelater": _gone_later,
}


class PushServices:
    """A service that does as it is told, and one beside it that always takes."""

    def __init__(self, folder: Path) -> None:
        pem = certificate(folder)
        self.bad, self.good = PushService(pem), PushService(pem)
        self.keys = folder / "vapid.json"
        keys.rotate(str(self.keys))
        # The setting for tests that allows push services on this machine, and whom their certificate is to be believed.
        self.env = {
            "VAPID_KEYS": str(self.keys),
            "PUSH_TEST_ORIGINS": f"{self.bad.origin},{self.good.origin}",
            "SSL_CERT_FILE": str(pem),
        }

    def counted(self, word: str) -> int:
        return self.bad.counted(word) + self.good.counted(word)

    @contextlib.contextmanager
    def subscribed(self, devices: list[Any], word: str, *, well: bool = False) -> Iterator[None]:
        """These devices can be woken at one of the services for the block."""
        service = self.good if well else self.bad
        for device in devices:
            subscribe(device, endpoint(service, word, device), str(self.keys))
        try:
            yield
        finally:
            for device in devices:
                patiently(device, "DELETE", "")


def endpoint(service: PushService, word: str, device: Device) -> str:
    return f"{service.origin}/{word}/{device.device_id}"


def subscribe(device: Device, address: str, vapid: str) -> None:
    """As a browser does: its endpoint and its keys."""
    current = keys.ring(vapid).current
    assert current
    given = {
        "endpoint": address,
        "keys": {"p256dh": _letters(POINT), "auth": _letters(hashlib.sha256(address.encode()).digest()[:16])},
        "vapid_key": current.public,
    }
    patiently(device, "PUT", "", orjson.dumps(given))


def alerts(device: Device) -> dict[str, Any]:
    """What an officer is told of their alerts when they open the app."""
    found: dict[str, Any] = orjson.loads(patiently(device, "GET", ""))
    return found


def ring(device: Device) -> None:
    """Send a test push."""
    patiently(device, "POST", "/test", b"{}")


def patiently(device: Device, method: str, path: str, body: bytes | None = None) -> bytes:
    """Ask until it is done. Raises RuntimeError when it is refused."""
    for _ in range(30):
        try:
            status, content, _ = device.ask(method, f"/api/devices/{device.device_id}/alerts{path}", body)
        except OSError:
            status, content = 503, b""
        if status == 200:
            return content
        if status not in (429, 503):
            raise RuntimeError(f"{method} alerts{path}: {status} {content[:200]!r}")
        gevent.sleep(1.0)
    raise RuntimeError(f"{method} alerts{path} was not done in 30 s")


def _letters(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")

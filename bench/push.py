"""Pushes sent per second of one core, over https to a sink on this machine: our sender beside pywebpush, in the same run.

`./run bench push`. The sink is a process of its own with a certificate made for the run, which only the bench trusts; it
answers 201 at once, so what is measured is the sender. CPU seconds are this process's own.
"""

from __future__ import annotations

import contextlib
import datetime
import multiprocessing
import os
import socket
import ssl
import statistics
import sys
import tempfile
import threading
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from api import clock
from api.outbox import keys
from api.outbox.pushes import Wakeup
from bench.certificate import certificate
from push.encryption import seal
from push.payload import payload
from push.sender import Sender

try:
    import requests
    from py_vapid import Vapid02
    from pywebpush import WebPusher, webpush
except ImportError:
    sys.exit("pywebpush is only here to be measured against: ./test --install brings it.")

ROUNDS, SECONDS = 5, 1.5
BROWSER = ec.generate_private_key(ec.SECP256R1())
POINT = BROWSER.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
SUBJECT, AUTH, RECEIPT = "mailto:push@bluelamp.example", b"a" * 16, "R" * 48


def sink(path: Path, port: Any) -> None:
    """Take everything, over kept connections."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    listening = socket.create_server(("127.0.0.1", 0), backlog=64)
    port.send(listening.getsockname()[1])
    while True:
        one, _ = listening.accept()
        threading.Thread(target=_serve, args=(one, context), daemon=True).start()


def _serve(plain: socket.socket, context: ssl.SSLContext) -> None:
    plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    with contextlib.suppress(OSError), context.wrap_socket(plain, server_side=True) as one:
        got = b""
        while more := one.recv(65_536):
            got += more
            head, end, rest = got.partition(b"\r\n\r\n")
            if end and len(rest) >= int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0]):
                got = b""
                one.sendall(b"HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n")


@contextlib.contextmanager
def running(path: Path) -> Iterator[str]:
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("fork").Process(target=sink, args=(path, theirs), daemon=True)
    process.start()
    yield f"https://127.0.0.1:{ours.recv()}"
    process.terminate()
    process.join()


def ways(origin: str, folder: Path, path: Path) -> dict[str, Callable[[], object]]:
    """Each way sends the same 256 bytes to the same subscription, and signs as it does by itself."""
    key = keys.rotate(str(folder / "vapid.json")).current
    assert key
    plain = payload("tasking", RECEIPT, "https://bluelamp.example/")
    info = {
        "endpoint": f"{origin}/push/device",
        "keys": {"p256dh": letters(POINT), "auth": letters(AUTH)},
    }
    session = requests.Session()
    session.verify = str(path)
    vapid = Vapid02(key.private)
    # As it is, it takes trust from the environment alone.
    os.environ["REQUESTS_CA_BUNDLE"] = str(path)

    def theirs(**more: Any) -> object:
        claims = {"sub": SUBJECT}
        return webpush(info, data=plain, vapid_private_key=vapid, vapid_claims=claims, ttl=600, **more)

    sender = Sender(SUBJECT, "https://bluelamp.example/", [origin], ssl.create_default_context(cafile=path))
    ends = clock.now() + datetime.timedelta(minutes=10)
    wakeup = Wakeup(uuid4(), uuid4(), "tasking", info["endpoint"], origin, POINT, AUTH, key.public, 1, ends, RECEIPT)
    return {
        "webpush() as it is": theirs,
        "webpush() with a reused session": lambda: theirs(requests_session=session),
        "our sender": lambda: sender.send(wakeup, key, clock.now()),
        "encryption alone, pywebpush": lambda: WebPusher(info).encode(plain),
        "encryption alone, ours": lambda: seal(plain, POINT, AUTH),
    }


def rate(way: Callable[[], object]) -> float:
    """How many in one second of this process's CPU time."""
    way()
    began, ends, count = time.process_time(), time.perf_counter() + SECONDS, 0
    while time.perf_counter() < ends:
        way()
        count += 1
    return count / (time.process_time() - began)


def letters(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = certificate(Path(folder))
        with running(path) as origin:
            found = ways(origin, Path(folder), path)
            # In turn, so that whatever else the machine does falls on all of them.
            rates: dict[str, list[float]] = {name: [] for name in found}
            for _ in range(ROUNDS):
                for name, way in found.items():
                    rates[name].append(rate(way))
    print("| Way | sends per CPU second, median of 5 | lowest to highest |\n|---|---|---|")
    for name, measured in rates.items():
        print(f"| {name} | {statistics.median(measured):,.0f} | {min(measured):,.0f} to {max(measured):,.0f} |")
    ours, session = statistics.median(rates["our sender"]), statistics.median(rates["webpush() with a reused session"])
    print(f"\nOurs is {ours / session:.1f} times the one with a session. Load average {os.getloadavg()[0]:.1f}.")


if __name__ == "__main__":
    main()

"""The floor of a fan-out: websockets on gevent and nothing else. Sockets that are held, and one frame written to all of them.

Driven by lines on its input: `send COUNT SIZE` writes that many frames of that size to everybody and answers with its CPU seconds.
"""

from __future__ import annotations

from gevent import monkey

monkey.patch_all()

import base64  # noqa: E402
import gc  # noqa: E402
import hashlib  # noqa: E402
import os  # noqa: E402
import socket  # noqa: E402
import sys  # noqa: E402
from typing import Any  # noqa: E402

import gevent  # noqa: E402
from gevent.fileobject import FileObject  # noqa: E402
from gevent.server import StreamServer  # noqa: E402

from bench.processes import raise_descriptors  # noqa: E402

_GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
# What an Engine.IO client waits for, so that the same clients can be used: its opening, and the name of a socket.
_OPENING = b'0{"sid":"a","upgrades":[],"pingInterval":604800000,"pingTimeout":604800000}', b'40{"sid":"b"}'


def framed(data: bytes) -> bytes:
    size = len(data)
    head = bytes([0x81, size]) if size < 126 else bytes([0x81, 126]) + size.to_bytes(2, "big")
    return head + data


class Bare:
    """Everybody who is connected."""

    def __init__(self) -> None:
        self.held: set[Any] = set()

    def hold(self, connection: Any, _address: Any) -> None:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        asked = b""
        while b"\r\n\r\n" not in asked:
            asked += connection.recv(4096)
        key = asked.split(b"Sec-WebSocket-Key: ")[1].split(b"\r\n")[0]
        accept = base64.b64encode(hashlib.sha1(key + _GUID, usedforsecurity=False).digest())
        connection.sendall(
            b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "
            + accept
            + b"\r\n\r\n"
            + b"".join(framed(said) for said in _OPENING)
        )
        self.held.add(connection)
        while connection.recv(4096):
            pass
        self.held.discard(connection)

    def send(self, count: int, size: int) -> float:
        began = sum(os.times()[:2])
        for _ in range(count):
            frame = framed(b'42["feed","' + b"x" * (size - 13) + b'"]')
            for connection in self.held:
                connection.sendall(frame)
            gevent.sleep(0.5)
        return sum(os.times()[:2]) - began


def main() -> None:
    raise_descriptors()
    bare = Bare()
    server = StreamServer(("127.0.0.1", int(sys.argv[1])), bare.hold, backlog=2048)
    server.start()
    gc.freeze()
    gc.disable()
    print("ready", flush=True)
    for line in FileObject(sys.stdin, close=False):
        _, count, size = str(line).split()
        print(bare.send(int(count), int(size)), len(bare.held), flush=True)


if __name__ == "__main__":
    main()

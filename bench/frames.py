"""Socket.IO over one websocket over one TCP connection, by hand: a client so lean that one process can be two thousand devices.

Only what our own server speaks: text frames, one packet in each, no compression (it is not offered).
"""

from __future__ import annotations

import os
import socket
import struct
import time
from collections.abc import Callable
from typing import Any

import orjson

# Engine.IO: open, close, ping, pong, message; Socket.IO within a message: connect, disconnect, event, ack, refused.
OPEN, PING, MESSAGE = b"0", b"2", b"4"
CONNECTED, GONE, EVENT, ACK, REFUSED = b"0", b"1", b"2", b"3", b"4"
TEXT, CLOSE = 0x1, 0x8


class Refused(Exception):
    """The server did not want this socket."""


class Link:
    """One connected socket. `hear(name, payload, at)` is called with each event and the time of its arrival."""

    def __init__(self, hear: Callable[[str, Any, float], None]) -> None:
        self._hear = hear
        self._socket: socket.socket | None = None
        self._rest = b""
        self._asked: dict[int, Callable[[Any], None]] = {}
        self._number = 0
        self.bytes_in = 0

    def connect(self, port: int, cookie: str, source: str = "127.0.0.1", timeout: float = 10.0) -> None:
        """Raises OSError when nobody is there, Refused when we are not wanted."""
        opened = socket.create_connection(("127.0.0.1", port), timeout=timeout, source_address=(source, 0))
        opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket, self._rest, self._asked = opened, b"", {}
        opened.sendall(
            f"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\n"
            f"Connection: Upgrade\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n"
            f"Cookie: {cookie}\r\n\r\n".encode()
        )
        while b"\r\n\r\n" not in self._rest:
            self._more()
        head, self._rest = self._rest.split(b"\r\n\r\n", 1)
        if b" 101 " not in head.split(b"\r\n", 1)[0]:
            raise Refused(head.split(b"\r\n", 1)[0].decode())
        if self._next_packet()[:1] != OPEN:
            raise Refused("no Engine.IO")
        self._send(b"40")
        while (packet := self._next_packet())[:2] != MESSAGE + CONNECTED:
            self._answer_ping(packet)
            if packet[:2] == MESSAGE + REFUSED:
                raise Refused(packet.decode())
        opened.settimeout(None)

    def run(self) -> None:
        """Hear until the connection ends. Raises OSError then."""
        while True:
            packet = self._next_packet()
            self._take(packet, time.time())

    def _take(self, packet: bytes, at: float) -> None:
        kind = packet[:2]
        if kind == MESSAGE + EVENT:
            name, *payload = orjson.loads(packet[packet.index(b"[") :])
            self._hear(name, payload[0] if payload else None, at)
        elif kind == MESSAGE + ACK:
            start = packet.index(b"[")
            found = self._asked.pop(int(packet[2:start]), None)
            if found:
                answer = orjson.loads(packet[start:])
                found(answer[0] if answer else None)
        elif kind == MESSAGE + GONE or packet[:1] == b"1":
            raise ConnectionResetError("the server said goodbye")
        else:
            self._answer_ping(packet)

    def _answer_ping(self, packet: bytes) -> None:
        if packet[:1] == PING:
            self._send(b"3")

    def emit(self, name: str, payload: Any, answered: Callable[[Any], None] | None = None) -> None:
        number = b""
        if answered:
            self._number += 1
            self._asked[self._number] = answered
            number = str(self._number).encode()
        self._send(MESSAGE + EVENT + number + orjson.dumps([name, payload]))

    def close(self) -> None:
        if self._socket:
            self._socket.close()

    def _send(self, packet: bytes) -> None:
        if self._socket is None:
            raise ConnectionResetError("not connected")
        self._socket.sendall(frame(packet))

    def _next_packet(self) -> bytes:
        while True:
            opcode, packet = self._next_frame()
            if opcode == CLOSE:
                raise ConnectionResetError("the server closed")
            if opcode == TEXT:
                return packet

    def _next_frame(self) -> tuple[int, bytes]:
        while True:
            found = unframe(self._rest)
            if found:
                opcode, packet, used = found
                self._rest = self._rest[used:]
                return opcode, packet
            self._more()

    def _more(self) -> None:
        assert self._socket
        got = self._socket.recv(65_536)
        if not got:
            raise ConnectionResetError("the connection ended")
        self.bytes_in += len(got)
        self._rest += got


def frame(packet: bytes) -> bytes:
    """One masked text frame, as clients must send it."""
    mask, length = os.urandom(4), len(packet)
    if length < 126:
        head = struct.pack("!BB", 0x81, 0x80 | length)
    elif length < 65_536:
        head = struct.pack("!BBH", 0x81, 0x80 | 126, length)
    else:
        head = struct.pack("!BBQ", 0x81, 0x80 | 127, length)
    key = int.from_bytes((mask * (length // 4 + 1))[:length], "big")
    return head + mask + (int.from_bytes(packet, "big") ^ key).to_bytes(length, "big")


def unframe(data: bytes) -> tuple[int, bytes, int] | None:
    """Opcode, content and length of the first whole frame of the server, or None."""
    if len(data) < 2:
        return None
    length, start = data[1] & 0x7F, 2
    if length >= 126:
        start = 4 if length == 126 else 10
        if len(data) < start:
            return None
        length = int.from_bytes(data[2:start], "big")
    if len(data) < start + length:
        return None
    return data[0] & 0x0F, data[start : start + length], start + length

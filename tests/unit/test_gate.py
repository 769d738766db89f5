"""The gate: strangers wait a short while and in small numbers; whoever floods or does not read loses the connection."""

from __future__ import annotations

import contextlib
import socket as sockets
from collections import deque
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import gevent
import pytest
from gevent import socket as gevent_socket

from api import gate as gates
from api.express import Express
from api.gate import Gate
from api.wire import Wire

COOKIE = {"HTTP_COOKIE": "bluelamp=anything", "REMOTE_ADDR": "192.0.2.1"}

# The machine may be busy: nobody is woken as soon as they could be.
PATIENCE_S = 60


@contextlib.contextmanager
def line() -> Iterator[tuple[Any, Any]]:
    """Both ends of a real connection, closed with the test: one that is left open is complained of in whichever test comes next."""
    ours, theirs = gevent_socket.socketpair()
    with ours, theirs:
        yield ours, theirs


class Line:
    """Stands for a wire."""

    def __init__(self, stuck_s: float = 0.0) -> None:
        self.stuck, self.is_cut, self.left = stuck_s, False, b""

    def stuck_s(self) -> float:
        return self.stuck

    def abort(self) -> None:
        self.is_cut = True


class Socket:
    """Stands for a socket of Engine.IO."""

    def __init__(self, *unsent: str, stuck_s: float = 0.0) -> None:
        self.leaving = deque(unsent)
        self.wire, self.closed = Line(stuck_s), False
        self.sid, self.is_writing = "", bool(unsent) or stuck_s > 0
        self.last_ping, self.ping_at, self.late_s = 1.0, 0.0, -1.0

    def close(self, **_: Any) -> None:
        self.closed = True

    def ping_if_due(self, _now: float, late_s: float) -> None:
        self.late_s = late_s


class Server:
    """Stands for python-socketio's server over Engine.IO's."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, Any]] = []
        self.named: set[str] = set()
        self.manager = SimpleNamespace(sid_from_eio_sid=lambda sid, _: sid if sid in self.named else None)
        handlers = {
            "connect": lambda sid, _: self.heard.append(("connect", sid)),
            "message": lambda sid, data: self.heard.append((sid, data)),
            "disconnect": lambda sid, _: self.heard.append(("disconnect", sid)),
        }
        self.eio = SimpleNamespace(handlers=handlers, sockets={}, _async={})


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
def gate(server: Server, config: Any) -> Gate:
    return Gate(server, config)


def test_without_our_cookie_there_is_no_connection(gate: Gate) -> None:
    assert gate.on_connect("a", {"HTTP_COOKIE": "other=1", "REMOTE_ADDR": "192.0.2.1"}) is False


def test_an_address_has_so_many_strangers_and_no_more(gate: Gate, server: Server) -> None:
    server.eio.sockets["0"] = Socket()
    refused = [gate.on_connect(f"{number}", COOKIE) is False for number in range(60)]
    assert refused == [False] * 50 + [True] * 10
    assert gate.on_connect("elsewhere", {**COOKIE, "REMOTE_ADDR": "192.0.2.2"}) is not False
    server.named.add("0")
    gate.on_message("0", "40")
    assert gate.on_connect("next", COOKIE) is not False


def test_a_stranger_who_has_gone_makes_room_for_one_other(gate: Gate) -> None:
    for number in range(gates.UNNAMED_OF_ONE_ADDRESS):
        gate.on_connect(f"{number}", COOKIE)
    gate.on_disconnect("0")
    gate.on_disconnect("0")
    assert gate.on_connect("another", COOKIE) is not False
    assert gate.on_connect("one too many", COOKIE) is False


def test_who_stays_a_stranger_is_cut_and_who_has_a_name_is_not(
    gate: Gate, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.eio.sockets |= {"stranger": Socket(), "crew": Socket()}
    for sid in ("stranger", "crew"):
        gate.on_connect(sid, COOKIE)
    server.named.add("crew")
    gate.on_message("crew", "40")
    monkeypatch.setattr(gates, "NAMED_WITHIN_S", -1.0)
    gate.sweep()
    assert (server.eio.sockets["stranger"].wire.is_cut, server.eio.sockets["crew"].wire.is_cut) == (True, False)


def test_who_is_being_looked_up_is_not_cut_for_our_slowness(
    gate: Gate, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gates, "NAMED_WITHIN_S", -1.0)
    server.eio.sockets |= {"asking": Socket(), "refused": Socket()}
    for sid in ("asking", "refused"):
        gate.on_connect(sid, COOKIE)
    # Somebody looks round while the session is looked up.
    monkeypatch.setattr(gate, "_message", lambda sid, _: gate.sweep() if sid == "asking" else None)
    gate.on_message("refused", "40")
    gate.on_message("asking", "40")
    assert (server.eio.sockets["asking"].wire.is_cut, server.eio.sockets["refused"].wire.is_cut) == (False, True)


@pytest.mark.parametrize("socket", [Socket("x" * 600_000, "x" * 600_000), Socket(stuck_s=11.0)], ids=["bytes", "time"])
def test_a_device_that_does_not_read_is_cut(gate: Gate, server: Server, socket: Socket) -> None:
    server.eio.sockets |= {"slow": socket, "quick": Socket("x" * 1000)}
    gate.sweep()
    assert (server.eio.sockets["slow"].wire.is_cut, server.eio.sockets["quick"].wire.is_cut) == (True, False)


def test_a_flood_ends_before_it_is_parsed(gate: Gate, server: Server) -> None:
    server.eio.sockets["a"] = Socket()
    for number in range(1_000):
        gate.on_message("a", f"{number}")
    assert len(server.heard) == gates.BURST
    assert server.eio.sockets["a"].wire.is_cut


def test_a_process_that_was_stopped_holds_its_own_silence_against_nobody(
    gate: Gate, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.eio.sockets["a"] = socket = Socket()
    began = gates.time.time()
    for passed, late_s in ((0.5, 0.0), (1.0, 0.0), (21.0, 20.0), (21.5, 0.0)):
        monkeypatch.setattr(gates.time, "time", lambda passed=passed: began + passed)
        gate.ping()
        assert socket.late_s == pytest.approx(late_s, abs=0.5)


def test_what_goes_by_express_is_not_heard_twice(gate: Gate, server: Server) -> None:
    server.eio.sockets["a"] = Socket()
    gate.express = Express({"heartbeat": lambda _sid, _payload, _answer: True, "ack": lambda *_: False})
    for packet in ('21["heartbeat",{}]', '22["ack",{}]', '23["watch",{}]'):
        gate.on_message("a", packet)
    assert server.heard == [("a", '22["ack",{}]'), ("a", '23["watch",{}]')]


def test_a_device_that_has_gone_does_not_keep_its_connection(
    gate: Gate, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gates, "GOODBYE_S", 0.0)
    server.eio.sockets["a"] = Socket()
    gate.on_disconnect("a", "ping timeout")
    gevent.sleep(0.01)
    assert server.eio.sockets["a"].wire.is_cut


def test_a_frame_leaves_whole_also_when_the_other_side_reads_slowly() -> None:
    with line() as (ours, theirs):
        for end in (ours, theirs):
            end.setsockopt(sockets.SOL_SOCKET, sockets.SO_SNDBUF, 4096)
        frame = bytes(range(256)) * 4_000
        writing = gevent.spawn(Wire(ours).send, frame)
        got = b""
        while len(got) < len(frame):
            got += theirs.recv(1_000)
        assert (got, writing.get(timeout=PATIENCE_S)) == (frame, len(frame))


def test_what_is_offered_leaves_whole_and_in_order_behind_what_was_left() -> None:
    with line() as (ours, theirs):
        wire = Wire(ours)
        frames = [bytes([number]) * 400_000 for number in (1, 2, 3)]
        assert [wire.offer(frame) for frame in frames] == [False, False, False]
        writing = gevent.spawn(wire.send, b"last")
        got = b""
        while len(got) < 1_200_004:
            got += theirs.recv(100_000)
        writing.get(timeout=PATIENCE_S)
        assert got == b"".join(frames) + b"last"
        assert wire.offer(b"at once")
        assert not wire.left


def test_a_stuck_frame_is_known_and_a_cut_wakes_its_writer() -> None:
    with line() as (ours, _theirs):
        wire = Wire(ours)
        assert wire.stuck_s() == 0.0
        writing = gevent.spawn(wire.send, b"x" * 10_000_000)
        gevent.sleep(0.01)
        assert wire.stuck_s() > 0.0
        wire.abort()
        with pytest.raises(OSError, match=r"closed|Broken pipe"):
            writing.get(timeout=PATIENCE_S)

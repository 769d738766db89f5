"""A socket among ten thousand: all leaves in order, silence is noticed, and a goodbye is said before the line closes."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import gevent
import pytest
from engineio import packet
from gevent.event import Event
from gevent.queue import Queue

from api import connection as connections
from api.connection import Connection


class Server:
    """Stands for Engine.IO's server."""

    ping_interval, ping_timeout, async_handlers = 5, 5, False
    reason = SimpleNamespace(
        SERVER_DISCONNECT="server", PING_TIMEOUT="ping timeout", CLIENT_DISCONNECT="client", TRANSPORT_CLOSE="line"
    )
    logger = SimpleNamespace(info=lambda *_: None)

    def __init__(self) -> None:
        self.told: list[tuple[Any, ...]] = []

    def create_queue(self) -> Queue[Any]:
        return Queue()

    def _trigger_event(self, event: str, _sid: str, what: Any, **_more: Any) -> None:
        self.told.append((event, what))


class Line:
    """Stands for a websocket whose other side reads when `reads` is set."""

    def __init__(self) -> None:
        self.come: Queue[str | None] = Queue()
        self.left: list[str] = []
        self.rest: list[str] = []
        self.reads, self.is_closed = Event(), False
        self.reads.set()

    def wait(self) -> str | None:
        return self.come.get()

    def offer(self, data: str) -> bool:
        if self.is_closed:
            raise OSError("closed")
        if self.reads.is_set() and not self.rest:
            self.left.append(data)
        else:
            self.rest.append(data)
        return not self.rest

    def finish(self) -> None:
        rest, self.rest = self.rest, []
        for data in rest:
            self.send(data)

    def send(self, data: str) -> None:
        self.reads.wait()
        if self.is_closed:
            raise OSError("closed")
        self.left.append(data)

    def close(self) -> None:
        self.is_closed = True
        self.reads.set()
        self.come.put(None)


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
def connection(server: Server) -> Connection:
    made = Connection(server, "a")
    made.schedule_ping()
    return made


def said(words: str) -> Any:
    return packet.Packet(packet.MESSAGE, words)


def test_what_was_said_before_and_after_the_line_was_there_leaves_in_order(connection: Connection) -> None:
    line = Line()
    connection.send(said("open"))
    reading = gevent.spawn(connection._websocket_handler, line)
    gevent.sleep(0)
    line.reads.clear()
    for word in ("one", "two", "three"):
        connection.send(said(word))
        gevent.sleep(0)
    line.reads.set()
    connection.send(said("four"))
    while connection.is_writing:
        gevent.sleep(0)
    line.come.put(None)
    reading.get(timeout=5)
    assert line.left == ["4open", "4one", "4two", "4three", "4four"]


def test_nobody_waits_to_write_while_the_other_side_reads(connection: Connection) -> None:
    line = Line()
    gevent.spawn(connection._websocket_handler, line)
    gevent.sleep(0)
    connection.send(said("open"))
    assert line.left == ["4open"]
    assert not connection.is_writing


def test_a_closed_socket_is_told_nothing_and_breaks_nobody_elses_round(connection: Connection) -> None:
    connection.close(abort=True)
    connection.send(said("to everybody"))
    assert not connection.leaving


def test_what_comes_is_heard_until_the_other_side_ends(connection: Connection, server: Server) -> None:
    line = Line()
    for data in ("4hello", "9what", "4again", None, "4never"):
        line.come.put(data)
    connection._websocket_handler(line)
    assert server.told == [("message", "hello"), ("message", "again"), ("disconnect", "line")]
    assert line.is_closed


def test_who_does_not_answer_a_ping_is_let_go_and_who_does_is_asked_again(
    connection: Connection, server: Server
) -> None:
    asked_at = connection.ping_at
    connection.ping_if_due(asked_at - 0.1)
    assert not connection.leaving
    connection.ping_if_due(asked_at)
    assert list(connection.leaving) == [str(packet.PING)]
    connection.receive(packet.Packet(packet.PONG))
    assert connection.ping_at > 0
    assert not connection.closed
    connection.last_ping = 1.0
    connection.ping_if_due(asked_at)
    assert connection.closed
    assert server.told == [("disconnect", "ping timeout")]


def test_nobody_is_let_go_because_we_were_late_ourselves(
    connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked_at = connection.ping_at
    connection.ping_if_due(asked_at)
    monkeypatch.setattr(connections.time, "time", lambda: asked_at + 60)
    connection.ping_if_due(asked_at + 60, late_s=60)
    assert not connection.closed


def test_who_speaks_by_itself_is_not_asked(connection: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    due = connection.ping_at
    monkeypatch.setattr(connections.time, "time", lambda: due)
    assert connection._hear("4a heartbeat")
    connection.ping_if_due(due)
    assert not connection.leaving
    # An answer to a ping need not be a pong: whatever comes says that somebody is there.
    connection.ping_if_due(due + 5)
    connection._hear("4another")
    assert connection.last_ping is None


def test_the_goodbye_leaves_before_the_line_closes(connection: Connection, server: Server) -> None:
    line = Line()
    reading = gevent.spawn(connection._websocket_handler, line)
    gevent.sleep(0)
    connection.send(said("you are signed out"))
    connection.close(wait=True)
    reading.get(timeout=5)
    assert line.left == ["4you are signed out", "1"]
    assert server.told == [("disconnect", "server")]
    assert line.is_closed


def test_a_line_that_breaks_while_it_is_written_to_ends_the_reader_too(connection: Connection, server: Server) -> None:
    line = Line()
    reading = gevent.spawn(connection._websocket_handler, line)
    gevent.sleep(0)
    line.reads.clear()
    connection.send(said("into nothing"))
    gevent.sleep(0)
    line.close()
    reading.get(timeout=5)
    assert line.left == []
    assert not connection.leaving
    assert ("disconnect", "line") in server.told

"""A connection that says nothing, or says it byte by byte, is not waited for; over https neither."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import gevent
import pytest
from gevent import socket, ssl

from api import gate, serving
from bench.certificate import certificate

HELLO = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"


def app(_environ: dict[str, Any], start: Any) -> list[bytes]:
    start("200 OK", [("Content-Length", "2")])
    return [b"ok"]


@contextlib.contextmanager
def serves(**tls: str) -> Iterator[int]:
    server = serving.PromptServer(("127.0.0.1", 0), app, handler_class=serving.PromptHandler, log=None, **tls)
    server.start()
    yield server.server_port
    server.stop()


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """For those who say nothing. Whoever does speak has the whole time: a busy machine may need it to shake hands."""
    monkeypatch.setattr(serving, "FIRST_WORD_WITHIN_S", 0.2)


def ended(line: Any) -> bool:
    """The other side closes, sooner or later."""
    line.settimeout(20)
    while line.recv(1_000):
        pass
    return True


@pytest.mark.usefixtures("short")
def test_who_says_nothing_is_not_waited_for() -> None:
    with serves() as port, socket.create_connection(("127.0.0.1", port)) as line:
        assert ended(line)


@pytest.mark.usefixtures("short")
def test_who_drips_its_first_request_gets_no_time_for_it() -> None:
    with serves() as port, socket.create_connection(("127.0.0.1", port)) as line:
        line.sendall(HELLO[:20])
        gevent.sleep(0.1)
        line.sendall(HELLO[20:30])
        assert ended(line)


@pytest.mark.usefixtures("short")
def test_who_shakes_no_hand_is_not_waited_for(tmp_path: Path) -> None:
    pem = str(certificate(tmp_path))
    with serves(certfile=pem, keyfile=pem) as port, socket.create_connection(("127.0.0.1", port)) as line:
        assert ended(line)


def test_who_does_is_served(tmp_path: Path) -> None:
    pem = str(certificate(tmp_path))
    trusting = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    trusting.load_verify_locations(pem)
    with serves(certfile=pem, keyfile=pem) as port, socket.create_connection(("127.0.0.1", port)) as plain:
        plain.settimeout(20)
        line = trusting.wrap_socket(plain, server_hostname="127.0.0.1")
        line.sendall(HELLO)
        assert b" 200 " in line.recv(1_000)


def test_a_stranger_is_gone_ten_seconds_after_the_first_packet() -> None:
    look_s = 1.0
    assert serving.FIRST_WORD_WITHIN_S + gate.NAMED_WITHIN_S + look_s + gate.GOODBYE_S <= 10


def test_who_stands_by_serves_once_the_port_is_free() -> None:
    with serves() as port:
        spare = serving.PromptServer(("127.0.0.1", port), app, handler_class=serving.PromptHandler, log=None)
        waiting = gevent.spawn(serving.listen_when_free, spare)
        gevent.sleep(2 * serving.TRY_THE_PORT_EVERY_S)
        assert not waiting.ready()
    waiting.get(timeout=60)
    spare.start()
    with socket.create_connection(("127.0.0.1", port)) as line:
        line.sendall(HELLO)
        assert b" 200 " in line.recv(1_000)
    spare.stop()


def test_a_port_that_cannot_be_had_for_another_reason_is_not_waited_for() -> None:
    elsewhere = serving.PromptServer(("192.0.2.1", 0), app, handler_class=serving.PromptHandler, log=None)
    with pytest.raises(OSError, match="assign requested address"):
        serving.listen_when_free(elsewhere)

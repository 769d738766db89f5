"""Wake-ups come by PostgreSQL or by Redis; a Redis that is dead or frozen delays nobody, and its gateways listen elsewhere."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from threading import Thread

import psycopg
import pytest
import redis

from push import broker, wakeups
from tests.conftest import url_of
from tests.patience import until

PROGRAM = os.environ.get("REDIS_SERVER")
needs_redis = pytest.mark.skipif(not PROGRAM, reason="There is no redis-server: ./test brings it on Debian and Ubuntu.")


class Broker:
    """A Redis of our own."""

    def __init__(self, folder: Path) -> None:
        with closing(socket.socket()) as asked:
            asked.bind(("127.0.0.1", 0))
            self.port = asked.getsockname()[1]
        self.url = f"redis://127.0.0.1:{self.port}"
        command = [str(PROGRAM), "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        until(self.answers)

    def answers(self) -> bool:
        try:
            return bool(redis.Redis(port=self.port, socket_timeout=1).ping())
        except redis.RedisError:
            return False

    def end(self) -> None:
        self.process.send_signal(signal.SIGCONT)
        self.process.kill()
        self.process.wait()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Broker]:
    running = Broker(tmp_path)
    yield running
    running.end()


def post(url: str, feed: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SELECT pg_notify('outbox', %s)", (feed,))


@needs_redis
def test_a_notice_of_the_database_is_heard_at_redis(server: Broker, worker_database: str) -> None:
    url, heard = url_of(worker_database, "bluelamp_app"), set[str]()
    Thread(target=wakeups.pass_on, args=(url, server.url), daemon=True).start()
    Thread(target=wakeups.listen, args=("postgresql://nowhere/", heard.add, server.url), daemon=True).start()

    def is_heard() -> bool:
        post(url, "duty:made-up")
        return "duty:made-up" in heard

    until(is_heard)
    assert heard == {"duty:made-up"}


@needs_redis
@pytest.mark.parametrize("fault", [signal.SIGSTOP, signal.SIGKILL], ids=["frozen", "dead"])
def test_a_redis_that_does_not_answer_is_given_up_quickly_and_left_alone(server: Broker, fault: signal.Signals) -> None:
    speaker = broker.Speaker(server.url)
    assert speaker.say("duty:made-up")
    server.process.send_signal(fault)
    assert not speaker.say("duty:made-up")
    # What follows is not even tried: whoever speaks goes on with what it has to do.
    assert speaker._quiet_until > time.monotonic()
    assert not speaker.say("duty:made-up")


@needs_redis
def test_a_silent_redis_ends_the_hearing_of_it(server: Broker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(broker, "SILENT_S", 0.2)
    assert list(broker.heard(server.url)) == []


def test_without_redis_a_gateway_listens_to_the_database(worker_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    url, heard = url_of(worker_database, "bluelamp_app"), set[str]()
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        nobody = f"redis://127.0.0.1:{taken.getsockname()[1]}"
        Thread(target=wakeups.listen, args=(url, heard.add, nobody), daemon=True).start()

        def is_heard() -> bool:
            post(url, "duty:made-up")
            return "duty:made-up" in heard

        until(is_heard)
    assert heard == {"duty:made-up"}

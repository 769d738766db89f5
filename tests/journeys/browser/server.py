"""The real server as a process of its own, that can be killed and come back."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import psycopg
from psycopg import sql

from api.config import PROJECT
from tests.conftest import server_url, url_of

# On a busy machine with two cores Python alone needs seconds to start.
PATIENCE_S = 120


def free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


class Server:
    """`python wsgi.py` on a database of its own, with made-up people who do nothing by themselves."""

    def __init__(self, database: str, log: Path, port: int | None = None, **settings: str) -> None:
        self.database = database
        self.log = log
        self.port = port or free_port()
        self.settings = {"BLUELAMP_EXERCISE": "0", **settings}
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        env = os.environ | {
            "DATABASE_URL": url_of(self.database, "bluelamp_owner"),
            "APP_DATABASE_URL": url_of(self.database, "bluelamp_app"),
            "PORT": str(self.port),
            "BLUELAMP_DEMO": "1",
            **self.settings,
        }
        with self.log.open("ab") as log:
            self.process = subprocess.Popen([sys.executable, "wsgi.py"], cwd=PROJECT, env=env, stdout=log, stderr=log)
        self._wait_until_ready()

    def stand_up(self) -> None:
        """A journey that failed while the server was down takes none of the others with it."""
        if self.process and self.process.poll() is None:
            self._wait_until_ready()
        else:
            self.start()

    def kill(self) -> None:
        """As if the power went: nothing is said to anybody."""
        assert self.process
        self.process.kill()
        self.process.wait()

    def stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.kill()

    def close_database(self) -> None:
        """The database is gone for the server, while the server lives."""
        self._database_allows(connections=False)
        with psycopg.connect(server_url(), autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (self.database,)
            )

    def open_database(self) -> None:
        self._database_allows(connections=True)

    def _database_allows(self, *, connections: bool) -> None:
        order = sql.SQL("ALTER DATABASE {} WITH ALLOW_CONNECTIONS {}")
        with psycopg.connect(server_url(), autocommit=True) as connection:
            connection.execute(order.format(sql.Identifier(self.database), sql.Literal(connections)))

    def _wait_until_ready(self) -> None:
        assert self.process
        end = time.monotonic() + PATIENCE_S
        while not self._is_ready():
            if self.process.poll() is not None or time.monotonic() > end:
                raise AssertionError(f"The server did not come up:\n{self.log.read_text()[-3000:]}")
            # A poll, not a wait: the next look comes as soon as this one was answered.
            time.sleep(0.05)

    def _is_ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.origin}/api/ready", timeout=2) as answer:  # noqa: S310  our own server
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

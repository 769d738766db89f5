"""A database for one bench: durable as in earnest, in a folder of its own, killed and frozen at will, thrown away at the end."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from bench.net import DATABASE_PORT
from bench.processes import ROOT, children, cpu_s
from deploy.ground import cluster, database, keeper
from deploy.ground.apt import Apt
from deploy.ground.clone import here


class BenchCluster(cluster.Cluster):
    """The embedded cluster, reachable by TCP too where that is a network of our own: a line that can be cut."""

    def server_command(self) -> list[str]:
        more = {"wal_level": "replica", "max_wal_senders": "2", "track_commit_timestamp": "on"}
        if os.environ.get("BENCH_NETWORK"):
            more["listen_addresses"] = "127.0.0.1"
        return super().server_command() + [word for name, value in more.items() for word in ("-c", f"{name}={value}")]


class Postgres:
    """The cluster with everything in it that the app needs."""

    def __init__(self, found: cluster.Cluster) -> None:
        self.cluster = found
        self._server: Any = None

    @property
    def admin(self) -> str:
        """The superuser's address. It goes by the socket's file, which no cut of the network reaches."""
        return self.cluster.url(cluster.SUPERUSER)

    @property
    def env(self) -> dict[str, str]:
        """What the app's processes are told: the socket's file, as with `./run`."""
        return _addresses(self.cluster.url)

    @property
    def by_network(self) -> dict[str, str]:
        """The same by TCP: a line that can be cut. Only in a network of our own."""
        return _addresses(lambda role: f"postgresql://{role}@127.0.0.1:{DATABASE_PORT}/{cluster.DATABASE}")

    def start(self) -> None:
        self._server = keeper.start(self.cluster)

    @property
    def pid(self) -> int:
        return int((self.cluster.folder / "postmaster.pid").read_text().split()[0])

    def furnish(self) -> None:
        self.cluster.furnish()
        for command in ("migrate", "seed"):
            env = os.environ | self.env | {"BLUELAMP_DEMO": "0"}
            subprocess.run(
                [sys.executable, "-m", "api.cli", command], cwd=ROOT, env=env, check=True, stdout=subprocess.DEVNULL
            )

    def crash(self) -> None:
        """`pg_ctl stop -m immediate`: no checkpoint, no goodbye. What was committed must come back out of the log."""
        os.kill(self.pid, signal.SIGQUIT)
        self._server.wait()

    def freeze(self) -> None:
        self._send(signal.SIGSTOP)

    def thaw(self) -> None:
        self._send(signal.SIGCONT)

    def _send(self, sign: signal.Signals) -> None:
        for pid in (self.pid, *children(self.pid)):
            # A backend may end while the others are told.
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, sign)

    def bring_back(self) -> None:
        """Up and answering, whatever was done to it."""
        if self._server.poll() is None:
            self.thaw()
        else:
            self.start()
        self.wait_until_it_answers()

    def stop(self) -> None:
        if self._server and self._server.poll() is None:
            self.thaw()
            keeper.stop(self._server)

    def cpu_s(self) -> float:
        pid = self.pid
        return cpu_s(pid, with_children=True) + sum(cpu_s(child) for child in children(pid))

    def rows(self, sql: str, *params: Any) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.admin, connect_timeout=5) as connection:
            return connection.execute(sql, params).fetchall()  # type: ignore[arg-type]  # our own constants

    def wait_until_it_answers(self, within_s: float = 60.0) -> float:
        """Seconds until a query is answered."""
        began = time.monotonic()
        while time.monotonic() - began < within_s:
            try:
                self.rows("SELECT 1")
            except psycopg.Error:
                time.sleep(0.1)
                continue
            return time.monotonic() - began
        raise RuntimeError("The database did not come back.")


def described(folder: Path) -> BenchCluster:
    """A cluster that is not started yet. Where there is no PostgreSQL it is fetched, for which there must be a network."""
    clone = here()
    found = database.private(clone, Apt(clone.cache / "apt"), mark=folder.name)
    return BenchCluster(found.folder, found.socket, found.binaries, found.account)


@contextmanager
def bench_database(folder: Path) -> Iterator[Postgres]:
    """One for the block."""
    own = described(folder)
    postgres = Postgres(own)
    try:
        own.prepare()
        postgres.start()
        postgres.furnish()
        yield postgres
    finally:
        postgres.stop()
        for place in (own.folder.parent, own.socket):
            shutil.rmtree(place, ignore_errors=True)


def _addresses(url_of: Callable[[str], str]) -> dict[str, str]:
    return {"DATABASE_URL": url_of(cluster.OWNER), "APP_DATABASE_URL": url_of(cluster.APP)}

"""What a piece of work costs: CPU of a server process and of its backends in PostgreSQL, from the kernel's own account."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import psycopg

TICKS_PER_S = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Cost:
    """Seconds of CPU: of a server, and of its backends all together."""

    server_s: float
    database_s: float

    def __add__(self, other: Cost) -> Cost:
        return Cost(self.server_s + other.server_s, self.database_s + other.database_s)

    def __mul__(self, times: float) -> Cost:
        return Cost(self.server_s * times, self.database_s * times)

    @property
    def total_s(self) -> float:
        return self.server_s + self.database_s


@dataclass(frozen=True)
class Used:
    """Seconds of CPU since each of these processes began."""

    server_s: float
    by_backend: dict[int, float]

    def since(self, before: Used) -> Cost:
        """A backend that began meanwhile counts whole; what one has used that ended meanwhile nobody can ask any more."""
        grown = (used_s - before.by_backend.get(pid, 0.0) for pid, used_s in self.by_backend.items())
        return Cost(self.server_s - before.server_s, sum(grown))


def of(server_pid: int, backends: Iterable[int]) -> Used:
    return Used(_used(server_pid), {pid: used_s for pid in backends if (used_s := _used_or_gone(pid)) is not None})


def _used_or_gone(pid: int) -> float | None:
    try:
        return _used(pid)
    except (FileNotFoundError, ProcessLookupError):
        return None


def backends(connection: psycopg.Connection, names: tuple[str, ...]) -> list[int]:
    """The processes that serve connections of these names. Raises RuntimeError where they are not on this machine."""
    query = "SELECT pid FROM pg_stat_activity WHERE application_name = ANY(%s) AND datname = current_database()"
    pids = [pid for (pid,) in connection.execute(query, [list(names)])]
    if not any(Path(f"/proc/{pid}").exists() for pid in pids):
        raise RuntimeError("The database must run on this machine, so that its CPU can be counted.")
    return pids


def _used(pid: int) -> float:
    # The name of a program may hold spaces and brackets; the numbers follow the last bracket.
    told = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(told[11]) + int(told[12])) / TICKS_PER_S

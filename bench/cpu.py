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
    """Seconds of CPU since a process began."""

    server_s: float
    database_s: float

    def since(self, before: Cost) -> Cost:
        return Cost(self.server_s - before.server_s, self.database_s - before.database_s)

    def __add__(self, other: Cost) -> Cost:
        return Cost(self.server_s + other.server_s, self.database_s + other.database_s)

    @property
    def total_s(self) -> float:
        return self.server_s + self.database_s


def of(server_pid: int, backends: Iterable[int]) -> Cost:
    return Cost(_used(server_pid), sum(_used(pid) for pid in backends))


def backends(connection: psycopg.Connection, names: tuple[str, ...]) -> list[int]:
    """The processes that serve connections of these names. Raises RuntimeError where they are not on this machine."""
    query = "SELECT pid FROM pg_stat_activity WHERE application_name = ANY(%s) AND datname = current_database()"
    pids = [pid for (pid,) in connection.execute(query, [list(names)])]
    if not pids or not all(Path(f"/proc/{pid}").exists() for pid in pids):
        raise RuntimeError("The database must run on this machine, so that its CPU can be counted.")
    return pids


def _used(pid: int) -> float:
    # The name of a program may hold spaces and brackets; the numbers follow the last bracket.
    told = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(told[11]) + int(told[12])) / TICKS_PER_S

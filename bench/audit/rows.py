"""Millions of made-up audit rows, brought in by COPY and sealed by the sealer itself, in a database that is kept."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from statistics import median

import psycopg

from api import clock
from api.audit import seals
from api.db import Database, connect
from bench.database import Postgres
from bench.pole import place

# As many rows as a seal holds at most come with one commit: rows of one commit share their place, and a real day has many.
AT_ONCE = seals.MOST_ROWS
_COPY = """
    COPY audit (at, actor_id, actor, kind, action, subject, reason, request_id, unit_id, device_id) FROM STDIN
"""
_UNUSED = ("audit_by_actor", "audit_by_view", "audit_by_look_back", "audit_by_time")


@dataclass(frozen=True)
class Pool:
    """Some figures, told as their middle and their ends."""

    values: list[float]

    def __str__(self) -> str:
        return f"{median(self.values):,.0f} ({min(self.values):,.0f} to {max(self.values):,.0f})"


@contextmanager
def kept(rows: int, *, fresh: bool) -> Iterator[tuple[Postgres, Path]]:
    """The database with so many sealed rows, and its second place."""
    with place.kept(f"bench-audit-{rows}", fresh=fresh) as (postgres, is_filled):
        second_place = postgres.cluster.folder.parent / "seals.jsonl"
        if not is_filled:
            _fill(postgres, rows, second_place)
            place.mark_filled(postgres)
        yield postgres, second_place


def _fill(postgres: Postgres, rows: int, second_place: Path) -> None:
    began = time.monotonic()
    with psycopg.connect(postgres.admin, autocommit=True) as connection:
        # The verifier goes by place and by number; what only the auditor's page asks by is left out.
        connection.execute("DROP INDEX " + ", ".join(_UNUSED))
        for first in range(0, rows, AT_ONCE):
            _copy(connection, first, min(AT_ONCE, rows - first))
        copied = time.monotonic() - began
        print(f"  {rows:,} rows copied in {copied:.0f} s, {rows / copied:,.0f} a second", flush=True)
        connection.execute("VACUUM ANALYZE audit")
    _seal(postgres, rows, second_place)


def _copy(connection: psycopg.Connection[tuple[object, ...]], first: int, count: int) -> None:
    made = random.Random(first)
    now = clock.now() - timedelta(days=30)
    with connection.cursor() as cursor, cursor.copy(_COPY) as copy:
        for number in range(first, first + count):
            copy.write(_line(made, now, number))


def _line(made: random.Random, now: object, number: int) -> str:
    """One row as COPY takes it. Names of actions and reasons are the app's; the people are numbers."""
    who, whom = f"{made.randrange(12_000):032x}", f"{made.getrandbits(128):032x}"
    view = number % 3
    action = "view nominal" if view else "search people"
    subject = f"nominal {whom}" if view else f'{{"name":"made up {number}"}} found 3'
    told = (
        who,
        f"PC Bench {who[-5:]}",
        "consultation",
        action,
        subject,
        "Attending an incident; 4521/22NOV26",
        whom[:16],
        who,
        who,
    )
    return f"{now}\t" + "\t".join(told) + "\n"


def _seal(postgres: Postgres, rows: int, second_place: Path) -> None:
    database = Database(connect(postgres.env["APP_DATABASE_URL"], 2))
    began = time.monotonic()
    sealed = seals.work(database, second_place)
    took = time.monotonic() - began
    database.engine.dispose()
    if sealed < rows:
        raise RuntimeError(f"{sealed:,} of {rows:,} rows were sealed")
    print(f"  sealed by the sealer in {took:.0f} s, {rows / took:,.0f} rows a second", flush=True)

"""The write path alone, validated fix to commit, beside a bare COPY and upsert of the same batches in the same run.

The floor is what nobody can do without: one binary COPY of the same fields into a table with the same two indexes, one upsert
of the latest position by packed columns, one commit. Ours adds the judgement, the duty, the areas, the partitions and row-level security.
"""

from __future__ import annotations

import gc
import os
import random
import statistics
import struct
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import psycopg

from api import clock, columns
from api.actors import SYSTEM
from api.db import Database, connect
from api.fixes.fix import Fix
from api.fixes.walk import Walk
from bench.database import Postgres

BATCH, SLICE, ROUNDS = 120, 100, 4
# A process learns the ground as its units walk on it: a square that nobody has entered yet costs as much as two fixes, once
# (geo/inside.py). After a hundred seconds of London hardly any is new, and that is how it goes on for the rest of the day.
LEARNING = 1_000

FLOOR = """
    DROP TABLE IF EXISTS floor_fixes, floor_positions;
    CREATE TABLE floor_fixes (unit_id uuid NOT NULL, duty_id uuid, officer_id text NOT NULL, device uuid NOT NULL, source text NOT NULL,
        fixed_at timestamptz NOT NULL, received_at timestamptz NOT NULL, place geometry(Point, 4326), accuracy_m real NOT NULL,
        speed_mps real, heading real, battery smallint);
    CREATE INDEX ON floor_fixes (unit_id, fixed_at);
    CREATE INDEX ON floor_fixes USING brin (received_at);
    CREATE TABLE floor_positions (unit_id uuid PRIMARY KEY, duty_id uuid, device uuid NOT NULL, source text NOT NULL,
        lon float8 NOT NULL, lat float8 NOT NULL, fixed_at timestamptz NOT NULL, received_at timestamptz NOT NULL,
        accuracy_m real NOT NULL, speed_mps real, heading real) WITH (fillfactor = 50);
"""
COPY = "COPY floor_fixes FROM STDIN (FORMAT binary)"
UPSERT = """
    INSERT INTO floor_positions AS p
    SELECT unit_id, duty_id, device, source, lon, lat, to_timestamp(fixed), %(now)s, accuracy_m, speed_mps, heading
    FROM unnest(%(units)b, %(duties)b, %(devices)b, %(sources)b, %(lons)b, %(lats)b, %(times)b, %(accuracies)b, %(speeds)b, %(headings)b)
        AS f (unit_id, duty_id, device, source, lon, lat, fixed, accuracy_m, speed_mps, heading)
    ON CONFLICT (unit_id) DO UPDATE SET duty_id = EXCLUDED.duty_id, device = EXCLUDED.device, source = EXCLUDED.source,
        lon = EXCLUDED.lon, lat = EXCLUDED.lat, fixed_at = EXCLUDED.fixed_at, received_at = EXCLUDED.received_at,
        accuracy_m = EXCLUDED.accuracy_m, speed_mps = EXCLUDED.speed_mps, heading = EXCLUDED.heading
    WHERE p.fixed_at < EXCLUDED.fixed_at
"""
# Microseconds between the two epochs, ours and PostgreSQL's.
_SIXTEEN = struct.pack(">i", 16)
SINCE_2000 = 946_684_800_000_000


@dataclass
class Figure:
    """Microseconds of CPU for each fix: in this process, in PostgreSQL. One value for each slice."""

    ours: list[float]
    database: list[float]

    @property
    def us(self) -> float:
        return statistics.median(a + b for a, b in zip(self.ours, self.database, strict=True))


class Fleet:
    """Units on duty that move: a batch is some of them, each a little further than before."""

    def __init__(self, crews: list[tuple[UUID, UUID]]) -> None:
        self.crews = crews
        self.at = [(random.uniform(-0.4, 0.2), random.uniform(51.4, 51.6)) for _ in crews]
        self.devices = [uuid4() for _ in crews]
        self.now, self.next = clock.now(), 0

    def batch(self) -> list[Fix]:
        # Never ahead of the clock: what is measured in the future moves nobody, and costs less.
        self.now = max(self.now + timedelta(milliseconds=1), clock.now())
        return [self._fix() for _ in range(BATCH)]

    def _fix(self) -> Fix:
        self.next = (self.next + 1) % len(self.crews)
        lon, lat = self.at[self.next]
        self.at[self.next] = lon, lat = lon + random.gauss(0, 0.0004), lat + random.gauss(0, 0.0003)
        unit, duty = self.crews[self.next]
        return Fix(unit, duty, "made up", lon, lat, 8.0, 5.0, 90.0, self.now, "handset", device=self.devices[self.next])


def measure(postgres: Postgres, crews: list[tuple[UUID, UUID]], size: int) -> tuple[Figure, Figure, float]:
    """Ours, the floor, and the share of updates of positions that were HOT, with so many units."""
    fleet, walk = Fleet(crews[:size]), Walk()
    database = Database(connect(postgres.env["APP_DATABASE_URL"], 2))
    # As the server has it (wsgi.py): what stands now is not looked through again and again.
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 1000)
    with psycopg.connect(postgres.admin, autocommit=True) as bare:
        bare.execute(FLOOR)
        ours, floor = Figure([], []), Figure([], [])
        # Everybody has a place before anything is measured, and what comes first wakes everything up: it is thrown away.
        for _ in range(max(size // BATCH + 1, LEARNING)):
            batch = fleet.batch()
            _walk(database, walk, batch)
            _bare(bare, batch)
        # As it is where a force has worked for more than a minute: the database knows how large its tables are.
        bare.execute("ANALYZE duties, positions, fixes, floor_positions")
        before = _hot(postgres)
        for _ in range(ROUNDS):
            batches = [fleet.batch() for _ in range(SLICE)]
            _time(postgres, ours, lambda batches=batches: [_walk(database, walk, batch) for batch in batches])
            _time(postgres, floor, lambda batches=batches: [_bare(bare, batch) for batch in batches])
        hot, all_ = (now - then for now, then in zip(_hot(postgres), before, strict=True))
    database.engine.dispose()
    return ours, floor, hot / all_ if all_ else 0.0


def _walk(database: Database, walk: Walk, batch: list[Fix]) -> None:
    with database.transaction(SYSTEM, speaks_first=True) as session:
        walk.take(session, batch)


def _bare(connection: psycopg.Connection, batch: list[Fix]) -> None:
    now = _micros(clock.now())
    with connection.transaction():
        with connection.cursor().copy(COPY) as copy:
            copy.write(b"PGCOPY\n\xff\r\n\0" + struct.pack(">ii", 0, 0) + b"".join(_row(fix, now) for fix in batch))
            copy.write(struct.pack(">h", -1))
        connection.execute(UPSERT, _columns(batch))


def _row(fix: Fix, now: int) -> bytes:
    officer = fix.officer_id.encode()
    place = struct.pack("<BIIdd", 1, 0x20000001, 4326, fix.lon, fix.lat)
    return (
        struct.pack(">hi", 12, 16)
        + fix.unit_id.bytes
        + _SIXTEEN
        + fix.duty_id.bytes
        + struct.pack(">i", len(officer))
        + officer
        + _SIXTEEN
        + fix.device.bytes
        + struct.pack(">i", 7)
        + b"handset"
        + struct.pack(">iqiqi", 8, _micros(fix.fixed_at), 8, now, len(place))
        + place
        + struct.pack(">ifififi", 4, fix.accuracy_m, 4, fix.speed_mps, 4, fix.heading, -1)
    )


def _micros(at: Any) -> int:
    return round(at.timestamp() * 1e6) - SINCE_2000


def _columns(batch: list[Fix]) -> dict[str, Any]:
    return {
        "now": clock.now(),
        "units": columns.uuids([fix.unit_id for fix in batch]),
        "duties": columns.uuids([fix.duty_id or fix.unit_id for fix in batch]),
        "devices": columns.uuids([fix.device for fix in batch]),
        "sources": columns.words([fix.source for fix in batch]),
        "lons": columns.doubles([fix.lon for fix in batch]),
        "lats": columns.doubles([fix.lat for fix in batch]),
        "times": columns.doubles([fix.fixed_at.timestamp() for fix in batch]),
        "accuracies": columns.reals([fix.accuracy_m for fix in batch]),
        "speeds": columns.reals([fix.speed_mps or 0 for fix in batch]),
        "headings": columns.reals([fix.heading or 0 for fix in batch]),
    }


def _time(postgres: Postgres, figure: Figure, work: Callable[[], Any]) -> None:
    mine, theirs = sum(os.times()[:2]), postgres.cpu_s()
    work()
    count = SLICE * BATCH
    figure.ours.append((sum(os.times()[:2]) - mine) / count * 1e6)
    figure.database.append((postgres.cpu_s() - theirs) / count * 1e6)


def _hot(postgres: Postgres) -> tuple[int, int]:
    row = postgres.rows(
        "SELECT pg_stat_force_next_flush()::text, n_tup_hot_upd, n_tup_upd FROM pg_stat_user_tables WHERE relname = 'positions'"
    )[0]
    return int(row[1]), int(row[2])


def report(postgres: Postgres, crews: list[tuple[UUID, UUID]], sizes: list[int]) -> bool:
    """Prints the table. True when ours is at least half the floor's rows per CPU second and flat within 20 %."""
    print(
        f"\nThe write path alone: batches of {BATCH}, {ROUNDS} slices of {SLICE} of each in turn, durable; us of CPU a fix.\n"
    )
    print(
        "| Units | ours: process + PostgreSQL | rows per CPU s | bare COPY and upsert | rows per CPU s | ratio | HOT |"
    )
    print("|---|---|---|---|---|---|---|")
    found = []
    for size in sizes:
        ours, floor, hot = measure(postgres, crews, size)
        ratio = floor.us / ours.us
        found.append((ours.us, ratio))
        print(
            f"| {size:,} | {_both(ours)} = {ours.us:.1f} | {1e6 / ours.us:,.0f} | {_both(floor)} = {floor.us:.1f}"
            f" | {1e6 / floor.us:,.0f} | {ratio:.2f} | {hot:.1%} |",
            flush=True,
        )
    spread = max(us for us, _ in found) / min(us for us, _ in found) - 1
    is_good = min(ratio for _, ratio in found) >= 0.5 and spread <= 0.2
    print(
        f"\nMust: ratio at least 0.5, cost flat within 20 %. Spread {spread:.0%}: {'holds' if is_good else 'DOES NOT HOLD'}."
    )
    return is_good


def _both(figure: Figure) -> str:
    return f"{statistics.median(figure.ours):.1f} + {statistics.median(figure.database):.1f}"

"""Audited lookups a second in the database, in turns with and without the sealer.

A lookup is what the app does for one at the least: it says who acts, reads one person by number under row-level security with
their warnings, adds the audit row, and commits to the disk. pgbench asks, so that what is counted is the database and not Python.
"""

from __future__ import annotations

import re
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import psycopg

from api.actors import SYSTEM
from api.audit import seals
from api.db import Database, connect
from api.db import run as ask
from bench.audit.rows import Pool
from bench.database import Postgres, bench_database
from deploy.ground.cluster import APP

PEOPLE = 50_000
MUST_A_SECOND, MUST_LOSE = 3_000, 0.20

_PEOPLE = """
    INSERT INTO nominals (id, source_system, source_id, given_names, family_name, sex, born_on)
    SELECT record_id('Bench', n::text), 'Bench', n::text, ARRAY[md5((n %% 900)::text)], md5((n %% 7000)::text), 'U',
        date '1940-01-01' + n %% 25000 FROM generate_series(1, %s) n
"""
_WARNINGS = """
    INSERT INTO record_markers (id, record_kind, record_id, code, text, source, added_on, review_on, entered_by)
    SELECT gen_random_uuid(), 'nominal', record_id('Bench', n::text), 'WE', 'Made up for the bench', 'Bench', current_date,
        current_date + 90, 'Bench' FROM generate_series(1, %s, 5) n
"""
# The statements of api/db.py (opening), api/lookups/opened.py at its least, and api/audit/service.py (_NOTE).
SCRIPT = r"""
\set n random(1, 50000)
\set who random(1, 12000)
\startpipeline
BEGIN;
SELECT set_config('app.actor', md5(:who::text), true), set_config('app.scope', 'crew', true), set_config('app.feed', '', true);
\endpipeline
SELECT to_jsonb(r), (SELECT jsonb_agg(to_jsonb(m)) FROM record_markers m WHERE m.record_id = r.id AND m.withdrawn_at IS NULL)
    FROM nominals r WHERE r.id = md5(E'Bench\x1f' || :n::text)::uuid;
INSERT INTO audit (at, actor_id, actor, kind, action, subject, reason, request_id, unit_id, device_id)
    VALUES (clock_timestamp(), md5(:who::text), 'PC Bench', 'consultation', 'view nominal',
        'nominal ' || md5(E'Bench\x1f' || :n::text)::uuid, 'Attending an incident; 4521/22NOV26',
        md5(random()::text), md5(:who::text)::uuid, md5(:who::text)::uuid);
COMMIT;
"""


_NO_AUDIT = re.compile(r"INSERT INTO audit.*?;\n", re.DOTALL)


@dataclass(frozen=True)
class Load:
    """Clients that look things up for so long."""

    postgres: Postgres
    script: Path
    seconds: int
    clients: int

    def once(self) -> float:
        """Lookups a second."""
        own: Any = self.postgres.cluster
        how: list[Any] = [
            "-n",
            "-M",
            "prepared",
            "-c",
            str(self.clients),
            "-j",
            "2",
            "-T",
            str(self.seconds),
            "-f",
            self.script,
        ]
        done = subprocess.run([own.binaries["pgbench"], *how, own.url(APP)], check=True, capture_output=True, text=True)
        found = re.search(r"tps = ([\d.]+)", done.stdout)
        if found is None or "number of failed transactions: 0 " not in done.stdout:
            raise RuntimeError(done.stdout + done.stderr)
        return float(found[1])


def run(*, rounds: int, seconds: int, clients: int) -> None:
    with tempfile.TemporaryDirectory() as folder, bench_database(Path("bench-audit")) as postgres:
        _fill(postgres)
        second_place = Path(folder) / "seals.jsonl"
        audited = Load(postgres, _written(folder, "audited", SCRIPT), seconds, clients)
        floor = Load(postgres, _written(folder, "floor", _NO_AUDIT.sub("", SCRIPT)), seconds, clients)
        database = Database(connect(postgres.env["APP_DATABASE_URL"], 2))
        # The first one warms up and is not counted.
        audited.once()
        told = list(_rounds(audited, floor, database, second_place, rounds))
        _tell(told)
        _tell_whole(database)
        database.engine.dispose()


def _written(folder: str, name: str, script: str) -> Path:
    file = Path(folder) / f"{name}.sql"
    file.write_text(script)
    return file


def _fill(postgres: Postgres) -> None:
    with psycopg.connect(postgres.admin) as connection:
        connection.execute(_PEOPLE, (PEOPLE,))
        connection.execute(_WARNINGS, (PEOPLE,))
    with psycopg.connect(postgres.admin, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")
        connection.execute("CHECKPOINT")


# Each kind in turn, forth and back, so that what drifts weighs on all.
_TURNS = ("sealed", "not sealed", "without audit", "without audit", "not sealed", "sealed")


def _rounds(
    audited: Load, floor: Load, database: Database, second_place: Path, rounds: int
) -> Iterator[tuple[str, float, int]]:
    """The kind of round, lookups a second, and rows that waited for their seal at its end."""
    for number in range(rounds):
        kind, waiting = _TURNS[number % len(_TURNS)], 0
        # What the round before left is sealed first, so that nobody pays for another's rows.
        seals.work(database, second_place)
        if kind == "sealed":
            with _sealer(database, second_place):
                rate = audited.once()
                waiting = _waiting(database)
        else:
            rate = (floor if kind == "without audit" else audited).once()
        print(f"  {kind}: {rate:,.0f} a second", flush=True)
        yield kind, rate, waiting


@contextmanager
def _sealer(database: Database, second_place: Path) -> Iterator[None]:
    """The worker's own job, at its own pace."""
    over = threading.Event()

    def work() -> None:
        while not over.wait(seals.EVERY_S):
            seals.work(database, second_place)

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _waiting(database: Database) -> int:
    with database.transaction(SYSTEM) as session:
        last = seals.last_seal(session)
        sql = "SELECT count(*) FROM audit WHERE (xact, id) > (%s::text::xid8, %s)"
        count: int = ask(session, sql, (str(last.xact), last.id)).fetchall()[0][0]
    return count


def _tell(told: list[tuple[str, float, int]]) -> None:
    pools = {kind: Pool([rate for one, rate, _ in told if one == kind]) for kind in dict.fromkeys(_TURNS)}
    print("Lookups a second, " + "; ".join(f"{kind}: {pool}" for kind, pool in pools.items()))
    sealed, bare, floor = (median(pool.values) for pool in pools.values())
    lost, behind = 1 - sealed / bare, max(waiting for _, _, waiting in told)
    print(
        f"Sealing costs {lost:.1%}; the audit row itself {1 - bare / floor:.1%}; at most {behind:,} rows waited for their seal"
    )
    fast = "holds" if sealed >= MUST_A_SECOND else "FAILS"
    cheap = "holds" if lost <= MUST_LOSE else "FAILS"
    print(
        f"Must: {MUST_A_SECOND:,} a second while sealed ({fast}), sealing at most {MUST_LOSE:.0%} slower ({cheap})",
        flush=True,
    )


def _tell_whole(database: Database) -> None:
    with database.transaction(SYSTEM) as session:
        rows, sealed = ask(
            session, "SELECT (SELECT count(*) FROM audit), (SELECT sum(cardinality(ids)) FROM audit_seals)"
        ).fetchall()[0]
    print(f"{rows:,} audit rows in all, {sealed or 0:,} sealed; at {time.strftime('%H:%M')}", flush=True)

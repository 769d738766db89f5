"""The verifier over millions of rows: how fast, with how much memory, and whether it names the first bad row of two."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import psycopg

from bench.audit import rows
from bench.database import Postgres

# Run by itself, so that the memory is the verifier's own.
_PROGRAM = """
import resource, sys, time
from pathlib import Path
from typing import Any
from api.audit import verifier
from api.db import Database, connect
began = time.monotonic()
checked = verifier.verify(Database(connect(sys.argv[1], 2)), Path(sys.argv[2]))
took = time.monotonic() - began
most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(f"{checked.rows:,} rows under {checked.seals:,} seals in {took:.0f} s, {checked.rows / took:,.0f} rows a second")
print(f"{most:,.0f} MB at most")
print("Found: " + (checked.fault or "all whole"))
"""
# Where two rows are tampered with, as shares of all: the first of them must be named, and by its number.
_AT, _ALSO_AT = 0.1, 0.8


def run(count: int, *, fresh: bool) -> None:
    with rows.kept(count, fresh=fresh) as (postgres, second_place):
        whole = _verify(postgres, second_place)
        print(f"Verifier, whole: {whole}", flush=True)
        with psycopg.connect(postgres.admin, autocommit=True) as connection:
            first, other = (int(count * share) for share in (_AT, _ALSO_AT))
            changed = "UPDATE audit SET subject = left(subject, -1) || 'x' WHERE id = ANY (%s)"
            was = connection.execute("SELECT id, subject FROM audit WHERE id = ANY (%s)", ([first, other],)).fetchall()
            try:
                connection.execute(changed, ([first, other],))
                told = _verify(postgres, second_place)
            finally:
                for row_id, subject in was:
                    connection.execute("UPDATE audit SET subject = %s WHERE id = %s", (subject, row_id))
        print(f"Verifier, rows {first:,} and {other:,} tampered with: {told}", flush=True)
        named = re.search(r"Found: Row (\d+) ", told)
        is_right = named is not None and int(named[1]) == first
        print(
            f"Must: all whole ({'holds' if 'all whole' in whole else 'FAILS'}), row {first} named ({'holds' if is_right else 'FAILS'})"
        )


def _verify(postgres: Postgres, second_place: Path) -> str:
    asked: list[Any] = [sys.executable, "-c", _PROGRAM, postgres.env["APP_DATABASE_URL"], second_place]
    return subprocess.run(asked, check=True, stdout=subprocess.PIPE, text=True).stdout.strip().replace("\n", ". ")

"""How many rows a second the importers take, beside a bare COPY of the same rows on the same database.

`./run bench imports`. It makes a file of made-up stops, imports it twice (all new, then all known) and takes it away again.
"""

from __future__ import annotations

import random
import tempfile
import time
from pathlib import Path

import psycopg

from api.config import from_environment
from api.imports import police_uk
from api.imports.service import Importer
from api.places.risk import COUNT_SOURCE

ROWS = 50_000
MARK = "made-up benchmark"


def main() -> None:
    url = from_environment().app_database_url
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "stops.csv"
        rows = [_row(number) for number in range(ROWS)]
        path.write_text("\n".join([police_uk.SEARCH_COLUMNS, *rows]) + "\n")
        importer = Importer(url, Path(folder), lambda _: None)
        try:
            print(f"| floor: bare COPY of the same lines | {ROWS / _bare_copy(url, rows):,.0f} |")
            for what in ("all new", "all known"):
                (report,) = importer.run([path])
                print(
                    f"| import, {what} ({report.added:,} new, {report.known:,} known) | {report.read / report.seconds:,.0f} |"
                )
        finally:
            _take_away(url)


def _row(number: int) -> str:
    chance = random.Random(number)
    at = f"2024-06-{1 + number % 28:02}T{number % 24:02}:{number % 60:02}:00+00:00"
    place = f"{51.3 + chance.random() * 0.35:.6f},{-0.45 + chance.random() * 0.7:.6f}"
    return f"Person search,{at},False,,{place},Male,18-24,,,{MARK} {number},Controlled drugs,Arrest,False,False"


def _bare_copy(url: str, rows: list[str]) -> float:
    began = time.perf_counter()
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TEMP TABLE bare (line text) ON COMMIT DROP")
        with connection.cursor().copy("COPY bare FROM STDIN") as copy:
            for row in rows:
                copy.write_row((row,))
    return time.perf_counter() - began


def _take_away(url: str) -> None:
    with psycopg.connect(url) as connection:
        connection.execute("SELECT set_config('app.actor', 'bench', true), set_config('app.scope', 'system', true)")
        connection.execute("DELETE FROM events WHERE detail ->> 'legislation' LIKE %s", (f"{MARK}%",))
        connection.execute("DELETE FROM sources s WHERE NOT EXISTS (SELECT FROM events e WHERE e.source = s.name)")
        connection.execute(COUNT_SOURCE.format(source="%s"), (police_uk.SEARCH.source,))


if __name__ == "__main__":
    main()

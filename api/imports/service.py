"""Imports: files as they are, in any number and order. Good rows are kept, each bad one is told of, and a second run changes nothing."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import orjson
import psycopg

from api.imports import calls, police_uk
from api.imports.formats import LONDON, Format, Happening, RowRefused, fingerprint, is_inside
from api.imports.lines import NotReadable, Progress, Record, records
from api.imports.reports import Refusals, Report
from api.imports.runs import THE_COMMAND_LINE, Run, in_words
from api.places.risk import COUNT_SOURCE

BATCH = 5_000
TELL_EVERY_S = 1.0

Tell = Callable[[str], None]


@dataclass(frozen=True)
class Importer:
    """Where rows go, where refusals are listed, how the importer speaks, and who brings them."""

    url: str
    refusals: Path
    tell: Tell
    by: str = THE_COMMAND_LINE

    def run(self, paths: list[Path], column_map: Path | None = None) -> list[Report]:
        """Import files, and the CSV files of folders. Returns a report for each."""
        formats = [police_uk.STREET, police_uk.SEARCH, *(one.format for one in calls.shipped())]
        if column_map:
            formats.insert(0, calls.load(column_map).format)
        return [self._file(path, formats) for path in _files(paths)]

    def _file(self, path: Path, formats: list[Format]) -> Report:
        report, progress, began = Report(path.name), Progress(), time.monotonic()
        try:
            header, rows = records(path, progress)
            chosen = next((one for one in formats if one.fits(header)), None)
            if chosen is None:
                raise NotReadable(
                    f"No known layout has these columns: {', '.join(header)[:300]}. Give a column map with --map."
                )
            report.source, report.unknown_columns = chosen.source, chosen.unknown(header)
            with (
                psycopg.connect(self.url) as connection,
                Refusals(self.refusals, path) as refusals,
                Run(connection, self.url, report, "history of places", self.by) as run,
            ):
                _Loader(run, chosen, report, refusals).load(rows, self._speaker(report, progress))
        except (NotReadable, OSError, psycopg.Error) as error:
            report.fault = in_words(error)
        report.seconds = time.monotonic() - began
        return report

    def _speaker(self, report: Report, progress: Progress) -> Callable[[], None]:
        last = time.monotonic()

        def speak() -> None:
            nonlocal last
            if time.monotonic() - last > TELL_EVERY_S:
                last = time.monotonic()
                self.tell(
                    f"  {report.name}: {100 * progress.read / max(1, progress.total):.0f} %, {report.read:,} rows,"
                    f" {report.refused:,} refused"
                )

        return speak


def _files(paths: list[Path]) -> list[Path]:
    found: list[Path] = []
    for path in paths:
        found.extend(sorted(path.rglob("*.csv")) if path.is_dir() else [path])
    return found


_STAGE = """
    CREATE TEMP TABLE staged (line integer, row_key text, is_named boolean, category text, label text, outcome text,
        happened_at timestamptz,
        is_whole_month boolean, lon float8, lat float8, address text, detail jsonb) ON COMMIT DELETE ROWS;
    CREATE TEMP TABLE seen (row_key text PRIMARY KEY, times integer NOT NULL) ON COMMIT PRESERVE ROWS;
"""
_COPY = "COPY staged FROM STDIN"

# Rows without a name of their own that are the same to the letter are different people searched in the same minute:
# the first, the second, the third of them. The count goes on from batch to batch, and from file to file it starts again.
_MERGE = """
    WITH counted AS (
        SELECT s.*, COALESCE(n.times, 0) + row_number() OVER (PARTITION BY s.row_key ORDER BY s.line) AS time
        FROM staged s LEFT JOIN seen n USING (row_key)
    ), remembered AS (
        INSERT INTO seen (row_key, times) SELECT row_key, max(time) FROM counted WHERE NOT is_named GROUP BY row_key
        ON CONFLICT (row_key) DO UPDATE SET times = EXCLUDED.times
    ), named AS (
        SELECT DISTINCT ON (source_key) * FROM (SELECT c.*,
            CASE WHEN is_named THEN row_key ELSE row_key || '-' || time END AS source_key FROM counted c) k
        ORDER BY source_key, line DESC
    ), merged AS (
        INSERT INTO events AS e (source, source_key, category, label, outcome, happened_at, is_whole_month, place,
            address, detail, import_id)
        SELECT %(source)s, source_key, category, label, outcome, happened_at, is_whole_month,
               CASE WHEN lon IS NOT NULL THEN ST_SetSRID(ST_MakePoint(lon, lat), 4326)::geography END, address, detail, %(import_id)s
        FROM named
        ON CONFLICT (source, source_key) DO UPDATE SET outcome = EXCLUDED.outcome, category = EXCLUDED.category, label = EXCLUDED.label,
            happened_at = EXCLUDED.happened_at, place = EXCLUDED.place, address = EXCLUDED.address
        WHERE (e.outcome, e.category, e.label, e.happened_at, e.address) IS DISTINCT FROM
              (EXCLUDED.outcome, EXCLUDED.category, EXCLUDED.label, EXCLUDED.happened_at, EXCLUDED.address)
        RETURNING xmax = 0 AS is_new
    )
    SELECT count(*) FILTER (WHERE is_new), count(*) FILTER (WHERE NOT is_new) FROM merged
"""

# The street names of a file are what a dispatcher will type.
_STREETS = """
    INSERT INTO streets (name, area, pod, place, source)
    SELECT regexp_replace(e.address, '^On or near ', ''), e.detail ->> 'area', a.code,
           ST_Centroid(ST_Collect(e.place::geometry))::geography, e.source
    FROM events e JOIN areas a ON a.kind = 'pod' AND ST_Contains(a.outline, ST_Transform(e.place::geometry, 27700))
    WHERE e.import_id = %(import_id)s AND e.detail ->> 'area' <> '' AND e.address LIKE 'On or near _%%'
    GROUP BY 1, 2, 3, e.source ON CONFLICT DO NOTHING
"""


class _Loader:
    """Rows of one file on their way into the database, a batch at a time."""

    def __init__(self, run: Run, chosen: Format, report: Report, refusals: Refusals) -> None:
        self.run, self.connection = run, run.connection
        self.format, self.report, self.refusals = chosen, report, refusals

    def load(self, rows: Iterator[Record], speak: Callable[[], None]) -> None:
        self.connection.execute(_STAGE)
        self.connection.commit()
        while batch := list(islice(rows, BATCH)):
            self._store(batch)
            speak()
        self._finish()

    def _store(self, batch: list[Record]) -> None:
        made = [(record.line, record.values, happening) for record in batch if (happening := self._read(record))]
        self.run.act()
        with self.connection.cursor().copy(_COPY) as copy:
            for line, row, happening in made:
                copy.write_row(_staged(line, row, happening))
        added, changed = self.connection.execute(
            _MERGE, {"source": self.format.source, "import_id": self.run.id}
        ).fetchone() or (0, 0)
        self.run.note(added, changed)
        self.connection.commit()
        self.report.added += added
        self.report.changed += changed
        self.report.known += len(made) - added - changed

    def _read(self, record: Record) -> Happening | None:
        self.report.read += 1
        try:
            if record.fault:
                raise RowRefused(record.fault)
            happening = self.format.read(record.values)
        except RowRefused as refusal:
            self.report.refuse(str(refusal))
            self.refusals.note(record.line, str(refusal))
            return None
        self.report.cut_short += record.is_cut_short
        self.report.without_place += happening.lon is None
        self.report.elsewhere += (
            happening.lon is not None
            and happening.lat is not None
            and not is_inside(happening.lon, happening.lat, LONDON)
        )
        return happening

    def _finish(self) -> None:
        self.run.act()
        self.connection.execute(_STREETS, {"import_id": self.run.id})
        self.connection.execute(COUNT_SOURCE.format(source="%s"), (self.format.source,))


def _staged(line: int, row: dict[str, str], happening: Happening) -> tuple[Any, ...]:
    return (
        line,
        happening.key or fingerprint(row),
        bool(happening.key),
        happening.category,
        happening.label[:200],
        happening.outcome[:200],
        happening.happened_at,
        happening.is_whole_month,
        happening.lon,
        happening.lat,
        happening.address[:200],
        orjson.dumps(happening.detail).decode(),
    )

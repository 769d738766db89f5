"""Bulk sources of the record: CSV by a column map, and Single Online Home documents. A second run changes nothing.

Rows go by COPY into a staging table and from there by one statement into the record, a batch at a time, so a file of any
size takes the memory of one batch. Good rows are kept, each bad one is told of by its line.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import orjson
import psycopg

from api import clock
from api.imports import people, sdm
from api.imports.formats import RowRefused
from api.imports.lines import NotReadable, Progress, Record, records
from api.imports.service import Importer, Refusals, Report, Tell
from api.records.service import COUNT_SOURCES, TABLES

BATCH = 20_000
DOCUMENTS = 500

# One JSON for each row: the staging table is the same for every kind, and the record's own columns say what each becomes.
_STAGE = "CREATE TEMP TABLE staged (place integer, body jsonb) ON COMMIT DELETE ROWS"
_COPY = "COPY staged FROM STDIN"
_KEYS = {"events": ("source", "source_key")}
_IDENTIFIERS = """
    INSERT INTO nominal_identifiers (nominal_id, kind, value, is_valid)
    SELECT DISTINCT record_id(s.body ->> 'source_system', s.body ->> 'source_id'), i.kind, i.value, i.is_valid
    FROM staged s CROSS JOIN LATERAL jsonb_to_recordset(s.body -> 'identifiers') i (kind text, value text, is_valid boolean)
    ON CONFLICT DO NOTHING
"""


def _merge(table: str, columns: list[str]) -> str:
    """Into the record what is new or has changed. Told of: how many of each."""
    keys = _KEYS.get(table, ("id",))
    has_id = table != "events"
    picked = ["record_id(r.source_system, r.source_id)" if has_id and "id" not in columns else ""]
    named = [*(["id"] if picked[0] else []), *columns, "import_id"]
    values = [*([picked[0]] if picked[0] else []), *(f"r.{column}" for column in columns), "%(import_id)s"]
    told = [column for column in columns if column not in {*keys, "source_system", "source_id", "id"}]
    changed = [*told, *(["changed_at"] if table in TABLES.values() else [])]
    sets = ", ".join(f"{column} = {'now()' if column == 'changed_at' else f'EXCLUDED.{column}'}" for column in changed)
    differs = f"({', '.join(f't.{column}' for column in told)}) IS DISTINCT FROM ({', '.join(f'EXCLUDED.{column}' for column in told)})"
    key = (
        "r.source, r.source_key" if table == "events" else "r.id" if "id" in columns else "r.source_system, r.source_id"
    )
    return f"""
        WITH merged AS (
            INSERT INTO {table} AS t ({", ".join(named)})
            SELECT DISTINCT ON ({key}) {", ".join(values)}
            FROM (SELECT s.place AS nth, p.* FROM staged s CROSS JOIN LATERAL jsonb_populate_record(NULL::{table}, s.body) p) r
            ORDER BY {key}, r.nth DESC
            ON CONFLICT ({", ".join(keys)}) DO UPDATE SET {sets} WHERE {differs}
            RETURNING xmax = 0 AS is_new
        )
        SELECT count(*) FILTER (WHERE is_new), count(*) FILTER (WHERE NOT is_new) FROM merged
    """  # noqa: S608  tables and columns are our own words


def bring(url: str, refusals: Path, tell: Tell, paths: list[Path], column_map: Path | None) -> list[Report]:
    """Any file that this command line takes: records by their map or as documents, the history of places as before."""
    importer = RecordImporter(url, refusals, tell)
    try:
        record_map = people.load(column_map) if column_map else None
    except (RowRefused, ValueError) as fault:
        return [Report(column_map.name if column_map else "", fault=f"The map cannot be used. {fault}")]
    are_documents = [path.suffix in {".json", ".jsonl", ".ndjson"} for path in paths]
    if record_map or (paths and all(are_documents)):
        return importer.bring(paths, record_map)
    return importer.run(paths, column_map)


class RecordImporter(Importer):
    """Brings records in. The report is that of every import."""

    def bring(self, paths: list[Path], column_map: people.RecordMap | None) -> list[Report]:
        """CSV files by a column map, or Single Online Home documents without one."""
        return [self._records(path, column_map) for path in paths]

    def _records(self, path: Path, column_map: people.RecordMap | None) -> Report:
        report, progress, began = Report(path.name), Progress(total=path.stat().st_size), time.monotonic()
        try:
            with psycopg.connect(self.url) as connection, Refusals(self.refusals, path) as refusals:
                brought = _Bringing(connection, report, refusals, self._speaker(report, progress))
                if column_map:
                    brought.rows(*records(path, progress), column_map)
                else:
                    brought.documents(path, progress)
        except (NotReadable, OSError) as error:
            report.fault = str(error)
        report.seconds = time.monotonic() - began
        return report


class _Bringing:
    """One file on its way into the record."""

    def __init__(self, connection: psycopg.Connection[Any], report: Report, refusals: Refusals, speak: Any) -> None:
        self.connection, self.report, self.refusals, self.speak = connection, report, refusals, speak
        self.import_id: UUID = uuid4()

    def rows(self, header: list[str], rows: Iterator[Record], column_map: people.RecordMap) -> None:
        if missing := column_map.missing(header):
            raise NotReadable(f"The file has no column {', '.join(missing)}.")
        self.report.source, self.report.unknown_columns = column_map.source, column_map.unknown(header)
        self._begin()
        while batch := list(islice(rows, BATCH)):
            good = [made for record in batch if (made := self._row(record, column_map)) is not None]
            self._store({TABLES[column_map.kind]: good}, len(good))
        self._finish()

    def _row(self, record: Record, column_map: people.RecordMap) -> people.Record | None:
        self.report.read += 1
        self.report.cut_short += record.is_cut_short
        try:
            if record.fault:
                raise RowRefused(record.fault)
            return column_map.read(record.values)
        except RowRefused as refusal:
            self._refuse(record.line, refusal)
            return None

    def documents(self, path: Path, progress: Progress) -> None:
        self.report.source = sdm.SOURCE
        self._begin()
        waiting = sdm.documents(path)
        while batch := list(islice(waiting, DOCUMENTS)):
            progress.read += sum(len(raw) for _, raw in batch)
            tables: dict[str, list[people.Record]] = {}
            for line, raw in batch:
                for table, rows in self._document(line, raw).rows.items():
                    tables.setdefault(table, []).extend(rows)
            self._store(tables, sum(map(len, tables.values())))
        self._finish()

    def _document(self, line: int, raw: bytes) -> sdm.Document:
        self.report.read += 1
        try:
            return sdm.read(raw)
        except RowRefused as refusal:
            self._refuse(line, refusal)
            return sdm.Document()

    def _refuse(self, line: int, refusal: RowRefused) -> None:
        self.report.refused += 1
        self.report.reasons[str(refusal)[:80]] += 1
        self.refusals.note(line, str(refusal))

    def _begin(self) -> None:
        self._act()
        self.connection.execute(_STAGE)
        self.connection.execute(
            "INSERT INTO imports (id, source, file_name, started_at) VALUES (%s, %s, %s, %s)",
            (self.import_id, self.report.source, self.report.name, clock.now()),
        )
        self.connection.commit()

    def _act(self) -> None:
        self.connection.execute(
            "SELECT set_config('app.actor', 'import', true), set_config('app.scope', 'system', true)"
        )
        self.connection.execute("SET LOCAL statement_timeout = '10min'")

    def _store(self, tables: dict[str, list[people.Record]], count: int) -> None:
        self._act()
        added = changed = 0
        for table, rows in tables.items():
            if rows:
                new, other = self._table(table, rows)
                added, changed = added + new, changed + other
        self.connection.commit()
        self.report.added += added
        self.report.changed += changed
        self.report.known += count - added - changed
        self.speak()

    def _table(self, table: str, rows: list[people.Record]) -> tuple[int, int]:
        self.connection.execute("TRUNCATE staged")
        with self.connection.cursor().copy(_COPY) as copy:
            for place, row in enumerate(rows):
                copy.write_row((place, orjson.dumps(row).decode()))
        columns = [column for column in rows[0] if column != "identifiers"]
        counted = self.connection.execute(_merge(table, columns).encode(), {"import_id": self.import_id}).fetchone()
        if table == "nominals" and "identifiers" in rows[0]:
            self.connection.execute(_IDENTIFIERS)
        return counted or (0, 0)

    def _finish(self) -> None:
        report = self.report
        self._act()
        if report.added + report.changed:
            self.connection.execute("SELECT count_names()")
            self.connection.execute(COUNT_SOURCES.encode())
        self.connection.execute(
            "UPDATE imports SET finished_at = %s, rows_read = %s, rows_added = %s, rows_changed = %s, rows_known ="
            " %s, rows_refused = %s WHERE id = %s",
            (clock.now(), report.read, report.added, report.changed, report.known, report.refused, self.import_id),
        )
        self.connection.commit()

"""Bulk sources of the record: CSV by a column map, and Single Online Home documents. A second run changes nothing.

Rows go by COPY into a staging table and from there by one statement into the record, a batch at a time, so a file of any
size takes the memory of one batch. Good rows are kept, each bad one is told of by its line: also one that only the database
refuses.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import orjson
import psycopg

from api.imports import marks, photographs, record_maps, sdm
from api.imports.calls import BrokenMap
from api.imports.formats import RowRefused
from api.imports.lines import NotReadable, Progress, Record, records
from api.imports.record_maps import RecordMap
from api.imports.reports import Refusals, Report
from api.imports.runs import THE_COMMAND_LINE, Run, in_words
from api.imports.service import Importer, Tell
from api.records.service import COUNT_SOURCES, TABLES

BATCH = 20_000
# A picture weighs as much as five hundred rows.
PICTURES = 100
DOCUMENTS = 500

# One JSON for each row: the staging table is the same for every kind, and the record's own columns say what each becomes.
_STAGE = "CREATE TEMP TABLE staged (place integer, body jsonb) ON COMMIT DELETE ROWS"
_COPY = "COPY staged FROM STDIN"
# Which classes of SQLSTATE are the fault of a row: its data, a rule that it breaks, a size, what a trigger says.
_OF_A_ROW = frozenset({"22", "23", "54", "P0"})
_CODES = """
    SELECT c.code FROM codes c JOIN code_lists l ON l.name = c.list AND l.version = c.version
    WHERE l.is_current AND c.list = 'warning_signals'
"""
_LINE = "EXISTS (SELECT FROM record_lines r WHERE r.kind = n.{end}_kind AND r.id = n.{end}_id)"
_NOWHERE = {
    table: f"SELECT count(*) FROM {table} n WHERE n.import_id = %s AND NOT ({' AND '.join(_LINE.format(end=end) for end in ends)})"  # noqa: S608  our own names
    for table, ends in {"links": ("from", "to"), "record_markers": ("record",)}.items()
}
_BY_DIGEST = {"photographs": ("image", "width", "height")}
_KEYS = {"events": ("source", "source_key")}
_IDENTIFIERS = """
    INSERT INTO nominal_identifiers (nominal_id, kind, value, is_valid)
    SELECT DISTINCT record_id(s.body ->> 'source_system', s.body ->> 'source_id'), i.kind, i.value, i.is_valid
    FROM staged s CROSS JOIN LATERAL jsonb_to_recordset(s.body -> 'identifiers') i (kind text, value text, is_valid boolean)
    ON CONFLICT DO NOTHING
"""


# A file can hide a record and never uncovers one: that it no longer says so may be its fault, and would be somebody's life.
_AFTER = {
    "changed_at": "now()",
    "restriction": "COALESCE(EXCLUDED.restriction, t.restriction)",
    "restriction_owner": "CASE WHEN EXCLUDED.restriction IS NULL THEN t.restriction_owner ELSE EXCLUDED.restriction_owner END",
}

# What one row or one document brings, by table, with its line: it is taken whole or not at all.
Unit = tuple[int, dict[str, list[marks.Record]]]


def _merge(table: str, columns: list[str]) -> str:
    """Into the record what is new or has changed. Told of: how many of each."""
    keys = _KEYS.get(table, ("id",))
    has_id = table != "events"
    picked = ["record_id(r.source_system, r.source_id)" if has_id and "id" not in columns else ""]
    named = [*(["id"] if picked[0] else []), *columns, "import_id"]
    values = [*([picked[0]] if picked[0] else []), *(f"r.{column}" for column in columns), "%(import_id)s"]
    told = [column for column in columns if column not in {*keys, "source_system", "source_id", "id"}]
    # The same file may be written a little differently by another version of the encoder: it is known by its digest.
    compared = [column for column in told if column not in _BY_DIGEST.get(table, ())]
    changed = [*told, *(["changed_at"] if table in TABLES.values() else [])]
    sets = ", ".join(f"{column} = {_AFTER.get(column, f'EXCLUDED.{column}')}" for column in changed)
    differs = (
        f"({', '.join(f't.{column}' for column in compared)}) IS DISTINCT FROM"
        f" ({', '.join(_AFTER.get(column, f'EXCLUDED.{column}') for column in compared)})"
    )
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


def bring(
    url: str, refusals: Path, tell: Tell, paths: list[Path], column_map: Path | None, by: str = THE_COMMAND_LINE
) -> list[Report]:
    """Any file that this command line takes: records by their map or as documents, the history of places as before."""
    importer = RecordImporter(url, refusals, tell, by)
    try:
        record_map = record_maps.load(column_map) if column_map else None
        are_documents = [path.suffix in {".json", ".jsonl", ".ndjson"} for path in paths]
        if record_map or (paths and all(are_documents)):
            return importer.bring(paths, record_map)
        return importer.run(paths, column_map)
    except (RowRefused, BrokenMap) as fault:
        return [Report(column_map.name if column_map else "", fault=f"The map cannot be used. {fault}")]


class RecordImporter(Importer):
    """Brings records in. The report is that of every import."""

    def bring(self, paths: list[Path], column_map: RecordMap | None) -> list[Report]:
        """CSV files by a column map, or Single Online Home documents without one."""
        return [self._records(path, column_map) for path in paths]

    def _records(self, path: Path, column_map: RecordMap | None) -> Report:
        report, progress, began = Report(path.name), Progress(), time.monotonic()
        try:
            progress.total = path.stat().st_size
            rows = self._opened(report, progress, path, column_map) if column_map else iter(())
            report.source = column_map.source if column_map else sdm.SOURCE
            what = column_map.kind if column_map else "online reports"
            with (
                psycopg.connect(self.url) as connection,
                Refusals(self.refusals, path) as refusals,
                Run(connection, self.url, report, what, self.by) as run,
            ):
                brought = _Bringing(run, refusals, self._speaker(report, progress))
                if column_map:
                    brought.rows(rows, column_map, path.parent / column_map.folder)
                else:
                    brought.documents(path, progress)
        except (NotReadable, OSError, psycopg.Error) as error:
            report.fault = in_words(error)
        report.seconds = time.monotonic() - began
        return report

    @staticmethod
    def _opened(report: Report, progress: Progress, path: Path, column_map: RecordMap) -> Iterator[Record]:
        header, rows = records(path, progress, column_map.one_line)
        if missing := column_map.missing(header):
            raise NotReadable(f"The file has no column {', '.join(missing)}.")
        report.unknown_columns = column_map.unknown(header)
        return rows


class _Bringing:
    """One file on its way into the record."""

    def __init__(self, run: Run, refusals: Refusals, speak: Any) -> None:
        self.run, self.connection, self.report = run, run.connection, run.report
        self.refusals, self.speak = refusals, speak
        self.run.act()
        self.connection.execute(_STAGE)
        self.codes = {row[0] for row in self.connection.execute(_CODES).fetchall()}
        self.connection.commit()

    def rows(self, rows: Iterator[Record], column_map: RecordMap, folder: Path) -> None:
        """`folder`: where the photographs lie, for a map of photographs."""
        while batch := list(islice(rows, PICTURES if column_map.folder else BATCH)):
            self.run.act()
            made = [(record.line, self._row(record, column_map, folder)) for record in batch]
            self._store([(line, {column_map.table: [row]}) for line, row in made if row is not None])
        self._finish(column_map.table)

    def _row(self, record: Record, column_map: RecordMap, folder: Path) -> marks.Record | None:
        self.report.read += 1
        self.report.cut_short += record.is_cut_short
        try:
            return self._read(record, column_map, folder)
        except RowRefused as refusal:
            self._refuse(record.line, str(refusal))
            return None

    def _read(self, record: Record, column_map: RecordMap, folder: Path) -> marks.Record:
        if record.fault:
            raise RowRefused(record.fault)
        row = column_map.read(record.values)
        if column_map.kind == "marker" and row["code"] not in self.codes:
            raise RowRefused("a warning that is not in the code list")
        if column_map.kind == "photograph":
            return photographs.with_picture(self.connection, row, folder)
        return row

    def documents(self, path: Path, progress: Progress) -> None:
        waiting = sdm.documents(path)
        while batch := list(islice(waiting, DOCUMENTS)):
            progress.read += sum(len(raw) for _, raw in batch)
            made = [(line, self._document(line, raw)) for line, raw in batch]
            self._store([(line, document.rows) for line, document in made if document is not None])
        self._finish("")

    def _document(self, line: int, raw: bytes) -> sdm.Document | None:
        self.report.read += 1
        try:
            return sdm.read(raw)
        except RowRefused as refusal:
            self._refuse(line, str(refusal))
            return None

    def _refuse(self, line: int, reason: str) -> None:
        self.report.refuse(reason)
        self.refusals.note(line, reason)

    def _store(self, units: list[Unit]) -> None:
        self.run.act()
        added, changed, known = self._some(units)
        self.run.note(added, changed)
        self.connection.commit()
        self.report.added += added
        self.report.changed += changed
        self.report.known += known
        self.speak()

    def _some(self, units: list[Unit]) -> Counted:
        """All at once. What the database refuses is tried by halves, down to the one that is at fault: the others cost little."""
        try:
            with self.connection.transaction():
                return self._merged(units)
        except psycopg.Error as error:
            if (error.sqlstate or "")[:2] not in _OF_A_ROW:
                raise
            if len(units) == 1:
                self._refuse(units[0][0], _refusal(error))
                return Counted(0, 0, 0)
        middle = len(units) // 2
        one, other = self._some(units[:middle]), self._some(units[middle:])
        return Counted(*(a + b for a, b in zip(one, other, strict=True)))

    def _merged(self, units: list[Unit]) -> Counted:
        tables: dict[str, list[marks.Record]] = {}
        for _, brought in units:
            for table, rows in brought.items():
                tables.setdefault(table, []).extend(rows)
        counts = [self._table(table, rows) for table, rows in tables.items() if rows]
        added, changed = (sum(count[place] for count in counts) for place in (0, 1))
        return Counted(added, changed, sum(map(len, tables.values())) - added - changed)

    def _table(self, table: str, rows: list[marks.Record]) -> tuple[int, int]:
        self.connection.execute("TRUNCATE staged")
        with self.connection.cursor().copy(_COPY) as copy:
            for place, row in enumerate(rows):
                copy.write_row((place, orjson.dumps(row).decode()))
        columns = [column for column in rows[0] if column != "identifiers"]
        counted = self.connection.execute(_merge(table, columns).encode(), {"import_id": self.run.id}).fetchone()
        if table == "nominals" and "identifiers" in rows[0]:
            self.connection.execute(_IDENTIFIERS)
        return counted or (0, 0)

    def _finish(self, table: str) -> None:
        self.run.act()
        if self.report.added + self.report.changed:
            self.connection.execute("SELECT count_names()")
            self.connection.execute(COUNT_SOURCES.encode())
        if table in _NOWHERE:
            asked = self.connection.execute(_NOWHERE[table].encode(), (self.run.id,)).fetchone()
            self.report.nowhere = asked[0] if asked else 0


class Counted(NamedTuple):
    added: int
    changed: int
    known: int


def _refusal(error: psycopg.Error) -> str:
    """The rule that a row breaks, by its name: what the database says in words may hold what stood there."""
    rule = (error.diag.constraint_name or "").removesuffix("_check").replace("_", " ")
    return f"the record does not take it ({rule or type(error).__name__})"

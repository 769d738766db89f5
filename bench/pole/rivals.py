"""What the search is measured beside, on the same records in the same run: ILIKE, trigrams over the records, tantivy as the ceiling."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import psycopg
import tantivy

from api.identifiers.faults import NotAnIdentifier
from api.nominals import typed
from bench.pole.measure import Answered

FULL_NAME = "(given_names[1] || ' ' || family_name)"
Find = Callable[[str, typed.Births], list[UUID]]


@dataclass
class Rival:
    name: str
    find: Find
    # A slow one is asked fewer queries, evenly picked.
    sample: int


def everyone(connection: psycopg.Connection[Any], folder: str, most: int) -> Iterator[Rival]:
    """One after the other, each built when its turn comes: with the trigrams standing, ILIKE would use them."""
    yield Rival("ILIKE", ilike(connection), 24)
    find, built = _timed(lambda: trigrams(connection))
    yield Rival(f"pg_trgm over the records (built in {built:.0f} s)", find, 160)
    find, built = _timed(lambda: ceiling(connection, folder))
    yield Rival(f"tantivy in process (built in {built:.0f} s)", find, most)


def _timed(make: Callable[[], Find]) -> tuple[Find, float]:
    began = time.monotonic()
    return make(), time.monotonic() - began


def run(rival: Rival, connection: psycopg.Connection[Any], asked: list[Answered]) -> tuple[int, list[float], float]:
    """How many were asked, what each took in ms the second time (warm, as ours are), and the share found among the first ten."""
    picked = asked[:: max(1, len(asked) // rival.sample)]
    spent, found = [], 0
    for one in picked:
        births = _births(one.query.asked.get("born", ""))
        rival.find(one.query.asked["name"], births)
        began = time.perf_counter()
        ids = rival.find(one.query.asked["name"], births)
        spent.append((time.perf_counter() - began) * 1000)
        found += is_among(connection, ids[:10], one.query.meant)
    return len(picked), spent, found / max(1, len(picked))


def _births(born: str) -> typed.Births:
    try:
        return typed.births(born)
    except NotAnIdentifier:
        return typed.NO_BIRTH


def is_among(connection: psycopg.Connection[Any], ids: list[UUID], meant: str) -> bool:
    rows = connection.execute("SELECT source_id FROM nominals WHERE id = ANY (%s)", (ids,))
    return any(row[0].startswith(meant) for row in rows)


def ilike(connection: psycopg.Connection[Any]) -> Find:
    """The substring search that most open systems have."""

    def find(name: str, _births: typed.Births) -> list[UUID]:
        like = f"%{name.replace('%', '')}%"
        sql = f"SELECT id FROM nominals WHERE {FULL_NAME} ILIKE %s LIMIT 10"  # noqa: S608  our own constant
        return [row[0] for row in connection.execute(sql, (like,))]  # type: ignore[arg-type]  # our own constants

    return find


def trigrams(connection: psycopg.Connection[Any]) -> Find:
    """pg_trgm over the records, as it is usually done, with the year of birth within one where a date is given."""
    connection.execute(
        "CREATE INDEX IF NOT EXISTS rival_trigrams ON nominals USING gin ((given_names[1] || ' ' || family_name) gin_trgm_ops)"
    )
    connection.execute("SET pg_trgm.similarity_threshold = 0.3")

    def find(name: str, births: typed.Births) -> list[UUID]:
        first, last = _window(births)
        sql = (
            "SELECT id FROM nominals WHERE (given_names[1] || ' ' || family_name) %% %s"
            " AND (%s::date IS NULL OR born_on BETWEEN %s AND %s)"
            " ORDER BY similarity(given_names[1] || ' ' || family_name, %s) DESC LIMIT 10"
        )
        return [row[0] for row in connection.execute(sql, (name, first, first, last, name))]

    return find


def _window(births: typed.Births) -> tuple[str | None, str | None]:
    if births.dates:
        return f"{births.dates[0].year - 1}-01-01", f"{births.dates[0].year + 1}-12-31"
    if births.year_from is not None:
        return f"{births.year_from}-01-01", f"{births.year_to}-12-31"
    return None, None


def ceiling(connection: psycopg.Connection[Any], folder: str) -> Find:
    """tantivy in this process: an index beside the database, with neither audit nor row-level security."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("name", stored=False)
    builder.add_integer_field("year", stored=False, indexed=True)
    builder.add_text_field("id", stored=True, tokenizer_name="raw")
    index = tantivy.Index(builder.build(), path=folder)
    writer = index.writer(256_000_000, 1)
    for row in _rows(connection):
        writer.add_document(tantivy.Document(name=row[1], year=row[2] or 0, id=row[0]))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()

    def find(name: str, births: typed.Births) -> list[UUID]:
        words = [typed.folded(word).lower() for word in name.replace(",", " ").split()]
        must = [
            (
                tantivy.Occur.Must,
                tantivy.Query.fuzzy_term_query(index.schema, "name", word, distance=2 if len(word) > 5 else 1),
            )
            for word in words
            if len(word) > 1
        ]
        first, last = _window(births)
        if first and last:
            must.append(
                (
                    tantivy.Occur.Must,
                    tantivy.Query.range_query(
                        index.schema, "year", tantivy.FieldType.Integer, int(first[:4]), int(last[:4])
                    ),
                )
            )
        hits = searcher.search(tantivy.Query.boolean_query(must), 10).hits
        return [UUID(searcher.doc(address)["id"][0]) for _, address in hits]

    return find


def _rows(connection: psycopg.Connection[Any]) -> Iterator[tuple[str, str, int | None]]:
    with connection.transaction(), connection.cursor(name="everybody") as cursor:
        cursor.itersize = 20_000
        cursor.execute("SELECT id::text, given_names, family_name, extract(year FROM born_on)::integer FROM nominals")
        for record, given, family, year in cursor:
            name = " ".join(typed.folded(word).lower() for word in (*given, *family.replace("-", " ").split()))
            yield record, name, year

"""Runs the queries through the app's own search and judges the answers."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import psycopg
from sqlalchemy.orm import Session

import api.addresses.search
import api.nominals.search
import api.phones.search
import api.vehicles.search
from api.identifiers.faults import NotAnIdentifier
from api.lookups import hits
from api.lookups.hits import LIKELY
from api.nominals import typed
from bench.pole.queries import Query
from bench.pole.world import record_id

# More people than this who share what was asked cannot be told apart by anybody.
TOLD_APART = 10


@dataclass
class Answered:
    """One query with what came of it. `alike`: how many different people share the facts that were meant (1: only they)."""

    query: Query
    database_ms: float
    whole_ms: float
    place: int | None
    alike: int = 1
    # Whether the first of the list was told as more than *possible*.
    is_sure: bool = False

    @property
    def is_findable(self) -> bool:
        return self.alike <= TOLD_APART


@dataclass
class Stopwatch:
    """What the database took of a search: each trip from asking to the last row."""

    spent_s: float = 0.0

    def run(self, session: Session, sql: str, params: Any = ()) -> Any:
        began = time.perf_counter()
        cursor = session.info["driver"].execute(sql.encode(), params)
        rows = cursor.fetchall()
        self.spent_s += time.perf_counter() - began
        return _Rows(rows)


@dataclass
class _Rows:
    rows: list[Any]
    at: int = field(default=0)

    def fetchall(self) -> list[Any]:
        return self.rows

    def __iter__(self) -> Any:
        return iter(self.rows)


def ask(session: Session, query: Query) -> list[hits.Hit]:
    """The first twenty, as the handset would be shown them."""
    asked = query.asked
    doors: dict[str, Callable[[], hits.Found]] = {
        "nominals": lambda: api.nominals.search.find(
            session, api.nominals.search.Wanted.of(asked["name"], asked.get("born", ""))
        ),
        "vehicles": lambda: api.vehicles.search.find(session, asked["plate"], asked["looks"]),
        "phones": lambda: api.phones.search.find(session, asked["number"]),
        "addresses": lambda: api.addresses.search.find(session, asked["address"]),
    }
    try:
        return doors[query.door]().seen[: hits.SHOWN]
    except NotAnIdentifier:
        return []


def run_all(session: Session, queries: list[Query]) -> list[Answered]:
    """Every query twice, measured the second time: warm, as a server is."""
    watch = Stopwatch()
    for module in (api.nominals.search, api.vehicles.search, api.phones.search, api.addresses.search, hits):
        module.run = watch.run  # type: ignore[attr-defined]  # the trip to the database is what is measured
    answered = []
    for turn in range(2):
        answered = [_one(session, query, watch, turn) for query in queries]
    return answered


_SYSTEM = {"vehicles": "Exercise vehicles", "phones": "Exercise phones", "addresses": "Exercise gazetteer"}


def _one(session: Session, query: Query, watch: Stopwatch, turn: int) -> Answered:
    watch.spent_s, began = 0.0, time.perf_counter()
    found = ask(session, query)
    whole = time.perf_counter() - began
    place = _place(session, query, [hit.id for hit in found]) if turn else None
    is_sure = bool(found) and found[0].score >= LIKELY
    return Answered(query, watch.spent_s * 1000, whole * 1000, place, is_sure=is_sure)


def _place(session: Session, query: Query, found: list[UUID]) -> int | None:
    """At which place the meant one stands, from 1."""
    if query.door == "nominals":
        names = dict(
            session.info["driver"]
            .execute("SELECT id, source_id FROM nominals WHERE id = ANY (%s)", (found,))
            .fetchall()
        )
        return next((place for place, one in enumerate(found, 1) if names[one].startswith(query.meant)), None)
    meant = record_id(_SYSTEM[query.door], query.meant)
    return found.index(meant) + 1 if meant in found else None


_ALIKE = """
    SELECT count(DISTINCT split_part(n.source_id, '-', 1)) FROM nominals n JOIN nominal_keys k ON k.nominal_id = n.id
    JOIN names f ON f.id = k.family_id JOIN names g ON g.id = k.given_id
    WHERE f.kind = 'person' AND f.name = %(family)s AND g.name = %(given)s
      AND (%(born)s::date IS NULL OR k.born_on = %(born)s::date)
      AND (%(from)s::integer IS NULL OR k.born_year BETWEEN %(from)s::integer AND %(to)s::integer)
"""


# How many vehicles, phones and homes share what was asked, so that no order among them would be right.
_ALIKE_ELSEWHERE = {
    "vehicles": """
        SELECT count(*) FROM vehicle_records a JOIN vehicle_records m ON m.id = %(meant)s
        WHERE CASE WHEN %(like)s::text LIKE '%%\\_%%' OR %(like)s::text LIKE '%%*%%' THEN plate_grams(a.vrm) @> pattern_grams(%(gram)s)
              AND a.vrm LIKE replace(%(like)s, '*', '%%') ELSE a.vrm = m.vrm END
          AND (%(looks)s::text = '' OR (a.make, a.colour) = (m.make, m.colour))""",
    "phones": "SELECT count(*) FROM phones WHERE reverse(number) LIKE reverse(%(ending)s) || '%%'",
    "addresses": """
        SELECT count(*) FROM addresses a JOIN addresses m ON m.id = %(meant)s AND m.street_id = a.street_id
        WHERE split_part(a.postcode, ' ', 1) = split_part(m.postcode, ' ', 1)
          AND ((a.house, a.flat) = (m.house, m.flat) OR (a.flat, a.house) = (m.house, m.flat))""",
}


def judge_alike(connection: psycopg.Connection[Any], answered: list[Answered]) -> None:
    """How many share the true facts of each query: beyond ten, nobody could say who was meant; of two, nobody which comes first."""
    for one in answered:
        one.alike = _count(connection, one.query) if one.query.door == "nominals" else _elsewhere(connection, one.query)


def _elsewhere(connection: psycopg.Connection[Any], query: Query) -> int:
    if query.kind.startswith(("plate with *", "beginning")):
        return 1 if query.asked["looks"] else 99
    plate = query.asked.get("plate", "").replace(" ", "").upper()
    facts = {
        "meant": record_id(_SYSTEM[query.door], query.meant),
        "like": plate.replace("?", "_"),
        "gram": plate,
        "looks": query.asked.get("looks", ""),
        "ending": query.asked.get("number", "")[-7:],
    }
    found = connection.execute(_ALIKE_ELSEWHERE[query.door], facts).fetchone()
    return int(found[0]) if found else 0


def _count(connection: psycopg.Connection[Any], query: Query) -> int:
    row = connection.execute(
        "SELECT given_names, family_name, born_on, sex FROM nominals WHERE id = %s",
        (record_id("Exercise crime records", f"{query.meant}0"),),
    ).fetchone()
    assert row is not None
    births = typed.births(query.asked.get("born", ""))
    facts = {
        "family": typed.folded(row[1]),
        "given": typed.folded(row[0][0]),
        "born": row[2] if births.dates else None,
        "from": births.year_from,
        "to": births.year_to,
    }
    found = connection.execute(_ALIKE, facts).fetchone()
    return int(found[0]) if found else 0

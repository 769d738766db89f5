"""The risk card at the size of a city: homes with people, their vehicles, warnings and what happened there; then cards of new calls.

Every call is made, read and rolled back, as part of a transaction is measured: what a tasking would wait for.
"""

from __future__ import annotations

import random
import time
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any
from uuid import UUID, uuid4

import orjson
import psycopg
from sqlalchemy.orm import Session

from api.actors import SYSTEM
from api.codes import service as codes
from api.db import Database, run
from api.places import risk
from api.records.service import record_id
from bench.pole.undone import undone
from bench.pole.world import CHUNK, Size

CALLS = 400
# Of a hundred people so many carry a warning, and a home has seen so many events within two years.
WARNED, EVENTS = 4, 0.5
SIGNALS = ("FI", "VI", "WE", "DR", "MN", "SU", "CO")

_LINKS = "COPY links (id, source_system, source_id, from_kind, from_id, to_kind, to_id, role, is_exercise) FROM STDIN"
_WARNINGS = "COPY record_markers (id, record_kind, record_id, code, text, source, added_on, review_on, entered_by, is_exercise) FROM STDIN"
_EVENTS = """
    INSERT INTO events (source, source_key, category, label, outcome, happened_at, place, address, is_exercise)
    SELECT 'Exercise crime', a.source_id, (ARRAY['violence', 'burglary', 'drugs', 'robbery'])[1 + a.source_id::bigint %% 4], 'Made up', '',
        now() - (a.source_id::bigint %% 700) * interval '1 day', ST_Transform(a.place, 4326)::geography, a.house || ' ' || a.street, true
    FROM addresses a WHERE a.source_id::bigint %% 100 < %s
"""
_CALL = """
    INSERT INTO incidents (id, cad_date, cad_number, grade, type, what, address, place, pod, state, opened_at, graded_at, source,
        is_exercise)
    SELECT %s, current_date, %s, 'I', 'PH', 'Made up', house || ' ' || street, place, 'CE', 'open', now(), now(), 'control', true
    FROM addresses WHERE id = %s
"""
_NAME = """
    INSERT INTO named_records (incident_id, record_id, kind, role, named_by, named_at)
    VALUES (%s, %s, 'nominal', 'suspect', 'bench', now())
"""


@dataclass
class Cards:
    """What cards took, in ms, and what they weigh on the wire, in bytes compressed as a socket would."""

    ms: list[float] = field(default_factory=list)
    bytes: list[int] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)


def is_filled(connection: psycopg.Connection[Any]) -> bool:
    return connection.execute("SELECT EXISTS (SELECT FROM links)").fetchone() == (True,)


def fill(connection: psycopg.Connection[Any], size: Size, persons: int) -> None:
    """Who lives where, who keeps which vehicle, who carries a warning, what happened at which home."""
    connection.execute("SET statement_timeout = 0; SET synchronous_commit = off")
    _copy(connection, _LINKS, _links(size, persons))
    _copy(connection, _WARNINGS, _warnings(persons))
    connection.execute(_EVENTS, (int(EVENTS * 100),))
    for table in ("links", "record_markers", "events"):
        connection.execute(f"VACUUM (ANALYZE) {table}")  # type: ignore[arg-type]  # our own constants


def _copy(connection: psycopg.Connection[Any], sql: str, rows: Iterator[tuple[str, ...]]) -> None:
    while part := list(islice(rows, CHUNK)):
        with connection.cursor().copy(sql) as copy:  # type: ignore[arg-type]  # our own constants
            copy.write("".join(["\t".join(row) + "\n" for row in part]))


def _person(number: int) -> UUID:
    return record_id("Exercise crime records", f"{number}-0")


def _links(size: Size, persons: int) -> Iterator[tuple[str, ...]]:
    for number in range(persons):
        home = record_id("Exercise gazetteer", str(number % size.addresses))
        yield _link("home", number, "address", home, "lives at")
        if number % 3 == 0:
            vehicle = record_id("Exercise vehicles", str(number // 3 % size.vehicles))
            yield _link("keeper", number, "vehicle", vehicle, "keeper")


def _link(name: str, number: int, kind: str, to: UUID, role: str) -> tuple[str, ...]:
    source_id = f"{name}-{number}"
    made = record_id("Exercise links", source_id)
    return (str(made), "Exercise links", source_id, "nominal", str(_person(number)), kind, str(to), role, "t")


def _warnings(persons: int) -> Iterator[tuple[str, ...]]:
    chance = random.Random(5)
    for number in range(0, persons, 100 // WARNED):
        code = SIGNALS[number % len(SIGNALS)]
        added, due = f"202{4 + number % 3}-0{1 + number % 9}-11", "2027-01-01"
        made = str(UUID(int=chance.getrandbits(128)))
        about = ("nominal", str(_person(number)), code, "Made up for the bench.", "Exercise", added, due, "bench", "t")
        yield (made, *about)


def measure(database: Database, size: Size, persons: int) -> Cards:
    """Cards of calls to homes anywhere, each naming somebody who carries a warning; the second time round, warm as a server is."""
    for _ in range(2):
        cards = Cards()
        for number in range(CALLS):
            with undone(database, SYSTEM) as session:
                _one(session, number, size, persons, cards)
    return cards


def _one(session: Session, number: int, size: Size, persons: int, cards: Cards) -> None:
    chance = random.Random(number)
    incident, home = uuid4(), record_id("Exercise gazetteer", str(chance.randrange(size.addresses)))
    run(session, _CALL, (incident, 1_000_000 + number, home))
    step = 100 // WARNED
    run(session, _NAME, (incident, _person(chance.randrange(persons // step) * step)))
    lists = codes.current(session)
    began = time.perf_counter()
    card = risk.card(session, incident, lists)
    cards.ms.append((time.perf_counter() - began) * 1000)
    cards.bytes.append(len(zlib.compress(orjson.dumps(card))))
    cards.lines.append(len(card["items"]))

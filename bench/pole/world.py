"""A made-up London in the record, in bulk: COPY straight into the tables, indexes afterwards. Everything follows from the seed."""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

import psycopg

from api.exercise.homes import Home, Streets
from api.exercise.motors import Motors
from api.exercise.population import SOURCES, MadeUp, Population, misheard, mistyped
from api.records.service import record_id

CHUNK = 100_000
Tell = Callable[[str], None]


@dataclass(frozen=True)
class Size:
    """How many records of each kind."""

    people: int
    vehicles: int
    addresses: int
    seed: int = 20

    @property
    def phones(self) -> int:
        return self.people // 4


def load(connection: psycopg.Connection[Any], size: Size, tell: Tell) -> None:
    """Fill an empty record. `connection` is the superuser's, in autocommit."""
    connection.execute(
        "SET synchronous_commit = off; SET maintenance_work_mem = '1GB'; SET work_mem = '256MB'; SET statement_timeout = 0"
    )
    indexes = _without_indexes(
        connection, ("nominals", "nominal_keys", "names", "vehicle_records", "phones", "addresses")
    )
    streets = Streets(size.seed, size.addresses)
    known = _known_streets(connection, streets)
    connection.execute("ALTER TABLE addresses DISABLE TRIGGER name_street")
    _timed(
        tell,
        "addresses",
        size.addresses,
        lambda: _copy(connection, _ADDRESSES, _addresses(streets, size.addresses, known)),
    )
    connection.execute("ALTER TABLE addresses ENABLE TRIGGER name_street")
    connection.execute("ALTER TABLE nominals DISABLE TRIGGER index_new, DISABLE TRIGGER link_new")
    _timed(tell, "people", size.people, lambda: _copy(connection, _NOMINALS, people(size, streets)))
    connection.execute("ALTER TABLE nominals ENABLE TRIGGER index_new, ENABLE TRIGGER link_new")
    _timed(tell, "their names", size.people, lambda: connection.execute("SELECT key_all_nominals()"))
    _timed(tell, "vehicles", size.vehicles, lambda: _copy(connection, _VEHICLES, _vehicles(size)))
    _timed(tell, "phones", size.phones, lambda: _copy(connection, _PHONES, _phones(size)))
    _timed(tell, "indexes", len(indexes), lambda: [connection.execute(one) for one in indexes])  # type: ignore[arg-type,func-returns-value]  # the database's own words
    _timed(tell, "counting, vacuum", 1, lambda: _settle(connection))


def _timed(tell: Tell, what: str, count: int, do: Callable[[], object]) -> None:
    began = time.monotonic()
    do()
    spent = time.monotonic() - began
    tell(f"  {what}: {count:,} in {spent:,.0f} s ({count / max(spent, 0.001):,.0f} a second)")


def _without_indexes(connection: psycopg.Connection[Any], tables: tuple[str, ...]) -> list[str]:
    """Take every index away that is not a key, and give back how to make it again."""
    found = connection.execute(
        "SELECT i.indexdef, i.indexname FROM pg_indexes i JOIN pg_class c ON c.relname = i.indexname"
        " JOIN pg_index x ON x.indexrelid = c.oid"
        " WHERE i.tablename = ANY (%s) AND NOT x.indisunique",
        (list(tables),),
    ).fetchall()
    for _, name in found:
        connection.execute(f"DROP INDEX {name}")  # type: ignore[arg-type]  # names out of the catalogue
    return [definition for definition, _ in found]


def _settle(connection: psycopg.Connection[Any]) -> None:
    connection.execute("SELECT count_names()")
    for table in ("names", "nominals", "nominal_keys", "vehicle_records", "phones", "addresses"):
        connection.execute(f"VACUUM (ANALYZE, FREEZE) {table}")  # type: ignore[arg-type]  # our own constants
    connection.execute("CHECKPOINT")


def _copy(connection: psycopg.Connection[Any], sql: str, rows: Iterator[tuple[Any, ...]]) -> None:
    while part := list(islice(rows, CHUNK)):
        with connection.cursor().copy(sql) as copy:  # type: ignore[arg-type]  # our own constants
            copy.write("".join(["\t".join(row) + "\n" for row in part]))


_NOMINALS = (
    "COPY nominals (id, source_system, source_id, given_names, family_name, sex, born_on, age_from, age_to, age_on, postcode,"
    " description, is_exercise) FROM STDIN"
)
_ADDRESSES = (
    "COPY addresses (id, source_system, source_id, uprn, flat, house, street, locality, postcode, place, street_id, is_exercise)"
    " FROM STDIN"
)
_VEHICLES = "COPY vehicle_records (id, source_system, source_id, vrm, make, model, colour, is_exercise) FROM STDIN"
_PHONES = "COPY phones (id, source_system, source_id, number, as_given, is_exercise) FROM STDIN"

MARKS = (
    "scar on left cheek",
    "rose tattoo on right forearm",
    "anchor tattoo on neck",
    "gold front tooth",
    "limps on right leg",
    "ponytail",
    "burn mark on left hand",
    "spider web tattoo on elbow",
)


def people(size: Size, streets: Streets) -> Iterator[tuple[str, ...]]:
    """Records of people as COPY wants them, one to four of each, some mistyped by their source."""
    chance, left, number = random.Random(size.seed + 1), size.people, 0
    population = Population(size.seed)
    postcodes = streets.postcodes
    while left > 0:
        person = population.person(number)
        home = postcodes[int(len(postcodes) * chance.random())]
        for record in range(min(left, 1 + int(3 * chance.random() ** 2.2))):
            yield _record(person, record, home, chance)
            left -= 1
        number += 1


def _record(person: MadeUp, record: int, home: str, chance: random.Random) -> tuple[str, ...]:
    given, family = person.given, person.family
    system, source_id = SOURCES[record % len(SOURCES)], f"{person.number}-{record}"
    # One record in sixteen was typed in wrongly; the first of each person never, so that everybody can be found.
    if record and chance.random() < 0.12:
        given, family = (
            (given, misheard(family, chance))
            if chance.random() < 0.5
            else ([mistyped(given[0], chance), *given[1:]], family)
        )
    born, ages = person.born_on.isoformat(), ("\\N", "\\N", "\\N")
    if record and chance.random() < 0.06:
        age = 2026 - person.born_on.year
        born, ages = "\\N", (str(max(0, age - 3)), str(age + 3), "2026-06-01")
    description = (
        f"{MARKS[person.number % len(MARKS)]}, {person.number % 40 + 150} cm" if person.number % 20 == 0 else ""
    )
    names = ",".join(f'"{name}"' for name in given)
    return (
        str(record_id(system, source_id)),
        system,
        source_id,
        f"{{{names}}}",
        family,
        person.sex,
        born,
        *ages,
        home,
        description,
        "t",
    )


def _known_streets(connection: psycopg.Connection[Any], streets: Streets) -> dict[str, str]:
    """Each street's number in the dictionary, asked for once instead of once for each of its homes."""
    names = sorted({street.name for street in streets.streets})
    connection.execute("SELECT know_names('street', ARRAY(SELECT street_form(s) FROM unnest(%s::text[]) s))", (names,))
    found = connection.execute(
        "SELECT s, n.id FROM unnest(%s::text[]) s JOIN names n ON n.name = street_form(s) AND n.kind = 'street'",
        (names,),
    )
    return {street: str(number) for street, number in found}


def _addresses(streets: Streets, count: int, known: dict[str, str]) -> Iterator[tuple[str, ...]]:
    for number, home in enumerate(streets.homes(count)):
        yield _home(number, home, known[home.street])


def _home(number: int, home: Home, street_id: str) -> tuple[str, ...]:
    source_id = str(number)
    place = f"SRID=27700;POINT({home.east:.0f} {home.north:.0f})"
    return (
        str(record_id("Exercise gazetteer", source_id)),
        "Exercise gazetteer",
        source_id,
        str(home.uprn),
        home.flat,
        home.house,
        home.street,
        home.locality,
        home.postcode,
        place,
        street_id,
        "t",
    )


def _vehicles(size: Size) -> Iterator[tuple[str, ...]]:
    motors = Motors(size.seed + 2)
    for number in range(size.vehicles):
        motor = motors.motor()
        source_id = str(number)
        yield (
            str(record_id("Exercise vehicles", source_id)),
            "Exercise vehicles",
            source_id,
            motor.vrm,
            motor.make,
            motor.model,
            motor.colour,
            "t",
        )


def phone_of(number: int) -> str:
    """A made-up mobile number: the range that Ofcom keeps for drama is too small for millions, so 07900 to 07909 are played with."""
    return f"+4479{(number * 7_919 + 13) % 100_000_000:08}"


def _phones(size: Size) -> Iterator[tuple[str, ...]]:
    for number in range(size.phones):
        source_id, dialled = str(number), phone_of(number)
        yield (
            str(record_id("Exercise phones", source_id)),
            "Exercise phones",
            source_id,
            dialled,
            re.sub(r"^\+44", "0", dialled),
            "t",
        )

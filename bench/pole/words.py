"""Words and forenames with a place: how long the database takes for what is found by nobody's name and birth."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from itertools import cycle
from typing import Any

from sqlalchemy.orm import Session

import api.nominals.search
from api.actors import Actor
from api.db import Database
from api.exercise.motors import Motors
from api.exercise.population import Population
from api.lookups import where, words

ROUNDS = 200
Look = Callable[[], Any]


def measure(database: Database, officer: Actor, seed: int = 20) -> Iterator[str]:
    """A line for each kind of question: median and 95th of a hundred in milliseconds, the app's own work with it; warm."""
    with database.transaction(officer) as session:
        known = sorted(where.boroughs(session))
        for kind, looks in _kinds(session, known, random.Random(seed), seed):
            for look in looks:
                look()
            spent = sorted(_ms(look) for look in looks)
            p50, p95 = spent[len(spent) // 2], spent[len(spent) * 95 // 100]
            yield f"| {kind} | {len(looks)} | {p50:.1f} | {p95:.1f} | {spent[-1]:.1f} |"


def _ms(look: Look) -> float:
    began = time.perf_counter()
    look()
    return (time.perf_counter() - began) * 1000


def _kinds(session: Session, boroughs: list[str], chance: random.Random, seed: int) -> Iterator[tuple[str, list[Look]]]:
    motors, people = Motors(seed), [*zip(Population(seed).people(ROUNDS), range(ROUNDS), strict=True)]
    cars = [motors.motor() for _ in range(ROUNDS)]
    looks = [f"{car.colour} {car.make} {car.model}" for car in cars]
    yield "how a vehicle looks", [_words(session, said) for said in looks]
    yield "how it looks, and a borough", [_words(session, f"{said} {chance.choice(boroughs)}") for said in looks]
    yield (
        "a word of a description or a warning",
        [_words(session, said) for said in ("scar", "knife", "tattoo", "limps")],
    )
    yield (
        "a word of a description, and a borough",
        [
            _words(session, f"{said} {chance.choice(boroughs)}")
            for said in ("scar", "tattoo", "limps")
            for _ in range(20)
        ],
    )
    yield (
        "a warning, and a borough",
        [
            _words(session, f"{said} {chance.choice(boroughs)}")
            for said in ("violent", "gun", "knife")
            for _ in range(20)
        ],
    )
    yield "a name and a word of a description", [_words(session, f"{one.family} scar") for one, _ in people]
    yield (
        "a name and a warning",
        [
            _words(session, f"{said} {one.family}")
            for (one, _), said in zip(people, cycle(("violent", "knife", "wanted")), strict=False)
        ],
    )
    yield (
        "how a vehicle looks, and its keeper's name",
        [_words(session, f"{said} {one.family}") for said, (one, _) in zip(looks, people, strict=True)],
    )
    yield (
        "a forename, an age and a borough",
        [_person(session, one.given[0], one.born_on.year, chance.choice(boroughs)) for one, _ in people],
    )
    yield "a forename and an age", [_person(session, one.given[0], one.born_on.year, "") for one, _ in people]


def _words(session: Session, said: str) -> Look:
    return lambda: words.find(session, said)


def _person(session: Session, given: str, year: int, borough: str) -> Look:
    place = where.read(session, borough) if borough else None
    wanted = api.nominals.search.Wanted.of(given, f"about {2026 - year}", where=place)
    return lambda: api.nominals.search.find(session, wanted)

"""Made-up people whose records we know the truth of: the errors of several sources, and those who only look like one person.

Nobody here exists. Everything follows from the seed. What comes out are the columns of `nominals`, with the person's number.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from api.exercise.homes import Streets
from api.exercise.population import MadeUp, Population, misheard, mistyped
from api.identifiers.court import check_letter
from api.nominals import linkable
from api.nominals.comparing import Linkable
from api.nominals.typed import folded
from api.records.service import record_id

# Of a hundred records after a person's first.
MISTYPED, MISHEARD, SHORT, SWAPPED, INITIAL, NO_MIDDLE = 0.06, 0.06, 0.05, 0.02, 0.02, 0.30
NO_BIRTH, SLIP, DAY_FOR_MONTH, MOVED, NO_POSTCODE, NO_SEX, MARRIED = 0.04, 0.04, 0.02, 0.15, 0.06, 0.03, 0.03
# Of a hundred people: a twin at home; a parent of the same name at home; a PNC id; a driver number.
TWIN, NAMESAKE, WITH_PNC, WITH_DRIVER = 0.01, 0.01, 0.35, 0.40


@dataclass(frozen=True)
class Labelled:
    person: int
    row: dict[str, Any]


class World:
    """People one after the other, each with one to five records."""

    def __init__(self, seed: int, homes: int = 4_000_000) -> None:
        self.population, self.chance = Population(seed), random.Random(seed + 7)
        self.postcodes = Streets(seed, homes).postcodes
        self.short = _short_forms()
        self.person = 0
        self.twins: set[frozenset[int]] = set()

    def records(self, count: int) -> Iterator[Labelled]:
        left = count
        while left > 0:
            for made, home in self._household():
                for labelled in self._of(made, home, left):
                    yield labelled
                    left -= 1
                if left <= 0:
                    return

    def _household(self) -> Iterator[tuple[MadeUp, str]]:
        made = self._next()
        home = self._home()
        yield made, home
        drawn = self.chance.random()
        if drawn < TWIN:
            other = self._next()
            self.twins.add(frozenset((made.number, other.number)))
            given = self._name_of_twin(made, other)
            yield MadeUp(other.number, made.origin, [given], made.family, other.sex, made.born_on), home
        elif drawn < TWIN + NAMESAKE:
            other = self._next()
            years = timedelta(days=365 * self.chance.randrange(20, 38) + self.chance.randrange(365))
            yield MadeUp(other.number, made.origin, made.given, made.family, made.sex, made.born_on - years), home

    def _name_of_twin(self, made: MadeUp, other: MadeUp) -> str:
        """Nobody calls twins Raj and Rajesh: neither the same name nor another form of it."""
        same = {folded(made.given[0]), *self.short.get(folded(made.given[0]), [])}
        while True:
            for name in other.given:
                if len(name) > 2 and folded(name) not in same:
                    return name
            other = self._next()

    def _next(self) -> MadeUp:
        self.person += 1
        return self.population.person(self.person)

    def _home(self) -> str:
        return self.postcodes[int(len(self.postcodes) * self.chance.random())]

    def _of(self, made: MadeUp, home: str, most: int) -> Iterator[Labelled]:
        chance = self.chance
        numbers = self._numbers(made)
        married = self.population.person(0).family if made.sex == "F" and chance.random() < MARRIED else ""
        for record in range(min(most, 1 + int(5 * chance.random() ** 2.2))):
            yield Labelled(made.number, self._record(made, record, home, numbers, married))

    def _numbers(self, made: MadeUp) -> dict[str, str]:
        numbers = {}
        if self.chance.random() < WITH_PNC:
            year, serial = min(2025, made.born_on.year + 18), f"{made.number % 10_000_000:07}"
            numbers["pnc"] = f"{year}/{serial}{check_letter(f'{year % 100:02}{serial}')}"
        if self.chance.random() < WITH_DRIVER:
            numbers["driver"] = f"{folded(made.family)[:5]:9<5}{made.number:06}"[:11]
        return numbers

    def _record(self, made: MadeUp, record: int, home: str, numbers: dict[str, str], married: str) -> dict[str, Any]:
        given, family = self._spelt(made, married) if record else (made.given, made.family)
        moved = record and self.chance.random() < MOVED
        return {
            "id": record_id(f"Labelled {record % 4}", f"{made.number}-{record}"),
            "given_names": given,
            "family_name": family,
            "aliases": [{"given_names": given, "family_name": made.family}] if married and family == married else [],
            "sex": "U" if self.chance.random() < NO_SEX else made.sex,
            "born_on": self._born(made.born_on) if record else made.born_on.isoformat(),
            "postcode": "" if self.chance.random() < NO_POSTCODE else self._home() if moved else home,
            # Custody knows the PNC id, traffic the driver number, the others neither.
            "numbers": {kind: value for kind, value in numbers.items() if self.chance.random() < 0.5},
        }

    def _spelt(self, made: MadeUp, married: str) -> tuple[list[str], str]:
        chance, drawn = self.chance, self.chance.random()
        given, family = [*made.given], married if married and chance.random() < 0.5 else made.family
        if chance.random() < NO_MIDDLE:
            given = given[:1]
        if drawn < MISTYPED:
            given[0] = mistyped(given[0], chance)
        elif drawn < MISTYPED + MISHEARD:
            family = misheard(family, chance)
        elif drawn < MISTYPED + MISHEARD + SHORT:
            given[0] = chance.choice(self.short.get(folded(given[0]), given[:1])).capitalize()
        elif drawn < MISTYPED + MISHEARD + SHORT + SWAPPED:
            given, family = [family, *given[1:]], given[0]
        elif drawn < MISTYPED + MISHEARD + SHORT + SWAPPED + INITIAL:
            given[0] = given[0][0]
        return given, family

    def _born(self, born: date) -> str | None:
        chance, drawn = self.chance, self.chance.random()
        if drawn < NO_BIRTH:
            return None
        if drawn < NO_BIRTH + SLIP:
            return (born + timedelta(days=chance.choice((-1, 1, 10, 366, -365)))).isoformat()
        if drawn < NO_BIRTH + SLIP + DAY_FOR_MONTH and born.day <= 12:
            return f"{born.year}-{born.day:02}-{born.month:02}"
        return born.isoformat()


def _short_forms() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    numbers = linkable.nicknames()
    of_group: dict[int, list[str]] = {}
    for name, groups in numbers.items():
        for number in groups:
            of_group.setdefault(number, []).append(name)
    for name, groups in numbers.items():
        found[name] = [other for number in groups for other in of_group[number] if other != name]
    return found


def frequencies(rows: list[dict[str, Any]]) -> linkable.Frequencies:
    """Counted over the records, as the dictionary of names is."""
    counts: Counter[str] = Counter()
    for row in rows:
        counts.update({folded(row["given_names"][0]), folded(row["family_name"])})
    return linkable.Frequencies(dict(counts), len(rows))


def ready(labelled: list[Labelled]) -> Iterator[Linkable]:
    rows = [one.row for one in labelled]
    known, short = frequencies(rows), linkable.nicknames()
    return (linkable.of(row, known, short) for row in rows)

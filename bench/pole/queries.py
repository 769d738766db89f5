"""2,000 queries as officers type them, each with the person, vehicle, phone or home that was meant. Everything follows from the seed."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

from api.exercise.homes import Streets
from api.exercise.motors import Motors
from api.exercise.population import MadeUp, Population, misheard, mistyped
from api.nominals.typed import folded
from bench.pole.world import Size, phone_of

TODAY = date(2026, 6, 1)


@dataclass(frozen=True)
class Query:
    """`door`: nominals, vehicles, phones, addresses. `meant`: whose records count as found, by their source id's beginning."""

    kind: str
    door: str
    asked: dict[str, str]
    meant: str
    origin: str = ""
    is_dated: bool = False


Make = Callable[[MadeUp, random.Random], dict[str, str] | None]


def _full(person: MadeUp) -> str:
    return f"{person.given[0]} {person.family}"


def _dob(born: date) -> str:
    return f"{born:%d/%m/%Y}"


def _exact(person: MadeUp, _chance: random.Random) -> dict[str, str]:
    return {"name": _full(person), "born": _dob(person.born_on)}


def _plain_letters(person: MadeUp, _chance: random.Random) -> dict[str, str] | None:
    """Somebody whose name has marks or a hyphen, typed without."""
    bare = f"{folded(person.given[0])} {folded(person.family)}".lower()
    is_plain = _full(person).isascii() and "-" not in _full(person) and " " not in person.family
    return None if is_plain else {"name": bare, "born": _dob(person.born_on)}


def _one_typo(person: MadeUp, chance: random.Random) -> dict[str, str]:
    family = mistyped(person.family, chance)
    return {"name": f"{person.given[0]} {family}", "born": _dob(person.born_on)}


def _typo_in_given(person: MadeUp, chance: random.Random) -> dict[str, str]:
    return {"name": f"{mistyped(person.given[0], chance)} {person.family}", "born": _dob(person.born_on)}


def _two_typos(person: MadeUp, chance: random.Random) -> dict[str, str]:
    return {
        "name": f"{mistyped(person.given[0], chance)} {mistyped(person.family, chance)}",
        "born": _dob(person.born_on),
    }


def _heard(person: MadeUp, chance: random.Random) -> dict[str, str]:
    return {
        "name": f"{misheard(person.given[0], chance)} {misheard(person.family, chance)}",
        "born": _dob(person.born_on),
    }


def _swapped(person: MadeUp, _chance: random.Random) -> dict[str, str]:
    return {"name": f"{person.family} {person.given[0]}", "born": _dob(person.born_on)}


def _initial(person: MadeUp, _chance: random.Random) -> dict[str, str]:
    return {"name": f"{person.given[0][0]} {person.family}", "born": _dob(person.born_on)}


def _date_swapped(person: MadeUp, _chance: random.Random) -> dict[str, str] | None:
    born = person.born_on
    if born.day > 12 or born.day == born.month:
        return None
    return {"name": _full(person), "born": _dob(date(born.year, born.day, born.month))}


def _year_off(person: MadeUp, chance: random.Random) -> dict[str, str] | None:
    born = person.born_on
    if (born.month, born.day) == (2, 29):
        return None
    return {
        "name": mistyped(_full(person), chance),
        "born": _dob(born.replace(year=born.year + chance.choice((-1, 1)))),
    }


def _about(person: MadeUp, chance: random.Random) -> dict[str, str]:
    age = TODAY.year - person.born_on.year + chance.choice((-2, -1, 0, 1, 2))
    return {"name": f"{person.given[0]} {mistyped(person.family, chance)}", "born": f"about {max(10, age)}"}


def _year_only(person: MadeUp, _chance: random.Random) -> dict[str, str]:
    return {"name": _full(person), "born": str(person.born_on.year)}


def _no_date(person: MadeUp, _chance: random.Random) -> dict[str, str]:
    return {"name": _full(person)}


def _typo_no_date(person: MadeUp, chance: random.Random) -> dict[str, str]:
    return {"name": f"{person.given[0]} {mistyped(person.family, chance)}"}


PEOPLE: tuple[tuple[str, int, Make], ...] = (
    ("name and date as they are", 120, _exact),
    ("marks and hyphens left out", 60, _plain_letters),
    ("one slip in the family name", 200, _one_typo),
    ("one slip in the forename", 120, _typo_in_given),
    ("a slip in each", 80, _two_typos),
    ("written as heard, both names", 160, _heard),
    ("short form or other spelling", 140, lambda _person, _chance: None),
    ("forename and family name swapped", 80, _swapped),
    ("first letter of the forename", 60, _initial),
    ("day and month swapped", 80, _date_swapped),
    ("year off by one, a slip", 80, _year_off),
    ("about an age, a slip", 80, _about),
    ("year of birth only", 60, _year_only),
    ("no date", 60, _no_date),
    ("no date, a slip", 60, _typo_no_date),
)


def people(size: Size, groups: dict[str, list[str]], persons: int) -> Iterator[Query]:
    """The queries for people. `groups`: names that stand for each name. `persons`: how many the population has."""
    chance = random.Random(size.seed + 100)
    wanted = [(kind, make) for kind, count, make in PEOPLE for _ in range(count)]
    chance.shuffle(wanted)
    # Everybody has the same chance to be looked for; the population is made again to find them, because it is kept nowhere.
    step = max(1, persons // (len(wanted) * 8))
    crowd = islice(Population(size.seed).people(persons), 0, None, step)
    waiting = wanted[:]
    for person in crowd:
        if not waiting:
            return
        for place, (kind, make) in enumerate(waiting[:40]):
            asked = _nicknamed(person, groups, chance) if kind.startswith("short form") else make(person, chance)
            if asked is not None:
                waiting.pop(place)
                yield Query(kind, "nominals", asked, f"{person.number}-", person.origin, "/" in asked.get("born", ""))
                break


def _nicknamed(person: MadeUp, groups: dict[str, list[str]], chance: random.Random) -> dict[str, str] | None:
    others = groups.get(folded(person.given[0]))
    return {"name": f"{chance.choice(others)} {person.family}", "born": _dob(person.born_on)} if others else None


LOOKALIKES = ("0ODQ", "1ILT", "2Z", "5S", "8B", "6GC", "4A", "7T", "UV", "MN", "VY")


def vehicles(size: Size) -> Iterator[Query]:
    chance, step = random.Random(size.seed + 200), max(1, size.vehicles // 300)
    motors = Motors(size.seed + 2)
    for number in range(size.vehicles):
        motor = motors.motor()
        if number % step == 0 and number // step < 300:
            kind, plate = PLATES[(number // step) % len(PLATES)](motor.vrm, chance)
            looks = f"{motor.colour} {motor.make}" if kind.endswith("and looks") else ""
            yield Query(kind, "vehicles", {"plate": plate, "looks": looks}, str(number))


def _holes(count: int) -> Callable[[str, random.Random], tuple[str, str]]:
    def make(vrm: str, chance: random.Random) -> tuple[str, str]:
        spots = chance.sample(range(len(vrm)), min(count, len(vrm) - 3))
        return f"plate with {count} ?", "".join("?" if spot in spots else sign for spot, sign in enumerate(vrm))

    return make


def _misread(vrm: str, chance: random.Random) -> tuple[str, str]:
    choices = [
        (spot, other)
        for spot, sign in enumerate(vrm)
        for group in LOOKALIKES
        if sign in group
        for other in group
        if other != sign
    ]
    spot, other = chance.choice(choices) if choices else (0, vrm[0])
    return "plate misread by a camera", vrm[:spot] + other + vrm[spot + 1 :]


def _turned(vrm: str, chance: random.Random) -> tuple[str, str]:
    spot = chance.randrange(len(vrm) - 1)
    return "plate, two signs swapped", vrm[:spot] + vrm[spot + 1] + vrm[spot] + vrm[spot + 2 :]


def _wrong(vrm: str, chance: random.Random) -> tuple[str, str]:
    spot = chance.randrange(len(vrm))
    return "plate, one sign wrong", vrm[:spot] + chance.choice("BDFGHJKLMNPRSTVWX") + vrm[spot + 1 :]


PLATES: tuple[Callable[[str, random.Random], tuple[str, str]], ...] = (
    lambda vrm, _chance: ("plate as it is", f"{vrm[:4]} {vrm[4:]}".lower()),
    _holes(1),
    _holes(2),
    _misread,
    _turned,
    _wrong,
    lambda vrm, _chance: ("plate with *, and looks", f"{vrm[:2]}*{vrm[-3:]}"),
    lambda vrm, _chance: ("beginning of a plate, and looks", f"{vrm[:-1]}*"),
)


def phones(size: Size) -> Iterator[Query]:
    chance = random.Random(size.seed + 300)
    for turn in range(120):
        number = chance.randrange(size.phones)
        dialled = phone_of(number)
        local = "0" + dialled[3:]
        kind, typed = [
            ("phone, another format", f"{local[:5]} {local[5:8]} {local[8:]}"),
            ("phone, another format", f"0044 (0) {local[1:5]}-{local[5:]}"),
            ("last digits of a phone", local[-7:]),
        ][turn % 3]
        yield Query(kind, "phones", {"number": typed}, str(number))


def addresses(size: Size) -> Iterator[Query]:
    chance, step = random.Random(size.seed + 400), max(1, size.addresses // 140)
    for number, home in enumerate(Streets(size.seed, size.addresses).homes(size.addresses)):
        if number % step or number // step >= 140:
            continue
        slip = " ".join([mistyped(home.street.split()[0], chance), *home.street.split()[1:]])
        door = f"Flat {home.flat}, {home.house}" if home.flat else home.house
        turned = f"{home.house}/{home.flat}" if home.flat else home.house
        kind, typed = [
            ("street with a slip, postcode", f"{door} {slip} {home.postcode}"),
            ("number and postcode", f"{turned} {home.postcode.replace(' ', '').lower()}"),
            ("street with a slip, district", f"{turned} {slip}, {home.postcode.split()[0]}"),
            ("street shortened, district", f"{door} {_shortened(home.street)} {home.postcode.split()[0]}"),
        ][(number // step) % 4]
        yield Query(kind, "addresses", {"address": typed}, str(number))


def _shortened(street: str) -> str:
    for long, short in (
        ("Road", "Rd"),
        ("Street", "St"),
        ("Avenue", "Ave"),
        ("Close", "Cl"),
        ("Gardens", "Gdns"),
        ("Lane", "Ln"),
    ):
        street = street.replace(long, short)
    return street


def everything(size: Size, groups: dict[str, list[str]], persons: int) -> list[Query]:
    """All 2,000 in one list: people, plates, phones, addresses."""
    made: list[Any] = [*people(size, groups, persons), *vehicles(size), *phones(size), *addresses(size)]
    return made

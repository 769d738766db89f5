"""A small made-up record for looking and practising: people with homes, cars, phones, weapons, documents, warnings and links.

Nobody here exists.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

import orjson
from sqlalchemy.orm import Session

from api import clock
from api.db import run
from api.exercise import history, neighbours
from api.exercise.homes import Home
from api.exercise.motors import Motors
from api.exercise.population import SOURCES, MadeUp, Population, misheard, mistyped
from api.identifiers.court import check_letter
from api.records import service as records

SEED, PERSONS, HOMES = 41, 1_600, 2_000
GAZETTEER, CARS, PHONES = "Exercise gazetteer", "Exercise vehicles", "Exercise phones"
STORE, COMPANIES, REPORTS = "Exercise property store", "Exercise companies", "Exercise crime reports"
# Ofcom keeps 07700 900000 to 900999 for drama: nobody is ever called on them.
DRAMA = "+447700900"
_MARKS = (
    "scar on left cheek", "rose tattoo on right forearm", "anchor tattoo on neck", "gold front tooth", "limps on the right leg",
    "grey ponytail", "burn mark on left hand", "spider web tattoo on elbow",
)  # fmt: skip
_WARNINGS = (
    ("WE", "Carried a kitchen knife when stopped"), ("VI", "Assaulted an officer on arrest"), ("SU", "Said that he would jump"),
    ("DR", "Injects; needles in pockets"), ("MN", "Hears voices when not on medication"), ("ES", "Slipped handcuffs"), ("CN",
        "Hepatitis C"),
)  # fmt: skip

_TOLD_BY = ("crime report", "custody record", "stop and search", "intelligence")
# Kind, what it is, how it looks, and as what it is linked to whom it was found on or belongs to.
_THINGS = (
    ("weapon", "Kitchen knife", "black handle, 20 cm blade", "carried"),
    ("weapon", "Zombie knife", "serrated, green handle", "carried"),
    ("weapon", "Baseball bat", "wood, taped grip", "carried"),
    ("weapon", "Imitation pistol", "black, converted blank firer", "found at home of"),
    ("document", "Passport", "photograph does not fit the holder", "holds"),
    ("document", "Driving licence", "expired", "holds"),
    ("document", "Travel pass", "in another's name", "holds"),
    ("property", "Mountain bicycle", "red frame, one pedal missing", "claims"),
)
_BUSINESSES = ("Motors", "Minicabs", "Barbers", "Scaffolding", "Convenience Store", "Social Club")
# Category, what happened, what came of it, and as what somebody of the record was in it.
_HAPPENED = (
    ("violence", "Assault outside a public house", "Under investigation", "suspect"),
    ("violence", "Assault in the home", "Offender charged", "victim"),
    ("weapons", "Knife found on a search", "Offender charged", "suspect"),
    ("burglary", "Burglary of a flat", "Investigation complete", "victim"),
    ("theft", "Theft from a shop", "Local resolution", "suspect"),
    ("robbery", "Robbery of a phone", "Under investigation", "witness"),
    ("public_order", "Threats in the street", "Words of advice", "witness"),
    ("vehicle_crime", "Theft from a vehicle", "Investigation complete", "victim"),
)


def make_up(session: Session) -> None:
    """Fill the record. It all says exercise, and the same seed makes the same people."""
    chance = random.Random(SEED)
    homes = neighbours.homes(session, HOMES, SEED)
    people = list(Population(SEED).people(PERSONS))
    lives = [(person, chance.randrange(len(homes))) for person in people]
    _insert(session, "addresses", map(_home, range(len(homes)), homes))
    neighbours.let_things_happen(session, history.SOURCE)
    _insert(session, "nominals", _nominals(lives, homes, chance))
    _insert(session, "vehicle_records", _vehicles(chance))
    _insert(
        session,
        "phones",
        (
            {"source_system": PHONES, "source_id": str(n), "number": f"{DRAMA}{n:03}", "as_given": f"07700 900{n:03}"}
            for n in range(800)
        ),
    )
    _insert(session, "objects", (_thing(person) for person in people if _has_thing(person)))
    _insert(session, "organisations", _organisations())
    _insert(session, "events", _events(lives, homes), has_id=False)
    _insert(session, "links", [*_links(lives, chance), *_more_links(people)], has_id=False)
    _insert(session, "record_markers", _markers(_warned(lives), chance), has_id=False)
    _identifiers(session, people)
    run(session, "SELECT count_names()")
    records.count_sources(session)


def _insert(session: Session, table: str, rows: Iterable[dict[str, Any]], *, has_id: bool = True) -> None:
    made = [{**row, "is_exercise": True} for row in rows]
    columns = ", ".join(made[0])
    named = "id, " if has_id else ""
    keyed = "record_id(r.source_system, r.source_id), " if has_id else ""
    picked = ", ".join(f"r.{column}" for column in made[0])
    # Columns are our own words; what is in them goes as one JSON.
    run(
        session,
        f"INSERT INTO {table} ({named}{columns}) SELECT {keyed}{picked} FROM jsonb_populate_recordset(NULL::{table}, %s::jsonb) r",  # noqa: S608
        (orjson.dumps(made).decode(),),
    )


def _home(number: int, home: Home) -> dict[str, Any]:
    return {
        "source_system": GAZETTEER,
        "source_id": str(number),
        "uprn": home.uprn,
        "flat": home.flat,
        "house": home.house,
        "street": home.street,
        "locality": home.locality,
        "postcode": home.postcode,
        "place": f"SRID=27700;POINT({home.east:.0f} {home.north:.0f})",
    }


def _nominals(lives: list[tuple[MadeUp, int]], homes: list[Home], chance: random.Random) -> Iterator[dict[str, Any]]:
    for person, home in lives:
        for record in range(1 + int(3 * chance.random() ** 2)):
            yield _nominal(person, record, homes[home], chance)


def _nominal(person: MadeUp, record: int, home: Home, chance: random.Random) -> dict[str, Any]:
    family, given = person.family, person.given
    if record and chance.random() < 0.3:
        family, given = (
            (misheard(family, chance), given) if chance.random() < 0.5 else (family, [mistyped(given[0], chance)])
        )
    is_aged = bool(record) and chance.random() < 0.1
    age = 2026 - person.born_on.year
    return {
        "source_system": SOURCES[record % len(SOURCES)],
        "source_id": f"{person.number}-{record}",
        "given_names": given,
        "family_name": family,
        "aliases": [{"given_names": [misheard(person.given[0], chance)], "family_name": family}]
        if person.number % 17 == 0
        else [],
        "sex": person.sex,
        "born_on": None if is_aged else person.born_on.isoformat(),
        "age_from": max(0, age - 3) if is_aged else None,
        "age_to": age + 3 if is_aged else None,
        "age_on": "2026-06-01" if is_aged else None,
        "postcode": home.postcode,
        "description": f"{chance.choice(_MARKS)}, about {chance.randrange(150, 198)} cm"
        if person.number % 4 == 0
        else "",
        "subject_category": chance.choice(("suspect", "suspect", "convicted", "victim", "witness", "other")),
        "classification": "OFFICIAL-SENSITIVE",
        "retention_group": chance.choice((2, 3, 3, 4)),
        "provenance": _TOLD_BY[person.number % len(_TOLD_BY)],
        "review_on": (clock.london_date(clock.now()) + timedelta(days=30 + person.number % 900)).isoformat(),
        "changed_at": clock.iso(clock.now() - timedelta(days=chance.randrange(3, 1500))),
        # A few are hidden from everybody who looks, as refuges and witnesses are.
        "restriction": "refuge" if person.number % 400 == 7 else None,
        "restriction_owner": "Exercise safeguarding desk" if person.number % 400 == 7 else "",
    }


def _vehicles(chance: random.Random) -> Iterator[dict[str, Any]]:
    motors = Motors(SEED)
    for number in range(900):
        motor = motors.motor()
        reports = ["stolen"] if number % 60 == 3 else ["no_insurance"] if number % 25 == 4 else []
        yield {
            "source_system": CARS,
            "source_id": str(number),
            "vrm": motor.vrm,
            "make": motor.make,
            "model": motor.model,
            "colour": motor.colour,
            "reports": reports,
            "changed_at": clock.iso(clock.now() - timedelta(days=chance.randrange(3, 900))),
        }


def _links(lives: list[tuple[MadeUp, int]], chance: random.Random) -> Iterator[dict[str, Any]]:
    for person, home in lives:
        me = _of(person)
        yield _link(me, ("address", records.record_id(GAZETTEER, str(home))), "lives at", chance)
        if person.number < 900:
            yield _link(me, ("vehicle", records.record_id(CARS, str(person.number))), "keeper", chance)
        if person.number < 800:
            yield _link(me, ("phone", records.record_id(PHONES, str(person.number))), "uses", chance)
        if person.number and person.number % 3 == 0:
            other = lives[chance.randrange(person.number)][0]
            yield _link(
                me, _of(other), chance.choice(("associate", "brother or sister", "partner", "co-suspect")), chance
            )


def _has_thing(person: MadeUp) -> bool:
    return person.number % 5 == 0


def _thing(person: MadeUp) -> dict[str, Any]:
    kind, label, words, _ = _THINGS[person.number // 5 % len(_THINGS)]
    return {
        "source_system": STORE,
        "source_id": str(person.number),
        "kind": kind,
        "label": label,
        "serial": f"EX{900_000 + person.number}" if kind != "weapon" else "",
        "description": words,
        "classification": "OFFICIAL-SENSITIVE",
        "provenance": "search of a person",
        "retention_group": 3,
    }


def _organisations() -> Iterator[dict[str, Any]]:
    for number in range(48):
        business = _BUSINESSES[number % len(_BUSINESSES)]
        yield {
            "source_system": COMPANIES,
            "source_id": str(number),
            "name": f"Made Up {business} {1 + number // len(_BUSINESSES)}",
            "kind": business.lower(),
            "number": f"{number:08}",
        }


def _has_event(person: MadeUp) -> bool:
    return person.number % 3 == 1


def _events(lives: list[tuple[MadeUp, int]], homes: list[Home]) -> Iterator[dict[str, Any]]:
    """Reports that name somebody of the record. They give an address and no point: the history of places has its own."""
    for person, home in lives:
        if not _has_event(person):
            continue
        category, label, outcome, _ = _HAPPENED[person.number // 3 % len(_HAPPENED)]
        at = clock.now() - timedelta(days=5 + person.number % 1_100, hours=person.number % 23)
        street = homes[home]
        yield {
            "source": REPORTS,
            "source_key": str(person.number),
            "category": category,
            "label": label,
            "outcome": outcome,
            "happened_at": clock.iso(at),
            "is_whole_month": False,
            "address": f"{street.street}, {street.locality}",
            "detail": {"reported": "by telephone", "officer's note": "Made up for the exercise."},
        }


def _more_links(people: list[MadeUp]) -> Iterator[dict[str, Any]]:
    """What people carry, where they work, and what happened to them or was done by them."""
    chance = random.Random(SEED + 1)
    for person in people:
        me = _of(person)
        if _has_thing(person):
            role = _THINGS[person.number // 5 % len(_THINGS)][3]
            yield _link(me, ("object", records.record_id(STORE, str(person.number))), role, chance)
        if person.number % 7 == 0:
            yield _link(me, ("organisation", records.record_id(COMPANIES, str(person.number % 48))), "works at", chance)
        if _has_event(person):
            subject = _HAPPENED[person.number // 3 % len(_HAPPENED)][3]
            event = ("event", records.record_id(REPORTS, str(person.number)))
            yield _link(me, event, "named in", chance, subject)


def _of(person: MadeUp) -> tuple[str, Any]:
    return "nominal", records.record_id(SOURCES[0], f"{person.number}-0")


def _link(
    one: tuple[str, Any], other: tuple[str, Any], role: str, chance: random.Random, subject: str | None = None
) -> dict[str, Any]:
    source_id = f"{one[1]} {role} {other[1]}"
    return {
        "id": str(records.record_id("Exercise links", source_id)),
        "source_system": "Exercise links",
        "source_id": source_id,
        "from_kind": one[0],
        "from_id": str(one[1]),
        "to_kind": other[0],
        "to_id": str(other[1]),
        "role": role,
        "subject_category": subject,
        "provenance": chance.choice(_TOLD_BY),
        "fact_or_opinion": "opinion" if role == "associate" else "fact",
        "classification": "OFFICIAL-SENSITIVE",
        "handling": "",
        "retention_group": 4,
    }


def _warned(lives: list[tuple[MadeUp, int]]) -> list[MadeUp]:
    """Every ninth, and somebody in each house that a warning stands on: what the place says, somebody there says too."""
    chosen = {person.number: person for person, _ in lives[::9]}
    for person, home in sorted(lives, key=lambda one: one[1]):
        if home >= history.MARKERS:
            break
        if not any(lives[number][1] == home for number in chosen):
            chosen[person.number] = person
    return list(chosen.values())


def _markers(people: list[MadeUp], chance: random.Random) -> Iterator[dict[str, Any]]:
    today = clock.london_date(clock.now())
    for person in people:
        code, words = chance.choice(_WARNINGS)
        added = today - timedelta(days=chance.randrange(10, 900))
        yield {
            "id": str(records.record_id("Exercise markers", f"{person.number} {code}")),
            "record_kind": "nominal",
            "record_id": str(_of(person)[1]),
            "code": code,
            "text": words,
            "source": "Exercise custody",
            "force": "Exercise",
            "fact_or_opinion": "fact",
            "added_on": added.isoformat(),
            # Some are past their review, so that this is seen too.
            "review_on": (added + timedelta(days=730)).isoformat(),
            "entered_by": "Exercise",
            "entered_at": clock.iso(clock.now()),
        }


def _identifiers(session: Session, people: list[MadeUp]) -> None:
    """A PNC id for every third, with the letter that fits."""
    made = [(_of(person)[1], _pnc(person.number, person.born_on)) for person in people[::3]]
    run(
        session,
        "INSERT INTO nominal_identifiers (nominal_id, kind, value) SELECT n, 'pnc', v FROM unnest(%s::uuid[], %s::text[]) x (n, v)",
        ([one for one, _ in made], [value for _, value in made]),
    )


def _pnc(number: int, born_on: date) -> str:
    year, serial = min(2025, born_on.year + 18), f"{9_000_000 + number:07}"
    return f"{year}/{serial}{check_letter(f'{year % 100:02}{serial}')}"

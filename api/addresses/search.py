"""The search for addresses: postcode, street in any spelling, flat and house in either order, UPRN, grid reference."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from api.addresses import typed
from api.db import run
from api.lookups.hits import SHOWN, Found, Hit, best, fill, none_is_sure

_FIND = "SELECT * FROM find_addresses(%s::text, %s::text[], %s::text, %s::text, %s::integer)"
_NEAR = "SELECT * FROM addresses_near(%s::float8, %s::float8, %s::float8)"
_BY_UPRN = "SELECT id FROM addresses WHERE uprn = %s LIMIT 40"
_BY_WORDS = "SELECT id FROM addresses WHERE what3words = %s LIMIT 40"
GOOD = 0.85
# How well another door fits beside the flat that was named.
OTHER_DOOR = 0.8
_HOW = {
    "exact": "street as typed",
    "spelling": "street spelt differently",
    "sound": "street sounds alike",
    "beginning": "street begins so",
    "postcode": "same postcode",
}


def find(session: Session, words: str) -> Found:
    """Addresses that may be meant. Raises NotAnIdentifier for what cannot be searched for."""
    wanted = typed.address(words)
    if wanted.grid:
        return _near(session, wanted.grid)
    if wanted.uprn is not None:
        return _by_key(session, _BY_UPRN, wanted.uprn, f"UPRN {wanted.uprn}")
    if wanted.words:
        return _by_key(session, _BY_WORDS, wanted.words, f"what3words {wanted.words}")
    rows = _look(session, wanted, most=1)
    if not _has_good(rows):
        rows = sorted([*rows, *_look(session, wanted, most=2)], key=lambda row: (-float(str(row[1])), str(row[0])))
    hits = {row[0]: Hit("address", row[0], float(row[1]), [_HOW[row[2]]], row[3]) for row in reversed(rows)}
    found = _found(session, sorted(hits.values(), key=lambda hit: (-hit.score, hit.id)), _searched(wanted))
    return _told_apart(_that_flat(found, wanted.flat), wanted)


def _look(session: Session, wanted: typed.TypedAddress, *, most: int) -> list[tuple[Any, ...]]:
    # The right postcode with a wrong street is looked for by the postcode, the right street with a wrong postcode by the street.
    asked = (wanted.street, wanted.numbers, wanted.postcode, wanted.outcode, most)
    rows = run(session, _FIND, asked).fetchall()
    if wanted.postcode and wanted.street and not _has_good(rows):
        rows += run(session, _FIND, (wanted.street, wanted.numbers, "", wanted.outcode, most)).fetchall()
    return sorted(rows, key=lambda row: (-float(row[1]), str(row[0])))


def _has_good(rows: list[tuple[Any, ...]]) -> bool:
    """Among those that may be shown: a home that is hidden must not end the search."""
    return any(float(row[1]) >= GOOD for row in rows if not row[3])


def _near(session: Session, grid: tuple[float, float, float]) -> Found:
    east, north, side = grid
    rows = run(session, _NEAR, (east, north, max(50.0, side * 0.75))).fetchall()
    hits = [
        Hit("address", row[0], 1.0 - row[1] / 10_000, [f"{row[1]:.0f} m from the grid reference"], row[2])
        for row in rows
    ]
    found = _found(session, hits, [f"within {max(50.0, side * 0.75):.0f} m of the grid reference"])
    is_too_many = len(_alike(found.seen)) > SHOWN
    return replace(
        found, ask=f"More than {SHOWN} addresses lie there. Give a finer grid reference." if is_too_many else ""
    )


def _by_key(session: Session, sql: str, value: object, said: str) -> Found:
    return _found(session, [Hit("address", row[0], 1.0, [said]) for row in run(session, sql, (value,))], [said])


def _found(session: Session, hits: list[Hit], searched: list[str]) -> Found:
    seen = fill(session, [hit for hit in hits if not hit.is_restricted][: 2 * SHOWN])
    return Found([*seen, *(hit for hit in hits if hit.is_restricted)], searched)


def _alike(seen: list[Hit]) -> set[tuple[str, str]]:
    """The addresses that fit as well as the best does: two records of one are one."""
    return {(hit.body["title"], hit.body["detail"]) for hit in best(seen)}


def _that_flat(found: Found, flat: str) -> Found:
    """Flat 3 of number 12 is not flat 12 of number 3, which has the same numbers and fits them as well."""
    others = [hit for hit in found.seen if not hit.body["title"].upper().startswith(f"FLAT {flat},")]
    if not flat or len(others) == len(found.seen):
        return found
    for hit in others:
        hit.score *= OTHER_DOOR
    return replace(found, hits=sorted(found.hits, key=lambda hit: -hit.score))


def _told_apart(found: Found, wanted: typed.TypedAddress) -> Found:
    """Of the flats of a house, or the houses of a street, none is surer than *possible* while it was not said which."""
    alike = _alike(found.seen)
    if len(alike) < 2:
        return found
    none_is_sure(found.hits)
    told = f"More than {SHOWN}" if len(alike) > SHOWN else str(len(alike))
    return replace(found, hits=_by_door(found.hits), ask=f"{told} addresses fit equally well.{_add(wanted, alike)}")


def _by_door(hits: list[Hit]) -> list[Hit]:
    """The flats of a house that fit equally well stand together, in the order of their numbers, because one looks for a door."""
    doors = [(str(hit.body.get("title", "")), str(hit.body.get("detail", ""))) for hit in hits]
    houses: dict[tuple[str, str], int] = {}
    for title, detail in doors:
        houses.setdefault((title.rpartition(", ")[2], detail), len(houses))

    def order(place: int) -> tuple[float, int, list[tuple[int, str]]]:
        title, detail = doors[place]
        return -hits[place].score, houses[(title.rpartition(", ")[2], detail)], _by_number(title)

    return [hits[place] for place in sorted(range(len(hits)), key=order)]


def _by_number(title: str) -> list[tuple[int, str]]:
    """Flat 2 before flat 10."""
    return [(int(part), "") if part.isdigit() else (0, part) for part in re.split(r"(\d+)", title)]


def _add(wanted: typed.TypedAddress, alike: set[tuple[str, str]]) -> str:
    """What would tell them apart: the postcode does not where all of them have the same."""
    facts = [fact for fact, is_missing in _MISSING if is_missing(wanted)]
    if not wanted.postcode and len({detail for _, detail in alike}) > 1:
        facts.append("the postcode")
    return f" Add {' or '.join(facts)}." if facts else ""


_MISSING: tuple[tuple[str, Callable[[typed.TypedAddress], bool]], ...] = (
    ("the house number", lambda wanted: not wanted.numbers),
    ("the flat", lambda wanted: len(wanted.numbers) == 1),
)


def _searched(wanted: typed.TypedAddress) -> list[str]:
    parts = (
        f"postcode {wanted.postcode or wanted.outcode}" if wanted.outcode else "",
        "the street in other spellings" if wanted.street else "",
    )
    return [part for part in parts if part]

"""Where the made-up people live: in the streets that the exercise's calls come from, so that whoever is tasked knows somebody there.

Homes lie around the point by which their street is found, the marked houses first: a card is full from the first tasking on.
"""

from __future__ import annotations

import random
import re
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from api.exercise import history
from api.exercise.homes import Home, postcode_in

HOMES_IN_A_STREET, NEAR_M = 8, 150
# How many of the made-up events of places are moved to each home.
EVENTS_EACH = 3

_STREETS = text("""
    SELECT name, area, ST_X(p) AS east, ST_Y(p) AS north FROM (SELECT name, area, ST_Transform(place::geometry, 27700) AS p
        FROM streets WHERE source = 'exercise') s ORDER BY md5(name || area)
""")
_MARKED = text("SELECT id, address FROM place_markers WHERE entered_by = 'Insp Dev Harkness' ORDER BY address")
_MOVE_MARKER = text(
    "UPDATE place_markers SET place = ST_Transform(ST_SetSRID(ST_MakePoint(:east, :north), 27700), 4326)::geography WHERE id = :id"
)
_MOVE_EVENTS = text("""
    UPDATE events e SET place = ST_Transform(h.place, 4326)::geography, address = h.house || ' ' || h.street || ', ' || h.locality
    FROM (SELECT a.*, row_number() OVER (ORDER BY a.uprn) AS nth FROM addresses a WHERE a.is_exercise) h,
         (SELECT id, row_number() OVER (ORDER BY md5(source_key)) AS nth FROM events WHERE source = :source) one
    WHERE one.id = e.id AND one.nth <= :each * (SELECT count(*) FROM addresses WHERE is_exercise)
        AND h.nth = 1 + one.nth % (SELECT count(*) FROM addresses WHERE is_exercise)
""")
# A made-up address with somebody of the record, whom warnings are on where there is one.
_CALLED_FROM = text("""
    SELECT h.id, h.house || ' ' || h.street || ', ' || h.locality AS address, lon(h.place) AS lon, lat(h.place) AS lat
    FROM addresses h JOIN areas p ON p.kind = 'pod' AND p.code = :pod AND ST_Contains(p.outline, h.place)
    WHERE h.is_exercise AND h.restriction IS NULL
    ORDER BY EXISTS (SELECT FROM links l JOIN record_markers m ON m.record_id = l.from_id
        WHERE l.to_id = h.id AND l.to_kind = 'address' AND l.from_kind = 'nominal') AND :is_warned DESC, random() LIMIT 1
""")


class Called(NamedTuple):
    """A home that a call comes from."""

    id: UUID
    address: str
    lon: float
    lat: float


class _Street(NamedTuple):
    name: str
    area: str
    east: float
    north: float


def homes(session: Session, count: int, seed: int) -> list[Home]:
    """So many homes: every house that a warning stands on, then a few in each of as many streets as that takes."""
    chance = random.Random(seed + 7)
    streets = {(row.name, row.area): _Street(*row) for row in session.execute(_STREETS)}
    doors = _marked(session, streets, chance)
    for street in streets.values():
        if len(doors) >= count:
            break
        doors += [(street, str(chance.randint(1, 180))) for _ in range(HOMES_IN_A_STREET)]
    return [_home(number, *door, chance) for number, door in enumerate(doors[:count])]


def _marked(
    session: Session, streets: dict[tuple[str, str], _Street], chance: random.Random
) -> list[tuple[_Street, str]]:
    """The houses with a warning. Each marker is put where its street's point is, so that a call put there is near it."""
    doors = []
    for marker_id, address in session.execute(_MARKED).all():
        found = re.fullmatch(r"(\d+) (.+), (.+)", address)
        street = streets.get((found[2], found[3])) if found else None
        if not (found and street):
            continue
        east, north = _near(street, chance, 30)
        session.execute(_MOVE_MARKER, {"id": marker_id, "east": east, "north": north})
        doors.append((street._replace(east=east, north=north), found[1]))
    return doors


def _near(street: _Street, chance: random.Random, within_m: float) -> tuple[float, float]:
    return street.east + chance.uniform(-within_m, within_m), street.north + chance.uniform(-within_m, within_m)


def _home(number: int, street: _Street, house: str, chance: random.Random) -> Home:
    # A third of the homes are flats.
    flat = str(1 + number % 4) if number % 3 == 2 else ""
    east, north = _near(street, chance, 5 if number < history.MARKERS else NEAR_M)
    postcode = postcode_in(street.area, street.name)
    return Home(100_000_000 + number, flat, house, street.name, street.area, postcode, east, north)


def let_things_happen(session: Session, source: str) -> None:
    """Much of what happened in the exercise happened where somebody lives."""
    session.execute(_MOVE_EVENTS, {"source": source, "each": EVENTS_EACH})


def called_from(session: Session, pod: str, chance: random.Random) -> Called | None:
    """A home in a pod, most often one with somebody whom a warning is on; None where the record was not made up here."""
    found = session.execute(_CALLED_FROM, {"pod": pod, "is_warned": chance.random() < 0.6}).first()
    return Called(*found) if found else None

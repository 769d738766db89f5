"""Where a call is: what a dispatcher types for it, and the places that may be meant, the likeliest first.

A door of the record stands before its street: warnings and history belong to a door, and the middle of a street may be far from it.
"""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from api.addresses import typed as addresses
from api.audit import service as audit
from api.db import run
from api.identifiers.faults import NotAnIdentifier
from api.lookups import where
from geo import points

Found = dict[str, Any]

COORDINATES = re.compile(r"^\s*(-?\d{1,2}(?:\.\d+)?)\s*[, ]\s*(-?\d{1,3}(?:\.\d+)?)\s*$")
# Flat, house, or both, as they stand before the street.
_HOUSE = re.compile(
    r"^(?:(?:flat|flt|apt|apartment|unit|room)\.? ?\d+[a-z]?,? *)?(?:\d+[a-z]?(?:[-/]\d+[a-z]?)?,? +)?", re.IGNORECASE
)
_MOST_DOORS, _MOST_STREETS = 6, 12
# The right house in a street that was spelt a little differently; what fits less is a street.
_GOOD = 0.8
# A street along a border belongs to both sides.
BORDER_M = 300

# Each reading is the words for the street, and the borough in which they say that it lies. A street that is called so in that borough
# comes first, then those called so elsewhere, then those spelt otherwise.
_STREETS = text("""
    SELECT jsonb_build_object('text', :house || name || ', ' || area, 'lon', ST_X(place::geometry), 'lat', ST_Y(place::geometry),
        'kind', 'street', 'pod', pod)
    FROM streets CROSS JOIN LATERAL (
        SELECT name ILIKE pattern || '%' AS is_called_so, area = borough AS is_there, lower(name) = lower(words) AS is_all,
            similarity(name, words) AS alike
        FROM unnest(CAST(:words AS text[]), CAST(:patterns AS text[]), CAST(:boroughs AS text[])) reading (words, pattern, borough)
        WHERE name ILIKE '%' || pattern || '%' OR name % words
        ORDER BY 1 DESC, 2 DESC, 3 DESC, 4 DESC LIMIT 1
    ) best
    ORDER BY is_called_so DESC, is_there DESC, pod = ANY (:pods) DESC, is_all DESC, alike DESC, name, area LIMIT :most
""")
_PODS = text("""
    SELECT jsonb_build_object('text', name, 'lon', lon, 'lat', lat, 'kind', 'pod', 'pod', code) FROM pods WHERE code = upper(:typed)
""")
# Of a door that is protected nothing is told here, not even that it is known: its street stands there as for any other.
_DOORS = """
    SELECT jsonb_build_object('text', concat_ws(', ', NULLIF('Flat ' || a.flat, 'Flat '), btrim(a.house || ' ' || a.street),
            NULLIF(a.locality, ''), NULLIF(a.postcode, '')),
        'lon', ST_X(here), 'lat', ST_Y(here), 'kind', 'address', 'pod', pod.code), f.score
    FROM find_addresses(%s::text, %s::text[], %s::text, %s::text, 1) f JOIN addresses a ON a.id = f.address_id
    CROSS JOIN LATERAL (SELECT ST_Transform(a.place, 4326) AS here) point
    CROSS JOIN LATERAL (SELECT code FROM areas WHERE kind = 'pod' ORDER BY outline <-> a.place, code LIMIT 1) pod
    WHERE NOT f.is_restricted AND a.restriction IS NULL AND a.place IS NOT NULL AND f.score >= %s
    ORDER BY a.locality = %s DESC, f.score DESC, pod.code = ANY (%s) DESC, a.house, a.flat, a.id LIMIT 40
"""
# The borough that an address names and in which, give or take the width of a border's streets, its point does not lie.
_DISAGREEMENT = f"""
    WITH point AS (SELECT ST_Transform(ST_SetSRID(ST_MakePoint(%s, %s), 4326), 27700) AS here),
    named AS (SELECT name, ST_Distance(outline, here) AS away FROM areas, point
              WHERE kind = 'borough' AND %s ~* (', *' || name || ' *(,|$| [a-z]{{1,2}}[0-9])'))
    SELECT name, away, (SELECT name FROM areas, point WHERE kind = 'borough' AND ST_DWithin(outline, here, {BORDER_M})
                        ORDER BY outline <-> here, code LIMIT 1)
    FROM named WHERE NOT EXISTS (SELECT FROM named WHERE away <= {BORDER_M}) ORDER BY away LIMIT 1
"""  # noqa: S608  a number of our own


def search(session: Session, typed: str, pods: list[str]) -> list[Found]:
    """Coordinates, a pod's code, doors of the record and streets for what was typed, also misspelt or with its borough behind it.

    Of places that fit equally well those in `pods` come first, then the others by name.
    """
    if match := COORDINATES.match(typed):
        return _coordinates(float(match[1]), float(match[2]))
    given = re.sub(r"[\s,]+", " ", typed).strip()
    rest, place = where.apart(given, where.boroughs(session))
    borough = place.said if place and place.borough else ""
    # `Hackney Road` is a street, `Eastway Hackney` a street and its borough: both are read.
    readings = [(given, ""), *([(rest, borough)] if rest and rest != given else [])]
    doors = _doors(session, typed, readings, pods)
    return [*session.execute(_PODS, {"typed": given}).scalars(), *doors, *_streets(session, given, readings, pods)]


def disagreement(session: Session, address: str, lon: float, lat: float) -> str | None:
    """One sentence where an address names one borough and its point lies in another: one of them is wrong, and with it the warnings."""
    row = run(session, _DISAGREEMENT, (lon, lat, address)).fetchone()
    if row is None:
        return None
    named, away, here = row
    lies = f"in {here}" if here else "in none that is known"
    return (
        f"The address says {named}, but the point lies {lies}, {away / 1000:.1f} km from there. Check which is right."
    )


def _coordinates(lat: float, lon: float) -> list[Found]:
    here = {"text": f"{lat:.5f}, {lon:.5f}", "lon": lon, "lat": lat, "kind": "coordinates", "pod": None}
    return [here] if points.is_in_britain(lon, lat) else []


def _doors(session: Session, typed: str, readings: list[tuple[str, str]], pods: list[str]) -> list[Found]:
    """The houses of the record that are meant."""
    doors: dict[str, Found] = {}
    for words, borough in readings:
        try:
            wanted = addresses.address(words)
        except NotAnIdentifier:
            continue
        if wanted.numbers or wanted.postcode:
            asked = (wanted.street, wanted.numbers, wanted.postcode, wanted.outcode, _GOOD, borough, pods)
            # Two records of one door are one.
            doors = {**{body["text"]: body for body, _ in run(session, _DOORS, asked)}, **doors}
    if doors:
        audit.note(session, action="search places", subject=typed)
    named = next((f", {borough}" for _, borough in readings if borough), "")
    return sorted(doors.values(), key=lambda door: named not in door["text"])[:_MOST_DOORS]


def _streets(session: Session, given: str, readings: list[tuple[str, str]], pods: list[str]) -> list[Found]:
    """The middle of each street that may be meant. The house that was typed stays in its words: the crew looks for it."""
    house = _HOUSE.match(given)
    words = [(_HOUSE.sub("", words).strip() or words, borough) for words, borough in readings]
    found = session.execute(
        _STREETS,
        {
            "house": house[0] if house else "",
            "words": [street for street, _ in words],
            "patterns": [_escaped(street) for street, _ in words],
            "boroughs": [borough for _, borough in words],
            "pods": pods,
            "most": _MOST_STREETS,
        },
    )
    return list(found.scalars())


def _escaped(typed: str) -> str:
    """What LIKE would read as a wildcard is a letter here."""
    return re.sub(r"([\\%_])", r"\\\1", typed)

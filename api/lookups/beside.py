"""What stands beside the words of a description or a warning: a name (`quellfrost tattoo`, `red golf quellfrost`, `wanted quellfrost`)
or a street (`tattoo Wharf Hill`).

Found is what has both. Where nothing is, names that are like what was typed count as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from api.db import run
from api.lookups.warned import Called
from api.lookups.where import Where

_WITH_NAMES = "SELECT * FROM find_with_names(%s::text, %s::integer)"
_WARNED_NAMED = "SELECT * FROM find_warned_named(%s::text, %s::text[], %s::text[], %s::integer)"
_ON_STREET = "SELECT * FROM find_on_street(%s::text, %s::text, %s::text, %s::text, %s::text, %s::text[])"
_STREETS = "SELECT no, street FROM known_streets(%s::text[])"
_LIVING_IN = "SELECT nominals_in FROM nominals_in(%s::uuid[], %s::text, %s::text)"
# Of names like a word so many are tried.
LIKE_IT = 4
_HOUSE = re.compile(r"\d{1,4}[a-z]?", re.IGNORECASE)


class Street(NamedTuple):
    """As the dictionary has it, and as it was typed; the house where one was named; the words that are left."""

    form: str
    house: str
    said: str
    rest: str

    @property
    def where(self) -> Where:
        return Where("", "", f"{self.house} {self.said}".strip(), at="at" if self.house else "on")


def with_names(session: Session, typed: str, place: Where | None, *, is_forgiving: bool) -> list[Any]:
    """Rows as `find_words` has them; with a place only people who live there."""
    rows = run(session, _WITH_NAMES, (typed, LIKE_IT if is_forgiving else 0)).fetchall()
    return _living(session, rows, place)


def warned_named(
    session: Session, typed: str, named: list[Called], place: Where | None, *, is_forgiving: bool
) -> tuple[list[Any], bool]:
    """Rows as `on_street` has them, of those who have some of the words in their name and the others in a warning, or are warned of so;
    and whether not all of that name were looked at."""
    codes, rest = [one.code for one in named], [one.beside for one in named]
    rows = run(session, _WARNED_NAMED, (typed, codes, rest, LIKE_IT if is_forgiving else 0)).fetchall()
    return _living(session, [row for row in rows if row[1]], place), any(not row[1] for row in rows)


def _living(session: Session, rows: list[Any], place: Where | None) -> list[Any]:
    """With a place only people who live there."""
    if not place or not rows:
        return rows
    people = [row[1] for row in rows if row[0] == "nominal"]
    here = {row[0] for row in run(session, _LIVING_IN, (people, place.borough, place.district))}
    return [row for row in rows if row[1] in here]


def street(session: Session, typed: str) -> Street | None:
    """The longest run of words that is a street of the record, if other words are left beside it."""
    runs = [*_runs(typed.replace(",", " ").split())]
    known = run(session, _STREETS, ([one.said for one in runs],)).fetchall() if runs else []
    return next((runs[no - 1]._replace(form=form) for no, form in known), None)


def _runs(words: list[str]) -> Iterator[Street]:
    for many in range(min(4, len(words) - 1), 1, -1):
        for at in range(len(words) - many, -1, -1):
            before, said = words[:at], " ".join(words[at : at + many])
            house = before.pop() if before and _HOUSE.fullmatch(before[-1]) else ""
            rest = " ".join([*before, *words[at + many :]])
            # A number is no part of a street's name: compared by their letters both would be the same.
            if not _HOUSE.fullmatch(words[at]) and re.search(r"\w{3,}", rest):
                yield Street("", house, said.title(), rest)


def on_street(
    session: Session, asked: str, street: Street, place: Where | None, codes: list[str]
) -> tuple[list[Any], bool]:
    """Rows as `find_words` has them, each with the code of a warning by which it was found; and whether not all homes were looked at."""
    borough, district = (place.borough, place.district) if place else ("", "")
    rows = run(session, _ON_STREET, (asked, street.form, street.house, borough, district, codes)).fetchall()
    return [row for row in rows if row[1] is not None], any(row[1] is None for row in rows)

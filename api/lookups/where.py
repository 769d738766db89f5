"""Where somebody lives or something happened, as it is typed beside what is looked for: a borough, or the first half of a postcode."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from sqlalchemy.orm import Session

from api.db import run
from api.identifiers.faults import NotAnIdentifier

_BOROUGHS = "SELECT code, name FROM areas WHERE kind = 'borough'"
_DISTRICT = re.compile(r"[a-z]{1,2}\d[a-z\d]?", re.IGNORECASE)
# One letter missing, too many, wrong or swapped in a name of seven or more. The first letter is rarely the wrong one, and without it
# `narrow` would be Harrow and `button` Sutton.
_NEAR = 0.85


@dataclass(frozen=True)
class Borough:
    code: str
    name: str


@dataclass(frozen=True)
class Where:
    """One of the two, or a street by neither; `said` as it is told, after `at`. `typed` as it was typed, where that is another word and
    must be told."""

    borough: str
    district: str
    said: str
    typed: str = ""
    at: str = "in"

    @property
    def read_as(self) -> list[str]:
        return [f"{self.typed} read as {self.said}"] if self.typed else []


def boroughs(session: Session) -> dict[str, Borough]:
    """By names in small letters."""
    return {_plain(name): Borough(code, name) for code, name in run(session, _BOROUGHS).fetchall()}


def read(session: Session, typed: str) -> Where:
    """What was typed for a place and nothing else. Raises NotAnIdentifier for what is neither."""
    rest, where = apart(typed, boroughs(session), is_near_enough=True)
    if where is None or rest:
        raise NotAnIdentifier("Give a borough, as Hackney, or the first half of a postcode, as E8.")
    return where


def apart(typed: str, known: dict[str, Borough], *, is_near_enough: bool = False) -> tuple[str, Where | None]:
    """`red golf Hackney` as what is looked for and where: the longest name of a borough in it, or a postal district.

    Then the first word of a name (`kingston`); and, if that is near enough, what is spelt nearly so (`hackny`).
    """
    readings: list[Callable[[str, dict[str, Borough]], Where | None]] = [_named, _begun]
    for reading in [*readings, _spelt] if is_near_enough else readings:
        for name, rest in _parts(typed):
            if where := reading(name, known):
                return rest, where
    return typed, None


def _parts(typed: str) -> Iterator[tuple[str, str]]:
    """Each run of words with what is left without it, the longest and the last first."""
    words = typed.split()
    for many in range(min(len(words), 5), 0, -1):
        for at in range(len(words) - many, -1, -1):
            yield " ".join(words[at : at + many]), " ".join([*words[:at], *words[at + many :]])


def _named(name: str, known: dict[str, Borough]) -> Where | None:
    if borough := known.get(_plain(name)):
        return Where(borough.code, "", borough.name)
    return Where("", name.upper(), name.upper()) if _DISTRICT.fullmatch(name) else None


def _begun(name: str, known: dict[str, Borough]) -> Where | None:
    """`kingston`, `barking`, `chelsea`: one of the places that a borough is called after, if only one is."""
    plain = _plain(name)
    of_it = [one for called, one in known.items() if plain in re.split(" and | upon ", called)]
    return Where(of_it[0].code, "", of_it[0].name, name) if len(of_it) == 1 else None


def _spelt(name: str, known: dict[str, Borough]) -> Where | None:
    plain = _plain(name)
    near = get_close_matches(plain, [called for called in known if called[:1] == plain[:1]], 1, _NEAR)
    return Where(known[near[0]].code, "", known[near[0]].name, name) if near else None


def _plain(name: str) -> str:
    return re.sub(r"[^a-z]+", " ", name.lower().replace("&", " and ")).strip()

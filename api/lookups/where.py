"""Where somebody lives or something happened, as it is typed beside what is looked for: a borough, or the first half of a postcode."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sqlalchemy.orm import Session

from api.db import run
from api.identifiers.faults import NotAnIdentifier

_BOROUGHS = "SELECT code, name FROM areas WHERE kind = 'borough'"
_DISTRICT = re.compile(r"[a-z]{1,2}\d[a-z\d]?", re.IGNORECASE)


@dataclass(frozen=True)
class Where:
    """One of the two; `said` as it is told."""

    borough: str
    district: str
    said: str


def boroughs(session: Session) -> dict[str, str]:
    """Codes by names in small letters."""
    return {_plain(name): code for code, name in run(session, _BOROUGHS).fetchall()}


def read(session: Session, typed: str) -> Where:
    """What was typed for a place and nothing else. Raises NotAnIdentifier for what is neither."""
    rest, where = apart(typed, boroughs(session))
    if where is None or rest:
        raise NotAnIdentifier("Give a borough, as Hackney, or the first half of a postcode, as E8.")
    return where


def apart(typed: str, known: dict[str, str]) -> tuple[str, Where | None]:
    """`red golf Hackney` as what is looked for and where: the longest name of a borough in it, or a postal district."""
    words = typed.split()
    for many in range(min(len(words), 5), 0, -1):
        for at in range(len(words) - many, -1, -1):
            name = " ".join(words[at : at + many])
            if where := _named(name, known):
                return " ".join([*words[:at], *words[at + many :]]), where
    return typed, None


def _named(name: str, known: dict[str, str]) -> Where | None:
    if code := known.get(_plain(name)):
        return Where(code, "", name.title())
    return Where("", name.upper(), name.upper()) if _DISTRICT.fullmatch(name) else None


def _plain(name: str) -> str:
    return re.sub(r"[^a-z]+", " ", name.lower().replace("&", " and ")).strip()

"""What every record carries beside its own facts: how far it may be trusted and shown, how long it is kept, and who is in it as what.

Each word of a closed list is checked here, for each row, so that the database never has to refuse a whole batch for one of them.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from api.identifiers.faults import NotAnIdentifier
from api.imports.formats import RowRefused
from api.nominals import typed
from api.records.models import RESTRICTIONS, SUBJECTS

Given = dict[str, str]
Record = dict[str, Any]

# Sizes of the Single Online Home data model (domain reference 4.1).
NAME_LENGTH, DESCRIPTION_LENGTH, WORDS_LENGTH = 35, 2000, 200
CLASSIFICATIONS = ("OFFICIAL", "OFFICIAL-SENSITIVE")
SENSITIVE = CLASSIFICATIONS[1]
COLUMNS = (
    "classification",
    "handling",
    "retention_group",
    "review_on",
    "restriction",
    "restriction_owner",
    "provenance",
    "fact_or_opinion",
)


def of_record(given: Given, *, default: str) -> Record:
    """The common columns that the map has, and the marking in any case: no record comes in without one."""
    told: Record = {"classification": classification(given, default)}
    for name in COLUMNS:
        if name in given and name in _READERS:
            told[name] = _READERS[name](given)
    if "restriction" in given:
        told |= _restricted(given)
    return told


def classification(given: Given, default: str) -> str:
    words = "-".join(given.get("classification", "").upper().split())
    if words and words not in CLASSIFICATIONS:
        raise RowRefused("a marking that this system may not hold, or does not know")
    return words or default


def one_of(given: Given, name: str, allowed: tuple[str, ...], default: str) -> str:
    """A word of a closed list. Raises RowRefused with the name of the list, never with what stood there."""
    word = given.get(name, "").strip().lower()
    if word and word not in allowed:
        raise RowRefused(f"unknown {name.replace('_', ' ')}")
    return word or default


def subject(given: Given, default: str) -> str:
    return one_of(given, "subject_category", SUBJECTS, default)


def fact_or_opinion(given: Given) -> str:
    return one_of(given, "fact_or_opinion", ("fact", "opinion"), "fact")


def number(given: Given, name: str, low: int, high: int) -> int | None:
    words = given.get(name, "")
    if not words:
        return None
    if not (words.isascii() and words.isdigit() and len(words) < 10 and low <= int(words) <= high):
        raise RowRefused(f"a {name.replace('_', ' ')} that is not {low} to {high}")
    return int(words)


def words(given: Given, name: str, longest: int = WORDS_LENGTH) -> str:
    return given.get(name, "")[:longest]


def day(words: str, what: str) -> str | None:
    """A day in any of the ways in which it is typed, as ISO 8601."""
    if not words:
        return None
    try:
        return date.fromisoformat(words[:10]).isoformat()
    except ValueError:
        pass
    try:
        found = typed.births(words)
    except NotAnIdentifier:
        found = typed.NO_BIRTH
    if not found.dates:
        raise RowRefused(f"impossible {what}")
    return found.dates[0].isoformat()


def any_day(given: Given, name: str) -> str | None:
    """A day that may lie ahead, as a review does: 2027-03-12 or 12/03/2027."""
    words = given.get(name, "")
    if not words:
        return None
    typed = re.fullmatch(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})", words)
    try:
        if typed:
            return date(int(typed[3]), int(typed[2]), int(typed[1])).isoformat()
        return date.fromisoformat(words[:10]).isoformat()
    except ValueError:
        raise RowRefused(f"impossible {name.replace('_', ' ')}") from None


def _restricted(given: Given) -> Record:
    restriction = one_of(given, "restriction", RESTRICTIONS, "") or None
    owner = words(given, "restriction_owner")
    if restriction and not owner:
        # Somebody must be told whenever a search comes near it.
        raise RowRefused("a restriction without its owner")
    return {"restriction": restriction, "restriction_owner": owner if restriction else ""}


_READERS = {
    "handling": lambda given: words(given, "handling"),
    "retention_group": lambda given: number(given, "retention_group", 1, 4) or 4,
    "review_on": lambda given: any_day(given, "review_on"),
    "provenance": lambda given: words(given, "provenance"),
    "fact_or_opinion": fact_or_opinion,
}

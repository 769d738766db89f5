"""Words that name a warning (`violent`, `gun Hackney`): found by its code, because only a code list knows what it is called.

What officers say for one (`gun` for Firearms) stands beside it in the list, as `said`. A list in which no row says anything is older
than that word: the words that ship count for the same codes, so that `gun` finds Firearms there too. A list that says anything has
said all: a row without words has none.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

import orjson
from sqlalchemy.orm import Session

from api.codes import service as codes
from api.db import run
from api.lookups.where import Where

OF_RECORDS, OF_PLACES = "warning_signals", "marker_categories"
_CALLED = "SELECT word, list, code, label, is_said FROM warnings_called(%s::text[], %s::jsonb)"
_FIND = "SELECT * FROM find_warned(%s::text[], %s::text[], %s::text, %s::text)"
_FIND_PLACES = "SELECT * FROM find_marked(%s::text[], %s::text[], %s::text, %s::text)"
# `-violent` asks for those who are not: what is said of nobody is looked for in the texts only.
_WITHOUT = re.compile(r"(^|\s)-\S+")


class Called(NamedTuple):
    """A warning as it was typed: of records or of places, and what else must stand in its text. `said`: the words by which it is
    meant, where they are none of what it is called."""

    list: str
    code: str
    label: str
    beside: str
    said: str


class Warned(NamedTuple):
    kind: str
    record_id: Any
    called: Called
    text: str
    is_restricted: bool


def called(session: Session, typed: str) -> list[Called]:
    """The warnings that are meant; one for each side of an *or*."""
    return [one for part in re.split(r"(?i)\bor\b", _WITHOUT.sub(" ", typed)) for one in _of_part(session, part)]


def _of_part(session: Session, part: str) -> list[Called]:
    words = re.findall(r"\w+", part)
    named: dict[tuple[str, str, str], dict[str, bool]] = {}
    asked = ([word for word in words if len(word) > 2], orjson.dumps(_unsaid(codes.current(session))).decode())
    for word, of, code, label, is_said in run(session, _CALLED, asked).fetchall():
        named.setdefault((of, code, label), {})[word] = is_said
    return [_called(words, of, code, label, by) for (of, code, label), by in named.items()]


def _unsaid(lists: codes.Codes) -> dict[str, dict[str, str]]:
    """The words that ship for the codes of lists that say none of their own."""
    older = [of for of in (OF_RECORDS, OF_PLACES) if not any("said" in entry for entry in lists.lists.get(of, []))]
    return {
        of: {one["code"]: " ".join(one.get("said", [])) for one in codes.met_default()["lists"][of]} for of in older
    }


def _called(words: list[str], of: str, code: str, label: str, by: dict[str, bool]) -> Called:
    said = " ".join(word for word in words if word in by) if all(by.values()) else ""
    return Called(of, code, label, " ".join(word for word in words if word not in by), said)


def read_as(named: list[Called]) -> list[str]:
    """`gun also as the warning Firearms`, or as several; nothing of what is called so."""
    labels: dict[str, dict[str, None]] = {}
    for one in named:
        if one.said:
            labels.setdefault(one.said, {})[one.label] = None
    return [f"{said} also as the warning {', '.join(of_them)}" for said, of_them in labels.items()]


def find(session: Session, called: list[Called], place: Where | None = None) -> tuple[list[Warned], bool]:
    """Whose warnings they are, of records; and whether some were not looked for in that place."""
    rows, named = _asked(session, _FIND, [one for one in called if one.list == OF_RECORDS], place)
    return _warned(rows, named), any(not code for _, _, code, _, _ in rows)


def find_places(session: Session, called: list[Called], place: Where | None = None) -> list[Warned]:
    """The places that have them, each as its address; of those without one in the record as the place itself."""
    return _warned(*_asked(session, _FIND_PLACES, [one for one in called if one.list == OF_PLACES], place))


def _asked(session: Session, sql: str, named: list[Called], place: Where | None) -> tuple[list[Any], dict[str, Called]]:
    if not named:
        return [], {}
    at = (place.borough, place.district) if place else ("", "")
    rows = run(session, sql, ([one.code for one in named], [one.beside for one in named], *at)).fetchall()
    return rows, {one.code: one for one in named}


def _warned(rows: list[Any], named: dict[str, Called]) -> list[Warned]:
    return [
        Warned(kind, record_id, named[code], text, is_hidden) for kind, record_id, code, text, is_hidden in rows if code
    ]

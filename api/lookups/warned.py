"""Words that name a warning (`violent`, `firearms Hackney`): found by its code, because only a code list knows what it is called."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from api.db import run
from api.lookups.where import Where

_CALLED = "SELECT word, code, label FROM warnings_called(%s::text[])"
_FIND = "SELECT * FROM find_warned(%s::text[], %s::text[], %s::text, %s::text)"
# `-violent` asks for those who are not: what is said of nobody is looked for in the texts only.
_WITHOUT = re.compile(r"(^|\s)-\S+")


class Called(NamedTuple):
    """A warning as it was typed: by which words, and what else must stand in its text."""

    code: str
    label: str
    beside: str


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
    named: dict[tuple[str, str], set[str]] = {}
    for word, code, label in run(session, _CALLED, ([word for word in words if len(word) > 2],)).fetchall():
        named.setdefault((code, label), set()).add(word)
    return [
        Called(code, label, " ".join(word for word in words if word not in of_label))
        for (code, label), of_label in named.items()
    ]


def find(session: Session, named: list[Called], place: Where | None = None) -> tuple[list[Warned], bool]:
    """Whose warnings they are; and whether some were not looked for in that place."""
    if not named:
        return [], False
    at = (place.borough, place.district) if place else ("", "")
    rows = run(session, _FIND, ([one.code for one in named], [one.beside for one in named], *at)).fetchall()
    by_code = {one.code: one for one in named}
    found = [
        Warned(kind, record_id, by_code[code], text, is_hidden)
        for kind, record_id, code, text, is_hidden in rows
        if code
    ]
    return found, any(not code for _, _, code, _, _ in rows)

"""The code list `spoken_words`: by which words of a call each point of the checklist is heard, and which words deny one.

Every force hears other words, in other languages, and streets find new ones: so they are data, and a new version holds from the next
card that is made. How one is written:

- `knife`: the whole word, in any case, also with an s behind it;
- `injur*`, `*n't`: with whatever letters stand in place of the star;
- `key safe`: the words behind one another, with a space, a hyphen or nothing between them;
- `LAS`, in capitals: an abbreviation, found in any case and never with an s (`lass`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from api.codes import service as codes

LIST = "spoken_words"
# Only these are looked for in what is said; the record and people tell of the others.
POINTS = (
    *("weapons", "hurt", "place", "children", "orders", "marac", "access"),
    *("speech", "backup", "supervisor", "vehicles"),
)
# No points: words that deny what follows, words with which that ends, and what stands behind an age in years.
DENIED, UNDENIED, AGES = "denied", "undenied", "ages"
_CODES = (*POINTS, DENIED, UNDENIED, AGES)
# What is looked for in every call, in the transaction that tasks a unit, must stay a glance.
_MOST_WORDS, _LONGEST = 200, 40
_SHAPE = re.compile(r"\*?[^\W_]+(?:[ '’/-][^\W_]+)*\*?")


def of(lists: codes.Codes) -> dict[str, tuple[str, ...]]:
    """The words by code; none where a row or its words are not there.

    A force whose lists are older than this one hears by the words that ship: an upgrade must not make it deaf.
    """
    entries = lists.lists.get(LIST) or codes.met_default()["lists"][LIST]
    return {entry["code"]: tuple(entry.get("words", ())) for entry in entries}


@lru_cache(maxsize=64)
def pattern(words: tuple[str, ...]) -> str | None:
    """A regular expression for any of them, without its borders; nothing where there are none."""
    return "|".join(map(_one, words)) or None


def _one(word: str) -> str:
    core = "".join(_letter(letter) for letter in word.strip("*"))
    before = r"\w+" if word.startswith("*") else ""
    return before + core + (r"\w*" if word.endswith("*") else "" if word.isupper() else "s?")


def _letter(letter: str) -> str:
    if letter in " -":
        return "[ -]?"
    return "['’]" if letter in "'’" else re.escape(letter)


def check(lists: codes.Lists) -> list[str]:
    """What is wrong with the list, in sentences that name the row."""
    entries = lists.get(LIST, [])
    twice = {one["code"] for one in entries if sum(other["code"] == one["code"] for other in entries) > 1}
    return [
        *(f"row {place}: {wrong}" for place, entry in enumerate(entries, start=1) for wrong in _faults(entry)),
        *(f"two rows for {code}." for code in sorted(twice)),
    ]


def _faults(entry: dict[str, Any]) -> Iterable[str]:
    if entry["code"] not in _CODES:
        yield f"{entry['code']} is nothing that a call is searched for; those are {', '.join(_CODES)}."
    words = entry.get("words", [])
    if not isinstance(words, list) or not all(isinstance(one, str) for one in words):
        yield 'words is no list of words, as ["knife*", "key safe", "LAS"].'
        return
    if len(words) > _MOST_WORDS:
        yield f"{len(words)} words; {_MOST_WORDS} at most."
    yield from (
        f"“{one[:_LONGEST]}” cannot be looked for: two to {_LONGEST} letters, with a star only at the beginning or the end."
        for one in words
        if not _is_word(one)
    )


def _is_word(word: str) -> bool:
    """One letter with a star would be half of all words."""
    return bool(_SHAPE.fullmatch(word)) and len(word.strip("*")) > 1 and len(word) <= _LONGEST


codes.checked((LIST,), check)

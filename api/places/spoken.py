"""Words of the call that name something a crew must know, point by point.

A qualifier is ticked by a person who may have forgotten to; "man with a knife" in the description is known all the same. The words
of the code list `spoken_words` are looked for as a person would skim: whole words, nothing understood, and what was found is quoted,
so that whoever reads judges it. More words than fewer: what is found in vain is seen to be so, what is missed is not seen at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from api.codes import service as codes
from api.places import spoken_words
from api.places.spoken_words import AGES, DENIED, POINTS, UNDENIED

# What is known by its shape and not by words. As plates are written: a callsign with a short word behind it is none.
_PLATE = r"(?-i:[A-Z]{2}\d{2} ?[A-Z]{3})"
_YEARS_OF_A_CHILD = r"(?:\d|1[0-7])[ -]?"
_AROUND, _MOST = 32, 2


class Heard(NamedTuple):
    """`named`: quotes in which the word stands; `denied`: those in which somebody says that there is none."""

    named: list[str]
    denied: list[str]


class Ear:
    """Hears by the words that a force has in its list now. Made for one card."""

    def __init__(self, lists: codes.Codes) -> None:
        said = {code: spoken_words.pattern(words) for code, words in spoken_words.of(lists).items()}
        self._points = {point: _whole(_any(said.get(point), _shape(point, said.get(AGES)))) for point in POINTS}
        self._denial = _just_before(said.get(DENIED), said.get(UNDENIED))

    def heard(self, point: str, texts: Iterable[str]) -> Heard:
        """What the words of the call say of a point, two quotes of each at most, in the order in which it was said."""
        named, denied = [], []
        for text in texts:
            found = [(one, self._is_denied(text, one)) for one in self._found(point, text)]
            named += [_quote(text, one) for one, no in found if not no][:1]
            denied += [_quote(text, one) for one, no in found if no][:1]
        return Heard(_once(named), _once(denied))

    def is_named(self, text: str) -> bool:
        """Whether a text says anything of any point."""
        return any(pattern.search(text) for pattern in self._points.values() if pattern)

    def _found(self, point: str, text: str) -> Iterable[re.Match[str]]:
        pattern = self._points.get(point)
        return pattern.finditer(text) if pattern else ()

    def _is_denied(self, text: str, found: re.Match[str]) -> bool:
        return bool(self._denial and self._denial.search(text[: found.start()]))


def _shape(point: str, ages: str | None) -> str | None:
    if point == "vehicles":
        return _PLATE
    return f"{_YEARS_OF_A_CHILD}(?:{ages})" if point == "children" and ages else None


def _any(*parts: str | None) -> str:
    return "|".join(part for part in parts if part)


@lru_cache(maxsize=64)
def _whole(words: str) -> re.Pattern[str] | None:
    return re.compile(rf"\b(?:{words})\b", re.IGNORECASE) if words else None


@lru_cache(maxsize=4)
def _just_before(denied: str | None, undenied: str | None) -> re.Pattern[str] | None:
    """Before the word, in the same breath: "no weapons seen" is quoted, and is no weapon."""
    other = rf"(?!(?:{undenied})\b)" if undenied else ""
    return re.compile(rf"\b(?:{denied})\s+(?:{other}\w+\s+){{0,2}}$", re.IGNORECASE) if denied else None


def _once(quotes: list[str]) -> list[str]:
    """The first words are often the description over again."""
    return list(dict.fromkeys(quotes))[:_MOST]


def _quote(text: str, found: re.Match[str]) -> str:
    """The word with what stands around it, cut between words."""
    begin, end = max(0, found.start() - _AROUND), min(len(text), found.end() + _AROUND)
    before = text[begin : found.start()] if begin == 0 else "… " + text[begin : found.start()].partition(" ")[2]
    after = text[found.end() : end] if end == len(text) else text[found.end() : end].rpartition(" ")[0] + " …"
    return " ".join(f"{before}{found[0]}{after}".strip('“”" ').split())

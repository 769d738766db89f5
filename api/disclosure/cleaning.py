"""Free text without other people: their names in any writing, numbers, addresses, and whatever looks like a way to reach somebody.

What is found is cut out of the text and a mark with the reason put in its place; nothing is covered.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import phonenumbers

from api.disclosure.rules import RULES

# Of a phone number as it is dialled from abroad: a date has fewer digits.
SHORTEST_NAME, SHORTEST_PHONE, SHORTEST_OWN = 3, 12, 7
# Stands for a middle name that may be there.
_MIDDLE = "0middle0"
_MARK = re.compile(r"\[removed: [^\]]+\]")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_POSTCODE = re.compile(r"\b[a-z]{1,2}[0-9][a-z0-9]?\s*[0-9][a-z]{2}\b")
_PLATE = re.compile(r"\b(?:[a-z]{2}[0-9]{2}\s?[a-z]{3}|[a-z][0-9]{1,3}\s?[a-z]{3}|[a-z]{3}\s?[0-9]{1,3}[a-z])\b")
# PNC id and arrest summons number; a CAD reference (4521/22NOV26) is neither.
_NUMBER = re.compile(r"\b(?:[0-9]{2}(?:[0-9]{2})?/[0-9]{4,7}[a-z]|[0-9]{2}/[0-9a-z]{4}/[0-9]{2}/[0-9]{6,11}[a-z])\b")

# A day is nobody's number, with whatever stands between its parts: a matcher of phones reads 01-02-2024 12:30 as one.
_DAY = re.compile(
    r"\b(?:(?:0?[1-9]|[12][0-9]|3[01])[-/.](?:0?[1-9]|1[0-2])[-/.](?:19|20)[0-9]{2}|(?:19|20)[0-9]{2}-(?:0[1-9]|1[0-2])-[0-3][0-9])\b"
)


@dataclass(frozen=True)
class Stranger:
    """Somebody else, as their record tells them. `is_near`: so near to the subject that a single name already means them."""

    names: list[tuple[list[str], str]] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    is_near: bool = True


@dataclass(frozen=True)
class Piece:
    start: int
    end: int
    rule: str


@dataclass(frozen=True)
class Cleaned:
    """`rules`: why something was taken out of it, each once."""

    text: str
    rules: list[str]


class Cleaner:
    """Takes strangers out of texts. What is the subject's own stays."""

    def __init__(
        self, strangers: Iterable[Stranger], own: Iterable[str] = (), *, looks: bool = True, rule: str = "person"
    ) -> None:
        given = [one for one in own if one.strip()]
        self._whole = {_tight(one) for one in given if not _POSTCODE.fullmatch(fold(one)[0])}
        self._own = {_tight(one) for one in given} | {_tight(part) for one in given for part in one.split()}
        self._looks, self._rule = looks, rule
        found = {form for one in strangers for form in _forms(one, self._own)}
        # The longest first, so that a whole name is one piece. Looked for at every place anew: two that overlap both go.
        patterns = [_pattern(form) for form in sorted(found, key=lambda form: (len(form), form), reverse=True)]
        self._names = re.compile(f"(?=({'|'.join(patterns)}))") if patterns else None

    def clean(self, text: str) -> Cleaned:
        """What was cut out before stays as it is marked."""
        folded, places = fold(text)
        marks = [(mark.start(), mark.end()) for mark in _MARK.finditer(text)]
        found = [Piece(places[start], places[end], rule) for start, end, rule in self._found(folded)]
        return _cut(
            text, [one for one in found if not any(start < one.end and one.start < end for start, end in marks)]
        )

    def finds(self, text: str) -> bool:
        """Whether there is anything in this text that would be cut out."""
        return any(self._found(fold(text)[0]))

    def is_own(self, text: str) -> bool:
        """Whether this is a place or a number of the person's own: one of theirs stands in it. A postcode alone is shared by many."""
        return any(len(one) >= SHORTEST_OWN and one in _tight(text) for one in self._whole)

    def _found(self, folded: str) -> Iterator[tuple[int, int, str]]:
        if self._names:
            yield from ((match.start(1), match.end(1), self._rule) for match in self._names.finditer(folded))
        if not self._looks:
            return
        for pattern, rule in ((_EMAIL, "contact"), (_POSTCODE, "contact"), (_PLATE, "person"), (_NUMBER, "person")):
            yield from (
                (match.start(), match.end(), rule)
                for match in pattern.finditer(folded)
                if _tight(match[0]) not in self._own
            )
        # Also those that nobody can have: a number with a slip is somebody's all the same.
        for match in phonenumbers.PhoneNumberMatcher(folded, "GB", leniency=phonenumbers.Leniency.POSSIBLE):
            number = phonenumbers.format_number(match.number, phonenumbers.PhoneNumberFormat.E164)
            if _DAY.match(folded, match.start):
                continue
            if len(number) >= SHORTEST_PHONE and _tight(number) not in self._own:
                yield match.start, match.end, "contact"


def fold(text: str) -> tuple[str, list[int]]:
    """Small letters without marks, and for each of them, and for the end, its place in the text."""
    signs, places = [], []
    for place, sign in enumerate(text):
        for plain in unicodedata.normalize("NFKD", sign).casefold():
            if not unicodedata.combining(plain):
                signs.append(plain)
                places.append(place)
    return "".join(signs), [*places, len(text)]


def _tight(text: str) -> str:
    return re.sub(r"[^a-z0-9@]", "", fold(text)[0])


def _forms(stranger: Stranger, own: set[str]) -> Iterator[tuple[str, ...]]:
    for given, family in stranger.names:
        if given and family and not {_tight(given[0]), _tight(family)} <= own:
            yield (given[0], _MIDDLE, family)
            yield (family, given[0])
        if stranger.is_near:
            yield from ((name,) for name in (*given, family) if len(name) >= SHORTEST_NAME and _tight(name) not in own)
    yield from ((word,) for word in stranger.words if len(_tight(word)) >= SHORTEST_NAME and _tight(word) not in own)


def _pattern(form: tuple[str, ...]) -> str:
    # Inside of a name whatever stands between its groups of letters; between two names also a middle one.
    parts = [r"[\W_]{0,3}".join(re.escape(part) for part in _groups(word)) for word in form]
    between = r"[\W_]{1,3}"
    pattern = between.join(parts).replace(f"{between}{_MIDDLE}{between}", rf"{between}(?:\w+{between})?")
    return f"(?<![a-z0-9]){pattern}(?![a-z0-9])"


def _groups(word: str) -> list[str]:
    return [part for part in re.split(r"[\W_]+", fold(word)[0]) if part]


def _cut(text: str, pieces: list[Piece]) -> Cleaned:
    kept, at = [], 0
    joined = _joined(pieces)
    for piece in joined:
        kept += [text[at : piece.start], f"[removed: {RULES[piece.rule].words}]"]
        at = piece.end
    return Cleaned("".join([*kept, text[at:]]), list(dict.fromkeys(piece.rule for piece in joined)))


def _joined(pieces: list[Piece]) -> list[Piece]:
    """Pieces that overlap as one, with the reason of the first."""
    joined: list[Piece] = []
    for piece in sorted(pieces, key=lambda one: (one.start, -one.end)):
        if joined and piece.start < joined[-1].end:
            joined[-1] = Piece(joined[-1].start, max(joined[-1].end, piece.end), joined[-1].rule)
        else:
            joined.append(piece)
    return joined

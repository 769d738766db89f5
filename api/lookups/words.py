"""Free text over all that a record says in words: descriptions, warnings, how a vehicle looks, things, organisations, what happened.

Where a place is among the words (`red golf Hackney`), also those of it that live, are kept or happened there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from api.db import run
from api.identifiers.faults import NotAnIdentifier
from api.lookups import beside, makes, warned, where
from api.lookups.hits import SHOWN, Found, Hit, best, fill, none_is_sure

_FIND = "SELECT * FROM find_words(%s::text)"
_FIND_AT = "SELECT * FROM find_words_at(%s::text, %s::text, %s::text)"
# Words alone never tell that it is the one who is meant.
_BEST, _BOTH = 0.75, 0.05
# A warning that has another word for what was typed stands behind those that have the word itself.
_SAID = 0.03
_WORD = re.compile(r"\w{3,}")

# By which words it is told where they stood.
_SOURCES = {
    "description": "the description",
    "looks": "colour, make and model",
    "warning": "a warning",
    "thing": "what it is",
    "name": "the name",
    "event": "what happened",
    "place": "a warning of the place",
    "named": "the name and the description",
    "kept": "how it looks and the name of who keeps it",
}
_THERE = {"nominal": "lives", "vehicle": "kept", "event": "happened", "address": "", "place": ""}


@dataclass(frozen=True)
class Match:
    """Words that stand in one text of a record, or that are what its warning is called: then `label` says it."""

    kind: str
    id: UUID
    score: float
    source: str
    matched: tuple[str, ...]
    told: str
    is_restricted: bool
    place: where.Where | None
    label: str = ""
    # The label is what the words are said for, and not what they are.
    is_said: bool = False

    def __str__(self) -> str:
        """`red, Golf in colour, make and model: red Volkswagen Golf`; `warning Violent: Punched an officer`."""
        if self.label:
            return f"warning {self.label}" + (f": {self.told}" if self.told else "")
        return f"{', '.join(self.matched)} in {_SOURCES[self.source]}: {self.told}"

    @property
    def rank(self) -> int:
        """0: by what its warning is called; 1: by the words themselves; 2: by what is said for its warning."""
        return 1 if not self.label else 2 if self.is_said else 0

    @property
    def begin(self) -> str:
        """Of a warning of a place what stands before its address, which is found with it: the first of what is said in it."""
        return self.told.split(",")[0].rstrip(".") if self.source == "place" else self.told

    def says_all_of(self, other: Match) -> bool:
        """The same text is found by all of the words, by those beside the place, and by what its warning is called or by what is said
        for it. What it is called says more than the words that stand in it, and those more than what is said for them."""
        if self.source != other.source:
            return False
        if self.label != other.label:
            return self.rank < other.rank and (other.begin in self.told or self.begin in other.told)
        return self.told == other.told or (self.place != other.place and {*other.matched} <= {*self.matched})


@dataclass
class Looked:
    """What one look found; whether some were not looked for in the place, and how words were read."""

    matches: list[Match]
    too_many: bool
    read_as: list[str]
    # Not all who are called so were looked at.
    too_common: bool = False

    def and_also(self, other: Looked) -> Looked:
        """With what another look found, and how that read the words."""
        read_as = [*dict.fromkeys([*self.read_as, *other.read_as])]
        return Looked(
            self.matches + other.matches,
            self.too_many or other.too_many,
            read_as,
            self.too_common or other.too_common,
        )


def find(session: Session, typed: str) -> Found:
    """Records that hold all of the words in one text, or whose warning is called so. Raises NotAnIdentifier without a word."""
    asked, said = makes.also(typed)
    if not _WORD.search(asked):
        raise NotAnIdentifier("Give at least one word of three letters.")
    looked = _look(session, typed, None)
    # A word that finds something as it stands is no misspelt borough.
    rest, place = where.apart(typed, where.boroughs(session), is_near_enough=not looked.matches)
    place = place if rest and _WORD.search(makes.also(rest)[0]) else None
    if place:
        looked = looked.and_also(_look(session, rest, place))
    rest = rest if place else typed
    street = beside.street(session, rest)
    if street:
        looked = looked.and_also(_on_street(session, street, place))
    looked = _with_names(session, rest, place, looked)
    there = street.where if street else place
    return _found(
        session,
        _hits(looked.matches),
        there,
        [*(place.read_as if place else []), *said, *looked.read_as],
        looked,
    )


def _on_street(session: Session, street: beside.Street, place: where.Where | None) -> Looked:
    called = {
        one.code: one for one in warned.called(session, street.rest) if one.list == warned.OF_RECORDS and not one.beside
    }
    rows, too_many = beside.on_street(session, makes.also(street.rest)[0], street, place, [*called])
    return Looked(_in_both(rows, called, street.where), too_many, warned.read_as([*called.values()]))


def _in_both(rows: list[Any], called: dict[str, warned.Called], place: where.Where | None) -> list[Match]:
    """Rows with the code of a warning by which they were found, or without one where the words stand in a text."""
    texts = _in_texts([row[:6] for row in rows if not row[6]], place)
    warnings = [
        warned.Warned(row[0], row[1], called[row[6]], re.sub("[«»]", "", row[4]), row[5]) for row in rows if row[6]
    ]
    return [*texts, *_by_label(warnings, "warning", place)]


def _with_names(session: Session, typed: str, place: where.Where | None, looked: Looked) -> Looked:
    """Also who has some of the words in their name. Nobody who is only called nearly so, while there is anything else."""
    called = [one for one in warned.called(session, typed) if one.list == warned.OF_RECORDS and one.beside]
    named = _named(session, typed, place, called, is_forgiving=False)
    if not named.matches and not looked.matches:
        named = _named(session, typed, place, called, is_forgiving=True)
    return looked.and_also(named)


def _named(
    session: Session, typed: str, place: where.Where | None, called: list[warned.Called], *, is_forgiving: bool
) -> Looked:
    rows = beside.with_names(session, typed, place, is_forgiving=is_forgiving)
    warnings, too_common = beside.warned_named(session, typed, called, place, is_forgiving=is_forgiving)
    matches = [
        *_in_texts([row[:6] for row in rows], place),
        *_in_both(warnings, {one.code: one for one in called}, place),
    ]
    return Looked(matches, False, [], too_common)


def _look(session: Session, typed: str, place: where.Where | None) -> Looked:
    """What holds the words, there or anywhere."""
    asked, _ = makes.also(typed)
    rows = (
        run(session, _FIND_AT, (asked, place.borough, place.district)) if place else run(session, _FIND, (asked,))
    ).fetchall()
    called = warned.called(session, typed)
    of_warnings, too_many = warned.find(session, called, place)
    texts = [row for row in rows if row[1] is not None]
    of_places = warned.find_places(session, called, place)
    matches = [
        *_in_texts(texts, place),
        *_by_label(of_warnings, "warning", place),
        *_by_label(of_places, "place", place),
    ]
    return Looked(matches, bool(place) and (too_many or len(texts) < len(rows)), warned.read_as(called))


def _most(place: where.Where | None) -> float:
    return _BEST - (0 if place else _BOTH)


def _in_texts(rows: list[Any], place: where.Where | None) -> list[Match]:
    top = max((float(row[2]) for row in rows), default=1.0) or 1.0
    found = []
    for kind, record_id, rank, source, excerpt, is_restricted in rows:
        matched = tuple(dict.fromkeys(word.strip() for word in re.findall("«([^»]*)»", excerpt)))
        told = _plain(re.sub("[«»]", "", excerpt))
        score = _most(place) * float(rank) / top
        found.append(Match(kind, record_id, score, source, matched, told, is_restricted, place))
    return found


def _plain(told: str) -> str:
    """As it stands in a line with other reasons: no full stop before the next of them, one blank between words."""
    return " ".join(told.split()).rstrip(".")


def _by_label(of_warnings: list[warned.Warned], source: str, place: where.Where | None) -> list[Match]:
    return [
        Match(
            one.kind,
            one.record_id,
            _most(place) - (_SAID if one.called.said else 0),
            source,
            (),
            _plain(one.text),
            one.is_restricted,
            place,
            one.called.label,
            bool(one.called.said),
        )
        for one in of_warnings
    ]


def _hits(matches: list[Match]) -> list[Hit]:
    """One hit for each record with all that is said for it, each thing once."""
    by_record: dict[UUID, list[Match]] = {}
    for match in sorted(matches, key=lambda one: (-one.score, one.id)):
        by_record.setdefault(match.id, []).append(match)
    return [_hit(of_one) for of_one in by_record.values()]


def _hit(matches: list[Match]) -> Hit:
    best_of = matches[0]
    kept: list[Match] = []
    for match in sorted(matches, key=lambda one: (one.rank, -len(one.matched))):
        if not any(other.says_all_of(match) for other in kept):
            kept.append(match)
    why = [str(match) for match in kept]
    place = next((match.place for match in matches if match.place), None)
    if place and not _stands_in(place, kept):
        why.append(f"{_THERE.get(best_of.kind, 'linked')} {place.at} {place.said}".strip())
    return Hit(best_of.kind, best_of.id, best_of.score, why, best_of.is_restricted)


def _shortened(why: str, hit: Hit) -> str:
    """What happened has its name and its place above it, and a warning of a place its address: there is no need to say them again."""
    if hit.kind == "event":
        return why.removesuffix(": " + _plain(f"{hit.body['title']} {hit.body['detail'].partition(', ')[2]}"))
    if hit.kind not in ("address", "place") or f" in {_SOURCES['place']}: " not in why:
        return why
    house = hit.body["title"].split(", ")[-1 if hit.kind == "address" else 0]
    return _plain(why.partition(f", {house}")[0])


def _stands_in(place: where.Where, kept: list[Match]) -> bool:
    """What happened tells its place itself, and so does a warning of a place."""
    words = {
        word
        for match in kept
        if match.source in ("event", "place")
        for one in match.matched
        for word in one.lower().split()
    }
    return {*place.said.lower().split()} <= words


def _found(session: Session, ranked: list[Hit], place: where.Where | None, said: list[str], looked: Looked) -> Found:
    seen = fill(session, [hit for hit in ranked if not hit.is_restricted][: 2 * SHOWN])
    for hit in seen:
        hit.why = [_shortened(one, hit) for one in hit.why]
    if len(best(seen)) > 1:
        # Of five blue Fiestas of one borough none is the one that is meant.
        none_is_sure(seen)
    ask = f"More than {SHOWN} records hold these words. Add another word." if len(seen) > SHOWN else ""
    # A list that is not whole says so: who is not in it may be there all the same.
    if looked.too_common and not ask:
        ask = "Too many are called so: not all of them were looked through for that warning. Add another name, or ask under Person."
    if place and looked.too_many and not ask:
        ask = f"Too many hold these words: not all of them were looked for {place.at} {place.said}. Add another word."
    searched = [
        # How the words were read stands first: behind what is always said nobody would come upon it.
        *said,
        "all of these words in one text, also in other forms; or some of them in a name, and the others in a description or a warning",
        "descriptions of people, colour, make and model of vehicles, things, organisations, events",
        "warnings of records and of places, by what they are called, by their words and by what is said for them",
    ]
    if place:
        searched.append(f"all words but the place, of those {place.at} {place.said}")
    return Found([*seen, *(hit for hit in ranked if hit.is_restricted)], searched, ask)

"""A file of areas, read and checked: what it says of each, and line by line what cannot be taken and why. No database."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from shapely import MultiPolygon

from api.areas.states import Kind
from api.fields import CONTROL_SIGNS
from geo import features, outlines

LONGEST_NAME, LONGEST_CODE = 80, 40
# A county along a coast needs some thousands of corners; a force has some hundreds of wards.
MOST_CORNERS, MOST_CORNERS_IN_ALL, MOST_AREAS = 25_000, 600_000, 2_000
# What the column of names is called, where nobody says it. Statistics and Ordnance Survey call theirs WD24NM, LAD24NM or NAME.
_NAMED = re.compile(r"^(name|label|title|.*name|.*nm)$")


@dataclass(frozen=True)
class Columns:
    """Which columns of the file say what. Without a word the reader guesses the name, and takes none for the others."""

    name: str = ""
    code: str = ""
    parent: str = ""


@dataclass(frozen=True)
class Given:
    """One area of the file, in metres. `parent` is a name or a code, or nothing."""

    number: int
    code: str
    name: str
    parent: str
    outline: MultiPolygon


@dataclass(frozen=True)
class Fault:
    """Why something of the file cannot be taken. `number` counts the areas from 1; 0 is the file itself."""

    number: int
    name: str
    why: str


@dataclass
class Read:
    """`columns`: those of the file with the first values of each, for whoever must choose."""

    given: list[Given] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    columns: dict[str, list[str]] = field(default_factory=dict)
    chosen: Columns = Columns()
    count: int = 0


def read(path: Path, kind: Kind, asked: Columns, code_of: Callable[[str], str | None]) -> Read:
    """All of a file. `code_of` knows the code of a name that is held already. Raises features.NotReadable."""
    found = features.read_each(path)
    if len(found) > MOST_AREAS:
        raise features.NotReadable(f"There are more than {MOST_AREAS:,} areas in this file.")
    told = Read(columns=_columns(found), count=len(found))
    told.chosen = Columns(_name_column(told.columns, asked.name, kind), asked.code.lower(), asked.parent.lower())
    for column in filter(None, (told.chosen.name, told.chosen.code, told.chosen.parent)):
        if column not in told.columns:
            raise features.NotReadable(
                f"There is no column {column!r}. There are: {', '.join(told.columns) or 'none'}."
            )
    corners = 0
    for number, feature in enumerate(found, 1):
        name = _said(feature, told.chosen.name)
        try:
            given = _given(number, feature, told.chosen, code_of)
        except ValueError as fault:
            told.faults.append(Fault(number, name[:LONGEST_NAME], str(fault)))
            continue
        corners += sum(len(ring.coords) for part in given.outline.geoms for ring in (part.exterior, *part.interiors))
        if corners > MOST_CORNERS_IN_ALL:
            raise features.NotReadable(
                f"More than {MOST_CORNERS_IN_ALL:,} corners in all. Simplify the outlines first."
            )
        told.given.append(given)
    told.faults = sorted([*told.faults, *_twice(told.given)], key=lambda fault: fault.number)
    return told


def _columns(found: list[features.Feature]) -> dict[str, list[str]]:
    names = dict.fromkeys(str(name)[:60] for feature in found[:100] for name in feature.says)
    return {name: [str(one.says.get(name, ""))[:40] for one in found[:3]] for name in list(names)[:60]}


def _name_column(columns: dict[str, list[str]], asked: str, kind: Kind) -> str:
    if asked:
        return asked.lower()
    # Better a wrong guess that is seen in the preview, and put right there, than a question before anything is shown.
    lettered = [name for name, first in columns.items() if any(re.search("[A-Za-z]{3}", value) for value in first)]
    guessed = next(
        (one for one in columns if one == kind.code), next(filter(_NAMED.match, columns), next(iter(lettered), None))
    )
    if guessed is None:
        raise features.NotReadable(f"Say which column has the name. There are: {', '.join(columns) or 'none'}.")
    return guessed


def _said(feature: features.Feature, column: str) -> str:
    value = feature.says.get(column) if column else None
    return "" if value is None else str(value).strip()


def _given(number: int, feature: features.Feature, columns: Columns, code_of: Callable[[str], str | None]) -> Given:
    if feature.shape is None:
        raise ValueError(f"it {feature.fault}")
    name = _word(_said(feature, columns.name), "name", LONGEST_NAME)
    if not name:
        raise ValueError("it has no name.")
    code = (
        _word(_said(feature, columns.code), "code", LONGEST_CODE)
        if columns.code
        else code_of(name) or name[:LONGEST_CODE]
    )
    if not code:
        raise ValueError("it has no code.")
    if re.search(r"[:|]", code):
        raise ValueError("its code holds : or |.")
    parent = _word(_said(feature, columns.parent), "parent", LONGEST_NAME)
    return Given(number, code, name, parent, outlines.checked(feature.shape, feature.srid, MOST_CORNERS))


def _word(word: str, what: str, longest: int) -> str:
    if len(word) > longest:
        raise ValueError(f"its {what} is longer than {longest} letters.")
    if CONTROL_SIGNS.search(word):
        raise ValueError(f"its {what} holds signs that cannot be stored.")
    return word


def _twice(given: list[Given]) -> list[Fault]:
    names, codes = Counter(one.name.casefold() for one in given), Counter(one.code for one in given)
    faults = []
    for one in given:
        if names[one.name.casefold()] > 1:
            faults.append(Fault(one.number, one.name, "this name is in the file more than once."))
        elif codes[one.code] > 1:
            faults.append(Fault(one.number, one.name, f"the code {one.code} is in the file more than once."))
    return faults

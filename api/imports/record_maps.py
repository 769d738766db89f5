"""A record map: which column of a source holds what of which kind of record (docs/importing.md)."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from api.identifiers.faults import NotAnIdentifier
from api.imports import joins, marks, people, photographs, things
from api.imports.formats import RowRefused
from api.imports.marks import DESCRIPTION_LENGTH, Given, Record
from api.records.service import TABLES


@dataclass(frozen=True)
class Kind:
    """What a map of this kind may name and must name, the table that its rows become, and how it is marked unless the row says."""

    table: str
    read: Callable[[Given, str], Record]
    needs: tuple[str, ...]
    takes: tuple[str, ...]
    marking: str = "OFFICIAL"
    # A link and a warning have columns of their own for these.
    is_record: bool = True

    @property
    def columns(self) -> frozenset[str]:
        common = (*marks.COLUMNS, "description") if self.is_record else ()
        return frozenset(("source_id", *self.needs, *self.takes, *common))


def _plain(read: Callable[[Given], Record]) -> Callable[[Given, str], Record]:
    """A record says nothing of other systems: whose it is does not matter to how it is read."""
    return lambda given, _: read(given)


_OF_LINK = (
    *("from_source", "to_source", "subject_category", "provenance", "fact_or_opinion", "confidence", "classification"),
    *("handling", "retention_group", "review_on", "valid_from", "valid_to"),
)
_OF_PERSON = (
    *("given_names", "aliases", "sex", "born_on", "age_from", "age_to", "age_on", "ethnicity", "postcode"),
    *("subject_category", "pnc", "cro", "asn"),
)
KINDS = {
    "nominal": Kind(TABLES["nominal"], _plain(people.nominal), ("family_name",), _OF_PERSON, marks.SENSITIVE),
    "vehicle": Kind(
        TABLES["vehicle"], _plain(people.vehicle), ("vrm",), ("nation", "vin", "make", "model", "colour", "reports")
    ),
    "phone": Kind(TABLES["phone"], _plain(people.phone), ("number",), ("imei",)),
    "address": Kind(
        TABLES["address"],
        _plain(people.address),
        ("street",),
        ("uprn", "flat", "house", "locality", "postcode", "what3words", "east", "north"),
    ),
    "object": Kind(TABLES["object"], _plain(things.thing), ("label",), ("object_kind", "serial")),
    "organisation": Kind(
        TABLES["organisation"], _plain(things.organisation), ("name",), ("organisation_kind", "number")
    ),
    "link": Kind("links", joins.link, ("from_kind", "from_id", "to_kind", "to_id", "role"), _OF_LINK, is_record=False),
    "marker": Kind(
        "record_markers",
        joins.marker,
        ("record_kind", "record_id", "code", "added_on"),
        ("record_source", "text", "source", "force", "fact_or_opinion", "review_on"),
        is_record=False,
    ),
    "photograph": Kind("photographs", photographs.photograph, (), ("file", "taken_on", "provenance"), is_record=False),
}
# Only what somebody wrote in sentences may go over several lines.
_SENTENCES = frozenset({"description", "text"})


@dataclass(frozen=True)
class RecordMap:
    """`fixed` is what holds for every row, where a source has no column for it."""

    source: str
    kind: str
    columns: dict[str, str]
    fixed: dict[str, str]
    passed_over: frozenset[str]
    # Of photographs only: where they lie, beside the file.
    folder: str = ""

    @property
    def table(self) -> str:
        return KINDS[self.kind].table

    def read(self, row: dict[str, str]) -> Record:
        """One row as columns of the record's table. Raises RowRefused with the reason, never with what stood there."""
        given = {**self.fixed, **{name: row.get(column, "") for name, column in self.columns.items()}}
        if not given.get("source_id"):
            raise RowRefused("no id of the source's own")
        given["source_id"] = given["source_id"][:200]
        kind = KINDS[self.kind]
        try:
            record = kind.read(given, self.source)
        except NotAnIdentifier as fault:
            raise RowRefused(str(fault)) from None
        if self.kind in ("marker", "photograph"):
            return record
        told = {"source_system": self.source, "source_id": given["source_id"], **record}
        return told | _common(given, kind) if kind.is_record else told

    @property
    def one_line(self) -> frozenset[str]:
        """The columns of the file in which no line ends."""
        return frozenset(column for name, column in self.columns.items() if name not in _SENTENCES)

    def unknown(self, header: list[str]) -> list[str]:
        known = {*self.columns.values(), *self.passed_over}
        return [name for name in header if name not in known]

    def missing(self, header: list[str]) -> list[str]:
        return [column for name, column in self.columns.items() if name in self._needed and column not in header]

    @property
    def _needed(self) -> tuple[str, ...]:
        # A restriction that does not come with the file must not be taken for none.
        return ("source_id", *KINDS[self.kind].needs, "restriction", "restriction_owner")


def _common(given: Given, kind: Kind) -> Record:
    told = marks.of_record(given, default=kind.marking)
    if "description" in given:
        told["description"] = given["description"][:DESCRIPTION_LENGTH]
    return told


def load(path: Path) -> RecordMap | None:
    """A record map, or None for a map of something else. Raises RowRefused for one that is broken, saying what is wrong."""
    try:
        given: Any = json.loads(path.read_text())
    except (ValueError, OSError) as fault:
        raise RowRefused(f"It is no JSON: {fault}.") from None
    if not isinstance(given, dict) or "kind" not in given:
        return None
    kind = given["kind"]
    if not isinstance(kind, str) or kind not in KINDS:
        raise RowRefused(f"Its kind is none of {', '.join(KINDS)}.")
    source = given.get("source")
    if not isinstance(source, str) or not source.strip():
        raise RowRefused("Its source is no name of a system.")
    columns, fixed = _texts(given, "columns"), _texts(given, "fixed")
    passed_over = given.get("passed_over", [])
    if not isinstance(passed_over, list) or not all(isinstance(name, str) for name in passed_over):
        raise RowRefused("passed_over is no list of column names.")
    _check(kind, columns, fixed)
    return RecordMap(source.strip(), kind, columns, fixed, frozenset(passed_over), _folder(given, kind))


def _folder(given: dict[str, Any], kind: str) -> str:
    """`photographs` unless the map says another. It lies beside the file, and nowhere else."""
    folder = given.get("folder", photographs.FOLDER if kind == "photograph" else "")
    if kind != "photograph" and folder:
        raise RowRefused(f"A record of the kind {kind} has no folder.")
    if not isinstance(folder, str) or (folder and not photographs.is_name(folder)):
        raise RowRefused("Its folder is no name of a folder beside the file.")
    return folder


def _texts(given: dict[str, Any], name: str) -> dict[str, str]:
    """`{"family_name": "surname"}`: texts, and nothing else."""
    texts = given.get(name, {})
    if not isinstance(texts, dict):
        raise RowRefused(f"Its {name} are no object of names and texts.")
    if wrong := [key for key, text in texts.items() if not isinstance(text, str) or not text.strip()]:
        raise RowRefused(f"In its {name}, {', '.join(wrong)} must be a text, as the name of a column is one.")
    return texts


def _check(kind: str, columns: dict[str, str], fixed: dict[str, str]) -> None:
    if strange := [name for name in (*columns, *fixed) if name not in KINDS[kind].columns]:
        may = ", ".join(sorted(KINDS[kind].columns))
        raise RowRefused(f"A record of the kind {kind} has no {', '.join(strange)}. It has: {may}.")
    if twice := [name for name in columns if name in fixed]:
        raise RowRefused(f"It gives {', '.join(twice)} as a column and as fixed.")
    if lacking := [name for name in ("source_id", *KINDS[kind].needs) if name not in {*columns, *fixed}]:
        raise RowRefused(f"The map says no column for {', '.join(lacking)}.")
    if "source_id" not in columns:
        raise RowRefused("The source's own id is another in each row: it must be a column.")
    given = {*columns, *fixed}
    if "restriction" in given and "restriction_owner" not in given:
        raise RowRefused("A restriction needs its owner: the map says no column for restriction_owner.")

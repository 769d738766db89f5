"""Rows of a CSV as records: what each column becomes, and why a row cannot be used. A column map says which column holds what."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from api.identifiers import court, phones, plates, serials, whereabouts
from api.identifiers.faults import NotAnIdentifier
from api.imports.formats import RowRefused
from api.nominals import typed

# Sizes of the Single Online Home data model (domain reference 4.1).
NAME_LENGTH, DESCRIPTION_LENGTH = 35, 2000
_SEXES = {
    "M": "M",
    "MALE": "M",
    "1": "M",
    "F": "F",
    "FEMALE": "F",
    "2": "F",
    "": "U",
    "U": "U",
    "UNKNOWN": "U",
    "0": "U",
    "9": "U",
    "N": "U",
}

Record = dict[str, Any]


@dataclass(frozen=True)
class RecordMap:
    """Which column of a source holds what of which kind of record."""

    source: str
    kind: str
    columns: dict[str, str]
    passed_over: frozenset[str]

    def read(self, row: dict[str, str]) -> Record:
        """One row as columns of the record's table. Raises RowRefused with the reason, never with what stood there."""
        given = {name: row.get(column, "") for name, column in self.columns.items()}
        if not given.get("source_id"):
            raise RowRefused("no id of the source's own")
        try:
            record = READERS[self.kind](given)
        except NotAnIdentifier as fault:
            raise RowRefused(str(fault)) from None
        return {"source_system": self.source, "source_id": given["source_id"][:200], **record}

    def unknown(self, header: list[str]) -> list[str]:
        known = {*self.columns.values(), *self.passed_over}
        return [name for name in header if name not in known]

    def missing(self, header: list[str]) -> list[str]:
        needed = [self.columns["source_id"], *(self.columns[name] for name in NEEDED[self.kind])]
        return [name for name in needed if name not in header]


NEEDED = {"nominal": ["family_name"], "vehicle": ["vrm"], "phone": ["number"], "address": ["street"]}


def load(path: Path) -> RecordMap | None:
    """A record map, or None for a map of something else. Raises RowRefused for one that is broken."""
    given: Any = json.loads(path.read_text())
    if not isinstance(given, dict) or "kind" not in given:
        return None
    kind, columns = given["kind"], given.get("columns")
    if kind not in READERS or not isinstance(columns, dict) or not isinstance(given.get("source"), str):
        raise RowRefused(f"A record map needs source, kind ({', '.join(READERS)}) and columns.")
    if lacking := [name for name in ("source_id", *NEEDED[kind]) if name not in columns]:
        raise RowRefused(f"The map says no column for {', '.join(lacking)}.")
    return RecordMap(given["source"], kind, columns, frozenset(given.get("passed_over", [])))


def nominal(given: dict[str, str]) -> Record:
    names = [_name(part) for part in re.split(r"[\s]+", given.get("given_names", "")) if part][:6]
    family = _name(given.get("family_name", ""))
    if not typed.folded("".join(names) + family):
        raise RowRefused("no name that can be searched for")
    sex = _SEXES.get(given.get("sex", "").upper())
    if sex is None:
        raise RowRefused("unknown sex")
    youngest, oldest, seen_on = _ages(given)
    return {
        "given_names": names,
        "family_name": family,
        "aliases": [_alias(one) for one in given.get("aliases", "").split(";") if one.strip()][:10],
        "sex": sex,
        "born_on": _date(given.get("born_on", ""), "date of birth"),
        "age_from": youngest,
        "age_to": oldest,
        "age_on": seen_on,
        "ethnicity": given.get("ethnicity", "")[:40],
        "postcode": _or_empty(whereabouts.postcode, given.get("postcode", "")),
        "description": given.get("description", "")[:DESCRIPTION_LENGTH],
        "subject_category": given.get("subject_category", "").lower() or "other",
        "identifiers": [_identifier(kind, check, given[kind]) for kind, check in _NUMBERS if given.get(kind)],
    }


_NUMBERS: tuple[tuple[str, Callable[[str], str]], ...] = (("pnc", court.pnc), ("cro", court.cro), ("asn", court.asn))


def _identifier(kind: str, check: Callable[[str], str], value: str) -> dict[str, Any]:
    """A number that fails its check is kept as it came, and says so: it may be the only trace of who this is."""
    try:
        return {"kind": kind, "value": check(value), "is_valid": True}
    except NotAnIdentifier:
        return {"kind": kind, "value": value[:40], "is_valid": False}


def _name(word: str) -> str:
    if len(word) > NAME_LENGTH:
        raise RowRefused(f"a name of more than {NAME_LENGTH} letters")
    return word.strip()


def _alias(words: str) -> dict[str, Any]:
    *givens, family = words.split()
    return {"given_names": [_name(one) for one in givens], "family_name": _name(family)}


def _ages(given: dict[str, str]) -> tuple[int | None, int | None, str | None]:
    low, high = given.get("age_from", ""), given.get("age_to", "")
    if not (low or high):
        return None, None, None
    if not (low + high).isdigit() or not 0 <= int(low or high) <= int(high or low) <= 200:
        raise RowRefused("an age that cannot be")
    return int(low or high), int(high or low), _date(given.get("age_on", ""), "day of the age")


def _date(words: str, what: str) -> str | None:
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


def _or_empty(check: Callable[[str], str], value: str) -> str:
    """A postcode that is none is left out; it is not worth a person's record."""
    try:
        return check(value) if value else ""
    except NotAnIdentifier:
        return ""


def vehicle(given: dict[str, str]) -> Record:
    vin = given.get("vin", "")
    return {
        "vrm": plates.plate(given["vrm"]).value,
        "nation": given.get("nation", "").upper()[:3] or "GB",
        "vin": serials.vin(vin) if vin else "",
        "make": given.get("make", "")[:40],
        "model": given.get("model", "")[:40],
        "colour": given.get("colour", "").lower()[:20],
        "description": given.get("description", "")[:DESCRIPTION_LENGTH],
        "reports": [code.strip() for code in given.get("reports", "").split(";") if code.strip()][:10],
    }


def phone(given: dict[str, str]) -> Record:
    imei = given.get("imei", "")
    return {
        "number": phones.phone(given["number"]),
        "as_given": given["number"][:40],
        "imei": serials.imei(imei) if imei else "",
    }


def address(given: dict[str, str]) -> Record:
    uprn, code, east, north = (given.get(name, "") for name in ("uprn", "postcode", "east", "north"))
    if not given["street"] and not code:
        raise RowRefused("neither street nor postcode")
    return {
        "uprn": whereabouts.uprn(uprn) if uprn else None,
        "flat": given.get("flat", "").upper()[:20],
        "house": given.get("house", "").upper()[:40],
        "street": given["street"][:100],
        "locality": given.get("locality", "")[:60],
        "postcode": whereabouts.postcode(code) if code else "",
        "what3words": whereabouts.what3words(given["what3words"]) if given.get("what3words") else "",
        "place": _point(east, north) if east and north else None,
    }


def _point(east: str, north: str) -> str:
    try:
        metres = float(east), float(north)
    except ValueError:
        raise RowRefused("coordinates that are not numbers") from None
    if not (0 <= metres[0] < 700_000 and 0 <= metres[1] < 1_300_000):
        raise RowRefused("coordinates outside Great Britain")
    return f"SRID=27700;POINT({metres[0]:.1f} {metres[1]:.1f})"


READERS: dict[str, Callable[[dict[str, str]], Record]] = {
    "nominal": nominal,
    "vehicle": vehicle,
    "phone": phone,
    "address": address,
}

"""Rows of a CSV as people, vehicles, phones and addresses: what each column becomes, and why a row cannot be used."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from api.identifiers import court, phones, plates, serials, whereabouts
from api.identifiers.faults import NotAnIdentifier
from api.imports.formats import RowRefused
from api.imports.marks import NAME_LENGTH, Record, day, subject
from api.nominals import typed

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
        "born_on": day(given.get("born_on", ""), "date of birth"),
        "age_from": youngest,
        "age_to": oldest,
        "age_on": seen_on,
        "ethnicity": given.get("ethnicity", "")[:40],
        "postcode": _or_empty(whereabouts.postcode, given.get("postcode", "")),
        "subject_category": subject(given, "other"),
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
    if any(sign.isdigit() for sign in word):
        # Columns have slipped, or another row has run into this one.
        raise RowRefused("a name with digits")
    return word.strip()


def _alias(words: str) -> dict[str, Any]:
    """What somebody is called. Digits may be in it: that is how some are known on the street."""
    *givens, family = words.split()
    if max(map(len, (*givens, family))) > NAME_LENGTH:
        raise RowRefused(f"a name of more than {NAME_LENGTH} letters")
    return {"given_names": givens, "family_name": family}


def _ages(given: dict[str, str]) -> tuple[int | None, int | None, str | None]:
    low, high = given.get("age_from", ""), given.get("age_to", "")
    if not (low or high):
        return None, None, None
    if not (low + high).isdigit() or not 0 <= int(low or high) <= int(high or low) <= 200:
        raise RowRefused("an age that cannot be")
    return int(low or high), int(high or low), day(given.get("age_on", ""), "day of the age")


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

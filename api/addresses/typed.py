"""What was typed for an address: flat, house, street, postcode in any order; a UPRN, a grid reference, three words."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from api.identifiers import whereabouts
from api.identifiers.faults import NotAnIdentifier
from api.nominals.typed import folded

_POSTCODE = re.compile(r"\b([A-Z][A-HJ-Y]?[0-9][A-Z0-9]?) ?([0-9][A-Z]{2})\b")
_OUTCODE = re.compile(r"\b[A-Z]{1,2}[0-9][A-Z0-9]?$")
_NUMBER = re.compile(r"\b(\d{1,4}[A-Z]?)\b")
_FLAT = re.compile(r"\b(?:FLAT|FLT|APT|APARTMENT|UNIT|ROOM)\b\.? ?(\d{1,4}[A-Z]?)\b")
_NOISE = re.compile(r"\b(FLAT|FLT|APT|APARTMENT|UNIT|ROOM|NO|NUMBER|OPPOSITE|OPP|OUTSIDE|NEAR|LONDON|O/S)\b\.?")
# What people shorten; the database writes streets out in the same way (migration 0031).
_SHORT = {
    "RD": "ROAD", "ST": "STREET", "AVE": "AVENUE", "AV": "AVENUE", "LN": "LANE", "CL": "CLOSE", "CT": "COURT", "GDNS":
    "GARDENS", "GDN": "GARDENS", "PL": "PLACE", "SQ": "SQUARE", "TER": "TERRACE", "TERR": "TERRACE", "CRES": "CRESCENT",
    "DR": "DRIVE", "GR": "GROVE", "HSE": "HOUSE", "PK": "PARK", "WLK": "WALK", "YD": "YARD", "EST": "ESTATE",
}  # fmt: skip
_ENDINGS = frozenset(_SHORT.values()) | {
    "HILL",
    "GREEN",
    "MEWS",
    "ROW",
    "WAY",
    "RISE",
    "VALE",
    "VIEW",
    "BROADWAY",
    "PARADE",
}


@dataclass(frozen=True)
class TypedAddress:
    """`numbers`: flat and house as they came, in this order; `flat`: the one that was called so. `grid`: easting, northing and
    side of the square in metres."""

    street: str = ""
    numbers: list[str] = field(default_factory=list)
    flat: str = ""
    postcode: str = ""
    outcode: str = ""
    uprn: int | None = None
    words: str = ""
    grid: tuple[float, float, float] | None = None


def address(typed: str) -> TypedAddress:
    """Raises NotAnIdentifier when nothing of it can be searched for."""
    given = re.sub(r"\s+", " ", typed.strip().upper().replace(",", " "))
    for read in (_grid, _uprn, _three_words):
        if (found := read(given)) is not None:
            return found
    return _lines(given)


def _grid(given: str) -> TypedAddress | None:
    if not re.fullmatch(r"[A-HJ-Z]{2} ?\d[\d ]*", given) or len(re.sub(r"\D", "", given)) < 4:
        return None
    try:
        return TypedAddress(grid=whereabouts.grid_reference(given))
    except NotAnIdentifier:
        return None


def _uprn(given: str) -> TypedAddress | None:
    match = re.fullmatch(r"(?:UPRN ?)?(\d{6,12})", given)
    return TypedAddress(uprn=whereabouts.uprn(match[1])) if match else None


def _three_words(given: str) -> TypedAddress | None:
    try:
        return TypedAddress(words=whereabouts.what3words(given)) if given.count(".") == 2 else None
    except NotAnIdentifier:
        return None


def _lines(given: str) -> TypedAddress:
    postcode = outcode = ""
    if match := _POSTCODE.search(given):
        postcode, given = f"{match[1]} {match[2]}", given[: match.start()] + given[match.end() :]
        outcode = match[1]
    elif match := _OUTCODE.search(given.strip()):
        outcode, given = match[0], given.strip()[: match.start()]
    flat = _FLAT.search(given)
    given = _NOISE.sub(" ", given.replace("/", " ").replace("-", " "))
    numbers = [_plain(number) for number in _NUMBER.findall(given)][:3]
    street = _street(_NUMBER.sub(" ", given).split())
    if not (street or postcode):
        raise NotAnIdentifier("Give a street, a postcode, a UPRN or a grid reference.")
    if street and len(street) < 3:
        raise NotAnIdentifier("Give at least three letters of the street.")
    named = _plain(flat[1]) if flat else ""
    return TypedAddress(street=street, numbers=numbers, flat=named, postcode=postcode, outcode=outcode)


def _plain(number: str) -> str:
    return number.lstrip("0") or number


def _street(words: list[str]) -> str:
    # The word that ends a street's name ends it: what follows is the locality.
    words = [re.sub(r"[^\w]", "", word) for word in words][:6]
    written = [
        _SHORT.get(word, word) if place else ("SAINT" if word == "ST" else word) for place, word in enumerate(words)
    ]
    ends = next((place for place, word in enumerate(written) if place and word in _ENDINGS), len(written) - 1)
    return folded("".join(written[: ends + 1]))[:60]

"""Postcodes, OS grid references, UPRNs and what3words (domain reference 4.4)."""

from __future__ import annotations

import re

from api.identifiers.faults import NotAnIdentifier, bare

_POSTCODE = re.compile(r"([A-Z][A-HJ-Y]?[0-9][A-Z0-9]?)([0-9][A-Z]{2})|(GIR)(0AA)")
_OUTCODE = re.compile(r"[A-Z][A-HJ-Y]?[0-9][A-Z0-9]?")
_GRID = re.compile(r"([A-HJ-Z])([A-HJ-Z])((?:[0-9]{2}){1,5})")
# Squares of 500 km and of 100 km are lettered by rows from the north-west, without I.
_SQUARES = "ABCDEFGHJKLMNOPQRSTUVWXYZ"


def postcode(typed: str) -> str:
    """`E2 0QN`. Raises NotAnIdentifier."""
    match = _POSTCODE.fullmatch(bare(typed))
    if match is None:
        raise NotAnIdentifier("A postcode looks like E2 0QN.")
    return f"{match[1] or match[3]} {match[2] or match[4]}"


def outcode(typed: str) -> str:
    """The first half of a postcode: `E2`. Raises NotAnIdentifier."""
    given = bare(typed)
    if not _OUTCODE.fullmatch(given):
        raise NotAnIdentifier("The first half of a postcode looks like E2 or SW1A.")
    return given


def grid_reference(typed: str) -> tuple[float, float, float]:
    """Easting and northing of the middle of the square, and its side, in metres (EPSG:27700). Raises NotAnIdentifier."""
    match = _GRID.fullmatch(bare(typed))
    if match is None:
        raise NotAnIdentifier("A grid reference looks like TQ 3540 8290: two letters and an even number of digits.")
    column, row = _square(match[1], match[2])
    half = len(match[3]) // 2
    side = 10.0 ** (5 - half)
    east = column * 100_000 + int(match[3][:half]) * side + side / 2
    north = row * 100_000 + int(match[3][half:]) * side + side / 2
    if not (0 <= east < 700_000 and 0 <= north < 1_300_000):
        raise NotAnIdentifier("This grid reference lies outside Great Britain; London's begin with TQ or TL.")
    return east, north, side


def _square(large: str, small: str) -> tuple[int, int]:
    one, two = _SQUARES.index(large), _SQUARES.index(small)
    # The grid's false origin is the south-west corner of square SV, ten squares east and five north of the letters' own.
    return (one % 5) * 5 + two % 5 - 10, (4 - one // 5) * 5 + (4 - two // 5) - 5


def uprn(typed: str) -> int:
    """A property's number, up to twelve digits. Raises NotAnIdentifier."""
    given = bare(typed)
    if not re.fullmatch(r"[0-9]{1,12}", given) or int(given) == 0:
        raise NotAnIdentifier("A UPRN has up to twelve digits.")
    return int(given)


def what3words(typed: str) -> str:
    """Three words with dots, kept as text: only their own service knows the place. Raises NotAnIdentifier."""
    given = typed.strip().lstrip("/").lower()
    if len(given) > 60 or not re.fullmatch(r"[^\W\d_]+\.[^\W\d_]+\.[^\W\d_]+", given):
        raise NotAnIdentifier("what3words are three words with dots between them.")
    return given

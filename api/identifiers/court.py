"""PNC id, CRO number and arrest summons number, with their check letter (domain reference 4.4).

The letter is the number's remainder modulo 23 in an alphabet without I, O and S; zero is Z.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime

from api.identifiers.faults import NotAnIdentifier, bare

LETTERS = "ZABCDEFGHJKLMNPQRTUVWXY"

_PNC = re.compile(r"(\d{4}|\d{2})/?(\d{1,7})([A-Z])")
# Without a slash a year of two and of four digits look alike; the number is then written out to its seven digits.
_PNC_BARE = re.compile(r"(\d{4}|\d{2})(\d{7})([A-Z])")
_CRO = re.compile(r"(\d{1,6})/(\d{2})([A-Z])")
# No fingerprints were kept for these: the year stands first.
_CRO_FILE = re.compile(r"SF(\d{2})/(\d{1,7})([A-Z])")
_ASN = re.compile(r"(\d{2})/?(\d{2})([A-Z0-9]{2})/?(\d{2})/?(\d{11})([A-Z])")


def check_letter(digits: str) -> str:
    return LETTERS[int(digits) % 23]


def pnc(typed: str) -> str:
    """`2003/0062845E` for any way to write it. Raises NotAnIdentifier, also for a wrong letter."""
    given = bare(typed)
    match = (_PNC if "/" in given else _PNC_BARE).fullmatch(given) or _PNC.fullmatch(given)
    if match is None:
        raise NotAnIdentifier("A PNC id looks like 2003/0062845E.")
    year, serial, letter = match[1], match[2].zfill(7), match[3]
    _must_agree("PNC id", year[-2:] + serial, letter)
    return f"{year if len(year) == 4 else _century(year) + year}/{serial}{letter}"


def cro(typed: str) -> str:
    """`065656/91H`, or `SF39/83456T` for a file number. Raises NotAnIdentifier."""
    given = bare(typed)
    if match := _CRO_FILE.fullmatch(given):
        year, serial, letter = match[1], match[2], match[3]
        _must_agree("CRO number", year + serial, letter)
        return f"SF{year}/{serial}{letter}"
    if match := _CRO.fullmatch(given):
        serial, year, letter = match[1].zfill(6), match[2], match[3]
        _must_agree("CRO number", year + serial, letter)
        return f"{serial}/{year}{letter}"
    raise NotAnIdentifier("A CRO number looks like 065656/91H or SF39/83456T.")


def asn(typed: str) -> str:
    """`24/01ZD/01/00000001234X`: year, force and unit, system, number. Raises NotAnIdentifier."""
    match = _ASN.fullmatch(bare(typed))
    if match is None:
        raise NotAnIdentifier("An arrest summons number looks like 24/01ZD/01/00000001234K.")
    year, force, unit, system, serial, letter = match.groups()
    _must_agree("arrest summons number", force + system + year + serial, letter)
    return f"{year}/{force}{unit}/{system}/{serial}{letter}"


def _must_agree(what: str, digits: str, letter: str) -> None:
    if check_letter(digits) != letter:
        raise NotAnIdentifier(f"The last letter of this {what} does not fit its number: something is mistyped.")


def _century(year: str) -> str:
    return "20" if int(year) <= datetime.now(UTC).year % 100 else "19"

"""The search for phones: any way to write a number, its last digits, an IMEI."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from api.db import run
from api.identifiers import phones, serials
from api.identifiers.faults import NotAnIdentifier
from api.lookups.hits import SHOWN, Found, Hit, fill

# British numbers have ten digits or eleven with the first 0; the few that are shorter (0800 1111) are looked for both ways.
SHORTEST_DIALLED = 10

_FIND = "SELECT * FROM find_phones(%s::text, %s::text)"


def find(session: Session, typed: str) -> Found:
    """Phones that may be meant. Raises NotAnIdentifier for what has no digits to search by."""
    whole, ending = _read(typed)
    rows = run(session, _FIND, (whole, ending)).fetchall()
    hits = [
        Hit("phone", row[0], 1.0 if row[1] else 0.8, ["number as typed" if row[1] else f"ends in {ending}"], row[2])
        for row in rows
    ]
    seen = fill(session, [hit for hit in hits if not hit.is_restricted][: 2 * SHOWN])
    ask = f"More than {SHOWN} numbers end in {ending}. Add more digits." if len(seen) > SHOWN else ""
    return Found([*seen, *(hit for hit in hits if hit.is_restricted)], [f"number {whole or ending}"], ask)


def _read(typed: str) -> tuple[str, str]:
    """The whole number, the end of one, or both where either may be meant."""
    whole = next((value for read in (phones.phone, serials.imei) if (value := _or_none(read, typed))), "")
    if whole and (typed.strip().startswith("+") or _is_dialled(typed)):
        return whole, ""
    return whole, "" if len(whole) == 15 and whole.isdigit() else phones.last_digits(typed)


def _is_dialled(typed: str) -> bool:
    """Whether it is a number with its area: an end that happens to begin with 0 is shorter."""
    digits = [sign for sign in typed if sign.isdigit()]
    return digits[:1] == ["0"] and len(digits) >= SHORTEST_DIALLED


def _or_none(read: Callable[[str], str], typed: str) -> str:
    try:
        return read(typed)
    except NotAnIdentifier:
        return ""

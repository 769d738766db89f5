"""Numbers that manufacturers give: VIN and IMEI."""

from __future__ import annotations

import re

from api.identifiers.faults import NotAnIdentifier, bare


def vin(typed: str) -> str:
    """17 letters and digits without I, O and Q. Raises NotAnIdentifier.

    Its ninth place is a check digit in North America only, so it is not held against a car of Europe.
    """
    given = bare(typed)
    if not re.fullmatch(r"[A-HJ-NPR-Z0-9]{17}", given):
        raise NotAnIdentifier("A VIN has 17 letters and digits, none of them I, O or Q.")
    return given


def imei(typed: str) -> str:
    """15 digits of which the last checks the others (Luhn). Raises NotAnIdentifier."""
    given = bare(typed).replace("/", "")
    if not re.fullmatch(r"[0-9]{15}", given):
        raise NotAnIdentifier("An IMEI has 15 digits.")
    if luhn(given):
        raise NotAnIdentifier("The last digit of this IMEI does not fit the others: something is mistyped.")
    return given


def luhn(digits: str) -> int:
    """0 for a number whose last digit is right."""
    doubled = (int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits)))
    return sum(value - 9 if value > 9 else value for value in doubled) % 10

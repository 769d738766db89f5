"""Looking through the record in order: names by the alphabet, plates and numbers one after the other (security.md A52). Pure.

People who are stopped come in no order. Seven names that happen to stand in the order of the alphabet are one chance in 5,040.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

BY_ALPHABET, BY_STEP = 7, 4
# A step from one number to the next: 07700900001, 07700900002; LK71AAA, LK71AAB.
_LARGEST_STEP = 10
_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def found(terms: Sequence[str]) -> str:
    """What the newest terms (oldest first) look like, in words; empty when they are in no order."""
    told = [re.sub(r"[^A-Z0-9]", "", term.upper()) for term in terms]
    if _is_run(told[-BY_STEP:], BY_STEP, _is_next):
        return f"{BY_STEP} in a row that follow one another"
    if _is_run(told[-BY_ALPHABET:], BY_ALPHABET, _is_later):
        return f"{BY_ALPHABET} in a row in the order of the alphabet"
    return ""


def _is_run(terms: Sequence[str], least: int, follows: object) -> bool:
    if len(terms) < least or not callable(follows):
        return False
    return all(follows(one, other) for one, other in itertools.pairwise(terms))


def _is_later(one: str, other: str) -> bool:
    return one < other


def _is_next(one: str, other: str) -> bool:
    """The same but for its end, and that a few steps on."""
    if len(one) != len(other) or len(one) < 3:
        return False
    shared = next((at for at, (mine, theirs) in enumerate(zip(one, other, strict=True)) if mine != theirs), len(one))
    return shared >= len(one) - 3 and 0 < _worth(other[shared:]) - _worth(one[shared:]) <= _LARGEST_STEP


def _worth(end: str) -> int:
    base = 10 if end.isdigit() else 36
    return sum(_DIGITS.index(sign) * base**at for at, sign in enumerate(reversed(end)))

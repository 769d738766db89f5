"""Registration marks: which era a plate is of, and how plates are misread (domain reference 4.4 and 4.6)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from api.identifiers.faults import NotAnIdentifier, bare

LONGEST = 10

# In this order: some marks fit two eras, and the commoner one is tried first.
_ERAS = (
    ("current", re.compile(r"[A-HJ-PR-Y]{2}\d{2}[A-HJ-PR-Z]{3}")),
    ("prefix", re.compile(r"[A-HJ-NPR-TV-Y]\d{1,3}[A-Z]{3}")),
    ("suffix", re.compile(r"[A-Z]{3}\d{1,3}[A-HJ-NPR-TV-Y]")),
    ("Q plate", re.compile(r"Q\d{1,3}[A-Z]{3}")),
    ("diplomatic", re.compile(r"\d{3}[DX]\d{3}")),
    ("military", re.compile(r"[A-Z]{2}\d{2}[A-Z]{2}")),
    ("trade", re.compile(r"\d{5}|\d{3}[A-Z]{1,2}")),
    ("Northern Ireland", re.compile(r"(?=\d*[A-Z]*[IZ])[A-Z]{3}\d{1,4}|\d{1,4}(?=[A-Z]*[IZ])[A-Z]{3}")),
    ("dateless", re.compile(r"[A-Z]{1,3}\d{1,4}|\d{1,4}[A-Z]{1,3}")),
)
_YEAR_LETTERS = "ABCDEFGHJKLMNPRSTVWXY"


@dataclass(frozen=True)
class Plate:
    """`value` without spaces; `era` as above or `foreign`; `registered` in words where the mark says so."""

    value: str
    era: str
    registered: str = ""

    @property
    def shown(self) -> str:
        """As it stands on the car."""
        return f"{self.value[:4]} {self.value[4:]}" if self.era == "current" else self.value


def plate(typed: str) -> Plate:
    """A whole registration mark. What fits no British era is foreign, never refused for its shape."""
    value = bare(typed)
    if not re.fullmatch(r"[A-Z0-9]{2,10}", value) or value.isalpha():
        raise NotAnIdentifier("A registration mark has 2 to 10 letters and digits, like AB12 CDE.")
    era = next((name for name, form in _ERAS if form.fullmatch(value)), "foreign")
    return Plate(value, era, _registered(value, era))


def _registered(value: str, era: str) -> str:
    if era == "current":
        number = int(value[2:4])
        if 2 <= number <= 50:
            return f"March to August {2000 + number}"
        return f"September {1950 + number} to February {1951 + number}" if 51 <= number <= 99 else ""
    # A to Y once upwards at the end of the mark (1963 to 1983), once at its front (1983 to 2001).
    if era in {"prefix", "suffix"}:
        letter = value[0] if era == "prefix" else value[-1]
        return f"about {(1983 if era == 'prefix' else 1963) + _YEAR_LETTERS.find(letter)}"
    return ""


def pattern(typed: str) -> str:
    """A plate with holes: `?` for one sign, `*` for any number, or a whole one. Raises NotAnIdentifier.

    A camera's `_` and a dash that stands for a sign are not guessed at: people write them between groups too.
    """
    given = re.sub(r"\*+", "*", bare(typed))
    if not re.fullmatch(r"[A-Z0-9?*]{1,14}", given):
        raise NotAnIdentifier("A plate has letters and digits; write ? for one that is unknown and * for several.")
    if given.count("*") > 2 or len(given.replace("*", "")) > LONGEST:
        raise NotAnIdentifier("Write at most two * in a plate, and no more than ten signs.")
    if len(re.sub(r"[?*]", "", given)) < 2:
        raise NotAnIdentifier("Give at least two letters or digits of the plate.")
    return given

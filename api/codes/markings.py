"""How what is shown is marked: OFFICIAL, and OFFICIAL-SENSITIVE where it tells of people. The highest of all wins (domain reference 5.5).

A warning tells of people unless its row in the code list says `"marking": "OFFICIAL"`: asbestos does not, a violent occupant does. A
list that says nothing marks too high and never too low.
"""

from __future__ import annotations

from collections.abc import Iterable

from api.codes import service as codes

OFFICIAL, SENSITIVE = "OFFICIAL", "OFFICIAL-SENSITIVE"
_LISTS = ("marker_categories", "warning_signals")


def highest(markings: Iterable[str]) -> str:
    """One that we do not know is taken for the highest there is."""
    return SENSITIVE if any(one != OFFICIAL for one in markings) else OFFICIAL


def of_record(kind: str, classification: str) -> str:
    """What is told of a person is never only OFFICIAL, whatever their source says of it."""
    return SENSITIVE if kind == "nominal" else highest([classification])


def of_warning(lists: codes.Codes, name: str, code: str) -> str:
    """`name`: the list that has the warning, `warning_signals` or `marker_categories`."""
    entry = lists.get(name, code) or {}
    return OFFICIAL if entry.get("marking") == OFFICIAL else SENSITIVE


def check(lists: codes.Lists) -> list[str]:
    """What is wrong with the markings of a list, in sentences that name the row."""
    return [
        f"{name}, row {place}: marking is neither {OFFICIAL} nor {SENSITIVE}."
        for name in _LISTS
        for place, entry in enumerate(lists.get(name, []), start=1)
        if entry.get("marking", OFFICIAL) not in (OFFICIAL, SENSITIVE)
    ]


codes.checked(_LISTS, check)

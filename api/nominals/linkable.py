"""A record of a person made ready to be compared: folded names, no placeholders, and how rare its names are.

Cleaning follows domain reference 4.3: dates of birth that stand for "not known" and postcodes of no fixed abode are left out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import log2
from typing import Any

from api.nominals import groups
from api.nominals.comparing import Linkable
from api.nominals.typed import folded

NOT_KNOWN = frozenset({"1900-01-01", "1970-01-01"})
NO_FIXED_ABODE = "NF1 1NF"
# A name that fewer bear may be a slip of somebody's keys.
KNOWN_FROM, KNOWN_SHARE = 3, 0.00005


@dataclass(frozen=True)
class Frequencies:
    """How many bear each name, out of `total` people."""

    bearers: dict[str, int]
    total: int

    def bits(self, name: str) -> float:
        return log2(max(self.total, 2) / max(self.bearers.get(name, 0), 1))

    def knows(self, name: str) -> bool:
        return self.bearers.get(name, 0) >= max(KNOWN_FROM, KNOWN_SHARE * self.total)


def nicknames() -> dict[str, list[int]]:
    """The groups that each name stands in."""
    found: dict[str, list[int]] = {}
    for name, number, _ in groups.shipped():
        found.setdefault(name, []).append(number)
    return found


def of(row: dict[str, Any], frequencies: Frequencies, short: dict[str, list[int]]) -> Linkable:
    """`row`: id, given_names, family_name, aliases, sex, born_on (ISO or None), postcode, numbers (`{kind: value}`, valid ones)."""
    given, middle, *_ = [*map(folded, row["given_names"]), "", ""]
    family = folded(row["family_name"])
    born, postcode, numbers = row["born_on"] or "", row["postcode"], row["numbers"]
    return Linkable(
        id=str(row["id"]),
        given=given,
        middle=middle,
        family=family,
        names=[*dict.fromkeys(_names(given, family, row["aliases"]))],
        nicknames=short.get(given, []),
        rarity=round(frequencies.bits(given) + frequencies.bits(family), 3),
        is_known_name=frequencies.knows(given),
        born="" if born in NOT_KNOWN else born,
        sex=row["sex"],
        postcode="" if postcode == NO_FIXED_ABODE else postcode,
        pnc=numbers.get("pnc", ""),
        cro=numbers.get("cro", ""),
        other=numbers.get("driver", ""),
    )


def _names(given: str, family: str, aliases: Iterable[dict[str, Any]]) -> Iterable[str]:
    if given and family:
        yield f"{given} {family}"
    for alias in aliases:
        first = folded((alias.get("given_names") or [""])[0])
        last = folded(alias.get("family_name") or "")
        if first and last:
            yield f"{first} {last}"

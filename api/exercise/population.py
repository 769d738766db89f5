"""Made-up people in any number: names of many origins in London's proportions, homes, cars and phones. Nobody here exists.

Everything follows from the seed: the same seed and number give the same population. One person stands in several
sources, as in earnest, and each source may have mistyped them.
"""

from __future__ import annotations

import random
import re
from bisect import bisect
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from itertools import accumulate
from pathlib import Path

SOURCES = ("Exercise crime records", "Exercise custody", "Exercise intelligence", "Exercise stops")
FIRST_BIRTH = date(1930, 1, 1)
YOUNGEST = date(2014, 12, 31)


@dataclass(frozen=True)
class Origin:
    """One group of names. The first names of each list are the most frequent."""

    name: str
    share: float
    male: list[str]
    female: list[str]
    family: list[str]
    heads: list[str]
    tails: list[str]


@dataclass(frozen=True)
class MadeUp:
    """A made-up person. `number` names them, whatever the sources wrote."""

    number: int
    origin: str
    given: list[str]
    family: str
    sex: str
    born_on: date


@lru_cache
def origins() -> list[Origin]:
    """The groups of `origins.txt`."""
    found: list[Origin] = []
    for part in re.split(r"^\[", (Path(__file__).parent / "origins.txt").read_text(), flags=re.MULTILINE)[1:]:
        head, *lines = part.splitlines()
        name, share = head.split("] ")
        lists = {key: value.split() for key, value in (line.split(": ", 1) for line in lines if ": " in line)}
        found.append(Origin(name, float(share), **lists))
    return found


def _zipf(count: int, flat: float) -> list[float]:
    return list(accumulate(1.0 / (rank + flat) for rank in range(count)))


@dataclass
class Population:
    """People one after the other. Cheap enough for millions: about ten microseconds each."""

    seed: int
    # How many of each hundred bear a rare family name.
    rare: float = 0.25
    _chance: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self._chance = random.Random(self.seed)
        self._shares = list(accumulate(origin.share for origin in origins()))
        self._weights = {id(names): _zipf(len(names), 4.0) for o in origins() for names in (o.male, o.female, o.family)}

    def people(self, count: int) -> Iterator[MadeUp]:
        for number in range(count):
            yield self.person(number)

    def person(self, number: int) -> MadeUp:
        chance = self._chance
        origin = origins()[min(bisect(self._shares, chance.random() * self._shares[-1]), len(self._shares) - 1)]
        sex = "M" if chance.random() < 0.66 else "F"
        names = origin.male if sex == "M" else origin.female
        given = [self._frequent(names)]
        if chance.random() < 0.28:
            given.append(self._frequent(names))
        return MadeUp(number, origin.name, given, self._family(origin), sex, self.birth())

    def birth(self) -> date:
        # Most who come to notice are young: a hump at thirty with a long tail.
        chance = self._chance
        age_days = int(365.25 * min(92.0, 10.5 + chance.gammavariate(2.4, 10.0)))
        return max(FIRST_BIRTH, min(YOUNGEST, date(2026, 6, 1) - timedelta(days=age_days)))

    def _frequent(self, names: list[str]) -> str:
        weights = self._weights[id(names)]
        return names[min(bisect(weights, self._chance.random() * weights[-1]), len(names) - 1)]

    def _family(self, origin: Origin) -> str:
        chance = self._chance
        if chance.random() > self.rare:
            family = self._frequent(origin.family).replace("-", " ") if chance.random() < 0.97 else ""
        else:
            family = self._rare(origin)
        if family and origin.name != "british" and " " not in family:
            return family
        # Double-barrelled, and those whose frequent name was left out above.
        return (
            f"{family}-{self._frequent(origin.family)}"
            if family and chance.random() < 0.04
            else family or self._rare(origin)
        )

    def _rare(self, origin: Origin) -> str:
        """A name put together: the further down the lists, the rarer."""
        chance = self._chance
        head = origin.heads[int(len(origin.heads) * chance.random() ** 1.3)]
        tail = origin.tails[int(len(origin.tails) * chance.random() ** 2.6)]
        if chance.random() < 0.72:
            middle = MIDDLES[int(len(MIDDLES) * chance.random() ** 4)]
            return f"{head}{middle}{tail}".capitalize()
        return f"{head}{tail}".capitalize()


# What stands between head and tail of a rare name.
_MIDDLE_PARTS = (
    "er en in an ar el al on or is es as ul ur il am em im om ab eb ad ed id od ag eg ig og at et it ot ut ack eck ick uck "
    "and end ind ond ang eng ing ong ant ent int ont ast est ist ost ash esh ish osh ath eth ith oth av ev iv ov ax ex az "
    "ez iz oz ell all ill oll ull err irr orr urr amm emm imm omm umm ann enn inn onn unn app epp ipp opp upp ass ess iss "
    "oss"
)
MIDDLES = _MIDDLE_PARTS.split()

# Fingers slip to the next key.
_KEYS_BESIDE = (
    "sqwz vghn xdfv serfcx wsdr drtgvc ftyhbv gyujnb uojk huikmn jiolm kop njk bhjm ipkl ol wa edft awedxz rfgy yihj cfgb "
    "qase zsdc tugh asx"
)
_NEIGHBOURS = dict(
    zip(
        "abcdefghijklmnopqrstuvwxyz",
        _KEYS_BESIDE.split(),
        strict=True,
    )
)
# How people write what they hear.
_HEARD = (
    ("ph", "f"), ("f", "ph"), ("ck", "k"), ("k", "ck"), ("c", "k"), ("k", "c"), ("s", "z"), ("z", "s"), ("y", "i"), ("i", "y"), ("ee",
        "ea"),
    ("ea", "ee"), ("ou", "oo"), ("oo", "u"), ("u", "oo"), ("ie", "y"), ("ll", "l"), ("l", "ll"), ("tt", "t"), ("t", "tt"), ("nn", "n"),
    ("n", "nn"), ("ss", "s"), ("mm", "m"), ("rr", "r"), ("h", ""), ("kh", "k"), ("gh", "g"), ("ae", "e"), ("e", "a"), ("a", "e"), ("o",
        "u"),
    ("w", "v"), ("v", "w"), ("q", "k"), ("x", "ks"), ("sh", "sch"), ("ch", "tch"), ("j", "dj"), ("dj", "j"), ("aw", "or"), ("er", "a"),
)  # fmt: skip


def mistyped(word: str, chance: random.Random) -> str:
    """One slip: a letter left out, doubled, added, changed for a neighbour, or two that changed places."""
    if len(word) < 3:
        return word
    # Slips at the first letter are rarer: people look at it.
    spot = chance.randrange(1, len(word)) if chance.random() < 0.9 else 0
    kind, letter = chance.random(), word[spot].lower()
    if kind < 0.25:
        return word[:spot] + word[spot + 1 :]
    if kind < 0.40:
        return word[: spot + 1] + word[spot] + word[spot + 1 :]
    if kind < 0.65 and spot + 1 < len(word):
        return word[:spot] + word[spot + 1] + word[spot] + word[spot + 2 :]
    other = chance.choice(_NEIGHBOURS.get(letter, "e"))
    return word[:spot] + other + word[spot + (kind < 0.85) :]


def misheard(word: str, chance: random.Random) -> str:
    """The same sound in other letters, where the name has one that can be written so; else a slip."""
    low = word.lower()
    fitting = [(old, new) for old, new in _HEARD if old in low[1:] or (old in low and len(old) > 1)]
    if not fitting:
        return mistyped(word, chance)
    old, new = chance.choice(fitting)
    spot = low.rfind(old)
    return (word[:spot] + new + word[spot + len(old) :]).capitalize()

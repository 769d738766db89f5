"""Two records of people side by side: on which level each comparison stands, what that weighs, and what it says in words.

Fellegi and Sunter's model as Splink runs it (domain reference 4.3). Each level is written twice: in SQL for Splink, which
links everything at once (bulk.py), and in Python for the few records beside a new one (linking.py). A test holds the two to
the same weight. The weights are trained (bench/golden) and lie beside this file in `linking_model.json`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from math import log2
from pathlib import Path

from rapidfuzz.distance import DamerauLevenshtein, JaroWinkler

NEAR, MIDDLE_NEAR = 0.88, 0.85
# Bits of surprise in two names together: how rare it is that somebody bears both.
RAREST, RARE, UNUSUAL, USUAL = 26.0, 22.0, 18.5, 15.0


@dataclass(frozen=True, slots=True)
class Linkable:
    """One record as it is compared. Names are folded, what is only a placeholder is empty.

    `rarity`: bits; `nicknames`: numbers of the groups of names that the given name stands in; `is_known_name`: others bear it.
    """

    id: str
    given: str
    middle: str
    family: str
    names: list[str]
    nicknames: list[int]
    rarity: float
    is_known_name: bool
    born: str
    sex: str
    postcode: str
    pnc: str = ""
    cro: str = ""
    other: str = ""

    @property
    def outcode(self) -> str:
        return self.postcode.split(" ")[0]


Test = Callable[[Linkable, Linkable], bool]


@dataclass(frozen=True)
class Level:
    name: str
    words: str
    sql: str
    test: Test


@dataclass(frozen=True)
class Comparison:
    """Levels best first. `missing` is true where nothing can be said; where no level holds, `otherwise` does."""

    name: str
    missing: Level
    levels: tuple[Level, ...]
    otherwise: str

    def level(self, one: Linkable, other: Linkable) -> int:
        """Splink's number of the level: -1 for missing, 0 for otherwise, the best one highest."""
        if self.missing.test(one, other):
            return -1
        for place, level in enumerate(self.levels):
            if level.test(one, other):
                return len(self.levels) - place
        return 0

    def name_of(self, number: int) -> str:
        return ["missing", "otherwise", *(level.name for level in reversed(self.levels))][number + 1]

    def words_of(self, number: int) -> str:
        return [self.missing.words, self.otherwise, *(level.words for level in reversed(self.levels))][number + 1]


def _near(one: str, other: str, least: float = NEAR) -> bool:
    return JaroWinkler.similarity(one, other) >= least


def _same_name(one: Linkable, other: Linkable) -> bool:
    return one.given == other.given and one.family == other.family


def _near_names(one: Linkable, other: Linkable) -> bool:
    return _near(one.given, other.given) and _near(one.family, other.family)


_SAME_NAME = "given_l = given_r AND family_l = family_r"
_NEAR_NAMES = (
    f"jaro_winkler_similarity(given_l, given_r) >= {NEAR} AND jaro_winkler_similarity(family_l, family_r) >= {NEAR}"
)


def _of_rarity(name: str, words: str, bits: float) -> Level:
    """Both names agree, and together they are at least so surprising."""
    return Level(
        name,
        words,
        f"{_SAME_NAME} AND least(rarity_l, rarity_r) >= {bits}",
        lambda one, other: _same_name(one, other) and min(one.rarity, other.rarity) >= bits,
    )


NAME = Comparison(
    "name",
    Level(
        "missing",
        "a name is not known",
        "given_l = '' OR given_r = '' OR family_l = '' OR family_r = ''",
        lambda one, other: not (one.given and other.given and one.family and other.family),
    ),
    (
        _of_rarity("rarest", "same name, and hardly anybody else bears it", RAREST),
        _of_rarity("rare", "same name, and a rare one", RARE),
        _of_rarity("unusual", "same name, not a frequent one", UNUSUAL),
        _of_rarity("same", "same name, borne by many", USUAL),
        Level("frequent", "same name, but a very frequent one", _SAME_NAME, _same_name),
        Level("swapped", "forename and family name swapped", "given_l = family_r AND family_l = given_r",
            lambda one, other: one.given == other.family and one.family == other.given),
        Level("alias", "a name that the other uses as an alias", "list_has_any(names_l, names_r)",
            lambda one, other: not set(one.names).isdisjoint(other.names)),
        Level("nickname", "same family name, the forename is a short form or another spelling",
            "family_l = family_r AND list_has_any(nicknames_l, nicknames_r)",
            lambda one, other: one.family == other.family and not set(one.nicknames).isdisjoint(other.nicknames)),
        # Amina and Amira: both are names, so this is not a slip of the keys. Twins are often called like this.
        Level("alike", "forenames that are alike but are two names",
            f"{_NEAR_NAMES} AND given_l <> given_r AND is_known_name_l AND is_known_name_r",
            lambda one, other: _near_names(one, other) and one.given != other.given
                and one.is_known_name and other.is_known_name),
        Level("near", "name spelt a little differently", _NEAR_NAMES, _near_names),
        Level("initial", "same family name and first letter",
            "family_l = family_r AND left(given_l, 1) = left(given_r, 1) AND least(length(given_l), length(given_r)) = 1",
            lambda one, other: one.family == other.family and one.given[0] == other.given[0]
                and min(len(one.given), len(other.given)) == 1),
        Level("family", "same family name, another forename", "family_l = family_r",
            lambda one, other: one.family == other.family),
        Level("given", "same forename, another family name", "given_l = given_r",
            lambda one, other: one.given == other.given),
    ),
    "another name",
)  # fmt: skip

MIDDLE = Comparison(
    "middle",
    Level("missing", "a middle name is not known", "middle_l = '' OR middle_r = ''",
        lambda one, other: not (one.middle and other.middle)),
    (
        Level("same", "same middle name", "middle_l = middle_r", lambda one, other: one.middle == other.middle),
        Level("near", "middle names that are alike",
            f"jaro_winkler_similarity(middle_l, middle_r) >= {MIDDLE_NEAR} OR (left(middle_l, 1) = left(middle_r, 1)"
            " AND least(length(middle_l), length(middle_r)) = 1)",
            lambda one, other: _near(one.middle, other.middle, MIDDLE_NEAR) or (one.middle[0] == other.middle[0]
                and min(len(one.middle), len(other.middle)) == 1)),
    ),
    "another middle name",
)  # fmt: skip


def _is_swapped(one: Linkable, other: Linkable) -> bool:
    return one.born[:4] == other.born[:4] and one.born[5:7] == other.born[8:] and one.born[8:] == other.born[5:7]


def _is_slip(one: Linkable, other: Linkable) -> bool:
    if DamerauLevenshtein.distance(one.born, other.born, score_cutoff=1) <= 1:
        return True
    return one.born[5:] == other.born[5:] and _years(one, other) == 1


def _years(one: Linkable, other: Linkable) -> int:
    return abs(int(one.born[:4]) - int(other.born[:4]))


_YEARS = "abs(CAST(left(born_l, 4) AS INTEGER) - CAST(left(born_r, 4) AS INTEGER))"

BIRTH = Comparison(
    "birth",
    Level("missing", "a date of birth is not known", "born_l = '' OR born_r = ''",
        lambda one, other: not (one.born and other.born)),
    (
        Level("same", "same date of birth", "born_l = born_r", lambda one, other: one.born == other.born),
        Level("swapped", "date of birth with day and month swapped",
            "left(born_l, 4) = left(born_r, 4) AND substr(born_l, 6, 2) = substr(born_r, 9, 2)"
            " AND substr(born_l, 9, 2) = substr(born_r, 6, 2)", _is_swapped),
        Level("slip", "date of birth off by one figure or one year",
            f"damerau_levenshtein(born_l, born_r) <= 1 OR (substr(born_l, 6) = substr(born_r, 6) AND {_YEARS} = 1)", _is_slip),
        Level("years", "born within five years of each other", f"{_YEARS} <= 5", lambda one, other: _years(one, other) <= 5),
    ),
    "another date of birth",
)  # fmt: skip

SEX = Comparison(
    "sex",
    Level("missing", "a sex is not known", "sex_l = 'U' OR sex_r = 'U'", lambda one, other: "U" in (one.sex, other.sex)),
    (Level("same", "same sex", "sex_l = sex_r", lambda one, other: one.sex == other.sex),),
    "another sex",
)  # fmt: skip

POSTCODE = Comparison(
    "postcode",
    Level("missing", "a postcode is not known", "postcode_l = '' OR postcode_r = ''",
        lambda one, other: not (one.postcode and other.postcode)),
    (
        Level("same", "same postcode", "postcode_l = postcode_r", lambda one, other: one.postcode == other.postcode),
        Level("outcode", "same district", "split_part(postcode_l, ' ', 1) = split_part(postcode_r, ' ', 1)",
            lambda one, other: one.outcode == other.outcode),
    ),
    "another postcode",
)  # fmt: skip

NUMBERS = ("pnc", "cro", "other")


def _agree(one: Linkable, other: Linkable) -> bool:
    return any(getattr(one, kind) and getattr(one, kind) == getattr(other, kind) for kind in NUMBERS)


def _no_number(one: Linkable, other: Linkable) -> bool:
    return not any(getattr(one, kind) and getattr(other, kind) for kind in NUMBERS)


NUMBER = Comparison(
    "number",
    Level("missing", "no number to compare",
        " AND ".join(f"({kind}_l = '' OR {kind}_r = '')" for kind in NUMBERS), _no_number),
    (Level("same", "a number that names one person is on both (PNC, CRO, driver)",
        " OR ".join(f"({kind}_l <> '' AND {kind}_l = {kind}_r)" for kind in NUMBERS), _agree),),
    "different numbers (PNC, CRO, driver)",
)  # fmt: skip

COMPARISONS = (NAME, MIDDLE, BIRTH, SEX, POSTCODE, NUMBER)


@dataclass(frozen=True)
class Model:
    """Trained chances of each level among pairs of one person (m) and of two (u). `prior` is a pair's chance before it is looked at."""

    version: str
    prior: float
    chances: dict[str, dict[str, tuple[float, float]]]

    def bits(self, comparison: Comparison, number: int) -> float:
        """What one level weighs, in bits: above zero it speaks for one person, below against."""
        if number < 0:
            return 0.0
        m, u = self.chances[comparison.name][comparison.name_of(number)]
        return log2(m / u)

    def weight(self, levels: list[int]) -> float:
        """log2 of the odds that the two records are of one person."""
        said = sum(self.bits(comparison, number) for comparison, number in zip(COMPARISONS, levels, strict=True))
        return log2(self.prior / (1 - self.prior)) + said


@lru_cache
def model() -> Model:
    """The model that this release links by."""
    given = json.loads((Path(__file__).parent / "linking_model.json").read_text())
    chances = {
        name: {level: (m, u) for level, (m, u) in levels.items()} for name, levels in given["comparisons"].items()
    }
    return Model(given["version"], given["prior"], chances)


def levels(one: Linkable, other: Linkable) -> list[int]:
    return [comparison.level(one, other) for comparison in COMPARISONS]


# How strongly, in bits: four bits are sixteen to one.
_STRENGTHS = ((8.0, "strongly"), (3.0, "clearly"), (0.5, "slightly"))


def reasons(model: Model, numbers: list[int]) -> Iterator[dict[str, str]]:
    """Why the computer thinks so: for each comparison `{about, words, speaks}`, in the order of the model."""
    for comparison, number in zip(COMPARISONS, numbers, strict=True):
        if number >= 0:
            words = comparison.words_of(number)
            yield {"about": comparison.name, "words": words, "speaks": speaks(model.bits(comparison, number))}


def speaks(bits: float) -> str:
    how = next((word for least, word in _STRENGTHS if abs(bits) >= least), "")
    return f"speaks {how} {'for' if bits > 0 else 'against'} it" if how else "says nothing either way"

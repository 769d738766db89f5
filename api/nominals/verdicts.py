"""What follows from two records' levels: joined by the computer, shown to a person, or left apart. No database here.

The two thresholds, the rule of twins and what people override: Ministry of Justice, Core Person Record (domain reference 4.3).
Their 20 and 14 bits belong to their data, which knows more of a person; ours are chosen on labelled records (decision 15).
"""

from __future__ import annotations

from dataclasses import dataclass

from api.nominals.comparing import BIRTH, COMPARISONS, MIDDLE, NAME, NUMBER, POSTCODE, Model

# Bits: from JOIN on the computer joins; below FRACTURE a joined pair holds no longer, and nobody is asked about it.
JOIN, FRACTURE = 4.0, 2.0
# MoJ forces suspected twins to this, whatever else agrees.
TWINS = -5.0

# What looks like two people: never brought into one cluster by the computer.
BARS = ("twins", "namesakes", "numbers")

WHY = {
    "unsure": "Much agrees, but not enough for the computer to join them.",
    "twins": "Same family name, date of birth and address, another forename: these may be twins.",
    "namesakes": "Same name and address, but born more than five years apart: these may be a parent and a child.",
    "numbers": "Nearly everything agrees, but they carry different numbers that name one person each.",
    "no_birth": "A date of birth is missing, and too little else agrees: only a person can say.",
    "large": "Joined, they would make a larger cluster than the computer may make.",
    "between": "Joined, they would bring together records that look like two people, or that somebody held apart.",
}


@dataclass(frozen=True)
class Verdict:
    state: str
    weight: float
    why: str = ""


def judge(model: Model, levels: list[int]) -> Verdict:
    """`same`, `attention` with the reason, or `apart`."""
    weight = model.weight(levels)
    found = {comparison.name: comparison.name_of(level) for comparison, level in zip(COMPARISONS, levels, strict=True)}
    if _are_twins(found):
        return Verdict("attention", TWINS, "twins")
    if _are_namesakes(found):
        return Verdict("attention", weight, "namesakes") if weight >= JOIN else Verdict("apart", weight)
    if found[NUMBER.name] == "otherwise":
        return _of_other_number(weight, weight - model.bits(NUMBER, 0))
    if weight < FRACTURE:
        return Verdict("apart", weight)
    if found[BIRTH.name] == "missing" and not _stands_without_birth(found):
        return Verdict("attention", weight, "no_birth")
    return Verdict("same", weight) if weight >= JOIN else Verdict("attention", weight, "unsure")


def _are_twins(found: dict[str, str]) -> bool:
    return (
        found[NAME.name] in {"family", "alike"}
        and found[BIRTH.name] == found[POSTCODE.name] == "same"
        and found[NUMBER.name] != "same"
    )


def _stands_without_birth(found: dict[str, str]) -> bool:
    """The same number, or a name that few bear at the same address. grouping.py still asks whether it is one person's only."""
    return found[NUMBER.name] == "same" or (
        found[NAME.name] in {"rarest", "rare", "unusual"}
        and found[POSTCODE.name] == "same"
        and found[MIDDLE.name] != "otherwise"
    )


def _are_namesakes(found: dict[str, str]) -> bool:
    """A father and a son of one name at one address: everything agrees but the birth, and that by a generation."""
    return (
        found[NAME.name] not in {"otherwise", "family", "given", "missing"}
        and found[BIRTH.name] == "otherwise"
        and found[POSTCODE.name] == "same"
        and found[NUMBER.name] != "same"
    )


def _of_other_number(weight: float, without: float) -> Verdict:
    """Two numbers that each name one person: mistyped, or two people. That is for a person to say."""
    return Verdict("attention", weight, "numbers") if without >= JOIN else Verdict("apart", weight)

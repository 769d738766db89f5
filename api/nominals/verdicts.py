"""What follows from two records' levels: joined by the computer, shown to a person, or left apart. No database here.

The two thresholds, the rule of twins and what people override: Ministry of Justice, Core Person Record (domain reference 4.3).
Their 20 and 14 bits belong to their data, which knows more of a person; ours are chosen on labelled records (decision 15).
"""

from __future__ import annotations

from dataclasses import dataclass

from api.nominals.comparing import BIRTH, COMPARISONS, NAME, NUMBER, POSTCODE, Model

# Bits: from JOIN on the computer joins; below FRACTURE a joined pair holds no longer, and nobody is asked about it.
JOIN, FRACTURE = 7.0, 3.5
# MoJ forces suspected twins to this, whatever else agrees.
TWINS = -5.0

WHY = {
    "unsure": "Much agrees, but not enough for the computer to join them.",
    "twins": "Same family name, date of birth and address, another forename: these may be twins.",
    "numbers": "Nearly everything agrees, but they carry different numbers that name one person each.",
    "no_birth": "A date of birth is missing, so only a person can say.",
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
    if found[NUMBER.name] == "otherwise":
        return _of_other_number(weight, weight - model.bits(NUMBER, 0))
    if weight < FRACTURE:
        return Verdict("apart", weight)
    if found[BIRTH.name] == "missing" and found[NUMBER.name] != "same":
        return Verdict("attention", weight, "no_birth")
    return Verdict("same", weight) if weight >= JOIN else Verdict("attention", weight, "unsure")


def _are_twins(found: dict[str, str]) -> bool:
    return (
        found[NAME.name] in {"family", "alike"}
        and found[BIRTH.name] == found[POSTCODE.name] == "same"
        and found[NUMBER.name] != "same"
    )


def _of_other_number(weight: float, without: float) -> Verdict:
    """Two numbers that each name one person: mistyped, or two people. That is for a person to say."""
    return Verdict("attention", weight, "numbers") if without >= JOIN else Verdict("apart", weight)

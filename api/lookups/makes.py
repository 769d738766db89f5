"""What people call a make of car, where the record has the maker's own word: `VW golf` is looked for as `Volkswagen golf` too."""

from __future__ import annotations

import re

# Each line is one make, the record's word first; any of them stands for all of them. Words that mean much else besides a car
# ("Roller", "Pug", "Dub") are left out.
_MAKES = (
    ("Volkswagen", "VW", "V-dub", "Veedub"),
    ("Mercedes", "Merc", "Benz"),
    ("BMW", "Beamer", "Beemer", "Bimmer"),
    ("Chevrolet", "Chevy"),
    ("Land Rover", "Landy", "Landrover", "Landie"),
    ("Range Rover", "Rangie", "Rangerover"),
    ("Jaguar", "Jag"),
    ("Lamborghini", "Lambo"),
    ("Mitsubishi", "Mitsi", "Mitsu"),
    ("Harley-Davidson", "Harley"),
    ("Alfa Romeo", "Alfa"),
    ("Aston Martin", "Aston"),
    ("Rolls-Royce", "Rolls"),
    ("Vauxhall", "Vauxy"),
    ("Citroën", "Citroen"),
    ("Škoda", "Skoda"),
)


def also(typed: str) -> tuple[str, list[str]]:
    """The words with other names of the makes in them put in, for `websearch_to_tsquery`; and what was put in, in words."""
    said: list[str] = []
    parts = [variant for part in re.split(r"(?i)\s+or\s+", typed) for variant in _variants(part, said)]
    return " or ".join(parts), said


def _variants(part: str, said: list[str]) -> list[str]:
    for names in _MAKES:
        for name in names:
            found = re.search(rf"(?i)(?<![\w-]){re.escape(name)}(?![\w-])", part)
            if found:
                others = [other for other in names if other != name]
                said.append(f"{found[0]} also as {', '.join(others[:1] if name != names[0] else others)}")
                return [part, *(part[: found.start()] + other + part[found.end() :] for other in others)]
    return [part]

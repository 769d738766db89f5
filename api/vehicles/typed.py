"""What was typed for a plate, and how a plate of the record differs from it. No database here."""

from __future__ import annotations

from api.identifiers.plates import LONGEST, pattern

MOST_PATTERNS = 24
# Signs that cameras and hurried people take for one another (domain reference 4.6); the database folds the same (migration 0032).
_SHAPES = str.maketrans("ODQILT7ZSBGCAUYM", "0001111258664VVN")


def patterns(typed: str) -> list[str]:
    """The plates of a fixed length, `?` for what is unknown, that may be meant: one for a whole plate. Raises NotAnIdentifier."""
    given = pattern(typed)
    return [one for one in _spread(given) if len(one) - one.count("?") >= 2][:MOST_PATTERNS]


def _spread(given: str) -> list[str]:
    """`AB*E` as `AB???E`, `AB??E` ...: every length that a plate has, the usual seven first."""
    if "*" not in given:
        return [given]
    room = LONGEST - len(given.replace("*", ""))
    # Eight signs are enough for every plate of these islands; longer ones are typed in full.
    spread = [given.replace("*", "?" * width, 1) for width in range(min(room, 7) + 1)]
    return sorted(
        {one for part in spread for one in _spread(part) if 2 <= len(one) <= 8},
        key=lambda one: (abs(len(one) - 7), one),
    )


def shape(plate: str) -> str:
    return plate.translate(_SHAPES)


def difference(typed: str, plate: str) -> tuple[float, str]:
    """What it costs to take one plate for the other, and the words for it. 0: as typed, or it fits what was known."""
    if len(typed) == len(plate):
        return _same_length(typed, plate)
    longer, shorter = (typed, plate) if len(typed) > len(plate) else (plate, typed)
    if len(longer) == len(shorter) + 1 and _is_cut(longer, shorter):
        return 1.1, "one sign too many" if longer is typed else "one sign left out"
    return (1.6, "one sign more or less, others look alike") if len(longer) == len(shorter) + 1 else (3.0, "differs")


def _same_length(typed: str, plate: str) -> tuple[float, str]:
    differs = [place for place, sign in enumerate(typed) if sign not in ("?", plate[place])]
    if not differs:
        return 0.0, "fits the pattern" if "?" in typed else "plate as typed"
    alike = [place for place in differs if shape(typed[place]) == shape(plate[place])]
    if len(alike) == len(differs):
        return 0.4 * len(alike), "signs that look alike on a camera"
    if len(differs) == 2 and typed[differs[0]] == plate[differs[1]] and typed[differs[1]] == plate[differs[0]]:
        return (0.8, "two signs changed places") if differs[1] == differs[0] + 1 else (1.3, "two signs changed places")
    return 1.0 + 0.4 * (len(differs) - 1), "one sign differs" if len(differs) - len(
        alike
    ) == 1 else "several signs differ"


def _is_cut(longer: str, shorter: str) -> bool:
    return any(longer[:place] + longer[place + 1 :] == shorter for place in range(len(longer)))

"""What was typed for a plate, as plates of a fixed length with `?` where a sign is unknown. No database here."""

from __future__ import annotations

from dataclasses import dataclass

from api.identifiers.plates import LONGEST, pattern

# A reading that costs more than this is no longer what was seen.
SLIP = 1.0
MOST_READINGS = 60


@dataclass(frozen=True)
class PlateReading:
    pattern: str
    cost: float
    how: str


def readings(typed: str) -> list[PlateReading]:
    """Every plate that may be meant, likeliest first. Raises NotAnIdentifier.

    Signs that cameras take for one another need no reading of their own: the database compares shapes.
    """
    given = pattern(typed)
    if "*" in given:
        return [PlateReading(one, 0.0, "fits the pattern") for one in _spread(given) if _known(one) >= 2][:MOST_READINGS]
    how = "fits the pattern" if "?" in given else "plate as typed"
    found = {given: PlateReading(given, 0.0, how)}
    if "?" not in given:
        for one, why in _slips(given):
            found.setdefault(one, PlateReading(one, SLIP, why))
    return [*found.values()][:MOST_READINGS]


def _known(one: str) -> int:
    return len(one) - one.count("?")


def _spread(given: str) -> list[str]:
    """`AB*E` as `ABE`, `AB?E`, `AB??E` ...: every length that a plate has."""
    if "*" not in given:
        return [given]
    room = LONGEST - len(given.replace("*", ""))
    # Eight signs are enough for every plate of these islands; longer ones are typed in full.
    spread = [given.replace("*", "?" * width, 1) for width in range(min(room, 7) + 1)]
    return sorted({one for part in spread for one in _spread(part) if 2 <= len(one) <= 8}, key=len, reverse=True)


def _slips(given: str) -> list[tuple[str, str]]:
    """One sign wrong, two that changed places, one too many, one forgotten."""
    spots = range(len(given))
    swapped = [given[:i] + given[i + 1] + given[i] + given[i + 2 :] for i in spots[:-1] if given[i] != given[i + 1]]
    return [
        *((one, "two signs changed places") for one in swapped),
        *((f"{given[:i]}?{given[i + 1 :]}", "one sign differs") for i in spots if len(given) > 4),
        *((given[:i] + given[i + 1 :], "one sign too many") for i in spots if len(given) > 5),
        *((f"{given[:i]}?{given[i:]}", "one sign forgotten") for i in (*spots, len(given)) if 4 < len(given) < LONGEST),
    ]

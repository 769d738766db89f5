"""The first step: what came in becomes a fix, or a word on why it is none.

By hand and not by marshmallow, because this runs 1,200 times a second: a twentieth of the cost, for the same rules. What is
no place (NaN, 0/0, the far side of the world) is still a fix: it is kept and flagged by the next step (`plausible`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from math import isfinite, nan
from typing import Any
from uuid import UUID

from api.fixes.fix import NO_DEVICE, Fix

FIELDS = frozenset({"lon", "lat", "accuracy_m", "speed_mps", "heading", "fixed_at", "source", "battery"})
# What a crew's own device may call itself: the server knows by itself what a radio or a companion is.
OWN_SOURCES = frozenset({"handset", "vehicle"})
MOST_IN_ONE_GO = 500
# So many, with everything that a fix may say. What was buffered must not be refused for its size, and sent again, for ever.
LARGEST_BATCH = 256 * 1024
WORST_ACCURACY_M = 100_000.0


class Unreadable(ValueError):
    """This is no fix. The words say why; no device can mend it by sending it again."""


@dataclass(frozen=True)
class Sender:
    """For whom a device speaks. The server knows it from the session or the key, never from what was sent."""

    unit_id: UUID
    duty_id: UUID | None
    officer_id: str
    device: UUID = NO_DEVICE


@dataclass
class Read:
    """The fixes of one delivery, and which of what was delivered are none."""

    fixes: list[Fix]
    refused: list[dict[str, Any]]


def read_all(given: Any, sender: Sender) -> Read:
    """Every item by itself: one that cannot be read does not hold up the others. Raises Unreadable for what is no list."""
    if not isinstance(given, list) or not 0 < len(given) <= MOST_IN_ONE_GO:
        raise Unreadable(f"`fixes` is a list of 1 to {MOST_IN_ONE_GO}.")
    read = Read([], [])
    for index, item in enumerate(given):
        try:
            read.fixes.append(read_one(item, sender))
        except Unreadable as fault:
            read.refused.append({"index": index, "why": str(fault)})
    return read


def read_one(given: Any, sender: Sender) -> Fix:
    """One item as the wire has it (docs/messages.md, section 15). Raises Unreadable."""
    if not isinstance(given, dict) or not FIELDS.issuperset(given):
        raise Unreadable("This is no fix, or it has fields that no fix has.")
    source = given.get("source", "handset")
    if source not in OWN_SOURCES:
        raise Unreadable("`source` is handset or vehicle.")
    return Fix(
        sender.unit_id,
        sender.duty_id,
        sender.officer_id,
        degrees(given.get("lon")),
        degrees(given.get("lat")),
        accuracy(given.get("accuracy_m")),
        within(given.get("speed_mps"), 0, 1_000),
        within(given.get("heading"), 0, 360),
        instant(given.get("fixed_at")),
        source,
        sender.device,
        percent(given.get("battery")),
    )


def degrees(given: Any) -> float:
    """NaN and infinity pass: they are flagged, not lost."""
    return _number(given, "`lon` and `lat` are numbers of degrees.")


def accuracy(given: Any) -> float:
    """Metres. What no device can mean counts as the worst there is."""
    metres = _number(given, "`accuracy_m` is a number of metres.")
    return min(metres, WORST_ACCURACY_M) if metres >= 0 else WORST_ACCURACY_M


def within(given: Any, least: float, most: float) -> float | None:
    """A number that may be missing; one that is out of its range says nothing."""
    if given is None:
        return None
    value = _number(given, "`speed_mps` and `heading` are numbers.")
    return value if least <= value <= most else None


def percent(given: Any) -> int | None:
    value = within(given, 0, 100)
    return None if value is None else round(value)


def instant(given: Any) -> datetime:
    """An aware time in UTC. Raises Unreadable."""
    try:
        at = datetime.fromisoformat(given)
        return at.astimezone(UTC) if at.tzinfo else _no_zone()
    except (TypeError, ValueError, OverflowError):
        raise Unreadable("`fixed_at` is a time with its zone.") from None


def _no_zone() -> datetime:
    raise ValueError


def _number(given: Any, words: str) -> float:
    # True and False are numbers to Python and to nobody else.
    if isinstance(given, bool) or not isinstance(given, int | float):
        raise Unreadable(words)
    try:
        value = float(given)
    except OverflowError:
        return nan
    return value if isfinite(value) else nan

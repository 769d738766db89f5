"""Statuses without a database: which move is expected, which is asked about, which does not move the unit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

EMERGENCY, ON_DUTY, ON_PATROL, AT_STATION, EN_ROUTE, AT_SCENE, OFF_DUTY = "0", "1", "2", "3", "5", "6", "11"

# A unit in one of these is offered to the next dispatcher: the false one costs a life.
AVAILABLE = frozenset({ON_PATROL, AT_STATION})
# In these a unit works on the incident that it holds.
ON_THE_JOB = frozenset({EN_ROUTE, AT_SCENE, "7", "8", "9"})
# The words of the code list for those who may be offered at all, some of them only for cause.
OFFERABLE = frozenset({"yes", "immediate", "conditional", "divert"})


@dataclass(frozen=True)
class Move:
    """What a new status does to a unit."""

    is_odd: bool
    is_newer: bool


def move(expected: dict[str, list[str]], current: str, new: str, current_at: datetime, occurred_at: datetime) -> Move:
    """Never refuses: field truth beats the model (domain reference 0.4, 2.2). Off duty is the caller's exception."""
    return Move(is_odd=new not in expected.get(current, []), is_newer=occurred_at >= current_at)


def must_be_asked(new: str, age: timedelta, limit_s: int) -> bool:
    """A late "available" is asked, not applied: who tapped it an hour ago may be busy now.

    The answer "yes, still so" is a tap as well: where it is as late, it is asked again.
    """
    return new in AVAILABLE and age > timedelta(seconds=limit_s)

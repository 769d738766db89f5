"""The rules of an incident that need no database: charter times, the CAD reference, and likely duplicates."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

# What a person may type for a CAD reference: `4521`, `CAD 4521/22NOV26`, `4521/22 nov 2026` (domain reference 1.3).
CAD = re.compile(r"^(?:CAD\s*)?(\d{1,5})(?:\s*/\s*(\d{1,2})\s*([A-Z]{3})\s*(?:\d{2})?(\d{2}))?$", re.IGNORECASE)
MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")

OPEN, RESULTED, CLOSED = "open", "resulted", "closed"

# Two reports of one thing come close together in place, in time and in words.
NEAR_M = 500.0
NEAR_MINUTES = 120.0
LIKELY = 0.45


def attend_by(target_s: int | None, graded_at: datetime) -> datetime | None:
    """When the charter time runs out (Met grade I: attend within 15 min, domain reference 1.1). None: no target."""
    return graded_at + timedelta(seconds=target_s) if target_s is not None else None


def cad_reference(number: int, day: date) -> str:
    """`4521/22NOV26`."""
    return f"{number}/{day.day:02}{MONTHS[day.month - 1]}{day.year % 100:02}"


def parse_cad(typed: str) -> tuple[int, date | None] | None:
    """The number and the day that somebody typed; no day means the newest with that number. None: not a reference."""
    match = CAD.match(typed.strip())
    if not match:
        return None
    number, day, month, year = match.groups()
    if day is None:
        return int(number), None
    try:
        return int(number), date(2000 + int(year), MONTHS.index(month.upper()) + 1, int(day))
    except ValueError:
        return None


def likeness(distance_m: float, minutes: float, words: float) -> float:
    """How likely two reports tell of one thing, 0 to 1. `words` is the similarity of the texts, 0 to 1.

    Place weighs most: two callers see the same thing from the same street and say it in different words.
    """
    near = max(0.0, 1.0 - distance_m / NEAR_M)
    soon = max(0.0, 1.0 - minutes / NEAR_MINUTES)
    return round(0.5 * near + 0.2 * soon + 0.3 * min(1.0, words * 2), 3) if near and soon else 0.0

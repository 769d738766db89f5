"""The one clock. Aware UTC inside and on the wire; Europe/London only where a person or a charter reads it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def now() -> datetime:
    return datetime.now(UTC)


def london_date(at: datetime) -> date:
    """The local day: CAD numbers restart at local midnight, also on the night the clocks go back."""
    return at.astimezone(LONDON).date()


def london_time(at: datetime) -> str:
    """`14:03`, for sentences that an officer reads."""
    return at.astimezone(LONDON).strftime("%H:%M")


def iso(at: datetime) -> str:
    """`2026-11-22T14:03:07.120Z`, the only form on the wire."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)

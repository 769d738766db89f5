"""What is done while nobody reads a notice, and after how many seconds. Pure: the rows are elsewhere.

An urgent one is heard of as soon as an immediate tasking that was not received (20 s); any other may wait until a crew has its
hands free. Steps: `again` (told once more, and every device of the crew is woken), `amber` (the board shows it), `voice` (the
board sounds: call them).
"""

from __future__ import annotations

from datetime import datetime, timedelta

AGAIN, AMBER, VOICE = "again", "amber", "voice"
URGENT: tuple[tuple[int, str], ...] = ((5, AGAIN), (10, AMBER), (20, VOICE))
ROUTINE: tuple[tuple[int, str], ...] = ((60, AGAIN), (120, AMBER))


def _steps(*, is_urgent: bool) -> tuple[tuple[int, str], ...]:
    return URGENT if is_urgent else ROUTINE


def due_at(done: int, told_at: datetime, *, is_urgent: bool) -> datetime | None:
    """When the next step is due after so many; None when all are done."""
    steps = _steps(is_urgent=is_urgent)
    return told_at + timedelta(seconds=steps[done][0]) if done < len(steps) else None


def pause(done: int, *, is_urgent: bool) -> timedelta | None:
    """How long after the last of so many steps the next one is due; None when all are done."""
    steps = _steps(is_urgent=is_urgent)
    return timedelta(seconds=steps[done][0] - steps[done - 1][0]) if done < len(steps) else None


def action(done: int, *, is_urgent: bool) -> str:
    """The step after so many."""
    return _steps(is_urgent=is_urgent)[done][1]

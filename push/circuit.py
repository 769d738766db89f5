"""A breaker for one push service: after five failures in a row nobody asks it for a while, then one may try.

What waits meanwhile stays in the table and loses none of its tries.
"""

from __future__ import annotations

FAILURES, FIRST_PAUSE_S, LONGEST_PAUSE_S = 5, 15.0, 120.0


class Circuit:
    """Times are seconds on one monotonic clock."""

    def __init__(self) -> None:
        self.failures = 0
        self._pause_s = FIRST_PAUSE_S
        self._closed_until = 0.0
        self._silent_until = 0.0

    def most_at_once(self, now: float, most: int) -> int:
        """How many may be on their way: none while it is open or silent, one to try it out, else as many as there is room."""
        if now < max(self._closed_until, self._silent_until):
            return 0
        return 1 if self.failures >= FAILURES else most

    def succeeded(self) -> None:
        self.failures, self._pause_s = 0, FIRST_PAUSE_S

    def failed(self, now: float) -> None:
        self.failures += 1
        # Those that were under way when it opened tell us nothing new.
        if self.failures >= FAILURES and now >= self._closed_until:
            self._closed_until = now + self._pause_s
            self._pause_s = min(self._pause_s * 2, LONGEST_PAUSE_S)

    def silence(self, now: float, seconds: float) -> None:
        """It asked to be left alone for as long."""
        self._silent_until = max(self._silent_until, now + seconds)

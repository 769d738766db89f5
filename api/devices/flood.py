"""A count of what went wrong, by address, in this process: enough to make guessing pointless."""

from __future__ import annotations

import time
from collections import OrderedDict, deque

from api.errors import TooManyAttempts

# So many addresses are remembered; whoever comes from more than that is stopped elsewhere.
ADDRESSES = 10_000


class Flood:
    """Raises TooManyAttempts for an address that has failed `most` times within `within_s` seconds."""

    def __init__(self, *, most: int, within_s: float) -> None:
        self.most, self.within_s = most, within_s
        self._failed: OrderedDict[str, deque[float]] = OrderedDict()

    def note(self, address: str) -> None:
        """Something failed from here. Raises when it did too often."""
        now = time.monotonic()
        times = self._failed.setdefault(address, deque(maxlen=self.most))
        self._failed.move_to_end(address)
        if len(self._failed) > ADDRESSES:
            self._failed.popitem(last=False)
        is_full = len(times) == self.most and now - times[0] < self.within_s
        times.append(now)
        if is_full:
            raise TooManyAttempts(retry_after_s=int(self.within_s))

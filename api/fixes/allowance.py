"""How many fixes a device may hand in, in this process: a night without signal at once, and then a few a second.

Whoever is told to wait keeps what they have and sends it again: nothing is lost by it, only the flood is.

Of several gateways each counts by itself, so whoever spreads a flood over N of them gets N times as much. A share of an Nth for each
would be no better: an honest device is with one of them, and where it is now would wait for minutes behind its night.
"""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Hashable, Sequence

from api.errors import Problem
from api.fixes.fix import Fix

# A shift with a fix every ten seconds, or what the app holds back without a link, more than twice; a car tells one a second.
OF_DEVICE, DEVICE_EACH_S = 4_000.0, 5.0
# A name for a device costs nothing to make up. So many are all of a crew's devices together, after the same night.
OF_DUTY, DUTY_EACH_S = 12_000.0, 20.0
# So many are remembered; whoever is forgotten has been silent the longest, and may begin anew.
REMEMBERED = 50_000


class TooManyFixes(Problem):
    status, code, message = 429, "too_many_fixes", "Too many positions at once. Keep them, and send them again later."


class Buckets:
    """Each holds `most`, and fills by `each_s` a second."""

    def __init__(self, most: float, each_s: float) -> None:
        self.most, self.each_s = most, each_s
        self._left: OrderedDict[Hashable, tuple[float, float]] = OrderedDict()

    def lacks_s(self, key: Hashable, count: float) -> float:
        """For how many seconds there is not so much in it; 0 when there is."""
        return max(0.0, (count - self._now(key)) / self.each_s)

    def take(self, key: Hashable, count: float) -> None:
        """Less than nothing puts it back."""
        self._left[key] = (min(self.most, self._now(key) - count), time.monotonic())
        self._left.move_to_end(key)
        if len(self._left) > REMEMBERED:
            self._left.popitem(last=False)

    def _now(self, key: Hashable) -> float:
        left, at = self._left.get(key, (self.most, 0.0))
        return min(self.most, left + (time.monotonic() - at) * self.each_s)


class Allowance:
    """Of each device on a duty, and of each duty."""

    def __init__(self) -> None:
        self._of_devices, self._of_duties = Buckets(OF_DEVICE, DEVICE_EACH_S), Buckets(OF_DUTY, DUTY_EACH_S)

    def spend(self, fixes: Sequence[Fix]) -> None:
        """For one delivery, which is of one device. Raises TooManyFixes, and takes nothing then."""
        asked = self._of(fixes[0])
        if wait_s := max(buckets.lacks_s(key, len(fixes)) for buckets, key in asked):
            raise TooManyFixes(retry_after_s=math.ceil(wait_s))
        for buckets, key in asked:
            buckets.take(key, len(fixes))

    def give_back(self, fixes: Sequence[Fix]) -> None:
        """They were not stored and will come again, which is not the device's doing."""
        for buckets, key in self._of(fixes[0]):
            buckets.take(key, -len(fixes))

    def _of(self, fix: Fix) -> tuple[tuple[Buckets, Hashable], ...]:
        # As whole numbers: a UUID is hashed in Python, and this is asked for each delivery.
        duty = (fix.duty_id or fix.unit_id).int
        return (self._of_devices, (duty, fix.device.int)), (self._of_duties, duty)

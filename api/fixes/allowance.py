"""How many fixes a device may hand in: a night without signal at once, and then a few a second.

Whoever is told to wait keeps what they have and sends it again: nothing is lost by it, only the flood is.

Each gateway counts by itself and tells the others, once a second, who has handed in much (`News`): whoever spreads a flood over
several, or comes again by another, has a second for it. Of a live device nothing is ever told, so that it costs no trip to the
database. A share for each gateway would be no way: an honest device is with one of them, and where it is now would wait for
minutes behind its night.
"""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Sequence
from uuid import uuid4

from api.actors import SYSTEM
from api.db import Database, run
from api.errors import Problem
from api.fixes.fix import Fix

# A shift with a fix every ten seconds, or what the app holds back without a link, more than twice; a car tells one a second.
OF_DEVICE, DEVICE_EACH_S = 4_000.0, 5.0
# A name for a device costs nothing to make up. So many are all of a crew's devices together, after the same night.
OF_DUTY, DUTY_EACH_S = 12_000.0, 20.0
# So many are remembered; whoever is forgotten has been silent the longest, and may begin anew.
REMEMBERED = 50_000
# So many, faster than they fill up again, are worth a word to the other gateways.
WORTH_TELLING = 100
CHANNEL, TELL_EVERY_S = "fixes_spent", 1.0
# A notice of PostgreSQL's holds 8,000 bytes, and a word is at most 100.
WORDS_AT_ONCE = 75

# A device on a duty, or a duty. As whole numbers: a UUID is hashed in Python, and this is asked for each delivery.
Key = tuple[int, ...]


class TooManyFixes(Problem):
    status, code, message = 429, "too_many_fixes", "Too many positions at once. Keep them, and send them again later."


class Buckets:
    """Each holds `most`, and fills by `each_s` a second."""

    def __init__(self, most: float, each_s: float) -> None:
        self.most, self.each_s = most, each_s
        self._left: OrderedDict[Key, tuple[float, float]] = OrderedDict()

    def lacks_s(self, key: Key, count: float) -> float:
        """For how many seconds there is not so much in it; 0 when there is."""
        return max(0.0, (count - self._now(key)) / self.each_s)

    def is_full(self, key: Key) -> bool:
        return self._now(key) >= self.most

    def take(self, key: Key, count: float) -> None:
        """Less than nothing puts it back. What was taken elsewhere meanwhile may be more than there is."""
        self._left[key] = (max(-self.most, min(self.most, self._now(key) - count)), time.monotonic())
        self._left.move_to_end(key)
        if len(self._left) > REMEMBERED:
            self._left.popitem(last=False)

    def _now(self, key: Key) -> float:
        left, at = self._left.get(key, (self.most, 0.0))
        return min(self.most, left + (time.monotonic() - at) * self.each_s)


class Allowance:
    """Of each device on a duty, and of each duty."""

    def __init__(self) -> None:
        self._of_devices, self._of_duties = Buckets(OF_DEVICE, DEVICE_EACH_S), Buckets(OF_DUTY, DUTY_EACH_S)
        # Taken here since the bucket was full, or since the others were told.
        self._untold: OrderedDict[Key, int] = OrderedDict()

    def spend(self, fixes: Sequence[Fix]) -> None:
        """For one delivery, which is of one device. Raises TooManyFixes, and takes nothing then."""
        count, asked = len(fixes), self._of(fixes[0])
        if wait_s := max(buckets.lacks_s(key, count) for buckets, key in asked):
            raise TooManyFixes(retry_after_s=math.ceil(wait_s))
        for buckets, key in asked:
            self._count(key, count, starts_anew=buckets.is_full(key))
            buckets.take(key, count)

    def give_back(self, fixes: Sequence[Fix]) -> None:
        """They were not stored and will come again, which is not the device's doing."""
        for buckets, key in self._of(fixes[0]):
            buckets.take(key, -len(fixes))
            self._count(key, -len(fixes), starts_anew=False)

    def untold(self) -> dict[Key, int]:
        """What the other gateways must be told, once."""
        much = {key: count for key, count in self._untold.items() if count >= WORTH_TELLING}
        for key in much:
            del self._untold[key]
        return much

    def taken_elsewhere(self, key: Key, count: int) -> None:
        (self._of_duties if len(key) == 1 else self._of_devices).take(key, count)

    def _count(self, key: Key, count: int, *, starts_anew: bool) -> None:
        # A live device finds its bucket full each time: nothing is kept of it.
        if starts_anew and count < WORTH_TELLING:
            self._untold.pop(key, None)
            return
        self._untold[key] = (0 if starts_anew else self._untold.get(key, 0)) + count
        if len(self._untold) > REMEMBERED:
            self._untold.popitem(last=False)

    def _of(self, fix: Fix) -> tuple[tuple[Buckets, Key], ...]:
        duty = (fix.duty_id or fix.unit_id).int
        return (self._of_devices, (duty, fix.device.int)), (self._of_duties, (duty,))


class News:
    """Between gateways: who has handed in much. A word that is lost leaves them as if each counted by itself."""

    def __init__(self, database: Database, allowance: Allowance) -> None:
        self.database, self.allowance = database, allowance
        self._me = uuid4().hex[:8]

    def tell(self) -> None:
        """One tick. Nothing is said, and nobody asked, while nobody floods."""
        words = [
            f"{self._me} {count} {' '.join(f'{one:x}' for one in key)}"
            for key, count in self.allowance.untold().items()
        ]
        if not words:
            return
        with self.database.transaction(SYSTEM) as session:
            for first in range(0, len(words), WORDS_AT_ONCE):
                run(session, "SELECT pg_notify(%s, %s)", (CHANNEL, ",".join(words[first : first + WORDS_AT_ONCE])))

    def hear(self, word: str) -> None:
        """What one gateway says of one device or duty."""
        who, count, *key = word.split()
        if who != self._me:
            self.allowance.taken_elsewhere(tuple(int(one, 16) for one in key), int(count))

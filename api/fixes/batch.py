"""Many fixes, one commit: ten times a second whatever has come in is stored, and everybody who sent it is told.

What is acknowledged is on the disk. What cannot be stored is not acknowledged: the device keeps it and sends it again. So a
database that is slow or gone loses nothing, and the room in which fixes wait has a wall: who comes when it is full is told so.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import structlog
from gevent import Timeout
from gevent.event import AsyncResult

from api.actors import SYSTEM
from api.breath import breathe
from api.db import OUT_OF_REACH, Database
from api.fixes.allowance import Allowance
from api.fixes.clocks import Clocks
from api.fixes.fix import Fix
from api.fixes.service import Stored
from api.fixes.walk import Walk

log = structlog.get_logger()

TICK_S = 0.1
# How long fixes may wait for their turn before the device is told to keep them for later, and the longest turn: two seconds of
# the database, and three for a connection to it.
PATIENCE_S, TURN_S = 5.0, 5.0
# So many fixes may wait in this process: eight seconds of London, some megabytes.
MOST_WAITING = 10_000
# And so many go to the disk in one transaction, which must end before the database's own patience does.
MOST_AT_ONCE = 5_000
# So many are answered in one breath.
ANSWERS_AT_A_TIME = 20


class NotStored(Exception):
    """Not on the disk, so not acknowledged: send it again a little later."""


@dataclass(frozen=True)
class Taken:
    """Of one delivery: how many are on the disk, and how many no duty covered, which are nowhere."""

    stored: int
    off_duty: int


Told = Callable[[Taken | None], None]


@dataclass(eq=False)
class Delivery:
    fixes: Sequence[Fix]
    # Called once, with nothing when they were not stored.
    tell: Told
    since: float = field(default_factory=time.monotonic)


class Batch:
    """Fixes on their way to the disk. The doors ask its `allowance` before they hand any in, and put them into our time by its `clocks`."""

    def __init__(self, database: Database) -> None:
        self.database, self.walk, self.allowance = database, Walk(), Allowance()
        self.clocks = Clocks()
        self._waiting: list[Delivery] = []
        self._count = 0

    def add(self, fixes: Sequence[Fix]) -> Taken:
        """Hand fixes in and wait for their commit. Raises NotStored."""
        answer: AsyncResult[Taken | None] = AsyncResult()
        self.hand_in(fixes, answer.set)
        try:
            taken: Taken | None = answer.get(timeout=PATIENCE_S + TURN_S)
        except Timeout:
            # Nobody goes round here: what has waited for so long is not stored any more.
            raise NotStored from None
        if taken is None:
            raise NotStored
        return taken

    def hand_in(self, fixes: Sequence[Fix], tell: Told) -> None:
        """Hand fixes in; `tell` is called after their commit, or with nothing if there was none."""
        if self._count + len(fixes) > MOST_WAITING:
            tell(None)
            return
        self._waiting.append(Delivery(fixes, tell))
        self._count += len(fixes)

    def store(self) -> int:
        """One tick. Returns how many fixes were stored."""
        deliveries = self._next()
        return self._store(deliveries) if deliveries else 0

    def _next(self) -> list[Delivery]:
        self._forget_the_late()
        count, upto = 0, 0
        for delivery in self._waiting:
            if count and count + len(delivery.fixes) > MOST_AT_ONCE:
                break
            count, upto = count + len(delivery.fixes), upto + 1
        deliveries, self._waiting = self._waiting[:upto], self._waiting[upto:]
        self._count -= count
        return deliveries

    def _forget_the_late(self) -> None:
        """Whoever has waited too long is told so, and will send them again: stored now as well, they would be there twice."""
        since = time.monotonic() - PATIENCE_S
        late = 0
        while late < len(self._waiting) and self._waiting[late].since < since:
            late += 1
        gone, self._waiting = self._waiting[:late], self._waiting[late:]
        self._count -= sum(len(delivery.fixes) for delivery in gone)
        for delivery in gone:
            delivery.tell(None)

    def _store(self, deliveries: list[Delivery]) -> int:
        fixes = [fix for delivery in deliveries for fix in delivery.fixes]
        try:
            with self.database.transaction(SYSTEM, speaks_first=True) as session:
                stored = self.walk.take(session, fixes)
        except OUT_OF_REACH as error:
            self._give_up(deliveries, error)
            return 0
        except Exception as error:
            return self._one_by_one(deliveries, error)
        self._answer(deliveries, stored)
        return len(fixes) - len(stored.off_duty)

    def _give_up(self, deliveries: list[Delivery], error: Exception) -> None:
        self.walk.forget()
        log.warning("fixes not stored", kind=type(error).__name__, deliveries=len(deliveries))
        for delivery in deliveries:
            delivery.tell(None)

    def _one_by_one(self, deliveries: list[Delivery], error: Exception) -> int:
        """Something in there cannot be stored: it must not hold up what came with it."""
        if len(deliveries) == 1:
            self._give_up(deliveries, error)
            return 0
        self.walk.forget()
        middle = len(deliveries) // 2
        return self._store(deliveries[:middle]) + self._store(deliveries[middle:])

    def _answer(self, deliveries: list[Delivery], stored: Stored) -> None:
        place = 0
        for number, delivery in enumerate(deliveries):
            size = len(delivery.fixes)
            lost = sum(index in stored.off_duty for index in range(place, place + size)) if stored.off_duty else 0
            place += size
            delivery.tell(Taken(size - lost, lost))
            if number % ANSWERS_AT_A_TIME == ANSWERS_AT_A_TIME - 1:
                # A tasking must not wait until everybody has been told that we know where they are.
                breathe()

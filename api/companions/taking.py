"""What a companion has measured becomes fixes of the unit that its key stands for, or nothing while nobody is on duty."""

from __future__ import annotations

from collections.abc import Sequence

from api import clock
from api.companions.measured import Measured
from api.companions.service import Bound, Keys
from api.db import Database
from api.fixes.allowance import TooManyFixes
from api.fixes.batch import Batch, NotStored, Taken
from api.fixes.clocks import Clocks
from api.fixes.fix import Fix


class Taking:
    """One for a process: the keys it knows, how fast their clocks run, and the batch of its tick."""

    def __init__(self, database: Database, batch: Batch) -> None:
        self.database, self.batch, self.keys = database, batch, Keys(database)
        self.clocks = Clocks()

    def take(self, bound: Bound, measured: Sequence[Measured]) -> Taken:
        """Raises NotStored and TooManyFixes: the app shall send it again."""
        if bound.sender is None or not measured:
            self.keys.note(bound, "off duty: not kept" if measured else "nothing to keep")
            return Taken(0, len(measured))
        fixes = [one.of(bound.sender, bound.source) for one in measured]
        self.clocks.in_our_time(bound.id, fixes, measured[-1].said_at, clock.now())
        self._spend(bound, fixes)
        try:
            taken = self.batch.add(fixes)
        except NotStored:
            self.batch.allowance.give_back(fixes)
            self.keys.note(bound, "not stored: the database was out of reach")
            raise
        flags = sorted({fix.flag for fix in fixes if fix.flag})
        said = (
            "off duty: not kept"
            if not taken.stored
            else "kept, not believed: " + ", ".join(flags)
            if flags
            else "stored"
        )
        self.keys.note(bound, said)
        return taken

    def _spend(self, bound: Bound, fixes: Sequence[Fix]) -> None:
        try:
            self.batch.allowance.spend(fixes)
        except TooManyFixes:
            self.keys.note(bound, "too many at once: told to send them later")
            raise

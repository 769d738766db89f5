"""Whoever works off what is due: any number may run, and each step is done once."""

from __future__ import annotations

import time
from datetime import datetime, timedelta

import structlog

from api import clock
from api.actors import SYSTEM
from api.db import OUT_OF_REACH, Database, is_lost, run
from api.taskings import escalation, waits
from api.taskings.escalation import Due

log = structlog.get_logger()

# A wall clock that differs from the monotonic one by more than this was put on or back.
STEP_S = 2.0
# Of what is due at once so much is done before others have their turn.
MOST = 200
# A row that the database was too slow for.
SOON = timedelta(seconds=2)
DEADLOCK = "40P01"

# So often whoever works tells that it does (api/board/overdue.py misses it after eight seconds).
PULSE_EVERY_S = 2.0
# By the database's clock: whoever judges it may run on another machine.
_PULSE = """
    INSERT INTO escalator_pulse (id, looked_at) VALUES (1, clock_timestamp())
    ON CONFLICT (id) DO UPDATE SET looked_at = excluded.looked_at
"""


class ClockWatch:
    """Notices that the server's clock was put on or back, by a clock that nobody can put."""

    def __init__(self) -> None:
        self._wall, self._monotonic = clock.now(), time.monotonic()

    def step(self) -> tuple[float, datetime] | None:
        """By how many seconds the clock was put since the last look, and the last time by the old clock; None for a clock that runs."""
        wall, monotonic = clock.now(), time.monotonic()
        put = (wall - self._wall).total_seconds() - (monotonic - self._monotonic)
        before, self._wall, self._monotonic = self._wall, wall, monotonic
        return (put, before) if abs(put) > STEP_S else None


class Escalator:
    """One worker."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.watch = ClockWatch()
        self._pulsed = -PULSE_EVERY_S

    def work(self) -> int:
        """Do everything that is due. Returns how many steps were done."""
        if put := self.watch.step():
            self._move_by(*put)
        done = 0
        while done < MOST and self._one():
            done += 1
        self._pulse()
        return done

    def _pulse(self) -> None:
        """Only after a look that succeeded: one that fails or waits for ever is no look."""
        now = time.monotonic()
        if now - self._pulsed < PULSE_EVERY_S:
            return
        with self.database.transaction(SYSTEM) as session:
            run(session, _PULSE, {})
        self._pulsed = now

    def _one(self) -> bool:
        due: Due | None = None
        try:
            # Five times a second for ever, and nearly always in vain: it begins with the question.
            with self.database.transaction(SYSTEM, speaks_first=True) as session:
                due = escalation.next_due(session)
                if due:
                    escalation.take(session, due)
        except Exception as error:
            # Of two that wait for each other PostgreSQL lets one go: it comes back with the next look.
            if _sqlstate(error) == DEADLOCK:
                return False
            if due is None or is_lost(error):
                raise
            # One row that cannot be worked must not keep all others from being worked.
            self._put_aside(due, error)
        return due is not None

    def _put_aside(self, due: Due, error: Exception) -> None:
        if isinstance(error, OUT_OF_REACH):
            # The database was slow, which passes.
            self._postpone(due, SOON)
            return
        told = {"tasking": str(due.tasking_id), "kind": type(error).__name__}
        try:
            with self.database.transaction(SYSTEM) as session:
                is_first = escalation.put_aside(session, due)
        except Exception as worse:
            self._postpone(due, escalation.AGAIN_AFTER)
            log.warning("escalation step failed, and the boards could not be told", **told, then=type(worse).__name__)
            return
        if is_first:
            log.warning("escalation step failed, the boards were called", **told)

    def _postpone(self, due: Due, by: timedelta) -> None:
        with self.database.transaction(SYSTEM) as session:
            escalation.postpone(session, due, by)

    def _move_by(self, seconds: float, before: datetime) -> None:
        with self.database.transaction(SYSTEM) as session:
            moved = waits.move_by(session, seconds, noticed_at=before)
        log.warning("clock was put", seconds=round(seconds, 1), moved=moved)


def _sqlstate(error: Exception) -> str | None:
    return getattr(getattr(error, "orig", error), "sqlstate", None)

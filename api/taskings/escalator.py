"""Whoever works off what is due: any number may run, and each step is done once."""

from __future__ import annotations

import time
from datetime import datetime

import structlog
from sqlalchemy.exc import OperationalError

from api import clock
from api.actors import SYSTEM
from api.db import Database
from api.taskings import escalation

log = structlog.get_logger()

# A wall clock that differs from the monotonic one by more than this was put on or back.
STEP_S = 2.0
# Of what is due at once so much is done before others have their turn.
MOST = 200


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

    def work(self) -> int:
        """Do everything that is due. Returns how many steps were done."""
        if put := self.watch.step():
            self._move_by(*put)
        done = 0
        while done < MOST and self._one():
            done += 1
        return done

    def _one(self) -> bool:
        try:
            with self.database.transaction(SYSTEM) as session:
                return escalation.work(session)
        except OperationalError as error:
            # Of two that wait for each other PostgreSQL lets one go: it comes back with the next look.
            if getattr(error.orig, "sqlstate", None) == "40P01":
                return False
            raise

    def _move_by(self, seconds: float, before: datetime) -> None:
        with self.database.transaction(SYSTEM) as session:
            moved = escalation.move_by(session, seconds, noticed_at=before)
        log.warning("clock was put", seconds=round(seconds, 1), moved=moved)

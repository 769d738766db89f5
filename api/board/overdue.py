"""What our own machinery has not done in time, told to every board: what does not happen is noticed by nobody else.

An escalation that no worker takes raises no alarm, and a device that nobody wakes stays silent: to a dispatcher both look like
a quiet shift. So whoever tells the boards of everything else looks for itself what should have been done by now, and whether
anybody looks for what is due at all: with nothing overdue, the tasking that is made next would be the first to go unwatched.
"""

from __future__ import annotations

import time
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from api import clock
from api.actors import SYSTEM
from api.db import OUT_OF_REACH, Database, run
from api.outbox import boards

EVERY_S = 2.0
# A worker looks five times a second, and one that was killed is back within seconds. Pushes wait a little for a service that is busy.
ESCALATION_LATE_S, PUSH_LATE_S = 5, 15
# An escalator leaves a pulse every two seconds. Where one was never seen, or only before we began, a starting worker has its time.
PULSE_LATE_S, STARTING_S = 8, 10

# The pulse is written and judged by the database's clock, which all processes share; one from the future is of a clock that was put.
# A step that could not be taken was put aside with an alarm of its own; a push that has expired wakes nobody any more.
_OVERDUE = f"""
    SELECT 'escalation', min(since) FROM (
        SELECT due_at AS since FROM (
            SELECT due_at FROM escalations WHERE ended_at IS NULL AND failed_at IS NULL
            UNION ALL SELECT due_at FROM notice_tellings WHERE due_at IS NOT NULL
        ) waiting WHERE due_at < %(now)s - interval '{ESCALATION_LATE_S} s'
        UNION ALL SELECT LEAST(COALESCE(max(looked_at), %(began_at)s), %(now)s) FROM escalator_pulse
        HAVING NOT %(is_starting)s AND COALESCE(abs(extract(epoch FROM clock_timestamp() - max(looked_at))) > {PULSE_LATE_S}, true)
    ) still HAVING count(*) > 0
    UNION ALL SELECT 'push', min(due_at) FROM pushes
    WHERE settled_at IS NULL AND expires_at > %(now)s AND due_at < %(now)s - interval '{PUSH_LATE_S} s' HAVING count(*) > 0
"""  # noqa: S608  (numbers of our own)


def overdue(session: Session, now: datetime, began_at: datetime, *, is_starting: bool) -> list[list[str]]:
    """`[what, since]`: `escalation` where steps are not taken or nobody looks for them, `push` where devices are not woken; since when.

    Where no escalator ever looked it is since `began_at`. While `is_starting` no pulse is missed.
    """
    told = {"now": now, "began_at": began_at, "is_starting": is_starting}
    return [[what, clock.iso(since)] for what, since in run(session, _OVERDUE, told).fetchall()]


class OverdueNews:
    """Tells the boards as long as something is overdue, and once when nothing is any more."""

    def __init__(self, database: Database, server: Any, starting_s: float = STARTING_S) -> None:
        self.database, self.server, self.starting_s = database, server, starting_s
        self._told: list[list[str]] = []
        self._begin()

    def _begin(self) -> None:
        self.began_at, self._began = clock.now(), time.monotonic()

    def tell(self) -> None:
        """One tick."""
        now = clock.now()
        is_starting = time.monotonic() - self._began < self.starting_s
        try:
            with self.database.transaction(SYSTEM) as session:
                found = overdue(session, now, self.began_at, is_starting=is_starting)
        except OUT_OF_REACH:
            # What we could not reach no worker could: it has its time again when the database is back.
            self._begin()
            raise
        if found or self._told:
            for room in self.server.manager.feeds:
                if room.startswith(boards.EVERYBODY):
                    self.server.emit("overdue", {"at": clock.iso(now), "items": found}, room=room)
        self._told = found

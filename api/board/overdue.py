"""What our own machinery has not done in time, told to every board: what does not happen is noticed by nobody else.

An escalation that no worker takes raises no alarm, and a device that nobody wakes stays silent: to a dispatcher both look like
a quiet shift. So whoever tells the boards of everything else looks for itself what should have been done by now.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from api import clock
from api.actors import SYSTEM
from api.db import Database, run
from api.outbox import boards

EVERY_S = 2.0
# A worker looks five times a second, and one that was killed is back within seconds. Pushes wait a little for a service that is busy.
ESCALATION_LATE_S, PUSH_LATE_S = 5, 15

# A step that could not be taken was put aside with an alarm of its own; a push that has expired wakes nobody any more.
_OVERDUE = f"""
    SELECT 'escalation', min(due_at) FROM (
        SELECT due_at FROM escalations WHERE ended_at IS NULL AND failed_at IS NULL
        UNION ALL SELECT due_at FROM notice_tellings WHERE due_at IS NOT NULL
    ) waiting WHERE due_at < %(now)s - interval '{ESCALATION_LATE_S} s' HAVING count(*) > 0
    UNION ALL SELECT 'push', min(due_at) FROM pushes
    WHERE settled_at IS NULL AND expires_at > %(now)s AND due_at < %(now)s - interval '{PUSH_LATE_S} s' HAVING count(*) > 0
"""  # noqa: S608  (numbers of our own)


def overdue(session: Session, now: datetime) -> list[list[str]]:
    """`[what, since]`: `escalation` where steps are not taken, `push` where devices are not woken, and since when."""
    return [[what, clock.iso(since)] for what, since in run(session, _OVERDUE, {"now": now}).fetchall()]


class OverdueNews:
    """Tells the boards as long as something is overdue, and once when nothing is any more."""

    def __init__(self, database: Database, server: Any) -> None:
        self.database, self.server = database, server
        self._told: list[list[str]] = []

    def tell(self) -> None:
        """One tick."""
        now = clock.now()
        with self.database.transaction(SYSTEM) as session:
            found = overdue(session, now)
        if found or self._told:
            for room in self.server.manager.feeds:
                if room.startswith(boards.EVERYBODY):
                    self.server.emit("overdue", {"at": clock.iso(now), "items": found}, room=room)
        self._told = found

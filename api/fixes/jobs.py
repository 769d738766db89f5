"""What fixes need once a second and once in a while: news for the boards, and days kept or dropped."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from api import clock
from api.actors import SYSTEM
from api.db import Database
from api.fixes import service


class PositionNews:
    """Tells each board, at most once a second, which of its units moved. Read from the database, so any process may have stored them."""

    def __init__(self, database: Database, server: Any) -> None:
        self.database, self.server = database, server
        self._since: datetime = clock.now()

    def tell(self) -> None:
        # A batch that commits late carries an earlier time of receipt: looking back a little further finds it too.
        since, self._since = self._since - timedelta(seconds=1), clock.now()
        with self.database.transaction(SYSTEM) as session:
            by_pod = service.moved_since(session, since)
        at = clock.iso(self._since)
        for pod, positions in by_pod.items():
            self.server.emit("positions", {"at": at, "positions": positions}, room=f"board:{pod}")


def keep_days(database: Database, days: int) -> None:
    """Have tomorrow's partition ready and drop what policy does not keep."""
    today = clock.now().date()
    with database.transaction(SYSTEM) as session:
        service.make_days(session, today)
        service.forget_before(session, today - timedelta(days=days))

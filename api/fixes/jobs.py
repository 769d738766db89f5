"""What fixes need on a clock: news for the boards, and days kept or dropped."""

from __future__ import annotations

import time
from collections import defaultdict
from typing import Any

from api import clock
from api.actors import SYSTEM
from api.breath import breathe
from api.db import Database
from api.fixes import service

# Twice a second, so that a fix waits a quarter of a second on average; one unit is told of at most once in a second.
TELL_EVERY_S, EACH_UNIT_EVERY_S = 0.5, 0.95
# So many of those who moved are read in one breath.
READ_AT_A_TIME = 100
# Whoever has not moved for this long is told anew when they do, so what was told before need not be remembered.
REMEMBERED_S = 60.0

Row = list[Any]
# Places in it: what may be news without a move.
MEMBERS, DOUBTED = 9, 11


class PositionNews:
    """Tells each board which of its units moved. Read from the database, so any process may have stored them."""

    def __init__(self, database: Database, server: Any) -> None:
        self.database, self.server = database, server
        self._since: str | None = None
        # By unit: what was told, and when; and what waits for its second to be over.
        self._told: dict[str, tuple[Any, float]] = {}
        # Every board hears of a call for help, so every board is told where the unit of whoever called is.
        self._waiting: dict[str, tuple[list[str], Row, bool]] = {}
        self._every_board: list[str] = []

    def tell(self) -> None:
        """One tick."""
        self._look()
        now, by_board = time.monotonic(), defaultdict(list)
        for unit_id, (boards, row, is_called) in list(self._waiting.items()):
            if now - self._told.get(unit_id, ((), 0.0))[1] >= EACH_UNIT_EVERY_S:
                for told in {*boards, *(self._every_board if is_called else ())}:
                    by_board[told].append(row)
                self._told[unit_id] = (_meaning(boards, row), now)
                del self._waiting[unit_id]
        at = clock.iso(clock.now())
        for board, positions in by_board.items():
            self.server.emit("positions", {"at": at, "positions": positions}, room=board)
            # A tasking must not wait until all boards have been told.
            breathe()
        self._forget(now)

    def _look(self) -> None:
        with self.database.transaction(SYSTEM) as session:
            horizon = service.horizon(session)
            found = service.moved_since(session, self._since or horizon)
            if any(is_called for *_, is_called in found):
                self._every_board = service.all_boards(session)
        self._since = horizon
        for number, (boards, unit_id, *moved, is_called) in enumerate(found, start=1):
            if number % READ_AT_A_TIME == 0:
                breathe()
            row = _row(unit_id, moved)
            if self._told.get(unit_id, ((), 0.0))[0] != _meaning(boards, row):
                self._waiting[unit_id] = (boards, row, is_called)

    def _forget(self, now: float) -> None:
        if len(self._told) > 1_000:
            old = [unit_id for unit_id, (_, at) in self._told.items() if now - at > REMEMBERED_S]
            for unit_id in old:
                del self._told[unit_id]


def _row(unit_id: str, moved: list[Any]) -> Row:
    """As the wire has it (docs/messages.md, section 9). A millionth of a degree is the width of a hand."""
    lon, lat, fixed_at, received_at, *measured, members, battery, doubted_at, in_pod = moved
    place = [round(lon, 6), round(lat, 6), clock.iso(fixed_at), clock.iso(received_at)]
    return [unit_id, *place, *measured, members or [], battery, clock.iso(doubted_at) if doubted_at else None, in_pod]


def _meaning(boards: list[str], row: Row) -> tuple[Any, ...]:
    """What of a row is news. A unit that is covert no more, or a guest somewhere, is news to other boards than before."""
    return (boards, row[3], row[MEMBERS], row[DOUBTED])


def keep_days(database: Database, days: int) -> None:
    """Have tomorrow's partitions ready and drop what the policy of each source does not keep."""
    today = clock.now().date()
    with database.transaction(SYSTEM) as session:
        service.make_days(session, today)
    # By itself: a drop that must wait for a reader must not take tomorrow's partitions with it.
    with database.transaction(SYSTEM) as session:
        service.forget(session, today, days)

"""The made-up dispatcher: tasks the closest fit living unit where no person did, and closes what crews have resulted.

A person at a board comes first: a call is left to them for a while, and what a person opened is theirs.
"""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import text

from api import clock
from api.actors import SYSTEM
from api.breath import breathe
from api.db import Database
from api.exercise import acting, demand
from api.taskings import candidates

# How long a call is left to people, by grade.
PATIENCE_S = {"I": 25, "S": 60, "E": 180, "R": 240}
EVERY_S = 3.0
AT_ONCE = 4
CLOSE_AFTER_S = 120

_WAITING = text("""
    SELECT i.id, i.grade, EXTRACT(epoch FROM :now - i.opened_at) AS age_s FROM incidents i
    WHERE i.state = 'open' AND i.source IN ('exercise', 'replay') AND NOT EXISTS (SELECT FROM taskings t
        WHERE t.incident_id = i.id AND t.ended_at IS NULL)
    ORDER BY i.grade = 'I' DESC, i.grade = 'S' DESC, i.opened_at LIMIT 40
""")
_RESULTED = text("""
    SELECT i.id, i.result, EXTRACT(epoch FROM :now - i.resulted_at) AS age_s FROM incidents i
    WHERE i.state = 'resulted' AND i.source IN ('exercise', 'replay') AND NOT EXISTS (SELECT FROM taskings t
        WHERE t.incident_id = i.id AND t.ended_at IS NULL)
    ORDER BY i.resulted_at LIMIT 20
""")


class Dispatching:
    """Works through the queue every few seconds."""

    def __init__(self, database: Database, chance: random.Random) -> None:
        self.database, self.chance = database, chance
        self.due_at = clock.now()

    def work(self, pace: float, living: Iterable[UUID]) -> None:
        now = clock.now()
        if now < self.due_at:
            return
        self.due_at = now + timedelta(seconds=EVERY_S if pace == 1 else 1.0)
        with self.database.transaction(SYSTEM) as session:
            waiting = [dict(row) for row in session.execute(_WAITING, {"now": now}).mappings()]
            resulted = [dict(row) for row in session.execute(_RESULTED, {"now": now}).mappings()]
        ours = set(living)
        for row in [row for row in waiting if float(row["age_s"]) * pace > PATIENCE_S.get(row["grade"], 60)][
            : AT_ONCE if pace == 1 else 20
        ]:
            self._take_on(row, ours)
            breathe()
        for row in [row for row in resulted if float(row["age_s"]) * pace > CLOSE_AFTER_S]:
            acting.act(
                self.database,
                acting.controller(),
                "close_incident",
                incident_id=row["id"],
                result=row["result"],
                text="",
            )

    def _take_on(self, row: dict[str, Any], ours: set[UUID]) -> None:
        if row["grade"] == "R":
            acting.act(
                self.database,
                acting.controller(),
                "close_incident",
                incident_id=row["id"],
                result="referred",
                text="Passed to the resolution desk.",
            )
            return
        with self.database.transaction(acting.controller()) as session:
            ranked = candidates.rank(session, row["id"], limit=10)
        # Where nobody has what was asked for, somebody goes all the same, as in earnest.
        first_on_scene = [one for one in ranked["excluded"] if one["sendable"]]
        fit = [
            one
            for one in [*ranked["candidates"], *first_on_scene]
            if UUID(one["unit_id"]) in ours and not one["divert"]
        ]
        if not fit:
            return
        if self.chance.random() < 0.25:
            acting.act(
                self.database,
                acting.controller(),
                "add_log",
                entry_id=uuid4(),
                incident_id=row["id"],
                text=self.chance.choice(demand.UPDATES),
                source="call",
            )
        acting.act(
            self.database,
            acting.controller(),
            "task_unit",
            tasking_id=uuid4(),
            incident_id=row["id"],
            unit_id=UUID(fit[0]["unit_id"]),
        )

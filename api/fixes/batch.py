"""Many fixes, one commit: ten times a second whatever has come in is stored, and everybody who sent it is told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import structlog
from gevent.event import AsyncResult

from api.actors import SYSTEM
from api.db import Database
from api.fixes import service
from api.fixes.service import Fix

log = structlog.get_logger()

TICK_S = 0.1
# How long a handset may wait for its answer before it sends again.
PATIENCE_S = 5.0
# More than this in one tick is a storm: the oldest are let go, the newest move the units.
MOST = 5_000


class Batch:
    """Fixes on their way to the disk."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._waiting: list[tuple[Sequence[Fix], AsyncResult[int]]] = []

    def add(self, fixes: Sequence[Fix]) -> int:
        """Hand fixes in and wait for their commit. Returns how many were stored; 0 when they could not be."""
        answer: AsyncResult[int] = AsyncResult()
        self._waiting.append((fixes, answer))
        stored: Any = answer.get(timeout=PATIENCE_S)
        return int(stored)

    def store(self) -> int:
        """One tick. Returns how many fixes were stored."""
        waiting, self._waiting = self._waiting, []
        if not waiting:
            return 0
        fixes = [fix for handed_in, _ in waiting for fix in handed_in][-MOST:]
        try:
            with self.database.transaction(SYSTEM) as session:
                stored = service.store(session, fixes)
        except Exception as error:
            log.warning("fixes not stored", kind=type(error).__name__, count=len(fixes))
            stored = 0
        for handed_in, answer in waiting:
            answer.set(len(handed_in) if stored else 0)
        return stored

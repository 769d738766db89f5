"""Rows that were taken away before they were sealed: each process remembers what it has committed, and looks whether it is there.

Within the two seconds until its seal a row is proved by nothing. Whoever owns the database can take it away and set the server's
counts back; what they cannot reach is the memory of the process that wrote it. A number out of a sequence would not do: one that
was rolled back leaves the same gap. Nothing is locked and nothing is counted in the database: the number of a row comes back with
the row, and its look is one more read by key (decision 14).
"""

from __future__ import annotations

import uuid
from collections import deque

from api.actors import SYSTEM
from api.audit import alerts, noted, verifier
from api.db import Database, run

EVERY_S = 5.0
# Half a minute at the most that this machine can write. What is more falls out, the oldest first, and is not looked for.
MOST, AT_ONCE = 200_000, 5_000

# Which of them are there, and which of those have their seal. The last seal is read once.
_THERE = """
    SELECT a.id, (a.xact, a.id) <= (s.through_xact, s.through_id) FROM audit a
    LEFT JOIN (SELECT through_xact, through_id FROM audit_seals ORDER BY number DESC LIMIT 1) s ON true
    WHERE a.id = ANY (%s)
"""


class Memory:
    """What this process has committed and what has no seal yet."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.waiting: deque[int] = deque(maxlen=MOST)
        # One alert for each life of a process: what is missing later is counted on it.
        self.key = str(uuid.uuid4())
        database.info[noted.MEMORY] = self.waiting

    def look(self) -> None:
        """Every row is there, until it is sealed. What is not is told to the auditor, once."""
        asked = [self.waiting.popleft() for _ in range(len(self.waiting))]
        try:
            missing = [
                row_id for at in range(0, len(asked), AT_ONCE) for row_id in self._missing(asked[at : at + AT_ONCE])
            ]
        except Exception:
            # The database is out of reach: they are looked for the next time.
            self.waiting.extendleft(reversed(asked))
            raise
        if missing:
            self._tell(missing)

    def _missing(self, ids: list[int]) -> list[int]:
        with self.database.transaction(SYSTEM) as session:
            found: dict[int, bool | None] = dict(run(session, _THERE, (ids,)).fetchall())
        self.waiting.extend(row_id for row_id, is_sealed in found.items() if not is_sealed)
        return [row_id for row_id in ids if row_id not in found]

    def _tell(self, missing: list[int]) -> None:
        rows = "Row" if len(missing) == 1 else f"{len(missing):,} rows, the first of them row"
        verb = "is" if len(missing) == 1 else "are"
        words = (
            f"{rows} {missing[0]} {verb} gone: committed by this server and taken away before a seal closed over it,"
            " or the database was set back to an earlier hour."
        )
        verifier.keep(self.database, verifier.Checked(fault=words, is_all=False))
        with self.database.transaction(SYSTEM) as session:
            who = (str(SYSTEM.id), SYSTEM.label)
            alerts.raise_one(session, "audit_cut", self.key, who, subject="the audit", words=words)

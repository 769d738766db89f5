"""Notices that the database was restored: a mark kept outside of it says how far it had come, and it stands before that.

The audit only ever grows, so its last number is the mark. Compared and written every few seconds. A restore that
nobody told us of would otherwise go on under old cursors, and devices would miss what was posted a second time.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import orjson
from sqlalchemy import text

from api.actors import SYSTEM
from api.db import Database
from api.outbox import feeds


@dataclass(frozen=True)
class Mark:
    """How far a life of the database had come."""

    epoch: str
    audit: int


def of_database(database: Database) -> Mark:
    with database.transaction(SYSTEM) as session:
        last = session.execute(text("SELECT COALESCE(max(id), 0) FROM audit")).scalar_one()
        return Mark(feeds.epoch(session), int(last))


def of_file(path: Path) -> Mark | None:
    """None where nothing was kept yet, or nothing that can be read."""
    try:
        kept = orjson.loads(path.read_bytes())
        return Mark(str(kept["epoch"]), int(kept["audit"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def keep(database: Database, path: Path) -> None:
    """Write the mark, whole or not at all."""
    mark = of_database(database)
    beside = path.with_suffix(".new")
    beside.write_bytes(orjson.dumps({"epoch": mark.epoch, "audit": mark.audit}))
    os.replace(beside, path)


def follow(database: Database, path: Path) -> bool:
    """Compare, then keep. Each time, because a database may be restored under a worker that runs on. True when it was."""
    is_restored = begin_again_if_restored(database, path)
    keep(database, path)
    return is_restored


def begin_again_if_restored(database: Database, path: Path) -> bool:
    """Begin another life when the database stands before its own mark. True when it did."""
    kept, now = of_file(path), of_database(database)
    if kept is None or kept.epoch != now.epoch or now.audit >= kept.audit:
        return False
    with database.transaction(SYSTEM) as session:
        feeds.begin_epoch(session)
    return True

"""The sealer: every few seconds it closes a tree over the audit rows that are committed and not sealed yet (decision 14).

No look waits for it. It goes by place, (transaction, row), and only up to the oldest transaction that is still running:
whatever commits later stands behind that, so nobody can slip in among rows that are sealed.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from api import clock
from api.actors import SYSTEM
from api.audit import published, tree
from api.db import Database, run

EVERY_S = 2.0
# Rows under one seal at most: a statement's time is limited, and so is what a fault makes doubtful.
MOST_ROWS = 5_000
_MOST_PUBLISHED = 1_000
# One sealer at a time, however many workers there are. The number means nothing.
_CLAIM = "SELECT pg_try_advisory_xact_lock(722035)"


class PlaceWentBack(Exception):
    """Transactions are numbered lower than what is sealed: the database was loaded from a dump. See docs/decisions/0014."""


@dataclass(frozen=True)
class Last:
    """The seal that the next one is chained to."""

    number: int = 0
    xact: int = 0
    id: int = 0
    seal: bytes = tree.NOTHING


_LAST = "SELECT number, through_xact::text::bigint, through_id, seal FROM audit_seals ORDER BY number DESC LIMIT 1"
_HORIZON = "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
_ROWS = """
    SELECT a.id, a.xact::text::bigint, sha256(convert_to(audit_said(a), 'UTF8')) FROM audit a
    WHERE (a.xact, a.id) > (%(xact)s::text::xid8, %(id)s) AND a.xact < %(horizon)s::text::xid8 ORDER BY a.xact, a.id LIMIT %(most)s
"""
_SEAL = """
    INSERT INTO audit_seals (number, sealed_at, after_xact, after_id, through_xact, through_id, ids, digests, root, previous, seal)
    VALUES (%s, %s, %s::text::xid8, %s, %s::text::xid8, %s, %s, %s, %s, %s, %s)
"""
_NEW = """
    SELECT number, sealed_at, cardinality(ids), root, previous, seal FROM audit_seals WHERE number > %s ORDER BY number LIMIT %s
"""


def work(database: Database, second_place: Path | None) -> int:
    """Seal what can be sealed and tell the second place. Gives the rows sealed.

    Only a full seal is followed by another at once: with every command there is a row to seal, and it has time until the next.
    """
    sealed = last = seal_once(database)
    while last == MOST_ROWS:
        last = seal_once(database)
        sealed += last
    if second_place is not None:
        publish(database, second_place)
    return sealed


def seal_once(database: Database) -> int:
    """One seal. 0 where there is nothing to seal, or somebody else is at it. Raises PlaceWentBack."""
    with database.transaction(SYSTEM) as session:
        if not run(session, _CLAIM).fetchall()[0][0]:
            return 0
        last = last_seal(session)
        # First the horizon, then the rows: every transaction below it has ended and is seen whole.
        horizon = run(session, _HORIZON).fetchall()[0][0]
        if horizon < last.xact:
            raise PlaceWentBack
        return _close(session, last, horizon)


def last_seal(session: Session) -> Last:
    found = run(session, _LAST).fetchone()
    return Last(*found) if found else Last()


def _close(session: Session, last: Last, horizon: int) -> int:
    # The rows stand in the index in the order of their places. Where few are sealed yet, the planner would rather hash and sort all
    # that wait and throw most of them away again: a tenth of the speed, and past the statement's time when much waits.
    run(session, "SET LOCAL enable_sort = off")
    run(session, "SET LOCAL enable_seqscan = off")
    params = {"xact": str(last.xact), "id": last.id, "horizon": str(horizon), "most": MOST_ROWS}
    rows = run(session, _ROWS, params).fetchall()
    if not rows:
        return 0
    number, root = last.number + 1, tree.root([tree.leaf(row[0], row[2]) for row in rows])
    seal = tree.chained(number, len(rows), root, last.seal)
    places = (str(last.xact), last.id, str(rows[-1][1]), rows[-1][0])
    said = ([row[0] for row in rows], b"".join(row[2] for row in rows))
    run(session, _SEAL, (number, clock.now(), *places, *said, root, last.seal, seal))
    return len(rows)


def publish(database: Database, path: Path) -> None:
    """Bring the second place up to the last seal. A seal is committed first, so that none is published that is not there."""
    while True:
        with database.transaction(SYSTEM) as session:
            new = run(session, _NEW, (published.last_number(path), _MOST_PUBLISHED)).fetchall()
        if not new:
            return
        published.add(path, [_line(*row) for row in new])


def _line(number: int, sealed_at: Any, rows: int, root: bytes, previous: bytes, seal: bytes) -> dict[str, Any]:
    told = {"root": root.hex(), "previous": previous.hex(), "seal": seal.hex()}
    return {"number": number, "sealed_at": clock.iso(sealed_at), "rows": rows, **told}

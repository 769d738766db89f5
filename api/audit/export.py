"""An export of the audit: JSON lines, each row with its seal and its way to the root, so that a stranger can check it.

Handing the log out is a disclosure, and is itself in the log: section 62 wants to know to whom and why.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy.orm import Session

from api import clock
from api.actors import SYSTEM
from api.audit import seals, service, states, tree
from api.db import Database, run

# A row is sealed after it was written. The clock of the one may go before the clock of the other, but not by so much; and no
# transaction is open for so long that a row of it comes behind rows that were written so much later.
SLACK = timedelta(hours=1)
_BEGIN = "SELECT number FROM audit_seals WHERE sealed_at >= %s ORDER BY sealed_at, number LIMIT 1"
_SEALS = """
    SELECT s.number, s.after_xact::text, s.after_id, s.through_xact::text, s.through_id, s.ids, s.digests, s.root, s.previous, s.seal
    FROM audit_seals s WHERE s.number >= %s ORDER BY s.number LIMIT 1
"""
# The plain bounds say to the planner how few rows lie between; of pairs it has no statistics (verifier.py).
_OF_SEAL = """(a.xact, a.id) > (%(after)s::text::xid8, %(after_id)s) AND (a.xact, a.id) <= (%(through)s::text::xid8, %(through_id)s)
        AND a.xact >= %(after)s::text::xid8 AND a.xact <= %(through)s::text::xid8"""
_ROWS = f"""
    SELECT a.id, audit_said(a) FROM audit a WHERE {_OF_SEAL} AND a.at >= %(since)s AND a.at < %(until)s ORDER BY a.xact, a.id
"""  # noqa: S608  our own words
_OLDEST = f"SELECT min(a.at) FROM audit a WHERE {_OF_SEAL}"  # noqa: S608  our own words
_UNSEALED = """
    SELECT a.id, audit_said(a) FROM audit a WHERE (a.xact, a.id) > (%s::text::xid8, %s) AND a.at >= %s AND a.at < %s ORDER BY a.xact, a.id
"""


def export(
    database: Database, second_place: Path | None, file: Path, since: datetime, until: datetime, told: str
) -> int:
    """Write the rows of a time into a new file; gives how many. `told`: to whom and why, for the log."""
    # The disclosure is written down first: no audit, no answer.
    with database.transaction(SYSTEM) as session:
        note(session, since, until, told)
    seals.work(database, second_place)
    count = 0
    with file.open("xb") as lines:
        for line in _lines(database, since, until):
            lines.write(orjson.dumps(line) + b"\n")
            count += "row" in line
    return count


def note(session: Session, since: datetime, until: datetime, told: str) -> None:
    subject = f"{clock.iso(since)} to {clock.iso(until)}"
    service.note(session, action="export audit", subject=subject, reason=told, kind=states.DISCLOSURE)


def lines(database: Database, since: datetime, until: datetime) -> Iterator[bytes]:
    """The same as bytes, as they are found. The first line says how all of it is marked."""
    yield orjson.dumps({"marking": "OFFICIAL-SENSITIVE", "since": clock.iso(since), "until": clock.iso(until)}) + b"\n"
    for line in _lines(database, since, until):
        yield orjson.dumps(line) + b"\n"


def _lines(database: Database, since: datetime, until: datetime) -> Iterator[dict[str, Any]]:
    with database.transaction(SYSTEM) as session:
        begin = run(session, _BEGIN, (since - SLACK,)).fetchone()
    number = begin[0] if begin else None
    while number is not None:
        with database.transaction(SYSTEM) as session:
            seal, rows, is_past = _of_seal(session, number, since, until)
        if seal is None or is_past:
            break
        number = seal[0] + 1
        if rows:
            yield from _proved(seal, rows)
    yield from _not_sealed(database, since, until)


def _of_seal(session: Session, number: int, since: datetime, until: datetime) -> tuple[Any, list[Any], bool]:
    """The seal, its rows of the time, and whether this one and all later ones lie wholly behind it."""
    seal = run(session, _SEALS, (number,)).fetchone()
    if seal is None:
        return None, [], True
    asked = dict(zip(("after", "after_id", "through", "through_id"), seal[1:5], strict=True))
    rows = run(session, _ROWS, {**asked, "since": since, "until": until}).fetchall()
    oldest = None if rows else run(session, _OLDEST, asked).fetchall()[0][0]
    return seal, rows, oldest is not None and oldest > until + SLACK


def _proved(seal: Any, rows: list[Any]) -> Iterator[dict[str, Any]]:
    number, ids, digests = seal[0], seal[5], tree.split(seal[6])
    at = {row_id: place for place, row_id in enumerate(ids)}
    leaves = [tree.leaf(row_id, digest) for row_id, digest in zip(ids, digests, strict=True)]
    ways = tree.proofs(leaves, [at[row[0]] for row in rows if row[0] in at])
    hashes = {name: value.hex() for name, value in zip(("root", "previous", "chained"), seal[7:], strict=True)}
    yield {"seal": number, "rows": len(ids), **hashes}
    for row_id, said in rows:
        yield {"row": row_id, "said": said, "seal": number, "proof": ways.get(at.get(row_id, -1))}


def _not_sealed(database: Database, since: datetime, until: datetime) -> Iterator[dict[str, Any]]:
    """Rows whose transaction stands behind one that still runs: they are told without a proof."""
    with database.transaction(SYSTEM) as session:
        last = seals.last_seal(session)
        rows = run(session, _UNSEALED, (str(last.xact), last.id, since, until)).fetchall()
    for row_id, said in rows:
        yield {"row": row_id, "said": said, "seal": None, "proof": None}

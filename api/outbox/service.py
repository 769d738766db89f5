"""The outbox: what must leave the server is a row, written in the transaction of the change that it tells of.

Services say *what changed* and *who must hear of it*. The rows themselves are read and numbered once, just before the commit,
so a message holds the row as it was committed, and several recipients are always locked in the same order.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import event, text
from sqlalchemy.orm import Session

from api import clock
from api.actors import Actor

# The postman acts in its own name.
POSTMAN = Actor(id="postman", label="Postman")

# How a row is read for the wire. A noun registers its own.
_bodies: dict[str, str] = {}


@dataclass(frozen=True)
class Wanted:
    """What one message will carry: a body given now, or a row read just before the commit."""

    reading: str
    body: dict[str, Any] | None = None


@dataclass
class Pending:
    """What this transaction will post. The order of `wanted` is the order in which a recipient reads it."""

    wanted: dict[tuple[str, str, str], Wanted] = field(default_factory=dict)


def body_of(reading: str, sql: str) -> None:
    """Say how a row is read: a statement with `:id` that gives one JSON text."""
    _bodies[reading] = sql


def post(
    session: Session,
    recipients: Iterable[str],
    kind: str,
    row_id: UUID,
    *,
    reading: str = "",
    body: dict[str, Any] | None = None,
) -> None:
    """Queue one message. It leaves when the caller commits.

    Without a body it carries the row as it is then, read as `reading` (by default as the kind says).
    """
    wanted = _pending(session).wanted
    for recipient in recipients:
        # A row that changes twice in one transaction is told of once, at its last place in the order.
        wanted.pop((recipient, kind, str(row_id)), None)
        wanted[(recipient, kind, str(row_id))] = Wanted(reading or kind, body)


def mark(session: Session) -> dict[tuple[str, str, str], Wanted]:
    """What is queued so far, to return to when a command is refused half-way."""
    return dict(_pending(session).wanted)


def rewind(session: Session, to: dict[tuple[str, str, str], Wanted]) -> None:
    _pending(session).wanted = dict(to)


def _pending(session: Session) -> Pending:
    pending: Pending = session.info.setdefault("outbox", Pending())
    return pending


@event.listens_for(Session, "before_commit")
def _number_and_store(session: Session) -> None:
    if session.in_nested_transaction() or not _pending(session).wanted:
        return
    wanted, _pending(session).wanted = _pending(session).wanted, {}
    session.flush()
    numbers = _take_numbers(session, Counter(recipient for recipient, _, _ in wanted))
    bodies = _Bodies(session)
    at = clock.now()
    session.execute(
        _INSERT,
        [
            {
                "to": to,
                "seq": next(numbers[to]),
                "kind": kind,
                "row_id": row_id,
                "body": bodies.get(row_id, want),
                "at": at,
            }
            for (to, kind, row_id), want in wanted.items()
        ],
    )
    session.execute(_NOTIFY, {"names": sorted(numbers)})


_INSERT = text(
    "INSERT INTO messages (recipient, seq, kind, row_id, body, at) VALUES (:to, :seq, :kind, :row_id, CAST(:body AS jsonb), :at)"
)
_NOTIFY = text("SELECT pg_notify('outbox', name) FROM unnest(CAST(:names AS text[])) AS name")
_NUMBER = text(
    "INSERT INTO recipients AS r (name, last_seq)"
    " SELECT * FROM unnest(CAST(:names AS text[]), CAST(:counts AS bigint[])) AS wanted (name, count) ORDER BY name"
    " ON CONFLICT (name) DO UPDATE SET last_seq = r.last_seq + EXCLUDED.last_seq RETURNING name, last_seq"
)


def _take_numbers(session: Session, counts: Counter[str]) -> dict[str, Iterator[int]]:
    """The next numbers of each recipient.

    The recipient's row stays locked until the commit, so numbers become visible in order. A plain serial would let a slow
    transaction slip in behind a reader's cursor. Everybody locks in sorted order, so nobody waits in a circle.
    """
    names = sorted(counts)
    taken = session.execute(_NUMBER, {"names": names, "counts": [counts[name] for name in names]})
    return {name: iter(range(last - counts[name] + 1, last + 1)) for name, last in taken}


class _Bodies:
    """Rows read once each, however many recipients they go to."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._read: dict[tuple[str, str], str] = {}

    def get(self, row_id: str, want: Wanted) -> str:
        if want.body is not None:
            return orjson.dumps(want.body).decode()
        key = (want.reading, row_id)
        if key not in self._read:
            self._read[key] = str(self._session.execute(text(_bodies[want.reading]), {"id": row_id}).scalar_one())
        return self._read[key]

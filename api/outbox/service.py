"""The outbox: what must leave the server is a row, written in the transaction of the change that it tells of.

Services say *what changed* and *who must hear of it*. The rows themselves are read and numbered once, just before the commit,
so a message holds the row as it was committed, and several recipients are always locked in the same order.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import event
from sqlalchemy.orm import Session

from api import changes, clock
from api.actors import Actor
from api.db import before_commit, say_last_words

# The postman acts in its own name.
POSTMAN = Actor(id="postman", label="Postman")

# What others have kept for the end of a transaction, said in one trip with the messages.
_last_words: list[Callable[[Session], None]] = []


@dataclass(frozen=True)
class Wanted:
    """What one message will carry: a body given now, or a row read just before the commit."""

    reading: str
    body: dict[str, Any] | None = None


@dataclass
class Pending:
    """What this transaction will post. The order of `wanted` is the order in which a recipient reads it."""

    wanted: dict[tuple[str, str, str], Wanted] = field(default_factory=dict)


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

    Without a body it carries the row as it is then, read as `reading` (by default as the kind says): `message_body` in the
    database knows how.
    """
    wanted = _pending(session).wanted
    for recipient in recipients:
        # A row that changes twice in one transaction is told of once, at its last place in the order.
        wanted.pop((recipient, kind, str(row_id)), None)
        wanted[(recipient, kind, str(row_id))] = Wanted(reading or kind, body)


def before_posting(listener: Callable[[Session], None]) -> None:
    """Ask to be called at the end of a transaction, before the rows are read: what waits to be written is written now."""
    _last_words.append(listener)


def _pending(session: Session) -> Pending:
    pending: Pending = session.info.setdefault("outbox", Pending())
    return pending


@event.listens_for(Session, "before_commit")
def _number_and_store(session: Session) -> None:
    if session.in_nested_transaction():
        return
    pending = session.info.pop("outbox", Pending())
    for listener in _last_words:
        listener(session)
    changes.write(session)
    if pending.wanted:
        _post(session, pending.wanted)
    say_last_words(session)


def _post(session: Session, wanted: dict[tuple[str, str, str], Wanted]) -> None:
    letters, bodies = _Letters(), _Bodies()
    for (to, kind, row_id), want in wanted.items():
        letters.add(to, kind, row_id, bodies.place(row_id, want))
    before_commit(session, _POST, (*letters.columns(), *bodies.columns(), clock.now()))


# The outbox of a transaction in one statement, because every change in the house goes through it: it numbers, reads the rows,
# writes the messages and wakes the postman.
#
# The recipients' rows stay locked until the commit, so numbers become visible in order. A plain serial would let a slow
# transaction slip in behind a reader's cursor. Everybody locks in sorted order, so nobody waits in a circle.
#
# The rows are read as they were when the statement began, before it waited for a recipient. That is as good as later: whoever
# tells of a row has changed it and so holds it, and what else a body shows (the incident of a card) stands under the same locks.
_POST = """
    WITH letters AS (
        SELECT * FROM unnest(%s::text[], %s::text[], %s::text[], %s::int[], %s::int[]) AS l (recipient, kind, row_id, body, back)
    ), numbers AS (
        INSERT INTO recipients AS r (name, last_seq)
        SELECT recipient, count(*) FROM letters GROUP BY recipient ORDER BY recipient
        ON CONFLICT (name) DO UPDATE SET last_seq = r.last_seq + EXCLUDED.last_seq RETURNING name, last_seq
    ), bodies AS MATERIALIZED (
        SELECT b.place, COALESCE(b.given::jsonb, message_body(b.reading, b.row_id::uuid)) AS body
        FROM unnest(%s::text[], %s::text[], %s::text[]) WITH ORDINALITY AS b (reading, row_id, given, place)
    ), posted AS (
        INSERT INTO messages (recipient, seq, kind, row_id, body, at)
        SELECT l.recipient, n.last_seq - l.back, l.kind, l.row_id, b.body, %s
        FROM letters l JOIN numbers n ON n.name = l.recipient JOIN bodies b ON b.place = l.body
    )
    -- One wake-up for all, and in pieces only because PostgreSQL takes no more than 8,000 bytes in one.
    SELECT pg_notify('outbox', string_agg(name || ' ' || last_seq, ','))
    FROM (SELECT name, last_seq, row_number() OVER () / 100 AS piece FROM numbers) named GROUP BY piece
"""


class _Letters:
    """The messages of a transaction in the order in which their recipients read them."""

    def __init__(self) -> None:
        self._rows: list[tuple[str, str, str, int]] = []

    def add(self, to: str, kind: str, row_id: str, body: int) -> None:
        self._rows.append((to, kind, row_id, body))

    def columns(self) -> tuple[list[Any], ...]:
        """Recipients, kinds, rows, places of the bodies, and how many more of the same recipient follow."""
        left = Counter(to for to, _, _, _ in self._rows)
        back = []
        for to, _, _, _ in self._rows:
            left[to] -= 1
            back.append(left[to])
        return (*(list(column) for column in zip(*self._rows, strict=True)), back)


class _Bodies:
    """Rows read once each, however many recipients they go to."""

    def __init__(self) -> None:
        # Reading, row and body; one of the last two is None.
        self._rows: list[tuple[str, str | None, str | None]] = []
        self._places: dict[tuple[str, str], int] = {}

    def place(self, row_id: str, want: Wanted) -> int:
        """Where in the list of bodies this one stands, counted from 1 as PostgreSQL does."""
        if want.body is not None:
            return self._add(want.reading, None, orjson.dumps(want.body).decode())
        key = (want.reading, row_id)
        if key not in self._places:
            self._places[key] = self._add(want.reading, row_id, None)
        return self._places[key]

    def _add(self, reading: str, row_id: str | None, body: str | None) -> int:
        self._rows.append((reading, row_id, body))
        return len(self._rows)

    def columns(self) -> tuple[list[Any], ...]:
        """Readings, rows and bodies that were given."""
        return tuple(list(column) for column in zip(*self._rows, strict=True))

"""Proofs: what machines say of the journey of a message. It went out to devices; a device has stored its feed through a number.

They come by the thousand and each says little, so a gateway keeps them for a moment and stores them together: one transaction
and one message to the boards for both rungs of a tasking. One that is lost with its process is proved again by the device's
next cursor.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from api import clock
from api.db import Database, run
from api.outbox.service import POSTMAN

# How long proofs are kept before they are stored together.
TICK_S = 0.15
# The kinds of message that tell a crew of a tasking and its brief, and of a notice: those have a ladder.
BRIEFS = frozenset({"tasking.assigned", "tasking.changed"})
CLIMBING = BRIEFS | {"notice.told"}


@dataclass(frozen=True)
class Sent:
    """The messages after a number, through another, went out to these devices. `channel`: their sockets, or the answer to a question."""

    feed: str
    after: int
    through: int
    devices: tuple[UUID, ...]
    at: datetime
    channel: str = "socket"


@dataclass(frozen=True)
class Stored:
    """A device says that it has stored its feed through a number. `channel`: socket or feed."""

    feed: str
    device_id: UUID
    through: int
    channel: str
    at: datetime


@dataclass(frozen=True)
class Proof:
    """What follows for one tasking, with the state of its brief, on one device. `rung`: sent or delivered."""

    tasking_id: UUID
    brief_revision: int
    device_id: UUID
    rung: str
    channel: str
    at: datetime
    # What was stored, or went out, says that the tasking is over.
    is_ended: bool = False


@dataclass(frozen=True)
class OfNotice:
    """The same for a notice as one crew was told of it."""

    telling_id: UUID
    device_id: UUID
    rung: str
    channel: str
    at: datetime


Listener = Callable[[Session, Sequence[Proof]], None]
_listeners: list[Listener] = []
_of_notices: list[Callable[[Session, Sequence[OfNotice]], None]] = []


def when_proved(listener: Listener) -> None:
    _listeners.append(listener)


def when_notice_proved(listener: Callable[[Session, Sequence[OfNotice]], None]) -> None:
    _of_notices.append(listener)


# A cursor never goes back; one beyond what was posted says nothing. Locked in order: two gateways may hear of one device.
_MOVE = """
    WITH told AS (
        SELECT t.feed, t.device, t.through, t.at, t.channel
        FROM unnest(%s::text[], %s::uuid[], %s::bigint[], %s::timestamptz[], %s::text[]) AS t (feed, device, through, at, channel)
        JOIN recipients r ON r.name = t.feed AND r.last_seq >= t.through
    ), before AS MATERIALIZED (
        SELECT c.recipient, c.device_id, c.through FROM cursors c JOIN told ON told.feed = c.recipient AND told.device = c.device_id
        ORDER BY c.recipient, c.device_id FOR NO KEY UPDATE OF c
    ), moved AS (
        INSERT INTO cursors AS c (recipient, device_id, through, at) SELECT feed, device, through, at FROM told ORDER BY feed, device
        ON CONFLICT (recipient, device_id) DO UPDATE SET through = greatest(c.through, EXCLUDED.through), at = EXCLUDED.at
    ), steps AS (
        SELECT told.*, COALESCE(b.through, 0) AS before FROM told
        LEFT JOIN before b ON b.recipient = told.feed AND b.device_id = told.device WHERE told.through > COALESCE(b.through, 0)
    ), kept AS (
        INSERT INTO deliveries (recipient, device_id, through, at, channel) SELECT feed, device, through, at, channel FROM steps
        ON CONFLICT DO NOTHING
    )
    SELECT feed, before, through, device, at, channel FROM steps
"""
# The taskings, each with the state of its brief, that stretches of feeds tell of; and the notices, which have no such state.
_PROVED = """
    SELECT told, brief, device, rung, channel, at, is_ended
    FROM proofs_of(%s::text[], %s::bigint[], %s::bigint[], %s::uuid[], %s::timestamptz[], %s::text[], %s::text[])
"""

Stretch = tuple[str, int, int, UUID, datetime, str, str]


def take(session: Session, sent: Sequence[Sent], stored: Sequence[Stored]) -> None:
    """Store what machines say, and tell those who asked what follows from it."""
    stretches = [_out(one, device) for one in sent for device in one.devices]
    stretches += [(*step, "delivered") for step in _move(session, stored)]
    if not stretches:
        return
    rows = run(session, _PROVED, _columns(stretches)).fetchall()
    if proofs := [Proof(*row) for row in rows if row[1] is not None]:
        for listener in _listeners:
            listener(session, proofs)
    if notices := [OfNotice(row[0], *row[2:6]) for row in rows if row[1] is None]:
        for listen in _of_notices:
            listen(session, notices)


def acknowledge(session: Session, feed: str, device_id: UUID, through: int, channel: str = "feed") -> None:
    """One device has stored one feed: by its cursor, or in its own words."""
    take(session, [], [Stored(feed, device_id, through, channel, clock.now())])


class Known:
    """How far devices have stored their feeds, as far as this process was told: who only repeats it costs no transaction."""

    def __init__(self, most: int = 50_000) -> None:
        self._most = most
        self._reached: OrderedDict[tuple[str, UUID], tuple[str, int]] = OrderedDict()

    def holds(self, feed: str, device_id: UUID, epoch: str, through: int) -> bool:
        known_epoch, reached = self._reached.get((feed, device_id), ("", 0))
        return known_epoch == epoch and reached >= through

    def note(self, feed: str, device_id: UUID, epoch: str, through: int) -> None:
        self._reached[feed, device_id] = (epoch, through)
        self._reached.move_to_end((feed, device_id))
        if len(self._reached) > self._most:
            self._reached.popitem(last=False)


def _out(sent: Sent, device: UUID) -> Stretch:
    return (sent.feed, sent.after, sent.through, device, sent.at, sent.channel, "sent")


def _move(session: Session, stored: Sequence[Stored]) -> list[tuple[Any, ...]]:
    """Move the cursors. Each stretch that is new: feed, number before, number now, device, time and channel."""
    furthest: dict[tuple[str, UUID], Stored] = {}
    for one in stored:
        held = furthest.get((one.feed, one.device_id))
        if held is None or one.through > held.through:
            furthest[(one.feed, one.device_id)] = one
    if not furthest:
        return []
    told = [(one.feed, one.device_id, one.through, one.at, one.channel) for one in furthest.values()]
    return run(session, _MOVE, _columns(told)).fetchall()


def _columns(rows: Sequence[tuple[Any, ...]]) -> tuple[list[Any], ...]:
    return tuple(list(column) for column in zip(*rows, strict=True))


@dataclass
class Proofs:
    """Proofs of one gateway on their way to the disk."""

    database: Database
    _sent: list[Sent] = field(default_factory=list)
    _stored: list[Stored] = field(default_factory=list)

    def sent(self, what: Sent) -> None:
        self._sent.append(what)

    def stored(self, what: Stored) -> None:
        self._stored.append(what)

    def store(self) -> None:
        """One tick. What could not be stored is tried again with the next."""
        sent, self._sent = self._sent, []
        stored, self._stored = self._stored, []
        if not sent and not stored:
            return
        try:
            with self.database.transaction(POSTMAN) as session:
                take(session, sent, stored)
        except Exception:
            self._sent, self._stored = sent + self._sent, stored + self._stored
            raise

"""Whoever comes is let in: the session, the device that is met, the feeds it may hear, and what it missed of them.

Thousands may come back in the same second, after a tunnel or after an outage of ours, and each would cost eight trips to the
database. So those who come together are let in together (decision 24).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from marshmallow import fields, validate
from sqlalchemy.orm import Session

from api import clock
from api.actors import SYSTEM, Actor
from api.auth import service as auth
from api.board import service as board
from api.db import Database
from api.devices import ahead
from api.devices import service as devices
from api.devices.ahead import Holding
from api.devices.models import KINDS as KINDS_OF_DEVICE
from api.devices.service import Met
from api.fields import Flag, Strict, Words
from api.listeners import Listeners, Socket
from api.outbox import boards, feeds
from api.outbox.proofs import Stored
from api.together import Together

# So many devices are let in together; between two such groups everybody else has a turn.
LET_IN_TOGETHER = 100
# Who missed more than this asks for it by HTTP, a page at a time.
A_PAGE = feeds.PAGE


class Carrier(Protocol):
    """Whoever carries the feeds to the sockets. The postman does; it is handed in, because it stands above us."""

    def follow(self, feed: str, through: int) -> None: ...

    def carry_all(self, woken: Iterable[str]) -> None: ...

    def reached(self) -> dict[str, int]: ...

    def is_live(self) -> bool: ...

    def stored(self, proof: Stored) -> None: ...


class Held(Strict):
    """What a device holds of a feed: the sign of a restored database, when it is more than we have."""

    feed = Words(80, required=True)
    epoch = fields.UUID(required=True)
    seq = fields.Integer(required=True, strict=True, validate=validate.Range(0, 2**62))


class Watch(Strict):
    pods = fields.Raw(load_default=None)
    device_id = fields.UUID(load_default=None, allow_none=True)
    kind = fields.String(load_default="handset", validate=validate.OneOf(KINDS_OF_DEVICE))
    visible = Flag(load_default=True)
    held = fields.Nested(Held, load_default=None, allow_none=True)


# Somebody who asks to be let in: the socket, and its `watch`.
Arrival = tuple[Socket, dict[str, Any]]


class Arrivals:
    """The door of this process's sockets."""

    def __init__(self, database: Database, carrier: Carrier, listeners: Listeners) -> None:
        self.database, self.carrier, self.listeners = database, carrier, listeners
        self._sessions = Together(self._look_up, LET_IN_TOGETHER)
        self._arrivals = Together(self._let_in, LET_IN_TOGETHER)

    def session_of(self, token: str) -> auth.Found | None:
        """The live session of a token, as it is now."""
        return self._sessions.ask(token) if token else None

    def let_in(self, socket: Socket, asked: dict[str, Any]) -> dict[str, Any]:
        """Join the feeds that a socket may hear. What is answered to its `watch`."""
        return self._arrivals.ask((socket, asked))

    def _look_up(self, tokens: Sequence[str]) -> Sequence[auth.Found | None]:
        return auth.look_up_all(self.database, tokens)

    def _let_in(self, those: Sequence[Arrival]) -> list[dict[str, Any]]:
        # In the system's name, because a device that is met tells of more than its crew may see; the feeds are decided below.
        with self.database.transaction(SYSTEM) as session:
            _meet(session, those)
            entered = [self.listeners.enter(socket, _feeds_of(session, socket.actor, asked)) for socket, asked in those]
            # Read after joining: what is posted from here on comes as a frame, what was before is in these numbers.
            last = feeds.last_seqs(session, sorted({feed for wanted in entered if wanted for feed in wanted}))
            epoch = feeds.epoch(session)
        missed = {
            feed: seq
            for feed, seq in _held(those, epoch).items()
            if last.get(feed, 0) - A_PAGE < seq < last.get(feed, 0)
        }
        for feed, seq in (last | missed).items():
            self.carrier.follow(feed, seq)
        # What they missed goes out before they are answered, in one look for all: otherwise each would ask for it by HTTP.
        self.carrier.carry_all(missed)
        now = clock.iso(clock.now())
        return [
            {"ok": False, "code": "gone"}
            if wanted is None
            else {"ok": True, "feeds": {feed: last[feed] for feed in wanted}, "epoch": epoch, "server_time": now}
            for wanted in entered
        ]


def _meet(session: Session, those: Sequence[Arrival]) -> None:
    """A crew's device speaks for its duty from now on. What it holds may tell us that our database was restored."""
    crews = [
        (socket.device_id, socket.actor, asked)
        for socket, asked in those
        if socket.device_id and not socket.actor.is_control
    ]
    devices.meet_all(session, [Met(one, actor, asked["kind"], asked["visible"]) for one, actor, asked in crews])
    ahead.compare(session, [Holding(one, actor.label, **asked["held"]) for one, actor, asked in crews if asked["held"]])


def _feeds_of(session: Session, actor: Actor, asked: dict[str, Any]) -> set[str]:
    if asked["pods"] is None or not actor.is_control:
        return {actor.feed} if actor.feed else set()
    pods = asked["pods"] if isinstance(asked["pods"], str) else ",".join(str(pod) for pod in asked["pods"])
    return set(boards.followed(board.pods_named(session, pods[:80]), sees_covert=actor.sees_covert))


def _held(those: Sequence[Arrival], epoch: str) -> dict[str, int]:
    """How far devices hold their own feeds, in this life of the database."""
    held: dict[str, int] = {}
    for socket, asked in those:
        told = asked["held"]
        if told and told["feed"] == socket.actor.feed and str(told["epoch"]) == epoch:
            held[told["feed"]] = min(told["seq"], held.get(told["feed"], told["seq"]))
    return held

"""The postman: carries outbox rows to the sockets that listen, in order, and notes what went out.

It keeps one number for each feed that somebody here listens to. A wake-up says *look*; what is carried is always read from the
outbox after that number, so a lost or doubled wake-up changes nothing. Behind the wake-ups stands a look once a second.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, Protocol
from uuid import UUID

import orjson
import structlog

from api.clock import iso, now
from api.db import Database
from api.outbox import feeds
from api.outbox.service import POSTMAN

log = structlog.get_logger()

PAGE = 200
# After this long without a good look at the outbox nobody is told that the feed is live.
LIVE_FOR_S = 3.0


class Channel(Protocol):
    """Where a frame goes: to everybody in a room."""

    def send(self, room: str, event: str, payload: dict[str, Any]) -> None: ...

    def rooms(self) -> set[str]: ...

    @property
    def devices_on(self) -> Callable[[str], list[UUID]]: ...


class Postman:
    """Carries the feeds of one process."""

    def __init__(self, database: Database, channel: Channel) -> None:
        self.database, self.channel = database, channel
        self._reached: dict[str, int] = {}
        self._epoch = ""
        self._looked_at = 0.0

    def follow(self, feed: str, last: int) -> None:
        """Somebody here listens to a feed from now on. A feed that is followed already keeps its number."""
        self._reached.setdefault(feed, last)

    def reached(self) -> dict[str, int]:
        """The last number carried of each feed."""
        return self._reached

    def is_live(self) -> bool:
        return time.monotonic() - self._looked_at < LIVE_FOR_S

    def look(self) -> None:
        """Look at every feed that has listeners, and carry what is new. Raises when the database does not answer."""
        rooms = self.channel.rooms()
        self._reached = {feed: seq for feed, seq in self._reached.items() if feed in rooms}
        with self.database.transaction(POSTMAN) as session:
            self._epoch = feeds.epoch(session)
            last = feeds.last_seqs(session, list(self._reached))
        for feed, seq in last.items():
            if seq > self._reached[feed]:
                self.carry(feed)
        self._looked_at = time.monotonic()

    def carry(self, feed: str) -> None:
        """Carry what is new of one feed, page by page, to whoever listens."""
        while feed in self._reached:
            after = self._reached[feed]
            with self.database.transaction(POSTMAN) as session:
                messages, through, count = feeds.messages_after(session, feed, after, PAGE)
            # Another greenlet may have carried the same page while we read it.
            if not count or self._reached.get(feed, through) != after:
                return
            self._reached[feed] = through
            self.channel.send(feed, "feed", {"feed": feed, "epoch": self._epoch, "messages": orjson.loads(messages)})
            self._note_sent(feed, after, through)
            if count < PAGE:
                return

    def _note_sent(self, feed: str, after: int, through: int) -> None:
        """A frame went out: a rung of the ladder, for the messages that somebody watches."""
        if feed.startswith("duty:"):
            with self.database.transaction(POSTMAN) as session:
                feeds.note_sent(session, feed, after, through, self.channel.devices_on(feed))

    def beat(self) -> None:
        """Tell the boards that their feed lives and how far it has come. A postman who cannot look says nothing."""
        if not self.is_live():
            return
        at = iso(now())
        for feed in [name for name in self.channel.rooms() if name.startswith("board:")]:
            self.channel.send(feed, "beat", {"at": at, "feeds": {feed: self._reached.get(feed, 0)}})

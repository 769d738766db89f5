"""The postman: carries outbox rows to the sockets that listen, in order, and notes what went out.

It keeps one number for each feed that somebody here listens to. A wake-up says *look*; what is carried is always read from the
outbox after that number, so a lost or doubled wake-up changes nothing. Behind the wake-ups stands a look once a second,
four times a second while they are lost.

Those who are woken while a round is under way wait for the next one and are read together: twenty changes at once cost two or
three rounds, not twenty times three feeds.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from typing import Any, Protocol
from uuid import UUID

import structlog

from api.clock import iso, now
from api.db import Database
from api.outbox import boards, feeds, news
from api.outbox.news import News
from api.outbox.proofs import CLIMBING, Proofs, Sent, Stored
from api.outbox.service import POSTMAN

log = structlog.get_logger()

# After this long without a good look at the outbox nobody is told that the feed is live.
LIVE_FOR_S = 3.0
# Where a look finds news and nobody has woken us for so long, wake-ups are lost, and we look more often.
UNWOKEN_S, LOOK_AGAIN_S, LOOKS = 1.0, 0.25, 4


class Channel(Protocol):
    """Where a frame goes: to everybody in a room."""

    def send(self, room: str, event: str, payload: dict[str, Any]) -> None: ...

    def rooms(self) -> set[str]: ...

    def send_away(self) -> None: ...

    @property
    def devices_on(self) -> Callable[[str], list[UUID]]: ...


class Postman:
    """Carries the feeds of one process."""

    def __init__(self, database: Database, channel: Channel) -> None:
        self.database, self.channel = database, channel
        self.proofs = Proofs(database)
        self._reached: dict[str, int] = {}
        self._epoch = ""
        self._looked_at = self._woken_at = 0.0
        # Feeds that wait for a round, and the one who goes it: frames of a feed leave in order because nobody else does.
        self._waiting: set[str] = set()
        self._round = threading.Lock()

    def follow(self, feed: str, through: int) -> None:
        """Somebody here listens to a feed from now on, and holds it through a number. A feed that is followed already keeps its own."""
        self._reached.setdefault(feed, through)

    def reached(self) -> dict[str, int]:
        """The last number carried of each feed."""
        return self._reached

    def is_live(self) -> bool:
        return time.monotonic() - self._looked_at < LIVE_FOR_S

    def watch_over(self) -> None:
        """Once a second: look. More often while wake-ups are lost, so that what is new does not come in heaps."""
        for _ in range(LOOKS - 1):
            if not self.look() or time.monotonic() - self._woken_at < UNWOKEN_S:
                return
            time.sleep(LOOK_AGAIN_S)
        self.look()

    def look(self) -> bool:
        """Look at every feed that has listeners, and carry what is new. Whether anything was. Raises when the database does not answer."""
        rooms = self.channel.rooms()
        self._reached = {feed: seq for feed, seq in self._reached.items() if feed in rooms}
        with self.database.transaction(POSTMAN) as session:
            epoch = feeds.epoch(session)
            is_new = self._epoch not in ("", epoch)
            last = feeds.last_seqs(session, list(self._reached)) if is_new else feeds.further(session, self._reached)
        if is_new:
            self._start_over(last)
        self._epoch = epoch
        behind = [feed for feed, seq in last.items() if seq > self._reached.get(feed, seq)]
        self.carry_all(behind)
        self._looked_at = time.monotonic()
        return bool(behind)

    def _start_over(self, last: dict[str, int]) -> None:
        """The database was restored: what we had reached is ahead of it, so that nothing new would be carried until it has come
        as far again, and who listens holds what nobody else knows. They come again, and are told to start over."""
        self._reached = dict(last)
        self.channel.send_away()

    def carry(self, notice: str) -> None:
        """Carry what is new of one feed. Where the wake-up knows it, the last number stands behind the name."""
        self._woken_at = time.monotonic()
        feed, _, last = notice.partition(" ")
        if feed in self._reached and (not last or int(last) > self._reached[feed]):
            self.carry_all([feed])

    def carry_all(self, woken: Iterable[str]) -> None:
        """Carry what is new of these feeds. It has left when this returns, unless we have not looked yet: then the look carries it."""
        if not self._epoch:
            return
        self._waiting.update(woken)
        # Whoever was woken by the same commit comes in before the round begins.
        time.sleep(0)
        with self._round:
            feeds_, self._waiting = self._waiting, set()
            sent = self._go_round(feeds_) if feeds_ else []
        self._note_sent(sent)

    def _go_round(self, woken: set[str]) -> list[tuple[News, int]]:
        """Carry what is new of these feeds, page by page, to whoever listens. What went out, each with the number before it."""
        sent: list[tuple[News, int]] = []
        while cursors := {feed: self._reached[feed] for feed in woken if feed in self._reached}:
            pages = news.after(self.database, cursors, feeds.PAGE)
            for page in pages:
                self._send(page)
            sent += [(page, cursors[page.feed]) for page in pages]
            woken = {page.feed for page in pages if len(page.messages) == feeds.PAGE}
        return sent

    def _send(self, page: News) -> None:
        self._reached[page.feed] = page.through
        self.channel.send(page.feed, "feed", {"feed": page.feed, "epoch": self._epoch, "messages": page.messages})

    def _note_sent(self, sent: list[tuple[News, int]]) -> None:
        """Frames went out: a rung of the ladder, for the messages that tell of a tasking or a notice."""
        for page, before in sent:
            if page.feed.startswith("duty:") and page.kinds & CLIMBING:
                devices = tuple(self.channel.devices_on(page.feed))
                self.proofs.sent(Sent(page.feed, before, page.through, devices, now()))

    def stored(self, proof: Stored) -> None:
        """A device has stored its feed."""
        self.proofs.stored(proof)

    def beat(self) -> None:
        """Tell the boards that their feed lives and how far it has come. A postman who cannot look says nothing."""
        if not self.is_live():
            return
        at = iso(now())
        for feed in [name for name in self.channel.rooms() if name.startswith(boards.KINDS)]:
            self.channel.send(feed, "beat", {"at": at, "feeds": {feed: self._reached.get(feed, 0)}})

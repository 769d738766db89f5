"""Who is connected to this process, and which feeds each of them hears."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from api.actors import Actor
from api.handset import around

# A handset sends a heartbeat every 5 s, fixes and acks; a hundred events in a burst and twenty a second are more than it needs.
BURST, EVENTS_PER_S = 100.0, 20.0


@dataclass
class Socket:
    """One connected device."""

    sid: str
    # What Engine.IO calls its connection.
    line: str
    session_id: UUID
    token: str
    actor: Actor
    feeds: set[str] = field(default_factory=set)
    device_id: UUID | None = None
    # The duty of which it was told that its officer is of the crew by now.
    told_of: UUID | None = None
    allowance: float = BURST
    counted_at: float = field(default_factory=time.monotonic)
    looked_around_at: float = -around.LEAST_S
    # Its last heartbeat as it came and as it was read: it says the same words every five seconds.
    beat: tuple[Any, dict[str, Any]] | None = None

    def may_send(self) -> bool:
        """A bucket that refills: whoever floods is cut off before others notice."""
        now = time.monotonic()
        self.allowance = min(BURST, self.allowance + (now - self.counted_at) * EVENTS_PER_S)
        self.counted_at = now
        self.allowance -= 1
        return self.allowance >= 0


class Listeners:
    """The sockets in the rooms of their feeds."""

    def __init__(self, server: Any) -> None:
        self._server = server
        self._of_feed: dict[str, dict[str, Socket]] = {}

    def enter(self, socket: Socket, wanted: set[str]) -> set[str] | None:
        """Join these feeds and leave the others; None for a device that has gone meanwhile."""
        try:
            for feed in socket.feeds - wanted:
                self._server.leave_room(socket.sid, feed)
            for feed in wanted - socket.feeds:
                self._server.enter_room(socket.sid, feed)
                self._of_feed.setdefault(feed, {})[socket.sid] = socket
        except KeyError:
            return None
        self.forget(socket, socket.feeds - wanted)
        socket.feeds = wanted
        return wanted

    def forget(self, socket: Socket, feeds_left: set[str]) -> None:
        for feed in feeds_left:
            if (here := self._of_feed.get(feed)) and here.pop(socket.sid, None) and not here:
                del self._of_feed[feed]

    def devices_on(self, feed: str) -> list[UUID]:
        """The devices here that hear a feed."""
        return [one.device_id for one in self._of_feed.get(feed, {}).values() if one.device_id]

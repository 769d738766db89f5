"""Who is in which room, known from both sides: when thousands lose their network at once, each of them leaves its own rooms only.

Socket.IO's own list looks through every room of everybody for each who goes, and everybody has a room of their own. Which of
them are feeds is known without looking through all, because the postman asks every second.
"""

from __future__ import annotations

from typing import Any

import socketio


class Rooms(socketio.Manager):  # type: ignore[misc]  # it ships no types
    """Socket.IO's list of rooms, with one of ours beside it: the rooms of each socket."""

    def __init__(self) -> None:
        super().__init__()
        self._of: dict[tuple[str, str], dict[Any, None]] = {}
        # Feeds that somebody listens to. A socket's own room has no colon in its name.
        self.feeds: set[str] = set()

    def basic_enter_room(self, sid: str, namespace: str, room: Any, eio_sid: str | None = None) -> None:
        super().basic_enter_room(sid, namespace, room, eio_sid=eio_sid)
        self._of.setdefault((sid, namespace), {})[room] = None
        if room and ":" in room:
            self.feeds.add(room)

    def basic_leave_room(self, sid: str, namespace: str, room: Any) -> None:
        super().basic_leave_room(sid, namespace, room)
        self._of.get((sid, namespace), {}).pop(room, None)
        if room not in self.rooms.get(namespace, {}):
            self.feeds.discard(room)

    def basic_disconnect(self, sid: str, namespace: str, **_told: Any) -> None:
        for room in list(self._of.pop((sid, namespace), ())):
            self.basic_leave_room(sid, namespace, room)
        self.callbacks.pop(sid, None)
        for pending in (self.pending_connect, self.pending_disconnect):
            if sid in pending.get(namespace, ()):
                pending[namespace].remove(sid)
                if not pending[namespace]:
                    del pending[namespace]

    def get_rooms(self, sid: str, namespace: str) -> list[Any]:
        """The rooms of one socket."""
        return [room for room in self._of.get((sid, namespace), ()) if room is not None]

"""The channel of sockets: one frame for a room, made once, however many listen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID


class SocketChannel:
    """Rooms of python-socketio's server."""

    def __init__(self, server: Any) -> None:
        self._server = server
        # Who listens is known to the sockets, which are made after us and handed in.
        self.devices_on: Callable[[str], list[UUID]] = lambda _: []

    def send(self, room: str, event: str, payload: dict[str, Any]) -> None:
        self._server.emit(event, payload, room=room)

    def rooms(self) -> set[str]:
        """The feeds that somebody here listens to."""
        known = self._server.manager.rooms.get("/", {})
        return {room for room in known if room and ":" in room}

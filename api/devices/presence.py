"""Presence: heartbeats stored once a second, and the boards told of every unit whose reach has changed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from api import clock
from api.actors import SYSTEM
from api.db import Database
from api.devices import service
from api.devices.service import Heard, ReachRow


class Presence:
    """Words of devices on their way to the disk."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._heard: dict[UUID, Heard] = {}

    def note(self, device_id: UUID, *, is_visible: bool) -> None:
        self._heard[device_id] = Heard(device_id, clock.now(), is_visible)

    def store(self) -> None:
        """One tick. Words that could not be stored are tried again with the next."""
        heard, self._heard = self._heard, {}
        if not heard:
            return
        try:
            with self.database.transaction(SYSTEM) as session:
                service.hear(session, list(heard.values()))
        except Exception:
            self._heard = heard | self._heard
            raise


class PresenceNews:
    """Tells each board, at most once a second, which of its units can be reached in another way than before."""

    def __init__(self, database: Database, server: Any) -> None:
        self.database, self.server = database, server
        self._told: dict[str, tuple[Any, ...]] = {}
        self._listening: dict[str, set[str]] = {}

    def tell(self) -> None:
        at = clock.iso(clock.now())
        with self.database.transaction(SYSTEM) as session:
            by_board = service.reach_by_board(session)
        for board, rows in by_board.items():
            if changed := [row for row in rows if self._told.get(row[0]) != _meaning(board, row)]:
                self.server.emit("presence", {"at": at, "presence": changed}, room=board)
            self._greet(board, {"at": at, "presence": rows})
        self._told = {row[0]: _meaning(board, row) for board, rows in by_board.items() for row in rows}

    def _greet(self, room: str, news: dict[str, Any]) -> None:
        """A board whose line was down was not told what changed meanwhile, and its snapshot is older: it hears all of it."""
        listening = {sid for sid, _ in self.server.manager.get_participants("/", room)}
        for sid in listening - self._listening.get(room, set()):
            self.server.emit("presence", news, to=sid)
        self._listening[room] = listening


def _meaning(board: str, row: ReachRow) -> tuple[Any, ...]:
    """What of a row is news: a device that is heard every three seconds says nothing new by it."""
    _, state, heard_at, proven_at, voice_at, is_offered = row
    return (board, state, None if state == "reachable" else heard_at, proven_at, voice_at, is_offered)

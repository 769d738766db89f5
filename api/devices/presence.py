"""Presence: heartbeats stored once a second, and the boards told of every unit whose reach has changed."""

from __future__ import annotations

import time
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from api import clock
from api.actors import SYSTEM
from api.db import Database
from api.devices import service
from api.devices.service import SAID_LATELY, Heard, Reach, ReachRow

# A device that has been silent longer is not reachable (`unit_reach`).
SILENT = timedelta(seconds=15)


class Presence:
    """Words of devices on their way to the disk."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._heard: dict[UUID, Heard] = {}
        self._gateway = uuid4()
        # By device: which of its sockets said that their page is in sight, and when. Two tabs are one device.
        self._in_sight: dict[UUID, dict[str, float]] = {}

    def note(self, device_id: UUID, socket: str, *, is_visible: bool) -> None:
        """A socket of a device was heard."""
        self._heard[device_id] = Heard(
            device_id, clock.now(), self.is_in_sight(device_id, socket, is_visible=is_visible)
        )

    def is_in_sight(self, device_id: UUID, socket: str, *, is_visible: bool) -> bool:
        """Whether any page of the device is in sight, as this one of its sockets says of its own and the others said lately."""
        now, said = time.monotonic(), self._in_sight.setdefault(device_id, {})
        if is_visible:
            said[socket] = now
        else:
            said.pop(socket, None)
        is_seen = any(at > now - SAID_LATELY.total_seconds() for at in said.values())
        if not said:
            del self._in_sight[device_id]
        return is_seen

    def forget(self, device_id: UUID | None, socket: str) -> None:
        """A socket was closed: its page is in sight no more."""
        if device_id in self._in_sight:
            self.is_in_sight(device_id, socket, is_visible=False)

    def store(self) -> None:
        """One tick. Words that could not be stored are tried again with the next."""
        heard, self._heard = self._heard, {}
        if not heard:
            return
        try:
            with self.database.transaction(SYSTEM, speaks_first=True) as session:
                service.hear(session, list(heard.values()), self._gateway)
        except Exception:
            self._heard = heard | self._heard
            raise


class PresenceNews:
    """Tells each board, at most once a second, which of its units can be reached in another way than before."""

    def __init__(self, database: Database, server: Any) -> None:
        self.database, self.server = database, server
        self._marks: dict[int, int] = {}
        # By bucket: the mark of each unit as it was told to each board.
        self._told: dict[int, dict[tuple[str, str], int]] = {}
        self._boards: set[str] = set()
        self._listening: dict[str, set[str]] = {}

    def tell(self) -> None:
        """Only what may be news is read: twelve thousand rows every second were a fifth of what a gateway did."""
        at = clock.now()
        with self.database.transaction(SYSTEM) as session:
            marks = service.reach_marks(session)
            moved = [
                bucket for bucket in marks.keys() | self._marks.keys() if marks.get(bucket) != self._marks.get(bucket)
            ]
            found = service.reach_in(session, moved) if moved else []
            self._boards |= {one.board for one in found}
            listening = {board: self._listening_to(board) for board in self._boards}
            newcomers = {
                board: new for board, here in listening.items() if (new := here - self._listening.get(board, set()))
            }
            greetings = service.reach_by_board(session, list(newcomers)) if newcomers else {}
        self._tell_changes(found, at)
        for board, rows in greetings.items():
            # A board whose line was down was not told what changed meanwhile, and its snapshot is older: it hears all of it.
            self._emit(rows, newcomers[board], at)
        self._listening = listening
        self._marks = marks
        self._told |= {bucket: {} for bucket in moved}
        for one in found:
            self._told[one.bucket][one.board, str(one.row[0])] = one.mark

    def _tell_changes(self, found: list[Reach], at: datetime) -> None:
        changed: dict[str, list[ReachRow]] = {}
        for one in found:
            if self._told.get(one.bucket, {}).get((one.board, str(one.row[0]))) != one.mark:
                changed.setdefault(one.board, []).append(one.row)
        for board, rows in changed.items():
            self._emit(rows, [board], at)

    def _listening_to(self, board: str) -> set[str]:
        return {sid for sid, _ in self.server.manager.get_participants("/", board)}

    def _emit(self, rows: list[ReachRow], whom: Iterable[str], at: datetime) -> None:
        """`at` is when we looked. On a server that is slow in this moment somebody may have fallen silent since."""
        silent = clock.iso(clock.now() - SILENT)
        still_true = [row for row in rows if row[1] != "reachable" or row[2] >= silent]
        for one in whom:
            self.server.emit("presence", {"at": clock.iso(at), "presence": still_true}, to=one)

"""Plays real calls as the demand of an exercise: in their own order and rhythm, faster if wanted, moved to London if wanted."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import quantiles
from uuid import uuid4

from sqlalchemy import text

from api import clock
from api.actors import SYSTEM
from api.db import Database
from api.exercise import acting, ground
from api.exercise.places import bcus, joined
from api.imports import calls
from api.imports.calls import CallMap
from api.imports.formats import Happening, RowRefused
from api.imports.lines import NotReadable, records

SOURCE = "replay"
HEARTBEAT_S = 2.0


@dataclass
class Score:
    """What was played, and what became of it."""

    played: int = 0
    refused: int = 0
    tasked: int = 0
    waiting: int = 0
    referred: int = 0


@dataclass(frozen=True)
class Relocation:
    """Moves calls to London: the middle of where they come from to the middle of London, the edges to the edges."""

    box: tuple[float, float, float, float]

    @classmethod
    def of(cls, happenings: list[Happening]) -> Relocation:
        lons = [one.lon for one in happenings if one.lon is not None]
        lats = [one.lat for one in happenings if one.lat is not None]
        # The outermost twentieth on each side is left out: one far call would squeeze all others together.
        west, east = quantiles(lons, n=20)[0], quantiles(lons, n=20)[-1]
        south, north = quantiles(lats, n=20)[0], quantiles(lats, n=20)[-1]
        return cls((west, south, east, north))

    def move(self, lon: float, lat: float) -> tuple[float, float]:
        west, south, east, north = self.box
        london = joined(list(bcus().values())).bounds
        across = min(1.0, max(0.0, (lon - west) / (east - west or 1)))
        up = min(1.0, max(0.0, (lat - south) / (north - south or 1)))
        return london[0] + (0.1 + 0.8 * across) * (london[2] - london[0]), london[1] + (0.1 + 0.8 * up) * (
            london[3] - london[1]
        )


class Replay:
    """One file of calls, played to the exercise that runs in the server."""

    def __init__(
        self, database: Database, path: Path, *, speed: float, relocate: bool, tell: Callable[[str], None]
    ) -> None:
        self.database, self.path, self.speed, self.relocate, self.tell = database, path, speed, relocate, tell
        self.score, self.chance = Score(), random.Random(path.name)
        self.began_at = clock.now()

    def run(self, minutes: float) -> Score:
        """Play until the file ends or the time is up, then wait until every call is taken on."""
        kinds, happenings = self._read()
        relocation = Relocation.of(happenings) if self.relocate else None
        ends = time.monotonic() + minutes * 60
        try:
            for happening in self._in_rhythm(happenings, ends):
                self._call(kinds, happening, relocation)
            self._wait_until_taken_on(ends=time.monotonic() + 120)
        finally:
            self._hand_back()
        return self._counted()

    def _read(self) -> tuple[CallMap, list[Happening]]:
        header, rows = records(self.path)
        kinds = next((one for one in calls.shipped() if one.format.fits(header)), None)
        if kinds is None:
            raise NotReadable(f"No column map fits {self.path.name}.")
        found = []
        for record in rows:
            try:
                if record.fault:
                    raise RowRefused(record.fault)
                found.append(kinds.read(record.values))
            except RowRefused:
                self.score.refused += 1
        return kinds, sorted((one for one in found if one.lon is not None), key=lambda one: one.happened_at)

    def _in_rhythm(self, happenings: list[Happening], ends: float) -> Iterator[Happening]:
        """Each call after the time that lay between it and the one before, divided by the speed."""
        due = time.monotonic()
        yield happenings[0]
        for before, here in pairwise(happenings):
            due += (here.happened_at - before.happened_at).total_seconds() / self.speed
            while (left := due - time.monotonic()) > 0:
                self._keep_alive()
                if time.monotonic() > ends:
                    return
                time.sleep(min(left, HEARTBEAT_S))
            if time.monotonic() > ends:
                return
            self._keep_alive()
            yield here

    def _keep_alive(self) -> None:
        with self.database.transaction(SYSTEM) as session:
            session.execute(
                text("UPDATE exercise SET pace = :pace, replay_heard_at = :now"),
                {"pace": self.speed, "now": clock.now()},
            )

    def _hand_back(self) -> None:
        with self.database.transaction(SYSTEM) as session:
            session.execute(text("UPDATE exercise SET pace = 1, replay_heard_at = NULL"))

    def _call(self, kinds: CallMap, happening: Happening, relocation: Relocation | None) -> None:
        kind = kinds.kind_of(happening.label)
        # Calls without a place were left out when the file was read.
        lon, lat, address = happening.lon or 0.0, happening.lat or 0.0, happening.address
        if relocation:
            door = ground.london().door_near(relocation.move(lon, lat), self.chance)
            lon, lat, address = door.lon, door.lat, door.address
        answer = acting.call_in(
            self.database,
            incident_id=uuid4(),
            grade=kind["grade"],
            type=kind["type"],
            what=happening.label,
            address=address or "No address given",
            lon=lon,
            lat=lat,
            qualifiers=[],
            first_words=happening.label,
            source=SOURCE,
        )
        self.score.played += answer["outcome"] == "done"
        self.score.refused += answer["outcome"] != "done"
        if self.score.played % 25 == 0:
            self.tell(f"  {self.score.played} calls played, now at {happening.happened_at:%d %b %Y %H:%M}")

    def _wait_until_taken_on(self, ends: float) -> None:
        while time.monotonic() < ends and self._counted().waiting:
            self._keep_alive()
            time.sleep(1)

    def _counted(self) -> Score:
        with self.database.transaction(SYSTEM) as session:
            tasked, waiting, referred = session.execute(
                text(
                    "SELECT count(*) FILTER (WHERE t), count(*) FILTER (WHERE NOT t AND state = 'open'), count(*)"
                    " FILTER (WHERE NOT t AND state <> 'open')"
                    " FROM (SELECT EXISTS (SELECT FROM taskings t WHERE t.incident_id = i.id) AS t, state FROM incidents i"
                    "       WHERE source = :source AND opened_at >= :since) counted"
                ),
                {"source": SOURCE, "since": self.began_at},
            ).one()
        self.score.tasked, self.score.waiting, self.score.referred = tasked, waiting, referred
        return self.score

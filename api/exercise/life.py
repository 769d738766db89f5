"""A living London: made-up units that patrol, take taskings, arrive and result, and made-up calls that keep coming.

Everything goes through the same commands, feeds and positions as real handsets and boards. One process lives at a time: it holds a lock.
"""

from __future__ import annotations

import os
import random
import time
from datetime import timedelta
from typing import Any
from uuid import uuid4

import gevent
import structlog
from sqlalchemy import text

from api import clock
from api.actors import SYSTEM
from api.breath import breathe
from api.db import Database
from api.devices import service as devices
from api.devices.service import Heard
from api.exercise import acting, crews, demand, ground, neighbours
from api.exercise.crews import Crew
from api.exercise.dispatching import Dispatching
from api.exercise.people import living_callsigns, made_up_id
from api.exercise.places import BCUS
from api.fixes.walk import Walk

log = structlog.get_logger()

TICK_S = 1.0
# Each unit tells its place this often; a tenth of them at a time, so that the load is even.
FIX_EVERY_S = 6
HEARTBEAT_EVERY_S = 4
# So much of the calls comes from where somebody of the record lives.
FROM_A_HOME = 0.8
CALLS_AN_HOUR = 150
# A replay that was not heard of for so long has gone, and the made-up calls come back.
REPLAY_GONE = timedelta(seconds=10)
LIFE_LOCK = 7_203_115
SHOW_FAULTS = bool(os.environ.get("BLUELAMP_SHOW_FAULTS"))


class Life:
    """The exercise of one process."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.chance = random.Random()
        self.land = ground.london()
        self.crews: dict[Any, Crew] = {}
        self.dispatching = Dispatching(database, self.chance)
        self.walk = Walk(judges_speed=False)
        self.pace = 1.0
        self.next_call_at = clock.now()
        self.ticks = 0

    def wake_up(self) -> None:
        """Find the units where they were, or put them somewhere in their own BCU."""
        with self.database.transaction(SYSTEM) as session:
            known = {
                row.unit_id: (float(row.lon), float(row.lat))
                for row in session.execute(text("SELECT unit_id, lon(place) AS lon, lat(place) AS lat FROM positions"))
            }
        for callsign in living_callsigns():
            unit_id = made_up_id(callsign)
            place = known.get(unit_id) or self._somewhere(callsign[:2])
            self.crews[unit_id] = Crew(self.database, callsign, unit_id, place, self.land, self.chance)

    def _somewhere(self, pod: str) -> tuple[float, float]:
        door = self.land.door(pod, self.chance)
        return door.lon, door.lat

    def tick(self, seconds: float) -> None:
        """One step of everybody."""
        self.ticks += 1
        is_replay = self._read_pace()
        for crew in self.crews.values():
            crew.move(seconds * self.pace)
        self._send_fixes()
        self._send_heartbeats()
        self._let_crews_act()
        self.dispatching.work(self.pace, self.crews.keys())
        if not is_replay:
            self._take_calls()

    def _read_pace(self) -> bool:
        with self.database.transaction(SYSTEM) as session:
            pace, heard_at = session.execute(text("SELECT pace, replay_heard_at FROM exercise")).one()
        is_replay = heard_at is not None and clock.now() - heard_at < REPLAY_GONE
        self.pace = float(pace) if is_replay else 1.0
        return is_replay

    def _send_fixes(self) -> None:
        due = [
            crew.fix()
            for number, crew in enumerate(self.crews.values())
            if number % FIX_EVERY_S == self.ticks % FIX_EVERY_S and crew.duty_id
        ]
        if due:
            with self.database.transaction(SYSTEM) as session:
                self.walk.take(session, due)

    def _send_heartbeats(self) -> None:
        """The handsets of the crews live: without a word from them nobody would be offered."""
        if self.ticks % HEARTBEAT_EVERY_S == 0:
            now = clock.now()
            with self.database.transaction(SYSTEM) as session:
                devices.hear(session, [Heard(crew.device_id, now, is_visible=True) for crew in self.crews.values()])

    def _let_crews_act(self) -> None:
        with self.database.transaction(SYSTEM) as session:
            rows = {row["id"]: dict(row) for row in session.execute(crews.STATE, {"ids": list(self.crews)}).mappings()}
        for unit_id, row in rows.items():
            self.crews[unit_id].act(row, self.pace)
            breathe()

    def _take_calls(self) -> None:
        if clock.now() < self.next_call_at:
            return
        self.call(self.chance.choice(list(BCUS)))
        gap = demand.gap_s(CALLS_AN_HOUR, clock.now(), self.chance)
        self.next_call_at = clock.now() + timedelta(seconds=gap)

    def call(self, pod: str) -> None:
        """One made-up call: most often from where somebody of the record lives, else from any door in a street."""
        home = self._home(pod) if self.chance.random() < FROM_A_HOME else None
        door, told, incident_id = home or self.land.door(pod, self.chance), demand.story(self.chance), uuid4()
        acting.call_in(
            self.database,
            incident_id=incident_id,
            grade=told.grade,
            type=told.type,
            what=told.what,
            address=door.address,
            lon=door.lon,
            lat=door.lat,
            qualifiers=list(told.qualifiers),
            first_words=told.first_words,
        )
        if told.named_as:
            acting.name_somebody(self.database, incident_id, told.named_as, home.id if home else None)

    def _home(self, pod: str) -> neighbours.Called | None:
        with self.database.transaction(SYSTEM) as session:
            return neighbours.called_from(session, pod, self.chance)

    def fill_the_boards(self) -> None:
        """A fresh exercise starts with work at hand, so that no board is empty in its first minute."""
        with self.database.transaction(SYSTEM) as session:
            if session.execute(text("SELECT EXISTS (SELECT FROM incidents)")).scalar_one():
                return
        for pod in BCUS:
            for _ in range(2):
                self.call(pod)
                breathe()


def begin(database: Database) -> None:
    """Start the life of the exercise beside the service."""
    gevent.spawn(_live, database)


def _live(database: Database) -> None:
    with database.engine.connect() as lock:
        # Two servers on one database: the exercise lives in one of them.
        lock.execute(text("SELECT set_config('idle_in_transaction_session_timeout', '0', false)"))
        lock.execute(text("SELECT pg_advisory_lock(:key)"), {"key": LIFE_LOCK})
        lock.commit()
        life = Life(database)
        life.wake_up()
        _calmly(life.fill_the_boards)
        last = time.monotonic()
        while True:
            gevent.sleep(max(0.05, TICK_S - (time.monotonic() - last)))
            now = time.monotonic()
            seconds, last = min(now - last, 5.0), now
            _calmly(lambda seconds=seconds: life.tick(seconds))


def _calmly(step: Any) -> None:
    try:
        step()
    except Exception as error:
        log.warning("exercise stumbled", kind=type(error).__name__, exc_info=SHOW_FAULTS)

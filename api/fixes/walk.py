"""The way of a fix, step by step. `STEPS` is the list to read; what each step does is one short function.

Parse comes before it, at the door (`parse`); tell comes after the commit, on a clock of its own (`jobs.PositionNews`).
Everything in between happens in one transaction, for all fixes of a tick together.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from api import clock
from api.breath import breathe
from api.fixes import plausible, service
from api.fixes.areas import Ground
from api.fixes.fix import GIVES_WAY_AFTER, Fix
from api.fixes.plausible import Trodden
from api.fixes.service import Stored

# So many fixes are judged in one breath.
JUDGED_AT_A_TIME = 60
# So many devices are remembered by a process. One that is not is asked of the database.
REMEMBERED = 50_000

# For so long a first place is tried again with each batch. Whoever still has none by then is placed by what they tell next.
TRIED_FOR = timedelta(seconds=10)

# Unit and device as whole numbers: a UUID is hashed in Python, and this is asked for six times for each fix.
Key = tuple[int, int]
# Who put a unit where it is: device, duty, longitude, latitude, accuracy, time.
Placed = Sequence[Any]


@dataclass
class Passage:
    """The fixes of one tick on their way. `moving` are the places in the batch of those that may move their unit,
    `beside` of what else is the newest of its device."""

    session: Session
    fixes: Sequence[Fix]
    now: datetime
    keys: list[Key]
    moving: set[int] = field(default_factory=set)
    beside: set[int] = field(default_factory=set)
    stored: Stored = field(default_factory=Stored)


class Walk:
    """The steps, and what a process remembers between two ticks: the last place of each device, and the areas."""

    def __init__(self, *, judges_speed: bool = True) -> None:
        # A replay plays an hour in a minute: its made-up cars are as fast as its clock.
        self._judges_speed = judges_speed
        self._trodden: OrderedDict[Key, Trodden | None] = OrderedDict()
        # Which device placed each unit last, as far as this process knows. The database decides.
        self._places: dict[int, int] = {}
        self._ground = Ground()
        # What would have placed a unit for the first time, and since when it is tried: its status was just being set.
        self._waiting: dict[UUID, tuple[Fix, datetime]] = {}

    def take(self, session: Session, fixes: Sequence[Fix]) -> Stored:
        """All of them to the disk, when the caller commits. Says whose fixes no duty covered."""
        passage = Passage(session, fixes, clock.now(), [(fix.unit_id.int, fix.device.int) for fix in fixes])
        for step in STEPS:
            step(self, passage)
            # Between two steps whoever has something else to do has a turn.
            breathe()
        return passage.stored

    def forget(self) -> None:
        """The transaction was rolled back, so what was learnt in it did not happen."""
        self._trodden.clear()
        self._places.clear()

    def recall(self, passage: Passage) -> None:
        """Devices that this process does not know may have been heard by another, or before it began."""
        strangers = {key: fix for key, fix in zip(passage.keys, passage.fixes, strict=True) if key not in self._trodden}
        if not strangers:
            return
        units = {fix.unit_id for fix in strangers.values()}
        found = {row[0]: row[1:] for row in service.known(passage.session, units)}
        self._places |= {unit_id.int: device.int for unit_id, (device, *_) in found.items()}
        for key, fix in strangers.items():
            self._trodden[key] = trodden_before(fix, found.get(fix.unit_id))
        while len(self._trodden) > REMEMBERED:
            self._trodden.popitem(last=False)

    def judge(self, passage: Passage) -> None:
        """What cannot be is flagged. In the order of their measuring: a buffer that comes at once is a way, not a jump."""
        in_order = sorted(range(len(passage.fixes)), key=lambda place: passage.fixes[place].fixed_at)
        for number, place in enumerate(in_order, start=1):
            if number % JUDGED_AT_A_TIME == 0:
                breathe()
            fix, key = passage.fixes[place], passage.keys[place]
            before = self._trodden.get(key) if self._judges_speed else None
            self._trodden[key] = plausible.judge(fix, before, passage.now)
            self._trodden.move_to_end(key)

    def choose(self, passage: Passage) -> None:
        """Of each unit the newest of the best source moves it, if the database has nothing newer or better.

        Of two that are as good, that of the device that places it already: a batch in which both speak must not be lost to both.
        """
        newest: dict[Key, int] = {}
        for place, fix in enumerate(passage.fixes):
            if fix.flag is None:
                held = newest.get(passage.keys[place])
                # Of two that a clock ahead of ours measured "now" the one that was said last is the newer.
                if held is None or fix.fixed_at >= passage.fixes[held].fixed_at:
                    newest[passage.keys[place]] = place
        best: dict[int, int] = {}
        for (unit, _), place in newest.items():
            held = best.get(unit)
            if held is None or is_better(passage.fixes[place], passage.fixes[held], self._places.get(unit)):
                best[unit] = place
        passage.moving = set(best.values())
        passage.beside = set(newest.values()) - passage.moving

    def locate(self, passage: Passage) -> None:
        """In which areas those lie that may move their unit."""
        moving = [passage.fixes[place] for place in passage.moving]
        lons, lats = [fix.lon for fix in moving], [fix.lat for fix in moving]
        for fix, names in zip(moving, self._ground.names_at(passage.session, lons, lats), strict=True):
            fix.areas = names

    def store(self, passage: Passage) -> None:
        """The history, and the unit's place if this is the newest of the best. Nothing for whom no duty covers."""
        passage.stored = stored = service.keep(passage.session, passage.fixes, passage.moving, passage.now)
        moved = passage.moving - stored.off_duty - set(stored.stayed)
        self._places.update(passage.keys[place] for place in moved)
        for place in stored.stayed:
            # It was newer than what we knew of, or another process knows better who places the unit.
            self._places.pop(passage.keys[place][0], None)

    def place_first(self, passage: Passage) -> None:
        """Units that had no position yet are placed; all others that stayed have a newer or a better one."""
        stored = passage.stored
        fresh = {passage.fixes[place].unit_id: passage.fixes[place] for place in stored.unplaced}
        waiting = {unit: one for unit, one in self._waiting.items() if passage.now - one[1] < TRIED_FOR}
        if not fresh and not waiting:
            return
        first = {unit: fix for unit, (fix, _) in waiting.items()} | fresh
        placed = set(service.place_first(passage.session, list(first.values()), passage.now))
        began = {unit: waiting[unit][1] if unit in waiting else passage.now for unit in first}
        self._waiting = {unit: (fix, began[unit]) for unit, fix in first.items() if unit not in placed}
        stored.crossed += placed
        stored.stayed = [place for place in stored.stayed if passage.fixes[place].unit_id not in placed]

    def doubt(self, passage: Passage) -> None:
        """Units of which what would have moved them was refused: their board must not take silence for standing still."""
        doubted = [
            fix
            for place, fix in enumerate(passage.fixes)
            if fix.flag in plausible.DOUBTFUL and place not in passage.stored.off_duty
        ]
        if doubted:
            service.doubt(passage.session, doubted, passage.now)

    def cross(self, passage: Passage) -> None:
        """Entered and left, as facts."""
        if passage.stored.crossed:
            service.cross(passage.session, passage.stored.crossed)

    def keep_beside(self, passage: Passage) -> None:
        """Members whose own device did not move the unit, because a better source says where that is. Nobody who was off duty then."""
        beside = (passage.beside | set(passage.stored.stayed)) - passage.stored.off_duty
        if beside:
            fixes = [passage.fixes[place] for place in sorted(beside)]
            service.keep_beside(passage.session, fixes, passage.now)


STEPS: tuple[Callable[[Walk, Passage], None], ...] = (
    Walk.recall,
    Walk.judge,
    Walk.choose,
    Walk.locate,
    Walk.store,
    Walk.place_first,
    Walk.doubt,
    Walk.cross,
    Walk.keep_beside,
)


def trodden_before(fix: Fix, placed: Placed | None) -> Trodden | None:
    """Where a device that this process does not know was before: where it put its unit, or else where its unit is on this duty."""
    if placed is None:
        return None
    device, duty_id, *there = placed
    if device != fix.device and duty_id != fix.duty_id:
        return None
    trodden = Trodden(*there)
    trodden.is_own = device == fix.device
    return trodden


def is_better(fix: Fix, held: Fix, places: int | None = None) -> bool:
    """Which of two fixes of a unit places it: a lesser one only when the better has been silent. `places`: the device that placed it
    last. Of the same trust that one keeps it until it has been silent, and where it is neither, the newer does."""
    if fix.trust == held.trust:
        if fix.device != held.device and places == held.device.int:
            return fix.fixed_at > held.fixed_at + GIVES_WAY_AFTER
        if fix.device != held.device and places == fix.device.int:
            return held.fixed_at <= fix.fixed_at + GIVES_WAY_AFTER
        return fix.fixed_at > held.fixed_at
    if fix.trust < held.trust:
        return fix.fixed_at > held.fixed_at + GIVES_WAY_AFTER
    return held.fixed_at <= fix.fixed_at + GIVES_WAY_AFTER

"""The standard load: so many taskings, statuses and positions a second, and the answers that taskings get."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import gevent

from api import clock
from bench.device import Board, Device, Handset
from bench.history import Asked

# A control room that has so many questions open asks no more: what was not asked is told with the figures.
MOST_OPEN = 400
# Nor does an officer whose last taps are shown as waiting.
MOST_WAITING = 2


class Load:
    """Drives devices. What it could not drive, it says."""

    def __init__(self, handsets: list[Handset], boards: list[Board], incidents: list[str]) -> None:
        self.handsets, self.boards, self.incidents = handsets, boards, incidents
        self.idle: list[Handset] = list(handsets)
        self.done = {"taskings": 0, "statuses": 0, "fixes": 0}
        # Of the chapters before this one.
        self.done_before = dict(self.done)
        self.not_driven = 0
        # Handsets that somebody else plays at the moment.
        self.taken: set[Handset] = set()
        for handset in handsets:
            handset.on_message = self._on_message

    def run(
        self,
        seconds: float,
        *,
        taskings: float,
        statuses: float,
        fixes: float,
        is_over: Callable[[], bool] = lambda: True,
    ) -> None:
        """Come back when the time is up and whatever else is waited for is over; what is under way then goes on."""
        pacers = [
            gevent.spawn(self._pace, rate, seconds, act, is_over)
            for rate, act in ((taskings, self.task), (statuses, self.status), (fixes, self.fix))
            if rate > 0
        ]
        gevent.joinall(pacers)

    def _pace(self, rate: float, seconds: float, act: Callable[[], None], is_over: Callable[[], bool]) -> None:
        began, count = time.monotonic(), 0
        while (now := time.monotonic()) - began < seconds or not is_over():
            while count < (now - began) * rate:
                count += 1
                act()
            gevent.sleep(0.02)

    def task(self) -> None:
        if not self.idle or sum(board.pending for board in self.boards) > MOST_OPEN:
            self.not_driven += 1
            return
        handset = self.idle.pop(random.randrange(len(self.idle)))
        gevent.spawn(self._tasking, handset, random.choice(self.boards))

    def _tasking(self, handset: Handset, board: Board) -> None:
        tasking = str(uuid4())
        self.done["taskings"] += 1
        asked = board.command(
            "task_unit",
            tasking_id=tasking,
            incident_id=random.choice(self.incidents),
            unit_id=handset.person.unit_id,
            override=True,
        )
        _wait(asked)
        gevent.sleep(random.uniform(3.0, 6.0))
        _wait(board.command("withdraw_tasking", tasking_id=tasking, reason="not_needed"))
        self.idle.append(handset)

    def status(self) -> None:
        if not self.idle:
            self.not_driven += 1
            return
        handset = random.choice(self.idle)
        if handset.pending > MOST_WAITING:
            self.not_driven += 1
            return
        self.done["statuses"] += 1
        handset.command("set_status", status=random.choice(["2", "3", "4", "8"]))

    def begin_chapter(self) -> None:
        self.done_before = self.all_done
        self.done = dict.fromkeys(self.done, 0)

    @property
    def all_done(self) -> dict[str, int]:
        return {what: count + self.done_before[what] for what, count in self.done.items()}

    def take(self, count: int) -> list[Handset]:
        """So many idle handsets with no question open, which the load leaves alone from now on; none when there are not enough."""
        found = [handset for handset in self.idle if not handset.pending][:count]
        if len(found) < count:
            return []
        self.idle = [handset for handset in self.idle if handset not in found]
        self.taken |= set(found)
        return found

    def give_back(self, handsets: list[Handset]) -> None:
        self.taken -= set(handsets)
        self.idle += handsets

    def fix(self) -> None:
        handset = random.choice(self.handsets)
        if not handset.is_linked:
            return
        self.done["fixes"] += 1
        here = {"lon": random.uniform(-0.4, 0.2), "lat": random.uniform(51.4, 51.6), "accuracy_m": 8.0}
        fix = here | {"speed_mps": 4.0, "heading": 90.0, "fixed_at": clock.iso(clock.now()), "source": "handset"}
        try:
            handset.link.emit("fixes", {"fixes": [fix]})
        except OSError:
            handset.is_linked = False

    def _on_message(self, handset: Device, message: dict[str, Any]) -> None:
        if message["kind"] == "tasking.assigned" and handset not in self.taken:
            gevent.spawn_later(random.uniform(0.3, 1.5), self._accept, handset, message["body"]["id"])

    def _accept(self, handset: Device, tasking: str) -> None:
        handset.command("accept_tasking", tasking_id=tasking)


def _wait(asked: Asked) -> None:
    while asked.answered_at is None:
        gevent.sleep(0.05)

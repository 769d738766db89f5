"""Taskings beside the fixes of a force: whether one takes longer to reach the boards while everybody moves."""

from __future__ import annotations

import itertools
import statistics
import time
from collections.abc import Callable, Sequence
from uuid import uuid4

import gevent

from bench.wire import Wire
from bench.world import Person

EVERY_S, PATIENCE_S = 0.5, 20.0

# Called with the id of a tasking; returns the time at which a board held it, in the clock of `time.time`.
Held = Callable[[str, float], float]


class Taskings:
    """One tasking after the other, each of another unit, and taken off again."""

    def __init__(self, wire: Wire, crews: Sequence[Person], incidents: Sequence[str], held: Held) -> None:
        self._wire, self._held = wire, held
        # Each incident now and then only: a log that grows would make its card dearer with every tasking.
        self._jobs = itertools.cycle(zip(crews, itertools.cycle(incidents)))
        self._took_ms: list[float] = []

    def go_on(self) -> None:
        while True:
            gevent.sleep(EVERY_S)
            self._took_ms.append(self._one(*next(self._jobs)))

    def _one(self, crew: Person, incident: str) -> float:
        tasking, began = str(uuid4()), time.time()
        asked = {"tasking_id": tasking, "incident_id": incident, "unit_id": crew.unit_id, "override": True}
        self._wire.give("task_unit", **asked)
        took_ms = (self._held(tasking, PATIENCE_S) - began) * 1000
        self._wire.give("withdraw_tasking", tasking_id=tasking, reason="not_needed")
        return took_ms

    def median_ms(self) -> tuple[float, int]:
        """Of those since it was last asked, and how many they were."""
        took_ms, self._took_ms = self._took_ms, []
        return (statistics.median(took_ms) if took_ms else 0.0), len(took_ms)

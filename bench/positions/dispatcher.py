"""Taskings beside the fixes of a force: whether one takes longer to reach a board while everybody moves.

A process of its own, because a board that shares one with nineteen others hears of a tasking when their frames are read.
Driven by lines on its input: each is answered with a line of JSON, the times since the line before.
"""

from __future__ import annotations

from gevent import monkey

monkey.patch_all()

import itertools  # noqa: E402
import statistics  # noqa: E402
import sys  # noqa: E402
import time  # noqa: E402
from pathlib import Path  # noqa: E402
from typing import Any  # noqa: E402
from uuid import uuid4  # noqa: E402

import gevent  # noqa: E402
import orjson  # noqa: E402
from gevent.event import AsyncResult  # noqa: E402
from gevent.fileobject import FileObject  # noqa: E402

from bench.frames import Link, Refused  # noqa: E402
from bench.wire import Wire  # noqa: E402

EVERY_S, PATIENCE_S = 0.5, 20.0


class Dispatcher:
    """One tasking after the other, each of another unit, and taken off again; and a board of all London that hears of them."""

    def __init__(self, told: dict[str, Any]) -> None:
        self._wire = Wire(told["web"], told["token"], lambda _: None)
        self._link, self._told = Link(self._hear), told
        # Each incident now and then only: a log that grows would make its card dearer with every tasking.
        self._jobs = itertools.cycle(zip(told["units"], itertools.cycle(told["incidents"])))
        self._awaited = ""
        self._held: AsyncResult[float] = AsyncResult()
        self._answered_ms: list[float] = []
        self._held_ms: list[float] = []

    def watch(self) -> None:
        while True:
            try:
                self._link.connect(self._told["gateway"], f"bluelamp={self._told['token']}")
                self._link.emit("watch", {"pods": "all"})
                self._link.run()
            except (OSError, Refused, ValueError):
                self._link.close()
            gevent.sleep(1.0)

    def task(self) -> None:
        while True:
            gevent.sleep(EVERY_S)
            self._one(*next(self._jobs))

    def _one(self, unit: str, incident: str) -> None:
        # The frame may be here before the command is answered.
        self._awaited, self._held = str(uuid4()), AsyncResult()
        began = time.time()
        self._wire.give("task_unit", tasking_id=self._awaited, incident_id=incident, unit_id=unit, override=True)
        self._answered_ms.append((time.time() - began) * 1000)
        self._held_ms.append((self._held.get(timeout=PATIENCE_S) - began) * 1000)
        self._wire.give("withdraw_tasking", tasking_id=self._awaited, reason="not_needed")

    def _hear(self, name: str, payload: Any, at: float) -> None:
        if name != "feed" or self._held.ready():
            return
        if any(one["kind"] == "tasking.changed" and one["body"]["id"] == self._awaited for one in payload["messages"]):
            self._held.set(at)

    def times(self) -> dict[str, float]:
        """Medians since they were last asked for, and of how many."""
        held_ms, answered_ms = self._held_ms, self._answered_ms
        self._held_ms, self._answered_ms = [], []
        return {
            "held_ms": statistics.median(held_ms or [0.0]),
            "answered_ms": statistics.median(answered_ms or [0.0]),
            "count": len(held_ms),
        }


def main() -> None:
    dispatcher = Dispatcher(orjson.loads(Path(sys.argv[1]).read_bytes()))
    gevent.spawn(dispatcher.watch)
    # A tasking that nobody heard of ends the process, and with it the run.
    gevent.spawn(dispatcher.task).link_exception(lambda failed: sys.exit(str(failed.exception)))
    # An unpatched read would hold up the board.
    for _ in FileObject(sys.stdin, close=False):
        print(orjson.dumps(dispatcher.times()).decode(), flush=True)


if __name__ == "__main__":
    main()

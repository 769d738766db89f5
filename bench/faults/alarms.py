"""Nobody answers: the board must say so within twenty seconds, whatever happens to the worker or to its clock."""

from __future__ import annotations

import time
from datetime import datetime
from typing import Any
from uuid import uuid4

import gevent

from bench.faults import NotRun, Outcome, fault, judged
from bench.faults.commands import give
from bench.rig import Rig, percentiles
from deploy.ground import tools

WITHIN_S = 20.0


class Listening:
    """What the boards were told of alarms: seconds since the tasking was assigned, by tasking."""

    def __init__(self, rig: Rig) -> None:
        self.heard: dict[str, float] = {}
        for board in rig.boards:
            board.on_message = self._hear

    def _hear(self, _board: Any, message: dict[str, Any]) -> None:
        body = message["body"]
        if message["kind"] == "tasking.changed" and body.get("alarm") == "voice":
            assigned = datetime.fromisoformat(body["assigned_at"]).timestamp()
            self.heard.setdefault(body["id"], time.time() - assigned)


def silence(rig: Rig, count: int, meanwhile: Any = None) -> tuple[list[str], Listening]:
    """Task so many units whose devices are away, to immediate incidents, and wait for the alarms."""
    rig.begin_round()
    listening = Listening(rig)
    incidents = rig.world.open_incidents(max(1, count // 4), grade="I")
    for handset in rig.handsets[:count]:
        handset.stays_away = True
        handset.link.close()
    taskings = []
    for number in range(count):
        taskings.append(str(uuid4()))
        handset = rig.handsets[number % len(rig.handsets)]
        incident = incidents[number % len(incidents)]
        give(
            rig.boards[number % len(rig.boards)],
            "task_unit",
            tasking_id=taskings[-1],
            incident_id=incident,
            unit_id=handset.person.unit_id,
            override=True,
        )
        if number == 0 and not rig.postgres.rows("SELECT 1 FROM escalations LIMIT 1"):
            raise NotRun("nothing escalates in this build: task_unit writes no row of escalations")
    if meanwhile:
        meanwhile()
    end = time.monotonic() + WITHIN_S + 10
    while len(listening.heard) < count and time.monotonic() < end:
        gevent.sleep(0.2)
    return taskings, listening


def finish(rig: Rig, taskings: list[str], listening: Listening, limit_s: float) -> Outcome:
    for tasking in taskings:
        give(rig.boards[0], "withdraw_tasking", tasking_id=tasking, reason="not_needed")
    for board in rig.boards:
        board.on_message = None
    for handset in rig.handsets:
        handset.stays_away = False
    heard = list(listening.heard.values())
    outcome = Outcome().must(len(heard) == len(taskings), f"{len(heard)} of {len(taskings)} alarmed")
    if heard:
        outcome.must(
            max(heard) <= limit_s,
            f"after p50 {percentiles(heard)[0]:.1f}, p95 {percentiles(heard)[1]:.1f}, max {max(heard):.1f} s",
        )
    outcome.must(rig.settle(90) is not None, "all caught up")
    return judged(outcome, rig.verdict())


@fault("F05", "kill -9 the worker while alarms are due", "alarms <= 2 s late, none missing")
def kill_the_worker(rig: Rig, _seconds: float) -> Outcome:
    def meanwhile() -> None:
        for _ in range(3):
            gevent.sleep(4)
            rig.workers[0].kill()
            rig.workers[0].start()

    taskings, listening = silence(rig, min(60, len(rig.handsets)), meanwhile)
    # A worker of one that takes two seconds to start may be dead when a row falls due.
    return finish(rig, taskings, listening, WITHIN_S + 2 + 3)


@fault("F30", "the worker's clock steps by a minute", "no alarm left out or more than 5 s wrong")
def clock_step(rig: Rig, _seconds: float) -> Outcome:
    library = tools.paths().get("LIBFAKETIME")
    if not library:
        raise NotRun("there is no libfaketime")
    outcome = Outcome()
    step = rig.folder / "clock"
    for first, then in (("+0", "+60"), ("+60", "+0")):
        step.write_text(first)
        rig.again(
            rig.workers,
            LD_PRELOAD=library,
            FAKETIME_TIMESTAMP_FILE=str(step),
            FAKETIME_NO_CACHE="1",
            FAKETIME_DONT_FAKE_MONOTONIC="1",
        )

        def meanwhile(then: str = then) -> None:
            gevent.sleep(3)
            step.write_text(then)

        taskings, listening = silence(rig, min(20, len(rig.handsets)), meanwhile)
        early = [seconds for seconds in listening.heard.values() if seconds < WITHIN_S - 5]
        found = finish(rig, taskings, listening, WITHIN_S + 5)
        outcome.measured += [f"{first} to {then}: {what}" for what in found.measured]
        outcome.failed += [f"{first} to {then}: {what}" for what in found.failed]
        outcome.must(not early, f"{len(early)} early")
        rig.restore()
    rig.again(rig.workers)
    return outcome


@fault("F37", "nobody receives, nothing says so", "voice call needed <= 20 s, every time")
def nobody_answers(rig: Rig, _seconds: float) -> Outcome:
    total = 500
    heard: list[float] = []
    outcome = Outcome()
    batch = len(rig.handsets) // 2
    for done in range(0, total, batch):
        taskings, listening = silence(rig, min(batch, total - done))
        found = finish(rig, taskings, listening, WITHIN_S)
        outcome.failed += found.failed
        heard += listening.heard.values()
        rig.restore()
    return outcome.must(
        len(heard) == total,
        f"{len(heard)} of {total} alarmed; p95 {percentiles(heard)[1]:.1f} s, max {max(heard, default=0):.1f} s",
    )

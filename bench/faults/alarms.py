"""Nobody answers: the board must say so within twenty seconds, whatever happens to the worker or to its clock."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import gevent

from bench.device import Handset
from bench.faults import NotRun, Outcome, concluded, fault
from bench.faults.commands import give
from bench.rig import Rig, percentiles, until
from deploy.ground import tools

WITHIN_S = 20.0
# The step that rings is due after so long (code list `escalation_steps`).
DUE_S = 18.0


class Listening:
    """What the boards were told of alarms. Times are this process's monotonic ones, which no fault touches."""

    def __init__(self, rig: Rig) -> None:
        self.asked_at: dict[str, float] = {}
        self.heard_at: dict[str, float] = {}
        for board in rig.boards:
            board.on_message = self._hear

    def _hear(self, _board: Any, message: dict[str, Any]) -> None:
        body = message["body"]
        if message["kind"] == "tasking.changed" and body.get("alarm") == "voice":
            self.heard_at.setdefault(body["id"], time.monotonic())

    def took(self) -> list[float]:
        """Seconds from the answer to `task_unit` to the alarm, for those that were heard."""
        return [self.heard_at[one] - at for one, at in self.asked_at.items() if one in self.heard_at]

    def is_complete(self) -> bool:
        return len(self.took()) == len(self.asked_at)


def send_away(handsets: list[Handset]) -> None:
    for handset in handsets:
        handset.stays_away = True
        handset.link.close()


def task(rig: Rig, handsets: list[Handset], listening: Listening) -> None:
    """Task each of them to an immediate incident."""
    incidents = rig.world.open_incidents(max(1, len(handsets) // 4), grade="I")
    for number, handset in enumerate(handsets):
        tasking = str(uuid4())
        give(
            rig.boards[number % len(rig.boards)],
            "task_unit",
            tasking_id=tasking,
            incident_id=incidents[number % len(incidents)],
            unit_id=handset.person.unit_id,
            override=True,
        )
        listening.asked_at[tasking] = time.monotonic()


def silence(rig: Rig, handsets: list[Handset], meanwhile: Callable[[], None] | None = None) -> Listening:
    """Task units whose devices are away, wait for the alarms, withdraw, and let the devices come back."""
    listening = Listening(rig)
    send_away(handsets)
    task(rig, handsets, listening)
    if meanwhile:
        meanwhile()
    end = time.monotonic() + WITHIN_S + 10
    while not listening.is_complete() and time.monotonic() < end:
        gevent.sleep(0.2)
    for number, tasking in enumerate(listening.asked_at):
        give(rig.boards[number % len(rig.boards)], "withdraw_tasking", tasking_id=tasking, reason="not_needed")
    for board in rig.boards:
        board.on_message = None
    for handset in handsets:
        handset.stays_away = False
    until(lambda: all(handset.is_linked for handset in handsets), 60, "those who were away are back")
    return listening


def alarmed(outcome: Outcome, listening: Listening, limit_s: float, floor_s: float = 0.0) -> Outcome:
    took = listening.took()
    outcome.must(listening.is_complete(), f"{len(took)} of {len(listening.asked_at)} alarmed")
    if took:
        p50, p95, _ = percentiles(took)
        outcome.within(max(took), limit_s, floor_s, f"after p50 {p50:.1f}, p95 {p95:.1f}, max")
    return outcome


@fault("F05", "kill -9 the worker while alarms are due", "alarms <= 2 s late, none missing")
def kill_the_worker(rig: Rig, _seconds: float) -> Outcome:
    rig.begin_round()
    back: list[float] = []

    def meanwhile() -> None:
        # The last one dies when they fall due.
        for pause in (4.0, 4.0, 8.0):
            gevent.sleep(pause)
            began = time.monotonic()
            rig.workers[0].kill()
            rig.workers[0].start()
            back.append(time.monotonic() - began)

    with rig.taken(min(60, len(rig.handsets) // 2)) as handsets:
        listening = silence(rig, handsets, meanwhile)
    # There is one worker here, so an alarm that falls due while it starts again waits for it: that is the floor.
    outcome = Outcome().note(f"killed {len(back)} times, back after at most {max(back):.1f} s")
    return concluded(rig, alarmed(outcome, listening, WITHIN_S + 2, max(back)))


@fault("F30", "the server's clock steps by a minute", "no alarm left out or more than 5 s wrong")
def clock_step(rig: Rig, _seconds: float) -> Outcome:
    library = tools.paths().get("LIBFAKETIME")
    if not library:
        raise NotRun("there is no libfaketime")
    rig.begin_round()
    outcome = Outcome()
    step = rig.folder / "clock"
    for first, then in (("+0", "+60"), ("+60", "+0")):
        step.write_text(first)
        rig.again(
            rig.servers,
            LD_PRELOAD=library,
            FAKETIME_TIMESTAMP_FILE=str(step),
            FAKETIME_NO_CACHE="1",
            FAKETIME_DONT_FAKE_MONOTONIC="1",
        )
        until(lambda: all(device.is_linked for device in rig.devices), 60, "everybody is back")

        def meanwhile(then: str = then) -> None:
            gevent.sleep(3)
            step.write_text(then)

        with rig.taken(min(20, len(rig.handsets) // 2)) as handsets:
            listening = silence(rig, handsets, meanwhile)
        early = sum(seconds < DUE_S - 5 for seconds in listening.took())
        outcome.note(f"{first} to {then}")
        alarmed(outcome, listening, DUE_S + 5)
        outcome.must(not early, f"{early} early")
    rig.again(rig.servers)
    return concluded(rig, outcome)


@fault(
    "F37",
    "nobody receives, nothing says so; the push service takes everything",
    "voice call needed <= 20 s, every time",
)
def nobody_answers(rig: Rig, _seconds: float) -> Outcome:
    rig.begin_round()
    total = 100 if rig.is_one_run else 500
    batch = min(total, max(1, len(rig.handsets) // 2))
    took: list[float] = []
    for done in range(0, total, batch):
        with rig.taken(min(batch, total - done)) as handsets, rig.push.subscribed(handsets, "takes"):
            took += silence(rig, handsets).took()
    outcome = Outcome().must(len(took) == total, f"{len(took)} of {total} alarmed")
    outcome.note(f"{rig.push.counted('takes')} pushes taken and thrown away")
    p50, p95, _ = percentiles(took)
    outcome.within(max(took, default=99.0), WITHIN_S, 0.0, f"p50 {p50:.1f}, p95 {p95:.1f}, max")
    return concluded(rig, outcome)

"""The floor: what everything takes on this machine now, without any fault. Each fault's times are said beside it."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

import gevent


@dataclass(frozen=True)
class Quiet:
    """95th percentiles under the load alone."""

    # From the time of a tasking in the database to its frame on the handset, and until it was applied by whichever way it came.
    frame_ms: float = 0.0
    tasking_s: float = 0.0
    # A command until it was answered, and a snapshot of a handset.
    answer_s: float = 0.0
    ask_s: float = 0.0

    def __str__(self) -> str:
        return (
            f"tasking to handset p95 {self.frame_ms:.0f} ms, applied p95 {self.tasking_s:.2f} s,"
            f" command answered p95 {self.answer_s:.2f} s, GET /api/handset p95 {self.ask_s:.2f} s"
        )


def measure(rig: Any, seconds: float) -> Quiet:
    """A round without a fault."""
    rig.begin_round()
    took: list[float] = []
    asking = gevent.spawn(_ask_now_and_then, rig.handsets[-1], seconds, took)
    rig.drive(seconds)
    asking.join()
    rig.settle()
    seen = [device.seen for device in rig.devices]
    frames = [ms for handset in rig.handsets for kind, ms in handset.seen.frames if kind == "tasking.assigned"]
    answers = [one.answered_at - one.made_at for one_seen in seen for one in one_seen.asked if one.answered_at]
    applied = [took for handset in rig.handsets for took in handset.seen.applied_after_s]
    return Quiet(*(percentiles(values)[1] for values in (frames, applied, answers, took)))


def _ask_now_and_then(handset: Any, seconds: float, took: list[float]) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        began = time.monotonic()
        try:
            handset.ask("GET", "/api/handset")
        except OSError:
            continue
        took.append(time.monotonic() - began)
        gevent.sleep(0.2)


def percentiles(values: list[float]) -> tuple[float, float, float]:
    """p50, p95 and p99; nan of nothing."""
    if not values:
        return (float("nan"),) * 3
    ordered = sorted(values)
    p50, p95, p99 = (ordered[min(len(ordered) - 1, int(len(ordered) * share))] for share in (0.5, 0.95, 0.99))
    return p50, p95, p99

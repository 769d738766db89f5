"""Redis dies, freezes, and comes back empty. It carries wake-ups only, so at most they come a second later."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable

import gevent

from bench.faults import NotRun, Outcome, fault, under_load
from bench.processes import Process
from bench.rig import Rig, percentiles


def with_redis(rig: Rig, seconds: float, break_it: Callable[[Process], None], limit_ms: float = 250) -> Outcome:
    """A round in which wake-ups go by Redis until it breaks; answers before and after are compared."""
    if not (redis := rig.redis):
        raise NotRun("there is no redis-server")
    broke_at: list[float] = []

    def inject() -> None:
        gevent.sleep(seconds / 2)
        broke_at.append(time.time())
        break_it(redis)

    return compare(rig, under_load(rig, seconds, inject), broke_at[0], limit_ms)


def compare(rig: Rig, outcome: Outcome, broke_at: float, limit_ms: float) -> Outcome:
    before, after = (
        percentiles(
            [
                (asked.answered_at - asked.made_at) * 1000
                for device in rig.devices
                for asked in device.seen.asked
                if asked.answered_at and (asked.made_at > broke_at) == is_after
            ]
        )[1]
        for is_after in (False, True)
    )
    came = [took for handset in rig.handsets for took in handset.seen.applied_after_s]
    outcome.within(
        after, before + limit_ms, rig.quiet.answer_s * 1000, f"answers p95 {before:.0f} ms before, after", "ms"
    )
    return outcome.must(
        max(came, default=99) <= 15,
        f"tasking to handset p95 {percentiles(came)[1]:.2f} s, max {max(came, default=99):.2f} s"
        f" (floor p95 {rig.quiet.tasking_s:.2f})",
    )


@fault("F13", "Redis killed", "writes p95 +<= 100 ms; caught up <= 15 s; 0 lost")
def kill_redis(rig: Rig, seconds: float) -> Outcome:
    return with_redis(rig, seconds, lambda redis: redis.kill(), limit_ms=100)


@fault("F14", "Redis frozen", "no request waits > 250 ms for it; 0 lost")
def freeze_redis(rig: Rig, seconds: float) -> Outcome:
    return with_redis(rig, seconds, lambda redis: redis.send(signal.SIGSTOP))


@fault("F15", "Redis comes back empty", "0/0/0")
def empty_redis(rig: Rig, seconds: float) -> Outcome:
    def restart(redis: Process) -> None:
        redis.kill()
        redis.start()

    return with_redis(rig, seconds, restart)

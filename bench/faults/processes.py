"""Server processes that die, by role, at random points and at the worst ones."""

from __future__ import annotations

import random
import signal
import time
from collections.abc import Callable
from contextlib import suppress

import gevent

from bench.faults import Outcome, codes, fault, under_load, unsettled
from bench.processes import Server
from bench.rig import Rig, percentiles, until

# systemd waits a second before it starts a process again (deploy/examples).
RESTART_S = 1.0
# At twenty taskings a second ten are committed in it.
UNCARRIED_S = 0.5


def kill_again_and_again(next_one: Callable[[], Server], seconds: float, back: list[float]) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end - 3:
        gevent.sleep(random.uniform(1.0, 4.0))
        died, server = time.monotonic(), next_one()
        server.kill()
        gevent.sleep(RESTART_S)
        server.start()
        back.append(time.monotonic() - died)


@fault("F01", "kill -9 the web process, again and again", "0 lost, twice, false; back p95 <= 10 s")
def kill_the_web(rig: Rig, seconds: float) -> Outcome:
    back: list[float] = []
    outcome = under_load(rig, seconds, lambda: kill_again_and_again(lambda: random.choice(rig.webs), seconds, back))
    floor = RESTART_S + rig.start_s["web"]
    return outcome.within(percentiles(back)[1], 10, floor, f"killed {len(back)} times, back p95")


@fault("F02", "kill -9 the gateway, again and again", "0/0/0; caught up <= 15 s; <= 50 reconnects/s")
def kill_the_gateway(rig: Rig, seconds: float) -> Outcome:
    back: list[float] = []
    outcome = under_load(rig, seconds, lambda: kill_again_and_again(rig.fullest_gateway, seconds, back))
    linked = sorted(at for device in rig.devices for at in device.seen.linked_at)
    peak = max((sum(1 for other in linked if at <= other < at + 1) for at in linked), default=0)
    caught_up = max((took for device in rig.devices for took in device.seen.caught_up_s), default=0.0)
    floor = RESTART_S + rig.start_s["gateway"]
    outcome.note(f"killed {len(back)} times, process back p95 {percentiles(back)[1]:.1f} s (floor {floor:.1f})")
    # The limit is meant for one gateway of two thousand; everybody of two hundred may come in four seconds.
    outcome.note(f"reconnect peak {peak}/s of {len(rig.devices)}")
    return outcome.within(caught_up, 15, rig.quiet.tasking_s, "link to caught up at most")


@fault("F03", "kill -9 the gateway between COMMIT and poke", "taskings fetched p95 <= 5 s, 0 lost")
def kill_before_the_poke(rig: Rig, seconds: float) -> Outcome:
    def inject() -> None:
        for _ in range(max(1, int(seconds / 10))):
            gevent.sleep(random.uniform(1.0, 4.0))
            dying = rig.fullest_gateway()
            # What is committed meanwhile is not carried any more.
            dying.send(signal.SIGSTOP)
            gevent.sleep(UNCARRIED_S)
            dying.kill()
            gevent.sleep(RESTART_S)
            dying.start()

    outcome = under_load(rig, seconds, inject)
    after = [took for handset in rig.handsets for took in handset.seen.applied_after_s]
    outcome.note(f"killed {max(1, int(seconds / 10))} times, committed to applied max {max(after, default=0):.1f} s")
    # With `--gateways 1` only HTTP is left until it is back, which a device without a link asks every 12 s.
    return outcome.within(percentiles(after)[1], 5, RESTART_S + rig.start_s["gateway"], "p95")


@fault("F04", "kill -9 the web between COMMIT and answer", "asked again, done once, the same answer")
def kill_before_the_answer(rig: Rig, seconds: float) -> Outcome:
    def inject() -> None:
        for _ in range(max(1, int(seconds / 10))):
            rig.again(rig.webs, BLUELAMP_FAILPOINT=f"before_answer:{random.randint(10, 40)}")
            until(lambda: not rig.webs[0].is_up(), 60, "the web process killed itself")
            gevent.sleep(RESTART_S)
            rig.webs[0].start()

    outcome = under_load(rig, seconds, inject)
    repeated = [asked for device in rig.devices for asked in device.seen.asked if asked.attempts > 1]
    # Where the load goes on, the last of them may still be on their way.
    with suppress(RuntimeError):
        until(lambda: all(asked.answered_at for asked in repeated), 30, "what was asked again is answered")
    answered = sum(asked.answered_at is not None for asked in repeated)
    if answered < len(repeated):
        outcome.failed += unsettled(rig)
    return outcome.must(
        answered == len(repeated) > 0, f"{len(repeated)} commands repeated, {answered} answered; {codes(rig)}"
    )

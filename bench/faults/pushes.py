"""Push services that forget, refuse, break, hang, drip, flood, or are not there. Whoever has a socket must not feel it."""

from __future__ import annotations

import os
import time
from collections.abc import Callable

import gevent

from bench.device import Handset
from bench.faults import NotRun, Outcome, concluded, fault, under_load
from bench.faults.alarms import WITHIN_S, Listening, alarmed, silence
from bench.faults.floods import ask_on_and_on, frames_ms
from bench.push_services import Call, PushService, alerts, endpoint, ring, subscribe
from bench.rig import Rig, percentiles, until

# So many may be on their way to one service at once (push/lanes.py).
AT_ONCE = 24
FIRST_PAUSE_S = 15.0


def others(rig: Rig, outcome: Outcome, took_ms: list[float] | None = None) -> Outcome:
    """Those who are connected feel nothing."""
    outcome.within(percentiles(frames_ms(rig))[1], 1_000, rig.quiet.frame_ms, "tasking to connected handsets p95", "ms")
    if took_ms:
        outcome.within(percentiles(took_ms)[2], 500, rig.quiet.ask_s * 1000, "API p99", "ms")
    return outcome


def to_good(rig: Rig, devices: list[Handset], seconds: float) -> list[float]:
    """Test pushes to the service that works, one after the other: seconds from the question to the call."""
    took: list[float] = []
    end = time.monotonic() + seconds
    number = 0
    while time.monotonic() < end:
        device = devices[number % len(devices)]
        number += 1
        before, began = len(rig.push.good.calls), time.monotonic()
        ring(device)
        calls = rig.push.good.calls
        until(lambda before=before, calls=calls: len(calls) > before, 20, "the working service was called")
        took.append(calls[-1].at - began)
        # Four tests a minute are allowed to each.
        gevent.sleep(max(0.3, 16.0 / len(devices)))
    return took


def watch(
    rig: Rig, seconds: float, break_it: Callable[[list[Handset]], None], word: str
) -> tuple[Outcome, list[float]]:
    """A round in which some devices are at the bad service and some at the good one. Returns also the good one's times."""
    well: list[float] = []
    took: list[float] = []
    with rig.taken(40) as handsets:
        bad, good = handsets[:20], handsets[20:]

        def inject() -> None:
            asking = gevent.spawn(ask_on_and_on, rig, seconds, took)
            ringing = gevent.spawn(lambda: well.extend(to_good(rig, good, seconds)))
            break_it(bad)
            gevent.joinall([asking, ringing])

        with rig.push.subscribed(bad, word), rig.push.subscribed(good, "takes", well=True):
            try:
                outcome = under_load(rig, seconds, inject)
            finally:
                rig.push.bad.manner = None
    outcome.within(percentiles(well)[1], 2, 0.0, f"{len(well)} pushes to another service p95")
    return others(rig, outcome, took), well


@fault(
    "F33", "push service says 404 or 410", "retired after 1 answer unless renewed; the officer is told; alarm <= 20 s"
)
def gone(rig: Rig, _seconds: float) -> Outcome:
    rig.begin_round()
    service, outcome = rig.push.bad, Outcome()
    with rig.taken(21) as handsets:
        words = ["gone", "missing"] * 10 + ["gonelater"]
        for word, handset in zip(words, handsets, strict=True):
            subscribe(handset, endpoint(service, word, handset), str(rig.push.keys))
        renewing, before = handsets[-1], service.counted("gone") + service.counted("missing")
        listening = silence(rig, handsets, lambda: renew_in_time(rig, service, renewing, before))
        calls = [called(service, handset) for handset in handsets[:-1]]
        told = [alerts(handset) for handset in handsets]
        # It was called gone for what it had before it renewed: it is tried again with what it has now.
        kept = told[-1]["held"] is not None and len(called(service, renewing)) >= 2
        service.manner = None
    retired = sum(one["held"] is None and one["retired_reason"] == "gone" for one in told[:-1])
    once = sum(len(one) == 1 for one in calls)
    outcome.must(once == retired == 20, f"{once} of 20 called once, {retired} retired and told so at the next open")
    outcome.must(
        kept, "the one that had renewed since is kept and called again" if kept else "a renewed one was given up"
    )
    return concluded(rig, alarmed(outcome, listening, WITHIN_S))


def called(service: PushService, handset: Handset) -> list[Call]:
    return [call for call in service.calls if call.path.endswith(handset.device_id)]


def renew_in_time(rig: Rig, service: PushService, handset: Handset, before: int) -> None:
    """The device renews while the service takes its time to call it gone."""
    until(lambda: called(service, handset), 20, "the slow one was called")
    subscribe(handset, endpoint(service, "gonelater", handset), str(rig.push.keys))
    # The first answer is on its way; what is called after it is taken.
    until(lambda: service.counted("gone") + service.counted("missing") >= before + 20, 20, "all were called")
    service.manner = "takes"


@fault("F34", "push service says 429, Retry-After 60", "not called for 60 s +- 5; others not delayed")
def busy(rig: Rig, _seconds: float) -> Outcome:
    if rig.is_one_run:
        raise NotRun("takes 75 s by its nature: run by itself")
    began, until_first = len(rig.push.bad.calls), [0.0]

    def break_it(bad: list[Handset]) -> None:
        for handset in bad[:10]:
            ring(handset)
        until(lambda: len(rig.push.bad.calls) > began, 20, "it was called")
        until_first[0] = rig.push.bad.calls[began].at
        gevent.sleep(10)
        for handset in bad[10:]:
            ring(handset)
        gevent.sleep(45)
        rig.push.bad.manner = "takes"

    outcome, _ = watch(rig, 80.0, break_it, "busy")
    calls = [call.at - until_first[0] for call in rig.push.bad.calls[began:]]
    # Those that were on their way when it said so had left already.
    early = sum(2.0 < at < 55.0 for at in calls)
    again = min((at for at in calls if at >= 55.0), default=float("inf"))
    outcome.must(early == 0, f"{sum(at <= 2.0 for at in calls)} on their way at first, then {early} calls within 55 s")
    return outcome.must(again <= 66, f"called again after {again:.0f} s")


@fault("F35", "push service says 500, 502, 503", "<= 6 tries each; breaker opens after 5 in a row; nobody waits")
def broken(rig: Rig, seconds: float) -> Outcome:
    if rig.is_one_run:
        raise NotRun("its pauses take longer than a turn: run by itself")
    began = len(rig.push.bad.calls)

    def break_it(bad: list[Handset]) -> None:
        for handset in bad:
            ring(handset)
        gevent.sleep(max(40.0, seconds))
        rig.push.bad.manner = "takes"
        last = len(rig.push.bad.calls)
        until(lambda: len(rig.push.bad.calls) - last >= len(bad), 130, "what waited is sent when it works again")

    outcome, _ = watch(rig, max(40.0, seconds) + 20, break_it, "broken")
    calls = [call.at for call in rig.push.bad.calls[began:]]
    first = [at for at in calls if at - calls[0] < FIRST_PAUSE_S * 0.9]
    most = rig.postgres.rows("SELECT max(attempts) FROM pushes")[0][0]
    outcome.must(
        5 <= len(first) <= AT_ONCE + 5,
        f"{len(first)} calls until the breaker opened, none in the {FIRST_PAUSE_S:.0f} s after",
    )
    return outcome.must(
        most <= 6, f"{len(calls)} calls in all, at most {most} tries of one push; all sent when it worked again"
    )


@fault("F36", "push service hangs, drips or sends 200 MB", "freed <= 5 s; <= 64 KB read; other pushes p95 <= 2 s")
def misbehaving(rig: Rig, seconds: float) -> Outcome:
    began = len(rig.push.bad.calls)

    def break_it(bad: list[Handset]) -> None:
        for number, handset in enumerate(bad):
            word = ("hang", "drip", "flood")[number % 3]
            subscribe(handset, endpoint(rig.push.bad, word, handset), str(rig.push.keys))
            ring(handset)
        gevent.sleep(8)

    memory = rig.workers[0].rss_mb()
    outcome, _ = watch(rig, max(seconds, 20.0), break_it, "hang")
    calls = rig.push.bad.calls[began:]
    held = [(call.ended_at or time.monotonic()) - call.at for call in calls]
    outcome.must(bool(held), f"{len(held)} calls")
    outcome.within(max(held, default=99.0), 5.6, 0.0, "each let go after at most")
    # What the two kernels hold between us is in it: the sender itself reads the head and no more (tests/postman).
    most = max((call.wrote for call in calls), default=0)
    outcome.must(most < 3_000_000, f"of 200 MB at most {most / 1000:.0f} KB left, kernels' buffers included")
    return outcome.must(rig.workers[0].rss_mb() - memory < 5, f"worker {rig.workers[0].rss_mb() - memory:+.1f} MB")


@fault("F38", "no push service can be reached", "connected devices p95 <= 1 s; alarm <= 20 s")
def unreachable(rig: Rig, seconds: float) -> Outcome:
    if not (os.environ.get("BENCH_NETWORK") and rig.firewall.is_there):
        raise NotRun("needs root and iptables to cut a line")
    took: list[float] = []
    heard: list[Listening] = []
    with rig.taken(20) as handsets:

        def inject() -> None:
            for service in (rig.push.bad, rig.push.good):
                rig.firewall.cut_port(service.port)
            asking = gevent.spawn(ask_on_and_on, rig, 15.0, took)
            heard.append(silence(rig, handsets))
            asking.join()
            rig.firewall.heal()

        with rig.push.subscribed(handsets, "takes"):
            outcome = under_load(rig, seconds, inject)
    return others(rig, alarmed(outcome, heard[0], WITHIN_S), took)

"""The network between devices and server: gone, half gone, slow, cutting answers in two, or a hotel's."""

from __future__ import annotations

import os
import time
from collections.abc import Callable

import gevent

from bench.chaos import Proxy, Weather
from bench.device import Handset
from bench.faults import NotRun, Outcome, fault, under_load
from bench.history import Asked
from bench.net import DATABASE_PORT
from bench.rig import Rig, percentiles, until

# Sixty-two of the first handsets have addresses in here.
SOME = "127.1.1.0/26"
# How old the taps say that they are which waited for the network: a tunnel, a cellar, a meal, a duty.
AGES_S = (5.0, 60.0, 600.0, 8 * 3600.0)


def some(rig: Rig) -> list[Handset]:
    return rig.handsets[:62]


def partition(rig: Rig, seconds: float, *rules: tuple[str, str]) -> Outcome:
    """Some handsets lose the network for a while."""
    if not (os.environ.get("BENCH_NETWORK") and rig.firewall.is_there):
        raise NotRun("needs root and iptables to cut a line")
    # Long enough that the boards must say so.
    lasted = max(20.0, seconds - 8)
    healed: list[float] = []
    cut: list[float] = []
    taps: list[tuple[float, Asked]] = []

    def inject() -> None:
        gevent.sleep(3)
        cut.append(time.time())
        for rule in rules:
            rig.firewall.drop(*rule)
        taps.extend(tap(handset, AGES_S[number % len(AGES_S)]) for number, handset in enumerate(some(rig)))
        gevent.sleep(lasted)
        rig.firewall.heal()
        began = time.monotonic()
        until(lambda: all(handset.is_linked for handset in some(rig)), 60, "those who were cut off are back")
        healed.append(time.monotonic() - began)

    outcome = under_load(rig, seconds, inject)
    outcome.note(f"{len(some(rig))} handsets cut off for {lasted:.0f} s, linked again {healed[0]:.1f} s after")
    caught_up = percentiles([took for handset in some(rig) for took in handset.seen.caught_up_s])[1]
    outcome.within(caught_up, 5, rig.quiet.tasking_s, "link to caught up p95")
    outcome.note(f"{len(taps)} taps of *available* waited meanwhile: {what_came_of(taps)}")
    return said_lost(rig, outcome, cut[0])


def tap(handset: Handset, age_s: float) -> tuple[float, Asked]:
    """An officer taps *available* without signal; so long ago, as far as the command says."""
    return age_s, handset.command("set_status", late_s=age_s, status="2")


def what_came_of(taps: list[tuple[float, Asked]]) -> str:
    found: dict[float, set[str]] = {}
    for age_s, asked in taps:
        found.setdefault(age_s, set()).add(asked.outcome or "open")
    return ", ".join(f"{age_s:g} s old {' or '.join(sorted(said))}" for age_s, said in sorted(found.items()))


def said_lost(rig: Rig, outcome: Outcome, cut_at: float) -> Outcome:
    """When the boards said of each of them that contact is lost: all of them, the last no later than it may be."""
    units = {handset.person.unit_id for handset in some(rig)}
    first: dict[str, float] = {}
    for board in rig.boards:
        for at, unit, state, _ in board.seen.presence:
            if unit in units and state == "contact_lost" and at > cut_at:
                first[unit] = min(first.get(unit, at), at)
    late = max((at - cut_at for at in first.values()), default=float("inf"))
    # 15 s after the last word that was heard, which was at most a heartbeat before the cut, and a second until it is told.
    return outcome.must(
        len(first) == len(units) and late <= 16.5,
        f"contact lost told of {len(first)} of {len(units)}, the last after {late:.1f} s",
    )


@fault("F16", "devices cut off from the server", "contact lost <= 15 s; caught up <= 5 s after; 0/0/0")
def cut_off(rig: Rig, seconds: float) -> Outcome:
    return partition(rig, seconds, ("-s", SOME), ("-d", SOME))


@fault("F17", "devices hear and cannot speak", "as F16; no rung beyond sent")
def mute(rig: Rig, seconds: float) -> Outcome:
    return partition(rig, seconds, ("-s", SOME))


@fault("F19", "the gateway cut off from the database", "devices ask by HTTP <= 15 s; 0 lost")
def cut_gateway(rig: Rig, seconds: float) -> Outcome:
    if not os.environ.get("BENCH_NETWORK"):
        raise NotRun("needs a database by TCP in a network of its own")
    weather = Weather()
    line = Proxy(DATABASE_PORT, weather)
    moved = {name: url.replace(f":{DATABASE_PORT}/", f":{line.port}/") for name, url in rig.postgres.by_network.items()}
    rig.again(rig.gateways, **moved)
    rig.calm()

    def inject() -> None:
        gevent.sleep(3)
        weather.is_stalled = True
        gevent.sleep(max(5.0, seconds - 8))
        weather.is_stalled = False

    try:
        outcome = under_load(rig, seconds, inject)
    finally:
        rig.again(rig.gateways)
        line.close()
    came = [took for handset in rig.handsets for took in handset.seen.applied_after_s]
    outcome.note(f"tasking to handset p95 {percentiles(came)[1]:.1f} s")
    return outcome.within(max(came, default=99.0), 15, rig.quiet.tasking_s, "at most")


def through(
    rig: Rig, weather: Weather, seconds: float, inject: Callable[[], None], within_s: float = 60.0
) -> tuple[Outcome, int]:
    """A round in which every device's HTTP goes through bad weather; and how many answers were cut."""
    proxies = [Proxy(port, weather) for port in rig.doors.web]
    rig.doors.web[:] = [proxy.port for proxy in proxies]
    try:
        return under_load(rig, seconds, inject, within_s), sum(proxy.cuts for proxy in proxies)
    finally:
        rig.doors.web[:] = [one.port for one in rig.webs]
        for proxy in proxies:
            proxy.close()


@fault("F20", "a hotel's page in place of every answer", "0 commands dropped")
def portal(rig: Rig, seconds: float) -> Outcome:
    weather = Weather()

    def inject() -> None:
        gevent.sleep(3)
        weather.is_portal = True
        for device in rig.devices:
            device.forget_lines()
        gevent.sleep(max(4.0, seconds - 8))
        weather.is_portal = False

    outcome, _ = through(rig, weather, seconds, inject)
    waited = [asked for device in rig.devices for asked in device.seen.asked if asked.attempts > 1]
    until(lambda: all(asked.answered_at for asked in waited), 60, "what waited is answered")
    return outcome.must(
        all(asked.outcome for asked in waited), f"{len(waited)} commands waited, all answered in the end"
    )


def change_over(rig: Rig) -> None:
    """All handsets leave their line and take one of those that there are now."""
    for handset in rig.handsets:
        handset.is_linked = False
        handset.link.close()
    until(lambda: all(handset.is_linked for handset in rig.handsets), 60, "everybody is linked by the other line")


@fault("F22", "400 kb/s and 800 ms there and back", "tasking on the device p95 <= 4 s; commands p95 <= 5 s")
def slow(rig: Rig, seconds: float) -> Outcome:
    weather = Weather(delay_s=0.4, bits_per_s=400_000)
    sockets = [Proxy(port, weather) for port in rig.doors.sockets]
    rig.doors.sockets[:] = [proxy.port for proxy in sockets]
    change_over(rig)
    if rig.is_one_run:
        # What was sent while they changed over is no measure of the line.
        gevent.sleep(6)
    outcome, _ = through(rig, weather, seconds, lambda: None)
    came = [took for handset in rig.handsets for took in handset.seen.applied_after_s]
    took = [
        asked.answered_at - asked.made_at
        for handset in rig.handsets
        for asked in handset.seen.asked
        if asked.answered_at
    ]
    for proxy in sockets:
        proxy.close()
    # What stands would go on over the slow line.
    rig.doors.sockets[:] = [gateway.port for gateway in rig.gateways]
    change_over(rig)
    outcome.within(percentiles(came)[1], 4, rig.quiet.tasking_s, "tasking to handset p95")
    return outcome.within(percentiles(took)[1], 5, rig.quiet.answer_s, "commands p95")


@fault("F23", "every tenth answer cut in the middle", "0/0/0")
def reset(rig: Rig, seconds: float) -> Outcome:
    outcome, cuts = through(rig, Weather(cut_share=0.1), seconds, lambda: None)
    commands = sum(len(device.seen.asked) for device in rig.devices)
    return outcome.must(cuts > 0, f"{commands} commands, {cuts} answers cut")

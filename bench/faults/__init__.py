"""Faults: each breaks one thing while the standard load runs, and says whether what must hold held."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

import gevent
from gevent.event import Event

from bench.checker import Verdict
from bench.rig import Rig


class NotRun(Exception):
    """This fault could not be made real here; the reason is told."""


@dataclass
class Outcome:
    """What was measured, and what of it was not as it must be."""

    measured: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    def must(self, holds: bool, what: str) -> Outcome:
        """Note a measurement that is a criterion."""
        (self.measured if holds else self.failed).append(what)
        return self

    def note(self, what: str) -> Outcome:
        self.measured.append(what)
        return self

    def within(self, value: float, limit: float, floor: float, what: str, unit: str = "s") -> Outcome:
        """Note a time that is a criterion, beside the same time without the fault.

        On a machine that others use too, what it takes without the fault is not the fault's: a time that only holds without
        it is said to be so.
        """
        said = f"{what} {value:.{1 if unit == 's' else 0}f} {unit} (floor {floor:.{1 if unit == 's' else 0}f})"
        if value > limit and value - floor <= limit:
            return self.note(f"{said}, within {limit:g} over the floor only")
        return self.must(value <= limit, said)


@dataclass(frozen=True)
class Fault:
    """One fault of docs' list F01 to F50."""

    id: str
    what: str
    criterion: str
    run: Callable[[Rig, float], Outcome]


FAULTS: dict[str, Fault] = {}


def fault(
    name: str, what: str, criterion: str
) -> Callable[[Callable[[Rig, float], Outcome]], Callable[[Rig, float], Outcome]]:
    def register(run: Callable[[Rig, float], Outcome]) -> Callable[[Rig, float], Outcome]:
        FAULTS[name] = Fault(name, what, criterion, run)
        return run

    return register


def under_load(rig: Rig, seconds: float, inject: Callable[[], None], within_s: float = 60.0) -> Outcome:
    """A round: the load for so many seconds and for as long as the fault lasts; then everybody catches up and is judged.

    In one run the load goes on all the time, and the judgement comes at the end of it.
    """
    rig.begin_round()
    began, is_over = time.monotonic(), Event()
    driving = None if rig.is_one_run else gevent.spawn(rig.drive, seconds, is_over.is_set)
    try:
        inject()
    finally:
        is_over.set()
    if driving:
        driving.join()
    else:
        gevent.sleep(max(0.0, seconds - (time.monotonic() - began)))
    return concluded(
        rig, Outcome().note(f"{rig.load.done['taskings']} taskings, {rig.load.done['statuses']} statuses"), within_s
    )


def concluded(rig: Rig, outcome: Outcome, within_s: float = 60.0) -> Outcome:
    """Everybody catches up, and the checker judges the round."""
    if rig.is_one_run:
        return outcome
    settled = rig.settle(within_s)
    outcome.must(
        settled is not None, f"all caught up {'never' if settled is None else f'{settled:.1f} s'} after the load"
    )
    if settled is None:
        outcome.failed += unsettled(rig)
    return judged(outcome, rig.verdict())


def unsettled(rig: Rig) -> list[str]:
    """What was still open when time was up."""
    open_commands = [asked for device in rig.devices for asked in device.seen.all_asked if asked.answered_at is None]
    behind = rig.behind()
    return [
        f"{len(open_commands)} commands open: {[(one.kind, one.attempts, one.answers[-2:]) for one in open_commands[:3]]}",
        f"{len(behind)} feeds behind: {behind[:3]}",
    ]


def judged(outcome: Outcome, verdict: Verdict) -> Outcome:
    outcome.must(
        verdict.is_clean,
        f"lost {len(verdict.lost)}, twice {len(verdict.applied_twice)},"
        f" false available {len(verdict.false_available)}, gaps {len(verdict.gaps)}, forgotten {len(verdict.forgotten)},"
        f" two answers {len(verdict.two_answers)}",
    )
    outcome.failed += verdict.examples()
    return outcome


def codes(rig: Rig) -> dict[int, int]:
    """How often each status was answered to a command of this round."""
    found: dict[int, int] = {}
    for device in rig.devices:
        for asked in device.seen.asked:
            for status, _ in asked.answers:
                found[status] = found.get(status, 0) + 1
    return found

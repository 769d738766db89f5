"""Faults: each breaks one thing while the standard load runs, and says whether what must hold held."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import gevent

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
    """A round: the load for so many seconds, the fault in it, everybody catches up, and the checker's verdict."""
    rig.begin_round()
    driving = gevent.spawn(rig.drive, seconds)
    inject()
    driving.join()
    settled = rig.settle(within_s)
    verdict = rig.verdict()
    outcome = Outcome().note(f"{rig.load.done['taskings']} taskings, {rig.load.done['statuses']} statuses")
    outcome.must(
        settled is not None, f"all caught up {'never' if settled is None else f'{settled:.1f} s'} after the load"
    )
    if settled is None:
        outcome.failed += unsettled(rig)
    return judged(outcome, verdict)


def unsettled(rig: Rig) -> list[str]:
    """What was still open when time was up."""
    open_commands = [asked for device in rig.devices for asked in device.seen.asked if asked.answered_at is None]
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

"""Escalation without a database: the order of the steps is data, and an alarm only climbs."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest

from api import clock
from api.codes import service as codes
from api.taskings import plans
from api.taskings.escalator import ClockWatch

STEPS = codes.met_default()["lists"]["escalation_steps"]
BEGAN = datetime(2026, 11, 22, 14, 0, tzinfo=UTC)


def test_an_immediate_tasking_that_nobody_answers_needs_a_voice_call_within_twenty_seconds() -> None:
    steps = plans.steps(STEPS, "I", plans.NEW)
    assert [(step.action, step.after.seconds) for step in steps] == [
        ("wake", 0), ("again", 5), ("amber", 10), ("voice", 18), ("supervisor", 60),
    ]  # fmt: skip


def test_every_grade_has_steps_for_a_new_brief_and_for_a_changed_one() -> None:
    for grade in ("I", "S", "E", "R"):
        for plan in (plans.NEW, plans.CHANGED):
            steps = plans.steps(STEPS, grade, plan)
            assert steps
            assert [step.after for step in steps] == sorted(step.after for step in steps)
            assert {step.action for step in steps} <= {"wake", "again", *plans.ALARMS}


def test_the_next_step_is_due_from_the_beginning_not_from_the_last_step() -> None:
    steps = plans.steps(STEPS, "I", plans.NEW)
    assert plans.due_at(steps, 3, BEGAN) == BEGAN + timedelta(seconds=18)
    assert plans.due_at(steps, len(steps), BEGAN) is None


def test_an_alarm_only_climbs() -> None:
    assert plans.graver(None, "amber")
    assert plans.graver("amber", "voice")
    assert not plans.graver("voice", "amber")
    assert not plans.graver("voice", "voice")


@pytest.mark.parametrize("seconds", [60, -60])
def test_a_clock_that_was_put_is_noticed_by_the_one_that_nobody_can_put(
    monkeypatch: pytest.MonkeyPatch, seconds: int
) -> None:
    watch = ClockWatch()
    real = clock.now
    monkeypatch.setattr(clock, "now", lambda: real() + timedelta(seconds=seconds))
    put = watch.step()
    assert put is not None
    assert round(put[0]) == seconds
    assert put[1] <= real()
    assert watch.step() is None


def test_a_pause_is_no_step_of_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    watch = ClockWatch()
    real, ticks = clock.now, time.monotonic
    monkeypatch.setattr(clock, "now", lambda: real() + timedelta(seconds=90))
    monkeypatch.setattr(time, "monotonic", lambda: ticks() + 90)
    assert watch.step() is None

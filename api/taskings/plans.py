"""Escalation without a database: what is done next when nobody has answered, and what that means for the board's alarm.

The steps are data (code list `escalation_steps`): who is called after how long differs by force and by grade.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Any

NEW, CHANGED = "new", "changed"
PLANS = (NEW, CHANGED)
# A crew was taken off a job, and may be at the door: waited for as a change is, by the steps of that plan.
ENDED = "ended"
# The alarms of the board, each graver than the one before. Only `voice` and above sound.
SUPERVISOR = "supervisor"
ALARMS = ("amber", "voice", SUPERVISOR)
CALLS = ("voice", SUPERVISOR)
# A crew said no: the board sounds until somebody sees to it. It is no step, for nobody is waited for any more.
DECLINED = "declined"


@dataclass(frozen=True)
class Step:
    """One thing that is done `after` the tasking was made, unless it was answered, delivered or read by then."""

    code: str
    label: str
    action: str
    unless: str
    after: timedelta

    def is_needed(self, reached: dict[str, bool]) -> bool:
        """`reached`: what is known of the tasking, by the words that a step may wait for."""
        return not reached[self.unless]


def steps(entries: list[dict[str, Any]], grade: str, plan: str) -> list[Step]:
    """The steps of a grade and plan, in the order of their times."""
    by = CHANGED if plan == ENDED else plan
    mine = [entry for entry in entries if (entry["grade"], entry["plan"]) == (grade, by)]
    made = [
        Step(one["code"], one["label"], one["action"], one["unless"], timedelta(seconds=one["after_s"])) for one in mine
    ]
    return sorted(made, key=lambda step: step.after)


def due_at(plan: list[Step], done: int, began_at: datetime) -> datetime | None:
    """When the next step is due; None when all are done."""
    return began_at + plan[done].after if done < len(plan) else None


def done_at_once(plan: list[Step]) -> int:
    """How many of the first steps are done in the moment in which the tasking is made: waking the devices that sleep."""
    return sum(1 for _ in takewhile(lambda step: step.action == "wake" and not step.after, plan))


def done_by(plan: list[Step], lasted: timedelta) -> int:
    """How many steps of a plan lie behind, when those of another one were done through `lasted`."""
    return bisect_right([step.after for step in plan], lasted)


def next_call(alarm: str | None) -> str:
    """The alarm that calls somebody who was not called by the last one."""
    return SUPERVISOR if alarm in CALLS else "voice"


def graver(alarm: str | None, new: str) -> bool:
    """An alarm only ever climbs."""
    return alarm is None or ALARMS.index(new) > ALARMS.index(alarm)


def anew(alarm: str, new: str) -> str | None:
    """What an alarm of an earlier waiting becomes by one of this: it is called again, never by less; None where that is no call."""
    if ALARMS.index(new) >= ALARMS.index(alarm):
        return new
    return alarm if new in CALLS else None


def gravest(done: list[Step]) -> str | None:
    """The alarm that stands after these steps, if nobody has answered any of them."""
    raised = [step.action for step in done if step.action in ALARMS]
    return max(raised, key=ALARMS.index, default=None)

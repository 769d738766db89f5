"""What an escalation table must hold before it counts: no step that nobody can take, and no grade of which nobody would hear.

The same rules for a file that is loaded and for the page on which the table is changed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from api.taskings.plans import ALARMS, CALLS, CHANGED, NEW, PLANS

LIST = "escalation_steps"
# The words of a step where the table has none of its own. What it does follows from the action alone.
ACTIONS = {
    "wake": "Wake sleeping devices",
    "again": "Send again, also to the crew's other devices",
    "amber": "Amber on the board",
    "voice": "Voice call needed",
    "supervisor": "Supervisor; offer for re-assignment",
}
WAITED_FOR = {"delivered": "delivered", "answered": "answered", "read": "read"}
# A tasking that nobody has heard of for a day is no escalation any more.
LONGEST_S = 86_400
# Met grade I: attend within 15 min (domain reference 1.1). That such a tasking was not received is heard within 20 s: what we
# promise, no table takes back.
IMMEDIATE_S, HEARD_WITHIN_S = 900, 20

Entry = dict[str, Any]


@dataclass(frozen=True)
class Fault:
    """What is wrong with a table: at a row (by its place) and one field of it, or with a grade as a whole."""

    words: str
    row: int | None = None
    field: str = ""
    grade: str = ""


def faults(entries: list[Entry], grades: list[Entry]) -> list[Fault]:
    """Everything that is wrong, row by row; then what each grade lacks, if the rows themselves are right."""
    known = [grade["code"] for grade in grades]
    wrong = [fault for row, entry in enumerate(entries) for fault in _of_row(row, entry, entries[:row], known)]
    return wrong or [fault for grade in grades for fault in _of_grade(grade, entries)]


def _of_row(row: int, entry: Entry, before: list[Entry], grades: list[str]) -> Iterator[Fault]:
    choices = (("grade", grades), ("plan", [*PLANS]), ("action", [*ACTIONS]), ("unless", [*WAITED_FOR]))
    for field, known in choices:
        if entry.get(field) not in known:
            yield Fault(f"“{entry.get(field, '')}” is not known. Known are {', '.join(known)}.", row, field)
    after = entry.get("after_s")
    # True is a number to Python.
    if type(after) is not int or not 0 <= after <= LONGEST_S:
        yield Fault(f"Whole seconds from 0 to {LONGEST_S:,} are needed.", row, "after_s")
    if any(_same(entry, other) for other in before):
        yield Fault("This step is there twice.", row, "action")


def _same(one: Entry, other: Entry) -> bool:
    return all(one.get(field) == other.get(field) for field in ("grade", "plan", "action", "after_s"))


def _of_grade(grade: Entry, entries: list[Entry]) -> Iterator[Fault]:
    """Where police are expected by a time, a person must hear of it before that time that a crew did not answer."""
    code, target = grade["code"], grade.get("target_s")
    if target is None:
        return
    mine = [entry for entry in entries if entry["grade"] == code]
    calls = [
        one["after_s"] for one in mine if one["plan"] == NEW and one["action"] in CALLS and one["unless"] == "answered"
    ]
    if not calls or min(calls) > target:
        yield Fault(
            f"Grade {code} needs a voice call or a supervisor unless the crew has answered, within its target of {target:,} s:"
            " without it nobody hears of a crew that does not answer.",
            grade=code,
        )
    heard = [
        one["after_s"] for one in mine if one["plan"] == NEW and one["action"] in CALLS and one["unless"] != "read"
    ]
    if target <= IMMEDIATE_S and heard and min(heard) > HEARD_WITHIN_S:
        yield Fault(
            f"Grade {code} needs a voice call or a supervisor within {HEARD_WITHIN_S} s unless the crew has it or has answered:"
            " an immediate tasking that was not received must be heard of at once.",
            grade=code,
        )
    if not any(one["plan"] == CHANGED and one["action"] in ALARMS and one["unless"] == "read" for one in mine):
        yield Fault(
            f"Grade {code} needs an alarm on the board unless the crew has read it, for a brief that was changed:"
            " without it nobody hears that a change was not read.",
            grade=code,
        )

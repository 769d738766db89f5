"""The escalation table as an administrator sees and changes it, one grade at a time. Each change is another version of the list."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from api.audit import service as audit
from api.audit import states as audit_states
from api.codes import service as codes
from api.errors import Invalid
from api.taskings import plan_rules
from api.taskings.plan_rules import Entry, Fault
from api.taskings.plans import PLANS

_TOLD = ("grade", "plan", "after_s", "action", "unless")


def table(session: Session) -> dict[str, Any]:
    """All steps with the version that they are of, and what there is to choose from."""
    version, lists = codes.number_of(session, plan_rules.LIST), codes.current(session).lists
    steps = lists[plan_rules.LIST]
    return {
        "version": version,
        "grades": [{field: one[field] for field in ("code", "label", "target_s")} for one in lists["grades"]],
        "actions": [{"code": action, "label": _words(action, steps)} for action in plan_rules.ACTIONS],
        "waited_for": [{"code": code, "label": label} for code, label in plan_rules.WAITED_FOR.items()],
        "items": [{field: one.get(field) for field in _TOLD} for one in _in_order(steps, lists["grades"])],
    }


def change(session: Session, body: dict[str, Any]) -> None:
    """From now on these are the steps of a grade, also for what waits. Raises Invalid with the row that is wrong."""
    version, lists = codes.lock(session, plan_rules.LIST), codes.current(session).lists
    former, grade = lists[plan_rules.LIST], body["grade"]
    if version != body["version"]:
        raise Invalid(
            details={"version": ["Somebody else has changed the table. Look at it again and make your change to that."]}
        )
    mine = [{**step, "grade": grade} for step in body["steps"]]
    _refuse_wrong(mine, grade, lists["grades"])
    others = [one for one in former if one["grade"] != grade]
    _refuse_wrong_elsewhere(others, lists["grades"])
    before = [one for one in former if one["grade"] == grade]
    if not (said := _difference(before, mine)):
        return
    audit.note(
        session,
        action="set escalation",
        subject=f"steps of grade {grade}",
        reason=said,
        kind=audit_states.ALTERATION,
    )
    entries = _numbered(_in_order([*others, *mine], lists["grades"]), former)
    codes.replace(session, plan_rules.LIST, entries, f"Grade {grade} changed by an administrator.")


def _refuse_wrong(mine: list[Entry], grade: str, grades: list[Entry]) -> None:
    own = [one for one in grades if one["code"] == grade]
    if not own:
        raise Invalid(details={"grade": ["There is no such grade in the code list."]})
    if wrong := plan_rules.faults(mine, own):
        raise Invalid("The steps are not right, so nothing was changed.", details=_by_row(wrong))


def _by_row(wrong: list[Fault]) -> dict[str, list[str]]:
    """`steps.2.action` for the third row; `grade` for what the grade lacks as a whole."""
    details: dict[str, list[str]] = {}
    for fault in wrong:
        where = "grade" if fault.row is None else f"steps.{fault.row}.{fault.field}"
        details.setdefault(where, []).append(fault.words)
    return details


def _refuse_wrong_elsewhere(others: list[Entry], grades: list[Entry]) -> None:
    """A row from before anybody checked them: it cannot be written again, so it has to go first."""
    wrong = [fault for fault in plan_rules.faults(others, grades) if fault.row is not None]
    if names := sorted({str(others[fault.row or 0].get("grade")) for fault in wrong}):
        raise Invalid(
            details={"grade": [f"Grade {', '.join(names)} has a step that nobody can take. Mend that first."]}
        )


def _difference(before: list[Entry], after: list[Entry]) -> str:
    """For the audit: `removed: new 60 s supervisor unless answered. added: ...`; nothing where nothing has changed."""
    was, now = ({_said(one): None for one in entries} for entries in (before, after))
    parts = {"removed": [one for one in was if one not in now], "added": [one for one in now if one not in was]}
    return " ".join(f"{what}: {', '.join(steps)}." for what, steps in parts.items() if steps)


def _said(one: Entry) -> str:
    return f"{one['plan']} {one['after_s']} s {one['action']} unless {one['unless']}"


def _in_order(entries: list[Entry], grades: list[Entry]) -> list[Entry]:
    rank = {grade["code"]: grade["rank"] for grade in grades}
    place = {plan: at for at, plan in enumerate(PLANS)}
    return sorted(entries, key=lambda one: (rank.get(one["grade"], 99), place.get(one["plan"], 99), one["after_s"]))


def _numbered(entries: list[Entry], former: list[Entry]) -> list[Entry]:
    return [
        {field: one[field] for field in _TOLD}
        | {
            "code": f"{one['grade']}-{one['plan']}-{one['after_s']}-{one['action']}",
            "label": _words(one["action"], former),
            "rank": rank,
        }
        for rank, one in enumerate(entries, start=1)
    ]


def _words(action: str, entries: list[Entry]) -> str:
    """The words that the force's own table has for an action, or ours."""
    own = (one["label"] for one in entries if one["action"] == action)
    return next(own, plan_rules.ACTIONS[action])

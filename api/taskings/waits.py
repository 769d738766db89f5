"""What is waited for: a brief of a tasking, until a person answers it, reads it or says that it is over.

A row says since when, by which plan, and what is due next. What is done when that comes is `escalation`'s.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from api import clock
from api.codes import service as codes
from api.db import before_commit
from api.incidents import service as incidents
from api.incidents.audience import Job
from api.incidents.models import Incident
from api.notices import service as notices
from api.outbox import pushes
from api.outbox.pushes import Waking
from api.taskings import handing_on, lives, plan_rules, plans, states
from api.taskings.handing_on import Start
from api.taskings.models import Escalation, Tasking
from api.taskings.plans import Step

_PLAN = """
    INSERT INTO escalations (tasking_id, brief_revision, plan, grade, made_at, began_at, steps_done, calls_anew, due_at, ended_at, outcome)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT (tasking_id, brief_revision) DO NOTHING
"""
_STAND_DOWN = """
    UPDATE escalations SET ended_at = %(at)s, outcome = %(outcome)s
    WHERE tasking_id = %(tasking)s AND ended_at IS NULL AND (plan = %(plan)s OR %(plan)s = '') AND brief_revision <= %(brief)s
"""
SOON_S = 3_600
_ANY_BRIEF = 2_000_000_000
ALL_DONE = "all steps done"


def begin(session: Session, tasking: Tasking | Job, incident: Incident, plan: str) -> None:
    """From now on somebody waits for an answer to this brief."""
    steps, now = steps_of(session, incident.grade, plan), clock.now()
    start = Start(now, now, plans.done_at_once(steps), calls_anew=False)
    _wait(session, tasking, incident, plan, steps, start)


def begin_again(session: Session, tasking: Tasking, incident: Incident) -> None:
    """The brief changed. The older one is not waited for any more; who has not answered yet is waited for as long as before."""
    plan = plans.NEW if tasking.state == states.ASSIGNED else plans.CHANGED
    steps = steps_of(session, incident.grade, plan)
    start = handing_on.start(session, tasking, incident, plan, steps)
    stand_down(session, tasking, "replaced", incident.brief_revision - 1)
    _wait(session, tasking, incident, plan, steps, start)


def _wait(
    session: Session, tasking: Tasking | Job, incident: Incident, plan: str, steps: list[Step], start: Start
) -> None:
    """Devices that are to be woken at once are woken in this transaction: no worker has to take everything up again for it."""
    if not steps:
        return
    brief = 0 if plan == plans.ENDED else incident.brief_revision
    if plans.done_at_once(steps):
        pushes.wake_at_end(session, waking(tasking, brief, plan, only_asleep=not start.to_all))
    due = plans.due_at(steps, start.steps_done, start.began_at)
    ended = (None, None) if due else (start.made_at, ALL_DONE)
    stands = (start.made_at, start.began_at, start.steps_done, start.calls_anew, due or start.made_at, *ended)
    before_commit(session, _PLAN, (tasking.id, brief, plan, incident.grade, *stands))


def stand_down(session: Session, tasking: Tasking, outcome: str, brief: int | None = None, *, plan: str = "") -> None:
    """A person has said something of a brief, or of whatever holds: nothing more is done for that, and its alarm is over.

    A no is an alarm of its own. What the word is not about is waited for as before.
    """
    through = _ANY_BRIEF if brief is None else brief
    params = {"tasking": tasking.id, "outcome": outcome, "at": clock.now(), "plan": plan, "brief": through}
    # Kept for the end as a new plan is, so that the order of the two stands.
    before_commit(session, _STAND_DOWN, params)
    if outcome == "replaced" or (plan == plans.CHANGED and tasking.state != states.ACKNOWLEDGED):
        # Who has read it has not answered: what calls for that answer goes on calling, and so does what was answered with no.
        return
    if brief is not None and _says_nothing_of_the_newest(session, tasking, brief):
        _go_on(session, tasking, brief)
        return
    lives.call_every_board(session, tasking)
    if outcome == states.DECLINED and _is_expected_soon(session, tasking):
        set_alarm(tasking, plans.DECLINED)
    else:
        tasking.alarm = None


def _says_nothing_of_the_newest(session: Session, tasking: Tasking, brief: int) -> bool:
    newest = session.get_one(Incident, tasking.incident_id).brief_revision
    return max(brief, tasking.read_brief_revision or 0, tasking.told_brief_revision or 0) < newest


def _go_on(session: Session, tasking: Tasking, brief: int) -> None:
    """They were heard of, and did not mean the brief that holds: it is waited for until it is read, since it was written."""
    incident = session.get_one(Incident, tasking.incident_id)
    was_called_to_read = handing_on.is_asked_to_read(session, tasking, incident)
    since = handing_on.first_after(session, tasking, brief)
    row = handing_on.newest(session, tasking, incident)
    if row is None or since is None:
        # The table has nothing for a new tasking of this grade, and may have something for a change.
        lower_alarm(session, tasking, None)
        begin(session, tasking, incident, plans.CHANGED)
    elif was_called_to_read:
        _wait_for_the_rest(session, tasking, row, since)
    else:
        # What called for their answer is over. What is due by now of the other table is done in the next moment.
        lower_alarm(session, tasking, None)
        row.began_at, row.steps_done, row.calls_anew = since, 0, False
        _wait_on(session, row)


def _wait_for_the_rest(session: Session, tasking: Tasking, row: Escalation, since: datetime) -> None:
    """They have read a part. Of the alarm there stays what the waiting for the rest of it has raised by now."""
    if since < row.began_at or (since == row.began_at and not row.calls_anew):
        return
    steps = steps_of(session, row.grade, row.plan)
    row.steps_done = min(row.steps_done, plans.done_by(steps, clock.now() - since))
    lower_alarm(session, tasking, None if row.calls_anew else plans.gravest(steps[: row.steps_done]))
    row.began_at, row.calls_anew = since, False
    _wait_on(session, row)


def _wait_on(session: Session, row: Escalation) -> None:
    row.ended_at = row.outcome = None
    wait_for_next(row, steps_of(session, row.grade, row.plan))


def wait_for_next(row: Escalation, steps: list[Step]) -> None:
    due = plans.due_at(steps, row.steps_done, row.began_at)
    if due:
        row.due_at = due
    else:
        row.ended_at, row.outcome = clock.now(), ALL_DONE


def lower_alarm(session: Session, tasking: Tasking, alarm: str | None) -> None:
    """Whoever was called for more is told that it is over."""
    if tasking.alarm is None or (alarm is not None and not plans.graver(alarm, tasking.alarm)):
        return
    lives.call_every_board(session, tasking)
    set_alarm(tasking, alarm)


def set_alarm(tasking: Tasking, alarm: str | None) -> None:
    tasking.alarm, tasking.alarmed_at = alarm, clock.now() if alarm else tasking.alarmed_at
    tasking.alarm_acknowledged_at = tasking.alarm_acknowledged_by = None


def _is_expected_soon(session: Session, tasking: Tasking) -> bool:
    """Police are expected within the hour: that a crew said no must not wait until somebody looks at the queue."""
    grade = session.get_one(Incident, tasking.incident_id).grade
    target_s = incidents.target_s(codes.current(session), grade)
    return target_s is not None and target_s <= SOON_S


def waking(tasking: Tasking | Job, brief_revision: int, plan: str, *, only_asleep: bool) -> Waking:
    why = "tasking" if plan == plans.NEW else "changed"
    return Waking(tasking.duty_id, why, tasking.id, brief_revision or None, only_asleep)


def steps_of(session: Session, grade: str, plan: str) -> list[Step]:
    return plans.steps(codes.current(session).lists.get(plan_rules.LIST, []), grade, plan)


def follow(session: Session, before: list[dict[str, Any]], after: list[dict[str, Any]]) -> None:
    """The table has changed: what waits goes on by the new one, from where it stands. What failed is tried again at once."""
    for row in session.scalars(select(Escalation).where(Escalation.ended_at.is_(None)).with_for_update()):
        _go_on_by(row, plans.steps(before, row.grade, row.plan), plans.steps(after, row.grade, row.plan))


def _go_on_by(row: Escalation, before: list[Step], after: list[Step]) -> None:
    behind = before[: row.steps_done]
    row.steps_done = plans.done_by(after, behind[-1].after) if behind else 0
    wait_for_next(row, after)


def move_by(session: Session, seconds: float, *, noticed_at: datetime) -> int:
    """The server's clock was put on or back: what waits is due as long from now as it was before. Returns how many rows moved.

    Of several workers that notice the same step, the first moves the rows.
    """
    first = session.execute(
        text(
            "INSERT INTO clock_steps (noticed_at, seconds) SELECT :at, :seconds WHERE NOT EXISTS"
            " (SELECT FROM clock_steps WHERE abs(extract(epoch FROM noticed_at - :at)) < 5) RETURNING 1"
        ),
        {"at": noticed_at, "seconds": seconds},
    ).scalar()
    if not first:
        return 0
    moved = session.execute(
        text(
            "UPDATE escalations SET due_at = due_at + make_interval(secs => :seconds),"
            " began_at = began_at + make_interval(secs => :seconds), made_at = made_at + make_interval(secs => :seconds)"
            " WHERE ended_at IS NULL AND began_at < :before RETURNING 1"
        ),
        {"seconds": seconds, "before": noticed_at},
    )
    return len(moved.all()) + notices.move_by(session, seconds, before=noticed_at)


def _check(lists: codes.Lists) -> list[str]:
    entries = lists.get(plan_rules.LIST, [])
    return [_named(fault, entries) for fault in plan_rules.faults(entries, lists.get("grades", []))]


def _named(fault: plan_rules.Fault, entries: list[dict[str, Any]]) -> str:
    if fault.row is None:
        return fault.words
    return f"row {fault.row + 1}, {entries[fault.row]['code']}, {fault.field}: {fault.words}"


lives.when_answered(stand_down)
codes.checked((plan_rules.LIST, "grades"), _check)
codes.followed(plan_rules.LIST, follow)

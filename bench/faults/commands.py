"""Commands that come twice, backwards, again after a day, late, under a used id, or from a wrong clock."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any
from uuid import uuid4

import gevent

from api import clock
from bench.device import Handset
from bench.faults import NotRun, Outcome, concluded, fault
from bench.history import Asked
from bench.rig import Rig


def give(device: Any, kind: str, late_s: float = 0.0, **body: Any) -> Asked:
    """Ask until answered, and come back with the answer."""
    asked: Asked = device.make(kind, late_s, **body)
    while asked.answered_at is None:
        wait = device.attempt(asked)
        if asked.answered_at is None:
            gevent.sleep(wait)
    return asked


def status_of(rig: Rig, handset: Handset) -> str:
    return str(rig.postgres.rows("SELECT status FROM units WHERE id = %s", handset.person.unit_id)[0][0])


@fault("F24", "every command sent twice at the same time", "done once, one answer")
def twice(rig: Rig, seconds: float) -> Outcome:
    rig.begin_round()
    sent = 0
    end = time.monotonic() + seconds
    with rig.taken(20) as handsets:
        while time.monotonic() < end:
            for handset in handsets:
                asked = handset.make("set_status", status="3")
                gevent.joinall([gevent.spawn(handset.attempt, asked) for _ in range(2)])
                while asked.answered_at is None:
                    gevent.sleep(handset.attempt(asked))
                sent += 1
    return concluded(rig, Outcome().note(f"{sent} commands sent twice"))


@fault("F25", "the commands of a tasking backwards", "the same in the end as in order")
def backwards(rig: Rig, seconds: float) -> Outcome:
    rig.begin_round()
    outcome, differ = Outcome(), 0
    pairs = min(10, int(seconds))
    with rig.taken(2 * pairs) as handsets:
        for number in range(pairs):
            ends = [story(rig, handsets[2 * number + one], is_backwards=bool(one)) for one in (0, 1)]
            differ += ends[0] != ends[1]
            if ends[0] != ends[1] and not outcome.failed:
                outcome.failed.append(f"in order {ends[0]}, backwards {ends[1]}")
    outcome.must(differ == 0, f"{pairs} pairs, {differ} ended differently")
    return concluded(rig, outcome)


def story(rig: Rig, handset: Handset, *, is_backwards: bool) -> tuple[Any, ...]:
    """A tasking with its answers, and what stands in the end: the unit's status and which times the tasking has."""
    tasking, board = str(uuid4()), rig.boards[0]
    give(
        board,
        "task_unit",
        tasking_id=tasking,
        incident_id=rig.world.incidents[0],
        unit_id=handset.person.unit_id,
        override=True,
    )
    gevent.sleep(0.5)
    steps = [
        handset.make("accept_tasking", 0.4, tasking_id=tasking),
        handset.make("set_status", 0.3, status="5", tasking_id=tasking),
        handset.make("set_status", 0.2, status="6", tasking_id=tasking),
    ]
    for asked in reversed(steps) if is_backwards else steps:
        while asked.answered_at is None:
            gevent.sleep(0 if handset.attempt(asked) and asked.answered_at else 0.2)
    row = rig.postgres.rows(
        "SELECT u.status, t.state, t.acknowledged_at IS NOT NULL, t.en_route_at IS NOT NULL, t.at_scene_at IS NOT NULL"
        " FROM taskings t JOIN units u ON u.id = t.unit_id WHERE t.id = %s",
        tasking,
    )[0]
    give(board, "withdraw_tasking", tasking_id=tasking, reason="not_needed")
    return row


@fault("F26", "a whole log of commands played again", "0 changes, the same answers")
def replay(rig: Rig, seconds: float) -> Outcome:
    if rig.is_one_run:
        raise NotRun("counts every row before and after, so it needs a quiet system")
    rig.begin_round()
    rig.drive(min(seconds, 10.0))
    rig.settle()
    before = counts(rig)
    log = [(device, asked) for device in rig.devices for asked in device.seen.asked]
    for device, asked in log:
        device.attempt(asked)
    outcome = Outcome().note(f"{len(log)} commands played again")
    outcome.must(counts(rig) == before, "nothing changed")
    return concluded(rig, outcome)


def counts(rig: Rig) -> list[tuple[Any, ...]]:
    tables = ("statuses", "messages", "taskings", "log_entries", "commands", "emergencies")
    return rig.postgres.rows(" UNION ALL ".join(f"SELECT '{table}', count(*) FROM {table}" for table in tables))  # noqa: S608  our own names


@fault("F27", "the same id with another body", "all 422, nothing applied")
def reused(rig: Rig, seconds: float) -> Outcome:
    rig.begin_round()
    wrong = 0
    with rig.taken(max(10, min(60, int(seconds * 2)))) as handsets:
        for handset in handsets:
            first = give(handset, "set_status", status="2")
            second = Asked(first.id, first.kind, first.body | {"status": "8"}, time.time())
            handset.attempt(second)
            # Under load it may be told to ask again: only what is final counts.
            answers = [one for one in second.answers if one[0] != 503]
            wrong += answers not in ([(422, "command_reused")], []) or status_of(rig, handset) != "2"
    return concluded(rig, Outcome().must(wrong == 0, f"{len(handsets)} ids used again, {wrong} not refused"))


@fault("F28", "an available from 121 s, 10 min and 6 h ago", "asked, never applied")
def late(rig: Rig, _seconds: float) -> Outcome:
    """The clock of this test is the time that the command says it was made at."""
    rig.begin_round()
    asked = wrong = 0
    with rig.taken(10) as handsets:
        for age_s in (121.5, 600.0, 6 * 3600.0):
            for handset in handsets:
                give(handset, "set_status", status="8")
                answer = give(handset, "set_status", late_s=age_s, status="2")
                asked += 1
                wrong += answer.outcome not in ("needs_confirmation", "superseded") or status_of(rig, handset) != "8"
                give(handset, "set_status", status="2")
    return concluded(rig, Outcome().must(wrong == 0, f"{asked} late, {wrong} applied"))


@fault("F29", "a device whose clock is wrong by minutes or a day", "tap time right within 2 s")
def wrong_clock(rig: Rig, _seconds: float) -> Outcome:
    """The device says how long ago the tap was by its monotonic clock, beside a wall clock that is wrong."""
    rig.begin_round()
    errors = []
    with rig.taken(10) as handsets:
        for skew_s in (300.0, -300.0, 86_400.0, -86_400.0):
            errors += [tap_time_error_s(rig, handset, skew_s) for handset in handsets]
    return concluded(rig, Outcome().must(max(errors) <= 2, f"{len(errors)} taps, error at most {max(errors):.2f} s"))


def tap_time_error_s(rig: Rig, handset: Handset, skew_s: float) -> float:
    """How wrong the server is of a tap whose wall clock is wrong by so much."""
    asked = handset.make("set_status", status="8")
    while asked.answered_at is None:
        # Each attempt says anew how long ago the tap was.
        tapped = clock.now() - timedelta(seconds=5)
        asked.body |= {"elapsed_ms": 5_000, "occurred_at": clock.iso(tapped + timedelta(seconds=skew_s))}
        handset.attempt(asked)
    held = rig.postgres.rows("SELECT occurred_at FROM commands WHERE id = %s", asked.id)[0][0]
    # The status stands under the true time, which the checker cannot know: it is judged here.
    handset.seen.asked.remove(asked)
    return abs(float((held - tapped).total_seconds()))

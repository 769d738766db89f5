"""What is done for a tasking that nobody answers: each step once, and only a person's answer ends it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from api import clock
from api.actors import SYSTEM, Actor
from api.devices import service as devices
from api.taskings import escalation
from tests.factories import Made


class Waiting:
    """A tasking that waits for its answer, in a time that the test lets pass."""

    def __init__(self, made: Made, **more: Any) -> None:
        self.made, self.dispatcher, self.crew = made, made.dispatcher(), made.crew()
        self.incident = made.incident(self.dispatcher, **more)
        self.tasking = made.tasking(self.crew, self.incident, self.dispatcher)

    def pass_by(self, seconds: float) -> int:
        """Time passes; what is due is done. Returns how many steps were looked at."""
        with self.made.database.transaction(SYSTEM) as session:
            session.execute(
                text("UPDATE escalations SET began_at = began_at - :by, due_at = due_at - :by WHERE ended_at IS NULL"),
                {"by": timedelta(seconds=seconds)},
            )
        return work_off(self.made)

    def give(self, actor: Actor, kind: str, **body: Any) -> None:
        assert self.made.give(actor, kind, tasking_id=self.tasking, **body).outcome == "done"

    @property
    def row(self) -> dict[str, Any]:
        return self.made.row("tasking_rows", self.tasking)

    @property
    def alarms(self) -> list[str]:
        return [line for line in self.made.log(self.incident) if "not answered" in line or "not received" in line]


def work_off(made: Made) -> int:
    for done in range(50):
        with made.database.transaction(SYSTEM) as session:
            if not escalation.work(session):
                return done
    raise AssertionError("there is no end to what is due")


@pytest.fixture
def waiting(made: Made) -> Waiting:
    return Waiting(made)


def test_nobody_answers_and_the_alarm_climbs(waiting: Waiting) -> None:
    seen = []
    for _ in range(4):
        waiting.pass_by(10.1)
        seen.append(waiting.row["alarm"])
    waiting.pass_by(30)
    assert [*seen, waiting.row["alarm"]] == ["amber", "voice", "voice", "voice", "supervisor"]


def test_each_step_is_done_once_however_often_it_is_looked_for(waiting: Waiting, made: Made) -> None:
    waiting.pass_by(21)
    before = len(waiting.alarms)
    assert work_off(made) == 0
    assert len(waiting.alarms) == before == 2


def test_the_boards_are_told_of_every_alarm(waiting: Waiting, made: Made) -> None:
    waiting.pass_by(21)
    told = [m["body"]["alarm"] for m in made.messages("board:CE") if m["kind"] == "tasking.changed"]
    assert told[-1] == "voice"


def test_the_log_says_whether_it_was_received(waiting: Waiting) -> None:
    waiting.pass_by(10.1)
    assert "not received" in waiting.alarms[-1]


def test_delivered_is_not_accepted(waiting: Waiting, made: Made) -> None:
    """A machine's word does not end the waiting for a person's."""
    with made.database.transaction(SYSTEM) as session:
        session.execute(text("UPDATE taskings SET delivered_at = now() WHERE id = :id"), {"id": waiting.tasking})
    waiting.pass_by(21)
    assert waiting.row["alarm"] == "voice"
    assert "received, not answered" in waiting.alarms[-1]


@pytest.mark.parametrize(
    "answer",
    [
        lambda w: w.give(w.crew, "accept_tasking"),
        lambda w: w.give(w.crew, "decline_tasking", reason="prisoner"),
        lambda w: w.give(w.crew, "set_status", status="5"),
        lambda w: w.give(w.dispatcher, "withdraw_tasking", reason="closer"),
        lambda w: w.give(w.dispatcher, "answer_by_voice"),
    ],
    ids=["accepted", "declined", "en route", "withdrawn", "by voice"],
)
def test_a_persons_answer_ends_it(waiting: Waiting, answer: Any) -> None:
    waiting.pass_by(21)
    answer(waiting)
    assert waiting.row["alarm"] is None
    assert waiting.pass_by(600) == 0


def test_who_acknowledges_the_alarm_is_logged_and_the_waiting_goes_on(waiting: Waiting, made: Made) -> None:
    waiting.pass_by(21)
    waiting.give(waiting.dispatcher, "acknowledge_alarm")
    assert waiting.row["alarm_acknowledged_by"] == waiting.dispatcher.label
    assert any("acknowledged the alarm" in line for line in made.log(waiting.incident))
    waiting.pass_by(40)
    assert (waiting.row["alarm"], waiting.row["alarm_acknowledged_by"]) == ("supervisor", None)


def test_an_alarm_is_acknowledged_by_one(waiting: Waiting, made: Made) -> None:
    waiting.pass_by(21)
    waiting.give(waiting.dispatcher, "acknowledge_alarm")
    again = made.give(made.dispatcher(), "acknowledge_alarm", tasking_id=waiting.tasking)
    assert (again.outcome, again["code"]) == ("refused", "already_acknowledged")


def test_without_an_alarm_there_is_nothing_to_acknowledge(waiting: Waiting, made: Made) -> None:
    answer = made.give(waiting.dispatcher, "acknowledge_alarm", tasking_id=waiting.tasking)
    assert (answer.outcome, answer["code"]) == ("refused", "no_alarm")


def test_a_changed_brief_is_waited_for_until_it_is_read(waiting: Waiting) -> None:
    waiting.give(waiting.crew, "accept_tasking")
    waiting.give(waiting.crew, "mark_read", brief_revision=1)
    waiting.made.give(
        waiting.dispatcher, "describe_incident", incident_id=waiting.incident, type="PH", what="Now with a knife",
        qualifiers=["weapon"],
    )  # fmt: skip
    waiting.pass_by(31)
    assert waiting.row["alarm"] == "amber"
    waiting.give(waiting.crew, "mark_read", brief_revision=2)
    assert waiting.row["alarm"] is None
    assert waiting.pass_by(600) == 0


def test_a_significant_tasking_waits_longer(made: Made) -> None:
    waiting = Waiting(made, grade="S")
    waiting.pass_by(21)
    assert waiting.row["alarm"] is None
    waiting.pass_by(40)
    assert waiting.row["alarm"] == "voice"


def test_a_step_of_the_servers_clock_moves_what_waits_once(waiting: Waiting, made: Made) -> None:
    before = due(made, waiting.tasking)
    # What began in this very moment began before a step that is noticed a moment later.
    noticed = clock.now() + timedelta(milliseconds=1)
    with made.database.transaction(SYSTEM) as session:
        assert escalation.move_by(session, 60.0, noticed_at=noticed) == 1
        assert escalation.move_by(session, 60.0, noticed_at=noticed) == 0
    assert due(made, waiting.tasking) - before == timedelta(seconds=60)


def due(made: Made, tasking: UUID) -> Any:
    with made.database.transaction(SYSTEM) as session:
        return session.execute(
            text("SELECT due_at FROM escalations WHERE tasking_id = :id"), {"id": tasking}
        ).scalar_one()


def test_devices_in_sight_are_not_woken_first_and_all_are_woken_when_nobody_answers(made: Made) -> None:
    crew = made.crew(has_device=False)
    in_sight, asleep = made.subscription(crew), made.subscription(crew)
    with made.database.transaction(SYSTEM) as session:
        session.execute(text("UPDATE devices SET is_visible = false WHERE id = :id"), {"id": asleep.device_id})
    made.tasking(crew, made.incident())
    work_off(made)
    assert woken(made) == {asleep.id: 1}
    with made.database.transaction(SYSTEM) as session:
        session.execute(text("UPDATE escalations SET due_at = now() - interval '1 s'"))
    work_off(made)
    assert woken(made) == {asleep.id: 2, in_sight.id: 1}


def woken(made: Made) -> dict[UUID, int]:
    with made.database.transaction(SYSTEM) as session:
        found = session.execute(text("SELECT subscription_id, count(*) FROM pushes GROUP BY 1"))
        return {row[0]: row[1] for row in found}


def test_a_receipt_of_a_push_climbs_the_ladder_of_that_device(made: Made) -> None:
    waiting = Waiting(made)
    crew, device = waiting.crew, uuid4()
    answer = made.give(crew, "mark_shown", tasking_id=waiting.tasking, brief_revision=1, device_id=device)
    assert answer.outcome == "done"
    (ladder,) = waiting.row["devices"]
    assert ladder["device_id"] == str(device)
    assert list(ladder["rungs"]) == ["shown:handset"]
    assert waiting.row["shown_at"]


def test_a_brief_that_was_never_written_cannot_have_been_read_nor_shown(made: Made) -> None:
    """Taken at its word, *read 999* would stand for every brief to come, and nobody would be asked to read again."""
    waiting = Waiting(made)
    for kind in ("mark_read", "mark_shown"):
        answer = made.give(waiting.crew, kind, tasking_id=waiting.tasking, brief_revision=2, device_id=uuid4())
        assert (answer.outcome, answer["code"]) == ("refused", "unknown_brief")
    assert (waiting.row["read_brief_revision"], waiting.row["devices"]) == (None, [])


def test_the_device_of_somebody_else_climbs_no_ladder_and_the_answer_of_the_person_counts(made: Made) -> None:
    waiting, stranger, device = Waiting(made), made.crew(), uuid4()
    with made.database.transaction(SYSTEM) as session:
        devices.meet(session, device, stranger)
    shown = made.give(waiting.crew, "mark_shown", tasking_id=waiting.tasking, brief_revision=1, device_id=device)
    assert (shown.outcome, shown["code"]) == ("refused", "not_your_device")
    answered = made.give(waiting.crew, "accept_tasking", tasking_id=waiting.tasking, device_id=device)
    assert (answered.outcome, waiting.row["state"], waiting.row["devices"]) == ("done", "acknowledged", [])

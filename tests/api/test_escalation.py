"""What is done for a tasking that nobody answers: each step once, and only a person's answer ends it."""

from __future__ import annotations

from datetime import timedelta
from functools import cached_property
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from api import clock
from api.actors import SYSTEM, Actor
from api.board import service as board
from api.codes import service as codes
from api.devices import service as devices
from api.errors import Invalid
from api.outbox import proofs
from api.outbox.service import POSTMAN
from api.taskings import escalation, waits
from api.taskings.escalator import Escalator
from tests.factories import Made


class Waiting:
    """A tasking that waits for its answer, in a time that the test lets pass."""

    def __init__(self, made: Made, **more: Any) -> None:
        self.made, self.dispatcher, self.crew = made, made.dispatcher(), more.pop("crew", None) or made.crew()
        self.incident = made.incident(self.dispatcher, **more)
        self.tasking = made.tasking(self.crew, self.incident, self.dispatcher)

    def pass_by(self, seconds: float) -> int:
        """Time passes; what is due is done. Returns how many steps were looked at."""
        with self.made.database.transaction(SYSTEM) as session:
            session.execute(
                text(
                    "UPDATE escalations SET began_at = began_at - :by, made_at = made_at - :by, due_at = CASE WHEN ended_at IS NULL"
                    " THEN due_at - :by ELSE due_at END"
                ),
                {"by": timedelta(seconds=seconds)},
            )
        return work_off(self.made)

    def give(self, actor: Actor, kind: str, **body: Any) -> None:
        assert self.made.give(actor, kind, tasking_id=self.tasking, **body).outcome == "done"

    @cached_property
    def device(self) -> UUID:
        return self.made.device(self.crew)

    def stores_it(self) -> None:
        """The crew's handset has everything that was sent so far."""
        feed = self.crew.feed
        with self.made.database.transaction(POSTMAN) as session:
            through = session.execute(
                text("SELECT last_seq FROM recipients WHERE name = :feed"), {"feed": feed}
            ).scalar()
            proofs.acknowledge(session, feed, self.device, int(through or 0))

    def shows_it(self, brief_revision: int) -> None:
        self.give(self.crew, "mark_shown", brief_revision=brief_revision, device_id=self.device)

    def change(self) -> None:
        """He has a knife."""
        more = {"type": "CA", "what": "Fight", "qualifiers": ["weapon"]}
        answer = self.made.give(self.dispatcher, "describe_incident", incident_id=self.incident, **more)
        assert answer.outcome == "done"

    @property
    def row(self) -> dict[str, Any]:
        return self.made.row("tasking_rows", self.tasking)

    @property
    def calls(self) -> list[str]:
        return [line for line in self.made.log(self.incident) if "Voice call needed" in line]

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


def test_the_last_rung_calls_every_board_until_somebody_sees_to_it(waiting: Waiting, made: Made) -> None:
    """Those of its own pod may all be closed."""
    waiting.pass_by(21)
    assert calls_on(made, "SN") == []
    waiting.pass_by(40)
    (call,) = calls_on(made, "SN")
    assert (call["id"], call["pod"], call["alarm"]) == (str(waiting.tasking), "CE", "supervisor")
    assert (call["what"], call["alarm_acknowledged_by"]) == ("Domestic, weapon mentioned", None)
    anybody = made.dispatcher(pod="SN")
    waiting.give(anybody, "acknowledge_alarm")
    assert calls_on(made, "SN")[-1]["alarm_acknowledged_by"] == anybody.label
    waiting.give(anybody, "answer_by_voice")
    assert calls_on(made, "SN")[-1]["alarm"] is None


def test_a_covert_unit_is_called_for_only_where_it_is_seen(waiting: Waiting, made: Made) -> None:
    made.make_covert(waiting.crew)
    waiting.pass_by(61)
    assert calls_on(made, "SN") == []
    assert [message["kind"] for message in made.messages("covert:SN")] == ["call.changed"]
    with made.database.transaction(SYSTEM) as session:
        told = {covert: board.snapshot(session, ["SN"], sees_covert=covert) for covert in (True, False)}
    assert {covert: str(waiting.tasking) in shown for covert, shown in told.items()} == {True: True, False: False}


def test_a_reading_without_an_answer_stops_no_call_for_the_answer(waiting: Waiting) -> None:
    waiting.pass_by(21)
    waiting.give(waiting.crew, "mark_read", brief_revision=1)
    assert waiting.row["alarm"] == "voice"
    waiting.give(waiting.crew, "accept_tasking")
    assert waiting.row["alarm"] is None


@pytest.fixture
def changed(waiting: Waiting) -> Waiting:
    """A crew that accepted, and has not read what changed then."""
    waiting.give(waiting.crew, "mark_read", brief_revision=1)
    waiting.give(waiting.crew, "accept_tasking")
    waiting.change()
    waiting.pass_by(61)
    assert waiting.row["alarm"] == "voice"
    return waiting


def test_a_change_that_was_told_by_voice_is_waited_for_no_more_and_is_not_read(changed: Waiting, made: Made) -> None:
    changed.give(changed.dispatcher, "tell_by_voice", brief_revision=2)
    row = changed.row
    assert (row["alarm"], row["told_brief_revision"], row["told_by"]) == (None, 2, changed.dispatcher.label)
    assert row["read_brief_revision"] == 1
    assert made.log(changed.incident)[-1] == f"{row['callsign']} was told what changed by voice."
    assert changed.pass_by(900) == 0


def test_the_next_change_is_waited_for_again(changed: Waiting) -> None:
    changed.give(changed.dispatcher, "tell_by_voice", brief_revision=2)
    changed.change()
    changed.pass_by(61)
    assert changed.row["alarm"] == "voice"


def test_what_has_changed_meanwhile_was_not_told(changed: Waiting, made: Made) -> None:
    changed.change()
    told = made.give(changed.dispatcher, "tell_by_voice", tasking_id=changed.tasking, brief_revision=2)
    assert (told.outcome, told["code"], changed.row["alarm"]) == ("refused", "brief_changed", "voice")


def test_what_was_read_meanwhile_need_not_be_told(changed: Waiting, made: Made) -> None:
    changed.give(changed.crew, "mark_read", brief_revision=2)
    told = made.give(changed.dispatcher, "tell_by_voice", tasking_id=changed.tasking, brief_revision=2)
    assert (told.outcome, told["code"]) == ("refused", "already_read")


def test_a_crew_that_has_not_accepted_is_asked_for_its_answer(waiting: Waiting, made: Made) -> None:
    told = made.give(waiting.dispatcher, "tell_by_voice", tasking_id=waiting.tasking, brief_revision=1)
    assert (told.outcome, told["code"]) == ("refused", "not_accepted")


def test_a_brief_that_goes_on_changing_does_not_put_off_the_call(waiting: Waiting) -> None:
    """Non-receipt of an immediate tasking is heard of within 20 s, every time: also where its brief changes every few seconds."""
    seen = []
    for _ in range(3):
        waiting.pass_by(6.1)
        seen.append(waiting.row["alarm"])
        waiting.change()
    assert seen == [None, "amber", "voice"]


def test_a_change_goes_to_the_devices_at_once_and_calls_nobody_twice_for_the_same_waiting(made: Made) -> None:
    crew = made.crew(has_device=False)
    asleep = made.subscription(crew)
    with made.database.transaction(SYSTEM) as session:
        session.execute(text("UPDATE devices SET is_visible = false WHERE id = :id"), {"id": asleep.device_id})
    waiting = Waiting(made, crew=crew)
    waiting.pass_by(21)
    before, calls = woken(made)[asleep.id], len(waiting.alarms)
    waiting.change()
    assert woken(made)[asleep.id] == before + 1
    waiting.pass_by(10)
    assert (len(waiting.alarms), waiting.row["alarm"]) == (calls, "voice")
    waiting.pass_by(30)
    assert (len(waiting.alarms), waiting.row["alarm"]) == (calls + 1, "supervisor")


def test_a_change_that_is_not_read_is_waited_for_since_the_first(waiting: Waiting) -> None:
    waiting.give(waiting.crew, "mark_read", brief_revision=1)
    waiting.give(waiting.crew, "accept_tasking")
    for _ in range(4):
        waiting.change()
        waiting.pass_by(15.1)
    assert waiting.row["alarm"] == "voice"


def test_by_the_table_of_a_graver_grade_what_is_due_by_now_is_done_now(made: Made) -> None:
    waiting = Waiting(made, grade="S")
    waiting.pass_by(21)
    assert waiting.row["alarm"] is None
    answer = made.give(
        waiting.dispatcher, "grade_incident", incident_id=waiting.incident, grade="I", reason="Now with a knife"
    )
    assert answer.outcome == "done"
    work_off(made)
    assert waiting.row["alarm"] == "voice"


def test_the_next_change_is_another_alarm_also_when_somebody_saw_to_the_last(changed: Waiting) -> None:
    """*I will call* was pressed for the change before; that he has a gun now was said by nobody."""
    changed.give(changed.dispatcher, "acknowledge_alarm")
    changed.change()
    calls = len(changed.calls)
    changed.pass_by(61)
    assert (changed.row["alarm"], changed.row["alarm_acknowledged_by"], len(changed.calls)) == (
        "voice",
        None,
        calls + 1,
    )


def test_who_sees_to_a_tasking_without_an_answer_is_called_again_when_its_brief_changes(waiting: Waiting) -> None:
    waiting.pass_by(21)
    waiting.give(waiting.dispatcher, "acknowledge_alarm")
    waiting.change()
    waiting.pass_by(17)
    assert waiting.row["alarm_acknowledged_by"]
    waiting.pass_by(2)
    assert (waiting.row["alarm"], waiting.row["alarm_acknowledged_by"]) == ("voice", None)


def test_a_word_about_an_older_brief_silences_no_alarm_about_the_newer(changed: Waiting) -> None:
    """They read the first without signal; it comes when he has a knife long since."""
    changed.give(changed.crew, "mark_read", brief_revision=1)
    assert changed.row["alarm"] == "voice"
    changed.give(changed.crew, "mark_read", brief_revision=2)
    assert changed.row["alarm"] is None


def test_who_has_read_a_part_is_waited_for_since_the_rest_was_written(changed: Waiting) -> None:
    """The first change was alarmed. Of the second, made a moment ago, nobody has waited long enough."""
    changed.give(changed.crew, "mark_read", brief_revision=2)
    changed.change()
    changed.pass_by(55)
    changed.change()
    changed.pass_by(6)
    assert changed.row["alarm"] == "voice"
    changed.give(changed.crew, "mark_read", brief_revision=3)
    assert changed.row["alarm"] is None
    changed.pass_by(30)
    assert changed.row["alarm"] == "amber"
    changed.pass_by(30)
    assert changed.row["alarm"] == "voice"


def test_what_a_partner_read_does_not_silence_that_the_crew_declined(waiting: Waiting) -> None:
    waiting.give(waiting.crew, "decline_tasking", reason="vehicle")
    waiting.give(waiting.crew, "mark_read", brief_revision=1)
    assert waiting.row["alarm"] == "declined"


ANSWERS = {
    "accepted": lambda w: w.give(w.crew, "accept_tasking", brief_revision=1, device_id=w.device),
    "accepted by an older app": lambda w: w.give(w.crew, "accept_tasking", device_id=w.device),
    "accepted by who knows what": lambda w: w.give(w.crew, "accept_tasking"),
    "en route": lambda w: w.give(w.crew, "set_status", status="5"),
    "by voice": lambda w: w.give(w.dispatcher, "answer_by_voice"),
    "en route by voice": lambda w: w.give(w.dispatcher, "set_status", status="5", unit_id=w.crew.unit_id),
}


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
def test_an_answer_to_an_older_brief_leaves_the_newer_one_waited_for(waiting: Waiting, answer: Any, made: Made) -> None:
    """They hold the first, he has a knife, they accept, and the signal goes."""
    waiting.stores_it()
    waiting.change()
    waiting.pass_by(21)
    answer(waiting)
    row = waiting.row
    assert (row["state"], row["alarm"], row["unread_since"]) == ("acknowledged", None, began(made, waiting.tasking, 2))
    waiting.pass_by(41)
    assert waiting.row["alarm"] == "voice"
    assert "the change was not received" in waiting.calls[-1]
    waiting.give(waiting.crew, "mark_read", brief_revision=2)
    assert waiting.row["alarm"] is None


@pytest.mark.parametrize(
    "answer",
    [
        lambda w: w.give(w.crew, "accept_tasking", brief_revision=2, device_id=w.device),
        lambda w: w.give(w.crew, "accept_tasking", device_id=w.device),
        lambda w: w.give(w.crew, "accept_tasking", brief_revision=9),
        lambda w: w.give(w.crew, "set_status", status="5"),
    ],
    ids=["named", "proved", "beyond the newest", "en route"],
)
def test_an_answer_to_the_brief_that_holds_is_an_answer(waiting: Waiting, answer: Any) -> None:
    waiting.change()
    waiting.stores_it()
    answer(waiting)
    assert waiting.pass_by(600) == 0
    assert (waiting.row["state"], waiting.row["alarm"]) == ("acknowledged", None)


def test_the_device_is_said_to_have_answered_the_brief_that_it_had(waiting: Waiting, made: Made) -> None:
    waiting.change()
    waiting.give(waiting.crew, "accept_tasking", brief_revision=1, device_id=waiting.device)
    with made.database.transaction(SYSTEM) as session:
        query = text("SELECT brief_revision FROM receipts WHERE tasking_id = :id AND rung = 'answered'")
        assert session.execute(query, {"id": waiting.tasking}).scalars().all() == [1]


def test_who_talks_to_a_crew_is_told_that_it_has_not_read_the_change_and_tells_it(waiting: Waiting, made: Made) -> None:
    waiting.change()
    waiting.give(waiting.dispatcher, "answer_by_voice")
    assert made.log(waiting.incident)[-1].endswith("has not read what changed since it was sent. Tell them by voice.")
    waiting.give(waiting.dispatcher, "tell_by_voice", brief_revision=2)
    assert waiting.pass_by(600) == 0
    assert waiting.row["alarm"] is None


def calls_on(made: Made, pod: str) -> list[dict[str, Any]]:
    """What the boards of a pod were told of crews for which a supervisor is called."""
    return [m["body"] for m in made.messages(f"board:{pod}") if m["kind"] == "call.changed"]


def test_the_log_says_whether_it_was_received(waiting: Waiting) -> None:
    waiting.pass_by(10.1)
    assert "not received" in waiting.alarms[-1]


def test_delivered_is_not_accepted(waiting: Waiting, made: Made) -> None:
    """A machine's word does not end the waiting for a person's."""
    waiting.stores_it()
    waiting.pass_by(21)
    assert waiting.row["alarm"] == "voice"
    assert "received, not answered" in waiting.alarms[-1]


def test_an_older_brief_on_the_device_is_not_the_one_that_holds(waiting: Waiting) -> None:
    waiting.stores_it()
    waiting.shows_it(1)
    assert waiting.row["delivered_at"]
    assert waiting.row["shown_at"]
    waiting.change()
    row = waiting.row
    assert (row["sent_at"], row["delivered_at"], row["shown_at"], row["has_older_brief"]) == (None, None, None, True)
    waiting.pass_by(21)
    assert waiting.row["alarm"] == "voice"
    assert "the change was not received" in waiting.alarms[-1]
    waiting.stores_it()
    row = waiting.row
    assert (row["delivered_at"] is None, row["has_older_brief"]) == (False, False)


def test_a_step_for_those_that_have_not_got_it_is_taken_where_they_have_an_older_brief_only(made: Made) -> None:
    waiting = Waiting(made, grade="S")
    waiting.stores_it()
    waiting.change()
    waiting.pass_by(61)
    assert waiting.row["alarm"] == "voice"


def test_a_step_for_those_that_have_not_got_it_is_left_out_for_those_that_have(made: Made) -> None:
    waiting = Waiting(made, grade="S")
    waiting.change()
    waiting.stores_it()
    waiting.pass_by(61)
    assert waiting.row["alarm"] is None


def test_what_was_shown_of_a_tasking_that_is_over_stays_when_its_incident_changes(waiting: Waiting) -> None:
    waiting.shows_it(1)
    waiting.give(waiting.dispatcher, "withdraw_tasking", reason="closer")
    waiting.change()
    assert waiting.row["shown_at"]


@pytest.mark.parametrize(
    "answer",
    [
        lambda w: w.give(w.crew, "accept_tasking"),
        lambda w: w.give(w.crew, "set_status", status="5"),
        lambda w: w.give(w.dispatcher, "withdraw_tasking", reason="closer"),
        lambda w: w.give(w.dispatcher, "answer_by_voice"),
    ],
    ids=["accepted", "en route", "withdrawn", "by voice"],
)
def test_a_persons_answer_ends_it(waiting: Waiting, answer: Any) -> None:
    waiting.pass_by(21)
    answer(waiting)
    assert waiting.row["alarm"] is None
    assert waiting.pass_by(600) == 0


def test_a_crew_that_says_no_is_an_alarm_until_somebody_sees_to_it(waiting: Waiting, made: Made) -> None:
    waiting.pass_by(21)
    waiting.give(waiting.dispatcher, "acknowledge_alarm")
    waiting.give(waiting.crew, "decline_tasking", reason="vehicle")
    row = waiting.row
    assert (row["alarm"], row["end_reason"], row["alarm_acknowledged_by"]) == ("declined", "Vehicle not fit", None)
    assert made.messages("board:CE")[-1]["kind"] == "incident.changed"
    told = [m["body"]["alarm"] for m in made.messages("board:CE") if m["kind"] == "tasking.changed"]
    assert told[-1] == "declined"
    assert waiting.pass_by(600) == 0
    waiting.give(waiting.dispatcher, "acknowledge_alarm")
    assert waiting.row["alarm_acknowledged_by"] == waiting.dispatcher.label
    assert any(f"{waiting.dispatcher.label} acknowledged the alarm" in line for line in made.log(waiting.incident))


@pytest.mark.parametrize(("grade", "alarm"), [("I", "declined"), ("S", "declined"), ("E", None), ("R", None)])
def test_a_no_is_an_alarm_where_police_are_expected_within_the_hour(made: Made, grade: str, alarm: str | None) -> None:
    waiting = Waiting(made, grade=grade)
    waiting.give(waiting.crew, "decline_tasking", reason="prisoner")
    assert waiting.row["alarm"] == alarm


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


def change(waiting: Waiting, what: str) -> None:
    asked = {"incident_id": waiting.incident, "type": "PH", "what": what, "qualifiers": []}
    assert waiting.made.give(waiting.dispatcher, "describe_incident", **asked).outcome == "done"


def began(made: Made, tasking: UUID, brief: int) -> str:
    with made.database.transaction(SYSTEM) as session:
        query = "SELECT made_at FROM escalations WHERE tasking_id = :id AND brief_revision = :brief"
        return clock.iso(session.execute(text(query), {"id": tasking, "brief": brief}).scalar_one())


def told_unread(made: Made) -> Any:
    return [m["body"]["unread_since"] for m in made.messages("board:CE") if m["kind"] == "tasking.changed"][-1]


def test_a_change_is_unread_since_the_first_that_the_crew_has_not_read(waiting: Waiting, made: Made) -> None:
    """Each change is waited for anew; of what the crew does not know the first is the oldest."""
    waiting.give(waiting.crew, "accept_tasking")
    waiting.give(waiting.crew, "mark_read", brief_revision=1)
    assert waiting.row["unread_since"] is None
    change(waiting, "Now with a knife")
    first = began(made, waiting.tasking, 2)
    change(waiting, "Now with two knives")
    assert told_unread(made) == waiting.row["unread_since"] == first
    waiting.give(waiting.crew, "mark_read", brief_revision=2)
    assert told_unread(made) == waiting.row["unread_since"] == began(made, waiting.tasking, 3)
    waiting.give(waiting.crew, "mark_read", brief_revision=3)
    assert told_unread(made) is waiting.row["unread_since"] is None


def test_of_a_crew_that_accepted_and_read_nothing_only_what_changed_afterwards_is_an_unread_change(
    waiting: Waiting, made: Made
) -> None:
    change(waiting, "Before anybody accepted")
    waiting.stores_it()
    waiting.give(waiting.crew, "accept_tasking")
    assert waiting.row["unread_since"] is None
    change(waiting, "Now with a knife")
    assert waiting.row["unread_since"] == began(made, waiting.tasking, 3)


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
        assert waits.move_by(session, 60.0, noticed_at=noticed) == 1
        assert waits.move_by(session, 60.0, noticed_at=noticed) == 0
    assert due(made, waiting.tasking) - before == timedelta(seconds=60)


def due(made: Made, tasking: UUID) -> Any:
    with made.database.transaction(SYSTEM) as session:
        return session.execute(
            text("SELECT due_at FROM escalations WHERE tasking_id = :id"), {"id": tasking}
        ).scalar_one()


def filled_before_anybody_checked(patch: pytest.MonkeyPatch) -> None:
    """The table of steps has a word that nobody knows: the database refuses it now, and may hold it from before."""
    read = codes._read

    def read_poisoned(session: Session) -> codes.Lists:
        lists = read(session)
        for step in lists["escalation_steps"]:
            step["action"] = "sergeant" if step["code"] == "I-new-10-amber" else step["action"]
        return lists

    patch.setattr(codes, "_memory", {})
    patch.setattr(codes, "_read", read_poisoned)


def test_a_step_that_cannot_be_taken_does_not_keep_others_from_being_taken(
    made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Found by such a table: the first tasking that came to the word was looked at for ever, and no other."""
    first, other = Waiting(made), Waiting(made, grade="S")
    escalator = Escalator(made.database)
    with monkeypatch.context() as patch:
        filled_before_anybody_checked(patch)
        for waiting in (first, other):
            make_due(made, waiting.tasking, 61)
        for _ in range(3):
            escalator.work()
        assert other.row["alarm"] == "voice"
        # Nobody can say what the step would have done: a person is called at once, and the log says it once.
        make_due(made, first.tasking, 31)
        escalator.work()
        assert first.row["alarm"] == "voice"
        assert len([line for line in made.log(first.incident) if "could not take the next step" in line]) == 1
    make_due(made, first.tasking, 31)
    escalator.work()
    assert first.row["alarm"] == "supervisor"


def test_the_database_itself_refuses_a_step_that_nobody_can_take(made: Made) -> None:
    poison = "UPDATE codes SET detail = jsonb_set(detail, '{action}', '\"sergeant\"') WHERE list = 'escalation_steps'"
    with pytest.raises(IntegrityError), made.database.transaction(SYSTEM) as session:
        session.execute(text(poison))


def steps_of(made: Made) -> list[dict[str, Any]]:
    with made.database.transaction(SYSTEM) as session:
        return [dict(step) for step in codes.current(session).lists["escalation_steps"]]


def load(made: Made, **lists: list[dict[str, Any]]) -> list[str]:
    with made.database.transaction(SYSTEM) as session:
        return codes.load(session, {"version": 90, "force": "Test", "note": "", "lists": lists})


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            {"action": "sergeant"},
            "row 3, I-new-10-amber, action: “sergeant” is not known. Known are wake, again, amber",
        ),
        ({"unless": "asked"}, "row 3, I-new-10-amber, unless: “asked” is not known"),
        ({"plan": ["new"]}, "row 3, I-new-10-amber, plan: "),
        ({"grade": "X"}, "row 3, I-new-10-amber, grade: “X” is not known. Known are I, S, E, R."),
        ({"after_s": -1}, "row 3, I-new-10-amber, after_s: Whole seconds"),
        ({"after_s": "10"}, "row 3, I-new-10-amber, after_s: Whole seconds"),
        ({"action": "again", "after_s": 5}, "row 3, I-new-10-amber, action: This step is there twice."),
        ({"code": None}, "row 3: code is missing"),
    ],
)
def test_a_table_with_a_wrong_row_is_not_loaded_and_the_row_is_named(
    made: Made, change: dict[str, Any], said: str
) -> None:
    steps = steps_of(made)
    steps[2].update(change)
    with pytest.raises(Invalid) as refused:
        load(made, escalation_steps=steps, results=[{"code": "x", "label": "X", "rank": 1}])
    assert refused.value.details["escalation_steps"][0].startswith(said)
    assert steps_of(made)[2]["action"] == "amber"


def test_a_table_that_leaves_a_grade_out_is_not_loaded(made: Made) -> None:
    """Police are expected by a time there, and nobody would hear of a crew that does not answer."""
    with pytest.raises(Invalid) as refused:
        load(made, escalation_steps=[step for step in steps_of(made) if step["grade"] == "I"])
    said = " ".join(refused.value.details["escalation_steps"])
    assert [grade for grade in "ISER" if f"Grade {grade} needs a voice call" in said] == ["S", "E"]


def test_a_new_grade_without_steps_is_not_loaded(made: Made) -> None:
    with made.database.transaction(SYSTEM) as session:
        grades = [*codes.current(session).lists["grades"]]
    with pytest.raises(Invalid, match="nothing was changed"):
        load(made, grades=[*grades, {**grades[0], "code": "P", "label": "Priority", "rank": 9}])


def test_what_waits_goes_on_by_a_new_table_from_where_it_stands(waiting: Waiting, made: Made) -> None:
    waiting.pass_by(10.1)
    steps = [step for step in steps_of(made) if step["code"] not in {"I-new-5-again", "I-new-60-supervisor"}]
    assert load(made, escalation_steps=[{**s, "after_s": 12} if s["code"] == "I-new-18-voice" else s for s in steps])
    codes._memory.clear()
    waiting.pass_by(2)
    assert waiting.row["alarm"] == "voice"
    assert waiting.pass_by(600) == 0


def make_due(made: Made, tasking: UUID, seconds: int) -> None:
    with made.database.transaction(SYSTEM) as session:
        session.execute(
            text("UPDATE escalations SET began_at = began_at - :by, due_at = due_at - :by WHERE tasking_id = :id"),
            {"by": timedelta(seconds=seconds), "id": tasking},
        )


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

"""Notices: words that a crew must read. They climb a ladder, and a crew that never read one does not look like one that has."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import orjson
import pytest
from sqlalchemy import text

from api import clock
from api.actors import SYSTEM, Actor
from api.board import service as board_service
from api.errors import NotFound
from api.notices import jobs, steps
from api.outbox import proofs, pushes
from api.taskings import waits
from tests.factories import NORTH, Made


class Said:
    """A dispatcher who has something to say, and two crews."""

    def __init__(self, made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
        self.monkeypatch = monkeypatch
        self.made, self.dispatcher = made, made.dispatcher()
        self.crew, self.other = made.crew(), made.crew(at=NORTH, pod="NE")

    def say(self, *, is_urgent: bool = True, by: Actor | None = None, **to: Any) -> Any:
        to = to or {"units": [self.crew.unit_id]}
        given = {"notice_id": uuid4(), "text": "Suspect has a machete", "is_urgent": is_urgent, **to}
        return self.made.give(by or self.dispatcher, "send_notice", **given)

    def row(self, crew: Actor | None = None) -> dict[str, Any]:
        with self.made.database.transaction(SYSTEM) as session:
            sql = text("SELECT body FROM notice_rows WHERE unit_id = :unit")
            row: dict[str, Any] = session.execute(sql, {"unit": (crew or self.crew).unit_id}).scalar_one()
        return row

    def rows(self, crew: Actor | None = None) -> list[dict[str, Any]]:
        with self.made.database.transaction(SYSTEM) as session:
            sql = text("SELECT body FROM notice_rows WHERE unit_id = :unit ORDER BY told_at")
            return list(session.execute(sql, {"unit": (crew or self.crew).unit_id}).scalars())

    def pass_by(self, seconds: float) -> int:
        """Time passes; what is due is done."""
        now = clock.now
        self.monkeypatch.setattr(clock, "now", lambda: now() + timedelta(seconds=seconds))
        return jobs.work(self.made.database)

    def read(self, crew: Actor | None = None, **more: Any) -> Any:
        crew = crew or self.crew
        return self.made.give(crew, "read_notice", telling_id=self.row()["id"], **more)


@pytest.fixture
def said(made: Made, monkeypatch: pytest.MonkeyPatch) -> Said:
    return Said(made, monkeypatch)


def test_a_crew_is_told_on_its_feed_and_the_boards_of_its_pod_see_how_far_it_is(said: Said, made: Made) -> None:
    assert said.say()["result"]["told"] == [made.unit_row(said.crew)["callsign"]]
    (told,) = [one for one in made.messages(said.crew.feed) if one["kind"] == "notice.told"]
    assert (told["body"]["text"], told["body"]["read_at"]) == ("Suspect has a machete", None)
    assert "devices" not in told["body"]
    assert [one["kind"] for one in made.messages("board:CE")][-1] == "notice.changed"
    assert not [one for one in made.messages(said.other.feed) if one["kind"] == "notice.told"]


def test_it_climbs_on_each_device_and_is_read_once_for_the_whole_crew(said: Said, made: Made) -> None:
    device = made.device(said.crew)
    said.say()
    seq = made.messages(said.crew.feed)[-1]["seq"]
    with made.database.transaction(SYSTEM) as session:
        proofs.acknowledge(session, said.crew.feed, device, seq, "socket")
    assert list(said.row()["devices"][0]["rungs"]) == ["delivered:socket"]
    made.give(said.crew, "mark_notice_shown", telling_id=said.row()["id"], device_id=device)
    assert said.read(device_id=device).outcome == "done"
    row = said.row()
    assert set(row["devices"][0]["rungs"]) == {"delivered:socket", "shown:handset", "read:handset"}
    first = (row["read_at"], row["read_by"])
    said.read()
    assert (said.row()["read_at"], said.row()["read_by"]) == first
    last = [one for one in made.messages(said.crew.feed) if one["kind"] == "notice.told"][-1]
    assert last["body"]["read_by"] == row["read_by"]


def test_a_device_of_somebody_else_proves_nothing_and_what_the_person_said_stands(said: Said, made: Made) -> None:
    foreign = made.device(said.other)
    said.say()
    assert said.read(device_id=foreign).outcome == "done"
    row = said.row()
    assert row["read_at"]
    assert row["devices"] == []


def test_an_urgent_one_that_nobody_reads_is_heard_within_twenty_seconds_and_only_a_person_ends_it(said: Said) -> None:
    said.say()
    assert said.pass_by(4) == 0
    said.pass_by(7)
    assert said.row()["alarm"] == "amber"
    said.pass_by(9)
    assert said.row()["alarm"] == "voice"
    assert said.pass_by(600) == 0
    assert said.row()["alarm"] == "voice"
    said.made.give(said.dispatcher, "acknowledge_notice", telling_id=said.row()["id"])
    assert said.row()["alarm_acknowledged_by"] == said.dispatcher.label
    assert said.row()["alarm"] == "voice"
    said.read()
    assert said.row()["alarm"] is None


def test_any_other_waits_longer_and_makes_no_sound(said: Said) -> None:
    said.say(is_urgent=False)
    said.pass_by(61)
    assert said.row()["alarm"] is None
    said.pass_by(60)
    assert said.row()["alarm"] == "amber"
    assert steps.VOICE not in [step for _, step in steps.ROUTINE]


def test_what_was_read_is_not_waited_for(said: Said) -> None:
    said.say()
    said.read()
    assert said.pass_by(60) == 0
    assert said.row()["alarm"] is None


def test_a_device_that_sleeps_is_woken_and_all_are_when_nobody_reads(said: Said, made: Made) -> None:
    made.subscription(said.crew)
    said.say()

    def pushed() -> int:
        with made.database.transaction(SYSTEM) as session:
            return int(session.execute(text("SELECT count(*) FROM pushes WHERE tasking_id IS NULL")).scalar_one())

    before = pushed()
    said.pass_by(6)
    assert pushed() == before + 1


def test_a_push_that_was_taken_and_shown_is_on_the_ladder_of_the_message_that_it_is_for(said: Said, made: Made) -> None:
    subscription = made.subscription(said.crew)
    with made.database.transaction(SYSTEM) as writing:
        writing.execute(text("UPDATE devices SET is_visible = false"))
    said.say()
    with made.database.transaction(SYSTEM) as session:
        (wakeup,) = [one for one in pushes.claim(session, 50) if one.subscription_id == subscription.id]
        pushes.settle(session, wakeup, pushes.Verdict("accepted"), sent_at=clock.now())
        pushes.receive(session, wakeup.receipt, "shown")
    assert wakeup.reason == "message"
    (device,) = said.row()["devices"]
    assert {rung for rung in device["rungs"] if rung.endswith(":push")} == {"sent:push", "notified:push"}
    assert made.messages("board:CE")[-1]["kind"] == "notice.changed"


def test_who_goes_off_duty_is_not_waited_for_and_the_board_says_why(said: Said, made: Made) -> None:
    said.say()
    assert made.give(said.crew, "book_off").outcome == "done"
    said.pass_by(30)
    row = said.row()
    assert (row["alarm"], row["end_reason"]) == (None, "they went off duty")


def test_whoever_sent_it_follows_it_also_with_a_crew_of_another_pod(said: Said, made: Made) -> None:
    said.say(units=[said.other.unit_id])
    for board in ("board:CE", "board:NE"):
        assert [one for one in made.messages(board) if one["kind"] == "notice.changed"], board
    with made.database.transaction(SYSTEM) as session:
        for pod, shown in (("CE", 1), ("NE", 1), ("AS", 0)):
            snapshot = orjson.loads(board_service.snapshot(session, [pod], sees_covert=False))
            assert len(snapshot["notices"]) == shown, pod


@pytest.mark.parametrize("to", ["pod", "incident"])
def test_a_whole_pod_or_everybody_on_a_job_is_told_at_once(said: Said, made: Made, to: str) -> None:
    incident = made.incident(said.dispatcher)
    made.tasking(said.crew, incident, said.dispatcher)
    whom = {"pods": ["CE"]} if to == "pod" else {"incident_id": incident}
    callsign = made.unit_row(said.crew)["callsign"]
    assert said.say(**whom)["result"]["told"] == [callsign]
    assert said.row()["addressed"] == ("everyone in CE" if to == "pod" else callsign)
    log = made.log(incident)
    assert (f"Message to {callsign}: Suspect has a machete" in log) is (to == "incident")


def test_a_covert_crew_is_reached_by_name_by_who_may_see_it_and_named_to_nobody(said: Said, made: Made) -> None:
    callsign = made.unit_row(said.other)["callsign"]
    made.make_covert(said.other)
    assert said.say(units=[said.other.unit_id])["code"] == "nobody_on_duty"
    assert said.say(pods=["NE"])["code"] == "nobody_on_duty"
    supervisor = made.supervisor()
    assert said.say(by=supervisor, units=[said.other.unit_id, said.crew.unit_id]).outcome == "done"
    assert callsign not in str(said.row()["addressed"])
    assert not [one for one in made.messages("board:NE") if one["kind"] == "notice.changed"]
    assert [one for one in made.messages("covert:NE") if one["kind"] == "notice.changed"]


def test_what_is_withdrawn_must_be_read_as_well_and_stands_in_the_log(said: Said, made: Made, app: Any) -> None:
    incident = made.incident(said.dispatcher)
    made.tasking(said.crew, incident, said.dispatcher)
    notice = said.say(incident_id=incident)["result"]["notice_id"]
    said.read()
    made.give(said.dispatcher, "withdraw_notice", notice_id=UUID(notice), reason="It was a broom")
    (held,) = made.client(app, said.crew).get("/api/handset").json["notices"]
    assert held["text"] == "NO LONGER HOLDS: It was a broom\nIt said: Suspect has a machete"
    assert (held["read_at"], held["is_urgent"]) == (None, True)
    assert "Message withdrawn: Suspect has a machete (It was a broom)" in made.log(incident)
    said.pass_by(21)
    assert [row["alarm"] for row in said.rows() if row["ended_at"] is None] == ["voice"]
    # A second time, or of the withdrawal itself, there is nothing to withdraw.
    for one in (notice, held["notice_id"]):
        with pytest.raises(NotFound):
            made.give(said.dispatcher, "withdraw_notice", notice_id=UUID(one), reason="Again")


def test_a_crew_that_is_sent_later_is_told_what_the_crews_on_the_job_must_read(said: Said, made: Made) -> None:
    incident = made.incident(said.dispatcher)
    made.tasking(said.crew, incident, said.dispatcher)
    said.say(incident_id=incident)
    said.say(incident_id=incident, units=[said.crew.unit_id])
    withdrawn = said.say(incident_id=incident)["result"]["notice_id"]
    made.give(said.dispatcher, "withdraw_notice", notice_id=UUID(withdrawn), reason="Wrong job")
    made.tasking(said.other, incident, said.dispatcher)
    (row,) = said.rows(said.other)
    assert (row["text"], row["read_at"]) == ("Suspect has a machete", None)
    told = [one["kind"] for one in made.messages(said.other.feed)]
    assert told.index("notice.told") > told.index("tasking.assigned")
    said.pass_by(21)
    assert said.rows(said.other)[0]["alarm"] == "voice"


def test_who_told_them_by_voice_is_not_called_again_by_a_later_step(said: Said) -> None:
    said.say()
    said.pass_by(11)
    said.made.give(said.dispatcher, "acknowledge_notice", telling_id=said.row()["id"])
    said.pass_by(30)
    assert (said.row()["alarm"], said.row()["alarm_acknowledged_by"]) == ("amber", said.dispatcher.label)


def test_another_crew_cannot_read_it_and_a_crew_cannot_send_one(said: Said, made: Made, app: Any) -> None:
    said.say()
    with pytest.raises(NotFound):
        said.read(said.other)
    assert said.row()["read_at"] is None
    body = {
        "id": str(uuid4()),
        "occurred_at": clock.iso(clock.now()),
        "notice_id": str(uuid4()),
        "text": "x",
        "pods": ["CE"],
    }
    assert made.client(app, said.crew).post("/api/commands/send_notice", json=body).status_code == 403


@pytest.mark.parametrize(
    "wrong", [{"text": ""}, {"text": "x" * 501}, {"units": []}, {"pods": ["ZZ"]}, {"units": [str(uuid4())] * 61}]
)
def test_what_names_nobody_or_says_nothing_is_refused_and_nothing_is_kept(
    said: Said, made: Made, app: Any, wrong: dict[str, Any]
) -> None:
    body = {"id": str(uuid4()), "occurred_at": clock.iso(clock.now()), "notice_id": str(uuid4()), "text": "x"}
    if "pods" not in wrong:
        body["units"] = [str(said.crew.unit_id)]
    answer = made.client(app, said.dispatcher).post("/api/commands/send_notice", json=body | wrong)
    assert answer.status_code == 422 or answer.json["outcome"] == "refused"
    with made.database.transaction(SYSTEM) as session:
        assert session.execute(text("SELECT count(*) FROM notices")).scalar_one() == 0


def test_a_server_whose_clock_is_put_back_still_calls_for_what_nobody_reads(said: Said, made: Made) -> None:
    """Due in ten minutes by the clock that was wrong, it would be heard of ten minutes late."""
    said.say()
    noticed = clock.now() + timedelta(milliseconds=1)
    with made.database.transaction(SYSTEM) as session:
        assert waits.move_by(session, -600.0, noticed_at=noticed) == 1
        assert waits.move_by(session, -600.0, noticed_at=noticed) == 0
    said.pass_by(-600)
    assert said.row()["alarm"] is None
    said.pass_by(21)
    assert said.row()["alarm"] == "voice"

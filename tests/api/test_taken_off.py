"""A crew that the control room took off a job may be at the door: that it knows is waited for as a change of its brief is."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import orjson
import pytest
from sqlalchemy import text

from api import clock
from api.actors import SYSTEM
from api.board import service as board
from api.db import run
from api.outbox import proofs
from api.outbox.service import POSTMAN
from tests.api.test_escalation import Waiting, woken
from tests.api.test_feeds import epoch
from tests.conftest import database_at, own_database, url_of
from tests.factories import Made
from tests.patience import until


@pytest.fixture
def going(made: Made) -> Waiting:
    """On the way, by a handset that sleeps in a pocket."""
    crew = made.crew(has_device=False)
    asleep = made.subscription(crew)
    with made.database.transaction(SYSTEM) as session:
        session.execute(text("UPDATE devices SET is_visible = false WHERE id = :id"), {"id": asleep.device_id})
    waiting = Waiting(made, crew=crew)
    waiting.__dict__["device"] = asleep.device_id
    waiting.asleep = asleep.id  # type: ignore[attr-defined]
    waiting.stores_it()
    waiting.give(crew, "accept_tasking", brief_revision=1, device_id=asleep.device_id)
    return waiting


def withdraw(waiting: Waiting) -> None:
    waiting.give(waiting.dispatcher, "withdraw_tasking", reason="closer")


def told_last(made: Made, waiting: Waiting) -> Any:
    bodies = [m["body"] for m in made.messages("board:CE") if m["kind"] == "tasking.changed"]
    body = [one for one in bodies if one["id"] == str(waiting.tasking)][-1]
    assert body == waiting.row
    return body


def test_a_withdrawal_wakes_the_crew_and_is_alarmed_while_no_device_has_it(going: Waiting, made: Made) -> None:
    before = woken(made)[going.asleep]  # type: ignore[attr-defined]
    withdraw(going)
    assert woken(made)[going.asleep] == before + 1  # type: ignore[attr-defined]
    assert told_last(made, going)["taken_off"] == {"heard_at": None, "by": None}
    going.pass_by(31)
    assert going.row["alarm"] == "amber"
    going.pass_by(30)
    assert told_last(made, going)["alarm"] == "voice"
    assert "that it was withdrawn was not received. Voice call needed." in going.calls[-1]


def test_a_device_that_stored_it_ends_the_waiting_and_the_alarm(going: Waiting, made: Made) -> None:
    withdraw(going)
    going.pass_by(61)
    told_to_crew = len(made.messages(going.crew.feed))
    going.stores_it()
    body = told_last(made, going)
    assert (body["alarm"], body["taken_off"]["by"], body["taken_off"]["heard_at"] is None) == (None, "received", False)
    assert going.pass_by(600) == 0
    # What machines report goes to the boards only.
    assert len(made.messages(going.crew.feed)) == told_to_crew


def test_what_a_device_stored_before_says_nothing_of_the_withdrawal(going: Waiting) -> None:
    going.change()
    going.stores_it()
    withdraw(going)
    going.pass_by(61)
    assert going.row["alarm"] == "voice"


def test_a_controller_who_told_them_by_voice_ends_it(going: Waiting, made: Made) -> None:
    withdraw(going)
    going.pass_by(61)
    going.give(going.dispatcher, "tell_end_by_voice")
    body = told_last(made, going)
    assert (body["alarm"], body["taken_off"]["by"]) == (None, "told by voice")
    assert made.log(going.incident)[-1].endswith("was told by voice that it is off this job.")
    assert going.pass_by(600) == 0
    again = made.give(going.dispatcher, "tell_end_by_voice", tasking_id=going.tasking)
    assert (again.outcome, again["code"]) == ("refused", "already_told")


def test_who_was_not_taken_off_is_not_told_so(going: Waiting, made: Made) -> None:
    told = made.give(going.dispatcher, "tell_end_by_voice", tasking_id=going.tasking)
    assert (told.outcome, told["code"]) == ("refused", "not_taken_off")


def test_who_books_off_goes_to_no_job(going: Waiting, made: Made) -> None:
    withdraw(going)
    going.pass_by(61)
    assert made.give(going.crew, "book_off").outcome == "done"
    body = told_last(made, going)
    assert (body["alarm"], body["taken_off"]["by"]) == (None, "off duty")
    assert going.pass_by(600) == 0


def test_a_crew_that_is_sent_elsewhere_must_know_that_it_leaves_this(going: Waiting, made: Made) -> None:
    other = made.incident(going.dispatcher, grade="E")
    sent = {"tasking_id": uuid4(), "incident_id": other, "unit_id": going.crew.unit_id, "override": True}
    assert made.give(going.dispatcher, "task_unit", **sent).outcome == "done"
    going.pass_by(61)
    assert told_last(made, going)["alarm"] == "voice"
    going.stores_it()
    assert told_last(made, going)["alarm"] is None


def test_nobody_waits_for_a_crew_that_never_had_the_job(made: Made) -> None:
    """Withdrawn because its devices are dead: there is nothing to take back."""
    waiting = Waiting(made)
    waiting.pass_by(21)
    withdraw(waiting)
    assert (waiting.row["alarm"], waiting.row["taken_off"]) == (None, None)
    assert waiting.pass_by(600) == 0


def test_what_a_crew_ends_itself_is_no_news_to_it(going: Waiting) -> None:
    going.give(going.crew, "decline_tasking", reason="prisoner")
    assert going.row["taken_off"] is None


@pytest.fixture
def real(template: str) -> Iterator[Made]:
    """A database whose commits are real: only there one waits for the other."""
    with own_database(template, "taken_off") as name:
        database = database_at(url_of(name, "bluelamp_app"))
        yield Made(database)
        database.engine.dispose()


def store_both(made: Made, *jobs: Waiting) -> None:
    """One machine tells of all of them at once."""
    devices = {job.crew.feed: job.device for job in jobs}
    with made.database.transaction(POSTMAN) as session:
        last = run(session, "SELECT name, last_seq FROM recipients WHERE name = ANY (%s)", (list(devices),)).fetchall()
        told = [proofs.Stored(feed, devices[feed], through, "feed", clock.now()) for feed, through in last]
        proofs.take(session, [], told)


def somebody_waits(made: Made) -> bool:
    with made.database.transaction(SYSTEM) as session:
        waits = "SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
        return bool(run(session, waits).fetchall())


def test_rungs_and_ends_of_many_taskings_are_held_in_one_order(real: Made) -> None:
    """Whoever tells of two at once waits for the first with nothing in hand that another may want."""
    low, high = sorted((Waiting(real) for _ in range(2)), key=lambda one: one.tasking)
    low.stores_it()
    withdraw(low)
    high.device  # noqa: B018  made before anybody waits
    telling = threading.Thread(target=store_both, args=(real, low, high))
    hold = "SELECT FROM taskings WHERE id = %s FOR NO KEY UPDATE NOWAIT"
    with real.database.transaction(SYSTEM) as session:
        run(session, hold, (low.tasking,))
        telling.start()
        until(lambda: somebody_waits(real) or not telling.is_alive())
        run(session, hold, (high.tasking,))
    telling.join()
    assert low.row["taken_off"]["by"] == "received"
    assert high.row["delivered_at"]


@pytest.mark.parametrize("by", ["a page of the feed", "a snapshot"])
def test_a_crew_that_got_the_job_by_http_and_lost_its_signal_is_waited_for(app: Any, made: Made, by: str) -> None:
    """It may have been read and acted on, although the device never came to say that it has it."""
    waiting = Waiting(made)
    crew, device = made.client(app, waiting.crew), waiting.device
    if by == "a snapshot":
        assert crew.get("/api/handset").status_code == 200
    else:
        asked = {"epoch": epoch(made), "after": 0, "device_id": str(device)}
        assert crew.get(f"/api/feeds/{waiting.crew.feed}", query_string=asked).status_code == 200
    assert waiting.row["delivered_at"] is None
    withdraw(waiting)
    waiting.pass_by(61)
    assert waiting.row["alarm"] == "voice"


def test_whoever_does_not_know_it_is_on_a_board_that_is_opened_long_after_the_job_was_closed(
    going: Waiting, made: Made
) -> None:
    withdraw(going)
    with made.database.transaction(SYSTEM) as session:
        closed = "UPDATE incidents SET state = 'closed', closed_at = now() - interval '5 hours' WHERE id = :id"
        session.execute(text(closed), {"id": going.incident})

    def shown() -> set[str]:
        with made.database.transaction(SYSTEM) as session:
            told = orjson.loads(board.snapshot(session, ["CE"], sees_covert=False))
        return {row["id"] for row in told["taskings"]}

    assert str(going.tasking) in shown()
    going.give(going.dispatcher, "tell_end_by_voice")
    assert str(going.tasking) not in shown()


def test_a_supervisors_call_that_a_device_ends_is_newer_than_the_call(going: Waiting, made: Made) -> None:
    withdraw(going)
    with made.database.transaction(SYSTEM) as session:
        called = "UPDATE taskings SET alarm = 'supervisor', alarmed_at = now() WHERE id = :id"
        session.execute(text(called), {"id": going.tasking})
        before = session.execute(text("SELECT body FROM call_rows WHERE id = :id"), {"id": going.tasking}).scalar_one()
    going.stores_it()
    after = [m["body"] for m in made.messages("board:SN") if m["kind"] == "call.changed"][-1]
    assert (before["alarm"], after["alarm"]) == ("supervisor", None)
    assert after["revision"] > before["revision"]

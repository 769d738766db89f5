"""Booking on and off, and statuses by whoever knows."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import text

from api import clock
from api.actors import SYSTEM, Actor
from tests.factories import Made


def _has_stood_for_an_hour(made: Made, crew: Actor) -> None:
    """Its status is older than anything that the test says of it."""
    with made.database.transaction(SYSTEM) as session:
        session.execute(
            text("UPDATE units SET status_at = :then WHERE id = :id"),
            {"then": clock.now() - timedelta(hours=1), "id": crew.unit_id},
        )


def statuses(made: Made, unit_id: object) -> list[tuple[str, bool, bool]]:
    with made.database.transaction(SYSTEM) as session:
        found = session.execute(
            text("SELECT code, is_odd, is_applied FROM statuses WHERE unit_id = :id ORDER BY received_at"),
            {"id": unit_id},
        )
        return [tuple(row) for row in found]


def test_booking_on_puts_the_crew_on_the_unit(made: Made) -> None:
    mate, crew = made.officer(name="Second Person"), made.crew(at=None, status="1")
    row = made.unit_row(crew)
    assert (row["status"], row["duty_id"]) == ("1", str(crew.duty_id))
    assert [member["name"] for member in row["crew"]] == ["Made Up"]
    both = made.officer()
    unit = made.unit()
    answer = made.give(both, "book_on", duty_id=uuid4(), unit_id=unit, crew=[mate.pay_number])
    assert answer.outcome == "done"
    assert len(made.row("unit_rows", unit)["crew"]) == 2


def test_a_skill_that_ran_out_is_dropped_with_its_reason(made: Made) -> None:
    officer = made.officer(skills=("taser",))
    with made.database.transaction(SYSTEM) as session:
        session.execute(
            text("UPDATE officer_skills SET valid_until = :then WHERE officer_id = :id"),
            {"then": date(2026, 1, 1), "id": officer.id},
        )
    answer = made.give(officer, "book_on", duty_id=uuid4(), unit_id=made.unit(), skills=["taser", "dog"])
    assert answer["result"]["dropped_skills"] == [
        {"skill": "dog", "reason": "Nobody in the crew holds it."},
        {"skill": "taser", "reason": "The training has run out."},
    ]


def test_nobody_is_on_two_duties(made: Made) -> None:
    crew = made.crew()
    answer = made.give(crew, "book_on", duty_id=uuid4(), unit_id=made.unit())
    assert (answer.outcome, answer["code"]) == ("refused", "already_on_duty")


def test_a_unit_has_one_crew(made: Made) -> None:
    crew = made.crew()
    answer = made.give(made.officer(), "book_on", duty_id=uuid4(), unit_id=crew.unit_id)
    assert (answer.outcome, answer["code"]) == ("refused", "unit_taken")
    assert "Made Up" in str(answer["message"])


def test_an_unknown_mate_is_named(made: Made) -> None:
    answer = made.give(made.officer(), "book_on", duty_id=uuid4(), unit_id=made.unit(), crew=["P999999"])
    assert answer["code"] == "unknown_officer"
    assert "P999999" in str(answer["message"])


def test_booking_off_ends_the_duty_and_the_handset_is_told(made: Made) -> None:
    crew = made.crew()
    assert made.give(crew, "book_off").outcome == "done"
    assert made.unit_row(crew)["status"] == "11"
    assert made.messages(crew.feed)[-1]["kind"] == "duty.ended"


def test_booking_off_waits_for_an_open_tasking(made: Made) -> None:
    crew = made.crew()
    made.tasking(crew, made.incident())
    answer = made.give(crew, "book_off")
    assert (answer.outcome, answer["code"]) == ("refused", "tasking_open")


def test_a_unit_off_duty_takes_no_status(made: Made) -> None:
    crew = made.crew()
    made.give(crew, "book_off")
    answer = made.give(made.dispatcher(), "set_status", unit_id=crew.unit_id, status="2")
    assert (answer.outcome, answer["code"]) == ("refused", "off_duty")


@pytest.mark.parametrize("status", ["9", "10", "5", "6"])
def test_an_odd_status_is_taken_and_flagged(made: Made, status: str) -> None:
    crew = made.crew(status="4")
    assert made.give(crew, "set_status", status=status).outcome == "done"
    row = made.unit_row(crew)
    assert row["status"] == status
    assert row["odd"] is (status != "5")


@pytest.mark.parametrize("status", ["0", "11", "12", "99"])
def test_what_is_no_settable_status_is_refused(made: Made, status: str) -> None:
    assert made.give(made.crew(), "set_status", status=status)["code"] == "unknown_status"


def test_a_late_status_is_logged_but_does_not_move_the_unit(made: Made) -> None:
    crew = made.crew()
    made.give(crew, "set_status", status="8")
    answer = made.give(crew, "set_status", status="9", late_s=60)
    assert answer.outcome == "superseded"
    assert made.unit_row(crew)["status"] == "8"
    assert statuses(made, crew.unit_id)[-1] == ("9", False, False)


def test_a_late_available_is_asked_not_applied(made: Made) -> None:
    crew = made.crew(status="8")
    _has_stood_for_an_hour(made, crew)
    answer = made.give(crew, "set_status", status="2", late_s=14 * 60)
    assert answer.outcome == "needs_confirmation"
    assert answer["message"] == "You tapped On patrol 14 min ago: still so?"
    assert made.unit_row(crew)["status"] == "8"
    assert made.give(crew, "set_status", status="2", confirmed=True).outcome == "done"
    assert made.unit_row(crew)["status"] == "2"


def test_a_confirmation_that_came_late_itself_is_asked_again(made: Made, app: Flask) -> None:
    crew = made.crew(status="8")
    _has_stood_for_an_hour(made, crew)
    made.give(crew, "set_status", status="2", late_s=50 * 60)
    again = made.give(crew, "set_status", status="2", confirmed=True, late_s=40 * 60)
    assert (again.outcome, again["message"]) == ("needs_confirmation", "You tapped On patrol 40 min ago: still so?")
    assert made.unit_row(crew)["status"] == "8"
    asked = made.client(app, crew).get("/api/handset").get_json()["confirmations"]
    assert [one["command_id"] for one in asked] == [again["id"]], "the later question stands for both"


def test_a_confirmation_that_is_on_time_settles_what_was_asked(made: Made) -> None:
    crew = made.crew(status="8")
    _has_stood_for_an_hour(made, crew)
    made.give(crew, "set_status", status="2", late_s=50 * 60)
    assert made.give(crew, "set_status", status="2", confirmed=True, late_s=60).outcome == "done"
    assert made.unit_row(crew)["status"] == "2"


def test_both_times_of_a_status_are_kept(made: Made) -> None:
    crew = made.crew(status="2")
    _has_stood_for_an_hour(made, crew)
    made.give(crew, "set_status", status="6", late_s=16 * 60)
    row = made.unit_row(crew)
    assert row["status_at"] < row["status_received_at"]


def test_a_controller_sets_a_status_given_by_voice(made: Made) -> None:
    crew = made.crew()
    made.give(made.dispatcher(), "set_status", unit_id=crew.unit_id, status="8")
    assert made.unit_row(crew)["status_source"] == "control"


def test_an_available_of_a_controller_that_was_long_on_its_way_is_asked_too(made: Made) -> None:
    crew, dispatcher = made.crew(status="8"), made.dispatcher()
    _has_stood_for_an_hour(made, crew)
    late = made.give(dispatcher, "set_status", unit_id=crew.unit_id, status="2", late_s=600)
    assert (late.outcome, made.unit_row(crew)["status"]) == ("needs_confirmation", "8")
    now = made.give(dispatcher, "set_status", unit_id=crew.unit_id, status="2", confirmed=True)
    assert (now.outcome, made.unit_row(crew)["status"]) == ("done", "2")


def test_an_officer_speaks_for_no_other_unit(made: Made, app: object) -> None:
    crew, other = made.crew(), made.crew()
    answer = made.client(app, crew).post(  # type: ignore[arg-type]
        "/api/commands/set_status",
        json={"id": str(uuid4()), "occurred_at": clock.iso(clock.now()), "status": "8", "unit_id": str(other.unit_id)},
    )
    assert answer.status_code == 403
    assert made.unit_row(other)["status"] == "2"

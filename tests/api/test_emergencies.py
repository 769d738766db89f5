"""A call for help is an overlay, is never refused, and is closed by a named controller only."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4

from api import clock
from api.actors import SYSTEM
from api.handset import service as handset
from tests.factories import HERE, NORTH, Made


def test_a_call_for_help_lies_over_the_status_and_reaches_every_board(made: Made) -> None:
    crew, emergency = made.crew(status="6"), uuid4()
    assert made.give(crew, "raise_emergency", emergency_id=emergency).outcome == "done"
    row = made.unit_row(crew)
    assert (row["status"], row["emergency_id"]) == ("6", str(emergency))
    for pod in ("CE", "NW", "SN"):
        assert made.messages(f"board:{pod}")[-1]["kind"] == "emergency.changed"


def test_a_late_call_is_applied_and_shows_its_age(made: Made) -> None:
    emergency = uuid4()
    made.give(made.crew(), "raise_emergency", emergency_id=emergency, late_s=1200)
    row = made.row("emergency_rows", emergency)
    assert row["raised_at"] < row["received_at"]


def test_somebody_off_duty_is_heard_as_well(made: Made) -> None:
    emergency = uuid4()
    assert made.give(made.officer(), "raise_emergency", emergency_id=emergency).outcome == "done"
    assert made.row("emergency_rows", emergency)["unit_id"] is None


def test_a_second_press_joins_the_call_that_is_open(made: Made) -> None:
    crew, first = made.crew(), uuid4()
    made.give(crew, "raise_emergency", emergency_id=first)
    assert made.give(crew, "raise_emergency", emergency_id=uuid4())["result"] == {"emergency_id": str(first)}


def test_the_newest_place_is_shown_with_its_time(made: Made) -> None:
    crew, emergency = made.crew(at=HERE), uuid4()
    place = {"lon": NORTH[0], "lat": NORTH[1], "accuracy_m": 5, "fixed_at": clock.iso(clock.now())}
    made.give(crew, "raise_emergency", emergency_id=emergency, place=place)
    row = made.row("emergency_rows", emergency)
    assert (row["lon"], row["lat"]) == NORTH
    assert row["fixed_at"] == place["fixed_at"]


def test_without_a_place_of_its_own_it_shows_the_last_fix(made: Made) -> None:
    crew, emergency = made.crew(at=HERE), uuid4()
    made.give(crew, "raise_emergency", emergency_id=emergency)
    row = made.row("emergency_rows", emergency)
    assert (row["lon"], row["lat"], row["source"]) == (*HERE, "last fix")


def test_the_first_name_that_acknowledges_stands(made: Made) -> None:
    emergency = uuid4()
    made.give(made.crew(), "raise_emergency", emergency_id=emergency)
    made.give(made.person("dispatcher", name="First Name"), "acknowledge_emergency", emergency_id=emergency)
    answer = made.give(made.dispatcher(), "acknowledge_emergency", emergency_id=emergency)
    assert "First Name" in str(answer["message"])


def test_closing_leaves_the_unit_as_it_was_underneath(made: Made) -> None:
    crew, emergency = made.crew(status="8"), uuid4()
    made.give(crew, "raise_emergency", emergency_id=emergency)
    made.give(
        made.dispatcher(), "close_emergency", emergency_id=emergency, outcome="accidental", note="Confirmed by voice"
    )
    row = made.unit_row(crew)
    assert (row["status"], row["emergency_id"]) == ("8", None)
    assert made.row("emergency_rows", emergency)["outcome"] == "accidental"
    assert (
        made.give(made.dispatcher(), "close_emergency", emergency_id=emergency, outcome="test")["code"]
        == "already_closed"
    )


def test_an_officer_cannot_close_it(made: Made, app: object) -> None:
    crew = made.crew()
    client = made.client(app, crew)  # type: ignore[arg-type]
    assert client.post("/api/commands/close_emergency", json={}).status_code == 403


def test_nobody_books_off_under_an_open_call(made: Made) -> None:
    crew = made.crew()
    made.give(crew, "raise_emergency", emergency_id=uuid4())
    assert made.give(crew, "book_off")["code"] == "emergency_open"


def test_a_unit_that_called_for_help_is_not_tasked_by_the_way(made: Made) -> None:
    crew = made.crew()
    made.give(crew, "raise_emergency", emergency_id=uuid4())
    answer = made.give(
        made.dispatcher(), "task_unit", tasking_id=uuid4(), incident_id=made.incident(), unit_id=crew.unit_id
    )
    assert answer["code"] == "emergency_open"


def test_a_call_from_a_device_whose_clock_is_broken_is_heard_now(made: Made) -> None:
    emergency = uuid4()
    long_ago = datetime(1970, 1, 1, tzinfo=UTC)
    assert made.give(made.crew(), "raise_emergency", emergency_id=emergency, occurred_at=long_ago).outcome == "done"
    row = made.row("emergency_rows", emergency)
    assert row["raised_at"] == row["received_at"]


def test_the_whole_crew_sees_the_call_of_one_of_them(made: Made) -> None:
    mate, officer = made.officer(), made.officer()
    unit, duty = made.unit(), uuid4()
    made.give(officer, "book_on", duty_id=duty, unit_id=unit, crew=[mate.pay_number])
    made.give(replace(officer, unit_id=unit, duty_id=duty), "raise_emergency", emergency_id=uuid4())
    with made.database.transaction(SYSTEM) as session:
        seen = handset.snapshot(session, replace(mate, unit_id=unit, duty_id=duty))
    assert seen["emergency"]["duty_id"] == str(duty)

"""Two crews who want one thing: a vehicle, a callsign, a person. Who comes second is asked, or told in a sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from api import clock
from api.actors import SYSTEM, Actor
from api.companions import service as companions
from api.db import run
from api.units import taking
from api.units.models import Unit
from tests.conftest import database_at, own_database, url_of
from tests.factories import Answer, Made


def car(made: Made) -> str:
    registration = f"BX{str(uuid4().int)[:8]}"
    with made.database.transaction(SYSTEM) as session:
        run(session, "INSERT INTO vehicles (registration, kind, pod) VALUES (%s, 'response', 'CE')", (registration,))
    return registration


def on_duty(made: Made, vehicle: str | None, **more: Any) -> tuple[Actor, Answer]:
    officer, unit, duty = made.officer(), made.unit(), uuid4()
    answer = made.give(officer, "book_on", duty_id=duty, unit_id=unit, vehicle=vehicle, **more)
    return replace(officer, unit_id=unit, duty_id=duty), answer


def test_a_vehicle_that_another_crew_has_is_asked_about(app: Any, made: Made) -> None:
    vehicle = car(made)
    first, _ = on_duty(made, vehicle)
    second, asked = on_duty(made, vehicle)
    assert (asked.outcome, asked["code"]) == ("needs_confirmation", "vehicle_taken")
    assert f"{vehicle} is booked out to {made.unit_row(first)['callsign']}. Take it over?" in str(asked["message"])
    assert made.unit_row(second)["duty_id"] is None
    assert made.unit_row(first)["vehicle"] == vehicle
    # The form that asked stands there still; nothing waits on the device for an answer to it.
    off_duty = replace(second, unit_id=None, duty_id=None)
    assert made.client(app, off_duty).get("/api/handset").json["confirmations"] == []


def test_a_vehicle_that_is_taken_over_is_with_one_crew_and_the_other_reads_of_it(app: Any, made: Made) -> None:
    vehicle = car(made)
    first, _ = on_duty(made, vehicle)
    second, answer = on_duty(made, vehicle, confirmed=True)
    assert answer.outcome == "done"
    assert (made.unit_row(first)["vehicle"], made.unit_row(second)["vehicle"]) == (None, vehicle)
    told = {message["kind"]: message["body"] for message in made.messages(first.feed)}
    assert told["unit.changed"]["vehicle"] is None
    assert f"{vehicle} is booked out to {made.unit_row(second)['callsign']} now" in told["notice.told"]["text"]
    snapshot = made.client(app, first).get("/api/handset").json
    assert (snapshot["duty"]["vehicle"], snapshot["unit"]["vehicle"]) == (None, None)
    board = [message["body"] for message in made.messages("board:CE") if message["kind"] == "unit.changed"]
    assert [row["vehicle"] for row in board if row["id"] == str(first.unit_id)][-1] is None
    with made.database.transaction(SYSTEM) as session:
        noted = run(
            session, "SELECT actor_id, subject, reason FROM audit WHERE action = 'take vehicle over'"
        ).fetchone()
    assert noted == (str(second.id), f"unit_id:{first.unit_id} duty_id:{first.duty_id}", vehicle)


def test_a_covert_crew_is_not_named_by_what_it_drives(made: Made) -> None:
    vehicle = car(made)
    first, _ = on_duty(made, vehicle)
    made.make_covert(first)
    callsign = made.unit_row(first)["callsign"]
    _, asked = on_duty(made, vehicle)
    assert f"{vehicle} is booked out to another crew." in str(asked["message"])
    assert callsign not in str(asked["message"])


def test_who_had_the_vehicle_is_not_told_that_a_covert_crew_has_it(made: Made) -> None:
    vehicle = car(made)
    first, _ = on_duty(made, vehicle)
    taker = replace(made.officer(name="Nobody To Name"), unit_id=made.unit())
    made.make_covert(taker)
    given = {"duty_id": uuid4(), "unit_id": taker.unit_id, "vehicle": vehicle, "confirmed": True}
    assert made.give(taker, "book_on", **given).outcome == "done"
    (notice,) = [message["body"] for message in made.messages(first.feed) if message["kind"] == "notice.told"]
    assert "booked out to another crew now" in notice["text"]
    assert notice["sent_by"] == "Bluelamp"


def test_the_form_says_which_vehicles_are_out_and_with_whom(app: Any, made: Made) -> None:
    free, out, covert = car(made), car(made), car(made)
    crew, _ = on_duty(made, out)
    hidden, _ = on_duty(made, covert)
    made.make_covert(hidden)
    offered = made.client(app, made.officer()).get("/api/book-on").json["vehicles"]
    told = {one["registration"]: one["callsign"] for one in offered}
    assert (told[free], told[out], told[covert]) == (None, made.unit_row(crew)["callsign"], None)


def test_the_vehicle_of_a_duty_that_is_over_is_free(made: Made) -> None:
    vehicle = car(made)
    first, _ = on_duty(made, vehicle)
    made.give(first, "book_off")
    assert on_duty(made, vehicle)[1].outcome == "done"


def test_no_two_open_duties_have_one_vehicle_whoever_writes_them(made: Made) -> None:
    vehicle = car(made)
    on_duty(made, vehicle)
    other, _ = on_duty(made, None)
    with pytest.raises(Exception, match="one_open_duty_for_a_vehicle"), made.database.transaction(SYSTEM) as session:
        session.execute(text("UPDATE duties SET vehicle = :v WHERE id = :id"), {"v": vehicle, "id": other.duty_id})


def test_the_red_button_of_a_vehicle_names_the_crew_that_has_it_now(made: Made) -> None:
    vehicle = car(made)
    on_duty(made, vehicle)
    second, _ = on_duty(made, vehicle, confirmed=True)
    with made.database.transaction(made.supervisor()) as session:
        _, key = companions.make(session, {"protocol": "lip", "label": "Set", "pay_number": None, "vehicle": vehicle})
    bound = companions.Keys(made.database).bound(key, "lip")
    assert bound
    assert bound.sender
    with made.database.transaction(SYSTEM) as session:
        officer = companions.officer_of(session, bound)
    assert officer
    assert (officer.id, officer.unit_id) == (second.id, second.unit_id)
    assert bound.sender.unit_id == second.unit_id


@pytest.fixture(scope="module")
def real(template: str) -> Iterator[Made]:
    """A database whose commits are real: only there two come at once."""
    with own_database(template, "booking") as name:
        database = database_at(url_of(name, "bluelamp_app"))
        yield Made(database)
        database.engine.dispose()


def at_once(*acts: Callable[[], Answer]) -> list[Answer]:
    with ThreadPoolExecutor(len(acts)) as people:
        return [future.result() for future in [people.submit(act) for act in acts]]


def booking(made: Made, officer: Actor, unit: UUID, **more: Any) -> Callable[[], Answer]:
    return lambda: made.give(officer, "book_on", **{"duty_id": uuid4(), "unit_id": unit, **more})


AGAIN = range(8)


@pytest.mark.parametrize("_", AGAIN)
def test_of_two_who_book_one_unit_on_at_once_one_is_told_who_crews_it(real: Made, _: int) -> None:
    unit, both = real.unit(), [real.officer(name="Quick One"), real.officer(name="Quick One")]
    answers = at_once(*(booking(real, officer, unit) for officer in both))
    assert sorted(answer.outcome for answer in answers) == ["done", "refused"]
    (told,) = [answer["message"] for answer in answers if answer.outcome == "refused"]
    assert str(told).endswith("is crewed by PC Quick One already.")


@pytest.mark.parametrize("callsigns", [1, 2])
@pytest.mark.parametrize("_", AGAIN)
def test_an_officer_who_books_on_by_two_devices_at_once_is_on_one_duty_and_is_told_which(
    real: Made, _: int, callsigns: int
) -> None:
    officer, units = real.officer(), ([real.unit() for _ in range(callsigns)] * 2)[:2]
    answers = at_once(*(booking(real, officer, unit, device_id=uuid4()) for unit in units))
    assert sorted(answer.outcome for answer in answers) == ["done", "refused"]
    (callsign,) = [answer["result"]["callsign"] for answer in answers if answer.outcome == "done"]
    (told,) = [answer["message"] for answer in answers if answer.outcome == "refused"]
    assert told == f"You are booked on with {callsign}. Book off there first."


@pytest.mark.parametrize("_", AGAIN)
def test_two_crews_that_name_one_another_are_one(real: Made, _: int) -> None:
    one, two = real.officer(), real.officer()
    acts = (
        booking(real, one, real.unit(), crew=[two.pay_number]),
        booking(real, two, real.unit(), crew=[one.pay_number]),
    )
    answers = at_once(*acts)
    assert sorted(answer.outcome for answer in answers) == ["done", "refused"]


@pytest.mark.parametrize("_", AGAIN)
def test_of_two_who_take_one_free_vehicle_at_once_one_is_asked(real: Made, _: int) -> None:
    vehicle = car(real)
    answers = at_once(*(booking(real, real.officer(), real.unit(), vehicle=vehicle) for _ in range(2)))
    assert sorted(answer.outcome for answer in answers) == ["done", "needs_confirmation"]


@pytest.mark.parametrize("_", AGAIN)
def test_of_two_who_take_over_one_vehicle_at_once_one_has_it_in_the_end(real: Made, _: int) -> None:
    vehicle = car(real)
    on_duty(real, vehicle)
    acts = [booking(real, real.officer(), real.unit(), vehicle=vehicle, confirmed=True) for _ in range(2)]
    assert [answer.outcome for answer in at_once(*acts)] == ["done", "done"]
    with real.database.transaction(SYSTEM) as session:
        held = run(
            session, "SELECT count(*) FROM duties WHERE vehicle = %s AND ended_at IS NULL", (vehicle,)
        ).fetchone()
    assert held == (1,)


@pytest.mark.parametrize("_", AGAIN)
def test_a_double_tap_books_on_once_and_both_hear_the_same(real: Made, _: int) -> None:
    officer, unit, command, duty = real.officer(), real.unit(), str(uuid4()), uuid4()
    tapped = {"id": command, "duty_id": duty, "occurred_at": clock.now()}
    first, second = at_once(booking(real, officer, unit, **tapped), booking(real, officer, unit, **tapped))
    assert first == second
    assert first.outcome == "done"
    with real.database.transaction(SYSTEM) as session:
        duties = run(session, "SELECT count(*) FROM duties WHERE unit_id = %s", (unit,)).fetchone()
    assert duties == (1,)


def test_a_vehicle_whose_crew_books_off_meanwhile_is_nobodys_to_ask(made: Made) -> None:
    """It was read as theirs, and when their unit is held they are off duty."""
    crew, other = made.crew(), made.crew()
    assert made.give(crew, "book_off").outcome == "done"
    with made.database.transaction(SYSTEM) as session:
        by = session.get_one(Unit, other.unit_id)
        asked: Any = SimpleNamespace(body={"confirmed": False})
        taking._take_over(session, "BX21", (crew.duty_id, crew.unit_id), by, asked)  # type: ignore[arg-type]  # as read before

"""A call for help is an overlay, is never refused, and is closed by a named controller only."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from api import clock
from api.actors import SYSTEM, Actor
from api.commands.registry import KINDS
from api.commands.routes import carry_out
from api.emergencies import jobs, whereabouts
from api.emergencies.models import Emergency
from api.emergencies.whereabouts import Seen
from api.handset import service as handset
from tests.factories import HERE, Made

# Two places within a run of HERE.
BY, FURTHER = (HERE[0], round(HERE[1] + 0.006, 6)), (HERE[0], round(HERE[1] + 0.007, 6))


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


def pressed(made: Made, crew: Actor, at: tuple[float, float] | None, *, age_s: float = 0, **more: Any) -> UUID:
    """A call for help with what the handset says of its own place."""
    emergency = uuid4()
    fixed_at = clock.iso(clock.now() - timedelta(seconds=age_s))
    place = at and {"lon": at[0], "lat": at[1], "accuracy_m": 5, "fixed_at": fixed_at} | more
    made.give(crew, "raise_emergency", emergency_id=emergency, **({"place": place} if place else {}))
    return emergency


def told(made: Made, emergency: UUID) -> tuple[tuple[float, float], str]:
    """Where the call is, and by whose word."""
    row = made.row("emergency_rows", emergency)
    return (round(row["lon"], 6), round(row["lat"], 6)), row["source"]


AVL = {"source": "vehicle", "device": uuid4()}
HANDSET = {"source": "handset", "device": uuid4()}


def test_whoever_pressed_is_where_they_pressed_also_beside_a_car_that_was_heard_later(made: Made) -> None:
    crew = made.crew(at=None)
    made.fix(crew, HERE, **AVL)
    assert told(made, pressed(made, crew, BY, age_s=20)) == (BY, "handset")


def test_without_a_place_of_its_own_it_is_where_they_were_last_seen_and_not_where_their_car_is(made: Made) -> None:
    crew = made.crew(at=None)
    made.fix(crew, BY, age_s=60, **HANDSET)
    made.fix(crew, HERE, **(AVL | {"officer_id": ""}))
    assert told(made, pressed(made, crew, None)) == (BY, "handset")


def test_where_nothing_of_them_is_known_it_is_with_their_unit_and_says_so(made: Made) -> None:
    crew = made.crew(at=None)
    made.fix(crew, HERE, **(AVL | {"officer_id": ""}))
    emergency = pressed(made, crew, None)
    assert told(made, emergency) == (HERE, "last fix")
    made.fix(crew, BY, **HANDSET)
    jobs.follow(made.database)
    assert told(made, emergency) == (BY, "handset")


def test_it_goes_with_whoever_pressed_and_not_with_their_car(made: Made) -> None:
    crew = made.crew(at=None)
    made.fix(crew, HERE, **AVL)
    emergency = pressed(made, crew, BY, age_s=3)
    made.fix(crew, HERE, **AVL)
    jobs.follow(made.database)
    assert told(made, emergency) == (BY, "handset")
    made.fix(crew, FURTHER, **HANDSET)
    jobs.follow(made.database)
    assert told(made, emergency) == (FURTHER, "handset")
    assert made.messages("board:SN")[-1]["kind"] == "emergency.changed"
    before = made.row("emergency_rows", emergency)["revision"]
    jobs.follow(made.database)
    assert made.row("emergency_rows", emergency)["revision"] == before


def test_a_closed_call_stays_where_it_was(made: Made) -> None:
    crew = made.crew(at=None)
    emergency = pressed(made, crew, BY, age_s=3)
    made.give(made.dispatcher(), "close_emergency", emergency_id=emergency, outcome="test")
    made.fix(crew, FURTHER, **HANDSET)
    jobs.follow(made.database)
    assert told(made, emergency) == (BY, "handset")


def test_a_clock_that_runs_ahead_does_not_keep_what_is_measured_later_out(made: Made) -> None:
    crew = made.crew(at=None)
    emergency = pressed(made, crew, BY, age_s=-50)
    row = made.row("emergency_rows", emergency)
    assert row["fixed_at"] == row["received_at"]
    made.fix(crew, FURTHER, **HANDSET)
    jobs.follow(made.database)
    assert told(made, emergency) == (FURTHER, "handset")


@pytest.mark.parametrize("place", [{"lon": 0, "lat": 0}, {"lon": "x"}, "here", [1]])
def test_a_device_that_says_badly_where_it_is_is_heard_all_the_same(made: Made, place: Any) -> None:
    crew = made.crew(at=None)
    made.fix(crew, HERE, **(AVL | {"officer_id": ""}))
    emergency = uuid4()
    assert made.give(crew, "raise_emergency", emergency_id=emergency, place=place).outcome == "done"
    assert told(made, emergency) == (HERE, "last fix")


# Whom a call goes with: rules, without a database.


def seen(age_s: float, **changes: Any) -> Seen:
    known = {"lon": 0.0, "lat": 51.5, "accuracy_m": 10.0, "source": "radio", "device": RADIO}
    return Seen(fixed_at=NOW - timedelta(seconds=age_s), **(known | changes))


NOW, RADIO, PHONE = datetime(2026, 11, 30, 1, 0, tzinfo=UTC), uuid4(), uuid4()


def call(age_s: float = 60, **changes: Any) -> Emergency:
    known = {"fixed_at": NOW - timedelta(seconds=age_s), "accuracy_m": 20.0, "source": "radio", "device": RADIO}
    return Emergency(**(known | changes))


@pytest.mark.parametrize(
    ("call", "seen", "goes"),
    [
        (call(), seen(0), True),
        (call(), seen(61), False),
        # The handset lies in the car while its officer, with the radio, is elsewhere.
        (call(), seen(0, source="handset", device=PHONE), False),
        (call(121), seen(0, source="handset", device=PHONE), True),
        (call(10), seen(0, accuracy_m=800.0), False),
        (call(60), seen(0, accuracy_m=800.0), True),
        (call(10, accuracy_m=900.0), seen(0, accuracy_m=800.0), True),
        # A handset does not name itself when it is pressed.
        (call(source="handset", device=None), seen(0, source="handset", device=PHONE), True),
        (call(source="handset", device=None), seen(0), False),
        (call(source="last fix", device=None, age_s=0), seen(60), True),
        (call(source=None, device=None, fixed_at=None), seen(60), True),
    ],
)
def test_a_call_goes_with_the_device_that_was_pressed_and_with_another_only_when_that_is_silent(
    call: Emergency, seen: Seen, goes: bool
) -> None:
    assert whereabouts.moves(call, seen) is goes


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


def test_of_two_calls_of_a_crew_the_third_is_shown_the_one_that_nobody_has_acknowledged(made: Made) -> None:
    one, two, third, unit, duty = made.officer(), made.officer(), made.officer(), made.unit(), uuid4()
    made.give(one, "book_on", duty_id=duty, unit_id=unit, crew=[two.pay_number, third.pay_number])
    first, second = uuid4(), uuid4()
    for caller, emergency in ((one, first), (two, second)):
        made.give(replace(caller, unit_id=unit, duty_id=duty), "raise_emergency", emergency_id=emergency)
    made.give(made.dispatcher(), "acknowledge_emergency", emergency_id=first)
    with made.database.transaction(SYSTEM) as session:
        shown = [
            handset.snapshot(session, replace(who, unit_id=unit, duty_id=duty))["emergency"]["id"]
            for who in (one, two, third)
        ]
    assert shown == [str(first), str(second), str(second)]


def acknowledged(made: Made, crew: Actor) -> UUID:
    emergency = uuid4()
    made.give(crew, "raise_emergency", emergency_id=emergency)
    assert made.give(made.dispatcher(), "acknowledge_emergency", emergency_id=emergency).outcome == "done"
    return emergency


def test_a_press_after_the_answer_calls_again_on_every_board(made: Made) -> None:
    """Pressed in the pocket, acknowledged, and two minutes later attacked."""
    crew = made.crew()
    incident = made.incident()
    tasking = made.tasking(crew, incident)
    made.give(crew, "set_status", status="6", tasking_id=tasking)
    emergency = acknowledged(made, crew)
    again = made.give(crew, "raise_emergency", emergency_id=uuid4())
    assert again["result"] == {"emergency_id": str(emergency)}
    for feed in ("board:SN", crew.feed):
        body = [m["body"] for m in made.messages(feed) if m["kind"] == "emergency.changed"][-1]
        assert (body["acknowledged_at"], body["acknowledged_by"], bool(body["pressed_again_at"])) == (None, None, True)
    assert "pressed again" in made.log(incident)[-1]
    assert made.give(made.dispatcher(), "acknowledge_emergency", emergency_id=emergency).outcome == "done"


def test_a_press_from_before_the_answer_that_comes_late_does_not_call_again(made: Made) -> None:
    crew = made.crew()
    emergency = acknowledged(made, crew)
    made.give(crew, "raise_emergency", emergency_id=uuid4(), late_s=60, elapsed_ms=60_000)
    made.give(crew, "raise_emergency", emergency_id=uuid4(), late_s=400)
    row = made.row("emergency_rows", emergency)
    assert (bool(row["acknowledged_at"]), row["pressed_again_at"]) == (True, None)


def test_a_press_after_the_answer_by_a_slow_clock_calls_again(made: Made) -> None:
    """The page was killed, and its worker cannot say how long ago it was pressed: a call too many is the cheaper mistake."""
    crew = made.crew()
    emergency = acknowledged(made, crew)
    made.give(crew, "raise_emergency", emergency_id=uuid4(), late_s=120)
    assert made.row("emergency_rows", emergency)["pressed_again_at"]


def test_a_radio_that_repeats_its_call_takes_no_answer_away(made: Made) -> None:
    crew = made.crew()
    emergency = acknowledged(made, crew)
    said = {"id": uuid4(), "emergency_id": uuid4(), "occurred_at": clock.now(), "elapsed_ms": 0, "place": None}
    carry_out(made.database, crew, KINDS["raise_emergency"], said | {"device": uuid4()})
    assert made.row("emergency_rows", emergency)["acknowledged_at"]


def test_of_two_of_one_crew_who_call_one_is_still_shown_when_the_other_is_closed(made: Made) -> None:
    mate, officer, unit, duty = made.officer(), made.officer(), made.unit(), uuid4()
    made.give(officer, "book_on", duty_id=duty, unit_id=unit, crew=[mate.pay_number])
    crew, partner = (replace(one, unit_id=unit, duty_id=duty) for one in (officer, mate))
    first, second = uuid4(), uuid4()
    made.give(crew, "raise_emergency", emergency_id=first)
    made.give(partner, "raise_emergency", emergency_id=second)
    dispatcher = made.dispatcher()
    made.give(dispatcher, "close_emergency", emergency_id=second, outcome="accidental")
    assert made.unit_row(crew)["emergency_id"] == str(first)
    for feed in ("board:SN", crew.feed):
        last = [m["body"] for m in made.messages(feed) if m["kind"] == "emergency.changed"][-1]
        assert (last["id"], last["closed_at"]) == (str(first), None)
    assert made.give(crew, "book_off")["code"] == "emergency_open"
    sent = {"tasking_id": uuid4(), "incident_id": made.incident(), "unit_id": unit}
    assert made.give(dispatcher, "task_unit", **sent)["code"] == "emergency_open"
    made.give(dispatcher, "close_emergency", emergency_id=first, outcome="accidental")
    assert made.unit_row(crew)["emergency_id"] is None

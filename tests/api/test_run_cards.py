"""Run cards: what should go, what goes already, who would fulfil it, and what is missing by name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from api.actors import SYSTEM, Actor
from api.codes import service as codes
from api.codes.service import Codes, met_default
from api.roads import service as roads
from api.taskings import candidates, run_cards
from tests.factories import FAR, HERE, NORTH, Made

LISTS = Codes("1", met_default()["lists"])


@pytest.fixture(autouse=True)
def no_roads_in_memory() -> Iterator[None]:
    roads.forget()
    yield
    roads.forget()


def double(made: Made, at: tuple[float, float] | None, *skills: str, **more: Any) -> Actor:
    """A crew of two on duty with these skills beside response driving."""
    crew = made.crew(at=at, skills=("response", *skills), **more)
    mate = made.officer()
    with made.database.transaction(SYSTEM) as session:
        session.execute(
            text("INSERT INTO crew (duty_id, officer_id, joined_at) VALUES (:duty, :officer, now())"),
            {"duty": crew.duty_id, "officer": mate.id},
        )
        session.execute(
            text("UPDATE duties SET skills = :skills WHERE id = :duty"),
            {"skills": ["response", *skills], "duty": crew.duty_id},
        )
    return crew


def card(made: Made, incident: UUID) -> dict[str, Any]:
    with made.database.transaction(SYSTEM) as session:
        return dict(candidates.rank(session, incident, limit=10)["card"])


def role(card: dict[str, Any], code: str) -> dict[str, Any]:
    return next(one for one in card["roles"] if one["role"] == code)


def ids(card: dict[str, Any]) -> list[str]:
    return [one["unit_id"] for one in card["proposed"]]


def test_a_domestic_asks_for_a_double_crew_and_a_supervisor_told(made: Made) -> None:
    made.crew(at=HERE)
    two = double(made, NORTH)
    found = card(made, made.incident(type="PH"))
    assert found["labels"] == ["Domestic in progress"]
    assert ids(found) == [str(two.unit_id)]
    assert found["tell"] == [{"code": "supervisor", "label": "Supervisor", "is_told": False}]


def test_a_knife_adds_a_second_car_a_taser_and_a_dog(made: Made) -> None:
    plain, taser, dog = double(made, HERE), double(made, NORTH, "taser"), double(made, NORTH, "dog")
    found = card(made, made.incident(type="PH", qualifiers=["weapon"]))
    assert found["labels"] == ["Domestic in progress", "Weapon or knife"]
    # The Taser officer's car is the second car too: three units, not four.
    assert set(ids(found)) == {str(plain.unit_id), str(taser.unit_id), str(dog.unit_id)}
    assert all(part["missing"] == 0 for part in found["roles"])


def test_whoever_brings_the_taser_is_the_second_car_though_another_is_nearer(made: Made) -> None:
    first, nearer, taser = double(made, HERE), double(made, HERE), double(made, NORTH, "taser")
    found = card(made, made.incident(type="CA"))
    assert str(taser.unit_id) in ids(found)
    assert len(ids(found)) == 2
    assert len({str(first.unit_id), str(nearer.unit_id)} & set(ids(found))) == 1


def test_the_only_dog_unit_is_not_spent_as_a_car(made: Made) -> None:
    dog = double(made, HERE, "dog")
    double(made, NORTH)
    found = card(made, made.incident(type="PH", qualifiers=["weapon"]))
    assert role(found, "dog")["missing"] == 0
    assert role(found, "double_response")["missing"] == 1
    assert str(dog.unit_id) in ids(found)


def test_what_goes_already_counts(made: Made) -> None:
    first, second = double(made, HERE, "taser"), double(made, NORTH)
    incident = made.incident(type="CA")
    made.tasking(first, incident)
    found = card(made, incident)
    assert len(role(found, "double_response")["going"]) == 1
    assert len(role(found, "taser")["going"]) == 1
    assert ids(found) == [str(second.unit_id)]


def test_a_shortfall_names_the_nearest_with_its_time_and_why(made: Made) -> None:
    dog = double(made, FAR, "dog")
    made.tasking(dog, made.incident(at=FAR, type="PG"))
    incident = made.incident(type="CD")
    callsign = made.unit_row(dog)["callsign"]
    said = role(card(made, incident), "dog")["shortfall"]
    assert said.startswith(f"No dog unit within 20 min: nearest {callsign}, ")
    assert " min, on " in said


def test_a_role_that_nobody_on_duty_could_fill_says_so(made: Made) -> None:
    double(made, HERE)
    assert role(card(made, made.incident(type="CD")), "dog")["shortfall"] == "No dog unit on duty at all."


def test_a_dog_unit_of_which_no_place_is_known_is_not_nobody(made: Made) -> None:
    double(made, HERE)
    dog = double(made, None, "dog")
    said = role(card(made, made.incident(type="CD")), "dog")["shortfall"]
    callsign = made.unit_row(dog)["callsign"]
    assert said == f"No dog unit within 20 min. {callsign} has no position known: call by radio."


def test_who_is_nowhere_is_told_beside_the_nearest_and_why_it_could_not_go(made: Made) -> None:
    far, lost = double(made, FAR, "dog"), double(made, None, "dog", status="8")
    said = role(card(made, made.incident(type="CD")), "dog")["shortfall"]
    assert said.startswith(f"No dog unit within 20 min: nearest {made.unit_row(far)['callsign']}, ")
    assert said.endswith(
        f" {made.unit_row(lost)['callsign']}, not available: 8 Committed, has no position known: call by radio."
    )


def test_who_goes_without_a_known_place_goes_all_the_same(made: Made) -> None:
    double(made, HERE)
    dog, incident = double(made, None, "dog"), made.incident(type="CD")
    made.tasking(dog, incident)
    found = role(card(made, incident), "dog")
    assert (found["going"], found["missing"], found["shortfall"]) == ([made.unit_row(dog)["callsign"]], 0, "")


def test_the_last_ones_on_duty_being_here_already_are_not_nobody(made: Made) -> None:
    armed, incident = double(made, HERE, "firearms"), made.incident(type="PI")
    made.tasking(armed, incident)
    said = role(card(made, incident), "armed")["shortfall"]
    assert said == "1 more: armed unit: all on duty are on this incident already."


def test_those_who_left_the_taser_behind_do_not_hide_who_brings_one(made: Made) -> None:
    for _ in range(8):
        books_out(made, double(made, HERE, "taser"))
    brings = double(made, FAR, "taser")
    books_out(made, brings, "taser")
    said = role(card(made, made.incident(type="CA")), "taser")["shortfall"]
    assert f"nearest {made.unit_row(brings)['callsign']}, " in said


def books_out(made: Made, crew: Actor, *equipment: str) -> None:
    with made.database.transaction(SYSTEM) as session:
        session.execute(
            text("UPDATE duties SET equipment = CAST(:out AS text[]) WHERE id = :duty"),
            {"out": list(equipment), "duty": crew.duty_id},
        )


def test_a_taser_that_nobody_said_is_booked_out_is_said_and_not_taken_for_granted(made: Made) -> None:
    taser, incident = double(made, HERE, "taser"), made.incident(type="CA")
    callsign, words = made.unit_row(taser)["callsign"], "obody said whether a Taser is booked out."
    found = card(made, incident)
    assert role(found, "taser")["unsaid"] == [f"{callsign}: n{words}"]
    assert found["proposed"][0]["unsaid"] == [f"N{words}"]
    assert role(found, "double_response")["unsaid"] == []
    with made.database.transaction(SYSTEM) as session:
        (ranked,) = candidates.rank(session, incident, limit=10, skills=["taser"])["candidates"]
    assert f"N{words}" in ranked["reasons"]
    # The same of a unit that goes already; and nothing is said once somebody has said it.
    made.tasking(taser, incident)
    assert role(card(made, incident), "taser")["unsaid"] == [f"{callsign}: n{words}"]
    books_out(made, taser, "taser")
    assert role(card(made, incident), "taser")["unsaid"] == []


def test_a_line_of_the_log_ticks_who_was_told(made: Made) -> None:
    incident, dispatcher = made.incident(type="PH"), made.dispatcher()
    answer = made.give(
        dispatcher, "add_log", entry_id=uuid4(), incident_id=incident, text="Told: supervisor.", source="control"
    )
    assert answer.outcome == "done"
    assert card(made, incident)["tell"][0]["is_told"]


def test_without_a_card_one_unit_with_the_skills_of_the_type_is_asked_for() -> None:
    found = run_cards.card_for(LISTS, "PB", "S", [])
    assert [(one.code, one.count, one.skills) for one in found.roles] == [("any", 1, ())]


def test_of_two_cards_the_larger_number_counts() -> None:
    found = run_cards.card_for(LISTS, "XA", "I", ["weapon"])
    assert {one.code: one.count for one in found.roles}["double_response"] == 3


def test_a_card_holds_for_its_grades_only() -> None:
    assert run_cards.card_for(LISTS, "PH", "E", []).labels == ["Any attendance"]


def test_every_card_names_codes_that_exist() -> None:
    lists = met_default()["lists"]
    known = {name: {entry["code"] for entry in lists[name]} for name in lists}
    for entry in lists["run_cards"]:
        assert {entry["type"]} - {""} <= known["types"]
        assert {entry["qualifier"]} - {""} <= known["qualifiers"]
        assert set(entry["grades"]) <= known["grades"]
        assert set(entry["tell"]) <= known["told"]
        for place in entry["roles"]:
            assert set(place["skills"]) <= known["skills"]
            assert set(place["equipment"]) <= known["equipment"]
            assert set(place["kinds"]) <= known["unit_kinds"]
    assert all(entry["skill"] in known["skills"] for entry in lists["equipment"])
    assert all({*entry["bars"]} - {"*"} <= known["types"] for entry in lists["restrictions"])


def test_another_version_of_the_cards_holds_at_once(made: Made) -> None:
    incident = made.incident(type="PH")
    other = {
        "code": "PH",
        "label": "Domestic, our way",
        "rank": 1,
        "type": "PH",
        "qualifier": "",
        "grades": ["I"],
        "tell": [],
        "roles": [{**met_default()["lists"]["run_cards"][0]["roles"][0], "count": 4}],
    }
    with made.database.transaction(SYSTEM) as session:
        codes.load(session, {"version": 2, "force": "Test", "note": "", "lists": {"run_cards": [other]}})
    assert role(card(made, incident), "double_response")["count"] == 4

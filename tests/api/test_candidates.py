"""Closest and fit: the same answer as brute force, each with its reasons, and the nearest one left out with why."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from api import clock
from api.actors import SYSTEM, Actor
from api.errors import Invalid
from api.exercise import roads as made_up_roads
from api.officers import restrictions
from api.roads import service as roads
from api.roads.network import Network, Stretch
from api.taskings import candidates, near, ways
from tests.factories import FAR, HERE, NORTH, Made


@pytest.fixture(autouse=True)
def no_roads_in_memory() -> Iterator[None]:
    roads.forget()
    yield
    roads.forget()


@pytest.fixture
def drivable(made: Made) -> None:
    """The made-up roads of the exercise, read."""
    with made.database.transaction(SYSTEM) as session:
        roads.replace(session, made_up_roads.drivable())
        roads.refresh(session)


def ranked(made: Made, incident: UUID, **more: Any) -> dict[str, Any]:
    with made.database.transaction(SYSTEM) as session:
        return candidates.rank(session, incident, limit=more.pop("limit", 10), **more)


def test_the_nearest_ten_are_those_of_brute_force_on_the_globe(made: Made) -> None:
    chance = random.Random(7)
    crews = [made.crew(at=None) for _ in range(25)]
    # All fixes are equally fresh, so that no unit may have come further than another.
    for crew in crews:
        made.fix(crew, (HERE[0] + chance.uniform(-0.1, 0.1), HERE[1] + chance.uniform(-0.05, 0.05)))
    incident = made.incident(at=HERE, type="PG")
    with made.database.transaction(SYSTEM) as session:
        brute = session.execute(
            text(
                "SELECT p.unit_id::text FROM positions p, incidents i WHERE i.id = :id"
                " ORDER BY ST_Distance(ST_Transform(p.place, 4326)::geography, ST_Transform(i.place, 4326)::geography) LIMIT 10"
            ),
            {"id": incident},
        )
        nearest = list(brute.scalars())
    assert [one["unit_id"] for one in ranked(made, incident)["candidates"]] == nearest


def test_a_unit_without_the_skill_is_left_out_and_says_so(made: Made) -> None:
    near, far = made.crew(at=HERE), made.crew(at=NORTH, skills=("response", "taser"))
    found = ranked(made, made.incident(), skills=["taser"])
    assert [one["unit_id"] for one in found["candidates"]] == [str(far.unit_id)]
    (out,) = found["excluded"]
    assert out["unit_id"] == str(near.unit_id)
    assert out["missing_skills"] == ["taser"]
    # The crew claimed it at book-on and nobody holds it: it was dropped, and that is said.
    assert "Lacks taser (not live today)." in out["reasons"]
    assert out["sendable"]


def test_an_old_position_counts_by_how_far_the_unit_may_have_come(made: Made) -> None:
    fresh, old = made.crew(at=NORTH), made.crew(at=None)
    made.fix(old, (HERE[0], HERE[1] + 0.006), age_s=300)
    found = ranked(made, made.incident(type="PG"))["candidates"]
    assert [one["unit_id"] for one in found] == [str(fresh.unit_id), str(old.unit_id)]
    assert found[1]["reach_m"] > found[1]["distance_m"] + 1_000


def test_the_nearest_unit_left_out_says_why(made: Made) -> None:
    busy, free = made.crew(at=HERE, status="8"), made.crew(at=NORTH)
    found = ranked(made, made.incident(type="PG"))
    assert [one["unit_id"] for one in found["candidates"]] == [str(free.unit_id)]
    assert [one["unit_id"] for one in found["excluded"]] == [str(busy.unit_id)]
    assert "Not available: 8 Committed." in found["excluded"][0]["reasons"]


def test_who_has_gone_home_crowds_nobody_out_of_those_left_out(made: Made) -> None:
    """Nearer than any who is on duty lie more last places than are told of, and a covert unit, which is told of to nobody."""
    gone = [made.crew(at=HERE) for _ in range(near.FEW)]
    for crew in gone:
        assert made.give(crew, "book_off").outcome == "done"
    hidden = made.crew(at=HERE, status="8")
    made.make_covert(hidden)
    busy, _ = made.crew(at=NORTH, status="8"), made.crew(at=NORTH)
    found = ranked(made, made.incident(type="PG"))
    assert [one["unit_id"] for one in found["excluded"]] == [str(busy.unit_id)]


def test_a_lost_unit_is_left_out_and_called_by_radio_first(made: Made) -> None:
    lost = made.crew(at=None)
    made.fix(lost, HERE, age_s=1_200)
    found = ranked(made, made.incident(type="PG"))
    assert found["candidates"] == []
    assert "call by radio first" in found["excluded"][0]["reasons"][0]


def test_a_position_that_is_doubted_stands_back_and_says_so(made: Made) -> None:
    doubted, sure = made.crew(at=HERE), made.crew(at=(HERE[0] + 0.001, HERE[1]))
    with made.database.transaction(SYSTEM) as session:
        session.execute(
            text("UPDATE positions SET doubted_at = '2026-06-01 13:03Z' WHERE unit_id = :id"), {"id": doubted.unit_id}
        )
    first, second = ranked(made, made.incident(type="PG"))["candidates"]
    assert [first["unit_id"], second["unit_id"]] == [str(sure.unit_id), str(doubted.unit_id)]
    assert "Position doubted since 14:03: what is told since cannot be." in second["reasons"]
    assert [one["words"] for one in second["penalties"]] == ["Position doubted: counts 1 min later."]


def test_a_meal_is_broken_for_an_immediate_only(made: Made) -> None:
    made.crew(at=HERE, status="4")
    assert len(ranked(made, made.incident(grade="I", type="PG"))["candidates"]) == 1
    assert ranked(made, made.incident(grade="S", type="PG"))["candidates"] == []


def test_a_unit_en_route_elsewhere_is_offered_as_a_diversion(made: Made) -> None:
    crew = made.crew(at=HERE)
    made.give(crew, "set_status", status="5", tasking_id=made.tasking(crew, made.incident(at=NORTH)))
    (one,) = ranked(made, made.incident(type="PG"))["candidates"]
    assert one["divert"]
    assert any("would be diverted" in reason for reason in one["reasons"])


def test_an_arrival_is_a_range_that_grows_with_the_age_of_the_fix(made: Made) -> None:
    fresh, old = made.crew(at=NORTH), made.crew(at=None)
    made.fix(old, NORTH, age_s=100)
    one, other = ranked(made, made.incident(type="PG"))["candidates"]
    assert (one["unit_id"], other["unit_id"]) == (str(fresh.unit_id), str(old.unit_id))
    assert 0 < one["arrival"]["low_s"] < one["arrival"]["likely_s"] < one["arrival"]["high_s"]
    assert other["arrival"]["high_s"] - other["arrival"]["low_s"] > one["arrival"]["high_s"] - one["arrival"]["low_s"]
    assert one["arrival"]["words"] == "1 to 3 min"


def test_without_a_network_the_line_is_straight_and_says_so(made: Made) -> None:
    made.crew(at=NORTH)
    found = ranked(made, made.incident(type="PG"))
    assert found["by_words"] == "In a straight line: no road network has been brought in."
    assert "Arrival in a straight line." in found["candidates"][0]["reasons"]


def test_a_network_that_is_still_being_read_is_not_waited_for(made: Made) -> None:
    made.crew(at=NORTH)
    incident = made.incident(type="PG")
    with made.database.transaction(SYSTEM) as session:
        roads.replace(session, made_up_roads.drivable())
    assert ranked(made, incident)["by_words"] == "In a straight line: the road network is still being read."


def test_a_place_far_from_every_road_is_reckoned_in_a_straight_line(made: Made) -> None:
    made.crew(at=HERE)
    in_croydon = Stretch(1, 2, "primary", "", False, [FAR, (FAR[0] + 0.01, FAR[1])])
    with made.database.transaction(SYSTEM) as session:
        roads.replace(session, Network("one road", "one road", [in_croydon]))
        roads.refresh(session)
    assert ranked(made, made.incident(at=FAR, type="PG"))["by_words"] == "By road: one road."
    off = ranked(made, made.incident(at=HERE, type="PG"))
    assert off["by_words"] == "In a straight line: the place is on no road of the network."
    assert off["candidates"][0]["arrival"]["by"] == "straight"


def test_a_search_that_took_too_long_is_not_widened(
    made: Made, drivable: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    far = made.crew(at=FAR)
    incident = made.incident(type="PG")
    by_road = ranked(made, incident)["candidates"][0]
    assert (by_road["unit_id"], by_road["arrival"]["by"]) == (str(far.unit_id), "road")
    monkeypatch.setattr(ways, "BUDGET_S", 0.0)
    assert ranked(made, incident)["candidates"][0]["arrival"]["by"] == "straight"


def test_an_older_position_and_another_bcu_count_and_say_so(made: Made) -> None:
    made.crew(at=HERE, pod="NE")
    (one,) = ranked(made, made.incident(type="PG"))["candidates"]
    assert [penalty["words"] for penalty in one["penalties"]] == ["From NE: counts 1 min 30 s later."]
    assert one["counts_s"] == round(one["arrival"]["high_s"] + 90)


def test_refreshments_that_are_due_count(made: Made) -> None:
    crew = made.crew(at=HERE)
    hours_ago(made, crew, 6)
    (one,) = ranked(made, made.incident(type="PG"))["candidates"]
    assert [penalty["code"] for penalty in one["penalties"]] == ["refs_due"]
    made.give(crew, "set_status", status="4")
    made.give(crew, "set_status", status="2")
    (one,) = ranked(made, made.incident(type="PG"))["candidates"]
    assert one["penalties"] == []


def hours_ago(made: Made, crew: Actor, hours: int) -> None:
    with made.database.transaction(SYSTEM) as session:
        session.execute(
            text("UPDATE duties SET started_at = started_at - make_interval(hours => :hours) WHERE id = :id"),
            {"hours": hours, "id": crew.duty_id},
        )


def restricted(made: Made, crew: Actor, code: str = "no_confrontation", **days: Any) -> None:
    asked = {"pay_number": crew.pay_number, "restriction": code}
    with made.database.transaction(made.person("administrator")) as session:
        restrictions.restrict(session, {**asked, "from_on": clock.london_date(clock.now()), "until_on": None, **days})


def test_restricted_duties_leave_a_crew_out_of_violence_only(made: Made) -> None:
    crew = made.crew(at=HERE)
    restricted(made, crew)
    found = ranked(made, made.incident(type="CA"))
    assert found["candidates"] == []
    assert found["excluded"][0]["reasons"][0].startswith("Restricted duties in the crew (no confrontation)")
    assert not found["excluded"][0]["sendable"]
    assert len(ranked(made, made.incident(type="PG"))["candidates"]) == 1


def test_who_may_not_drive_is_left_out_until_somebody_else_in_the_crew_may(made: Made) -> None:
    crew, mate, incident = made.crew(at=HERE), made.officer(skills=()), made.incident(type="PG")
    restricted(made, crew, "no_driving")
    (out,) = ranked(made, incident)["excluded"]
    assert out["reasons"][0] == "Restricted duties in the crew (no driving): nobody in it may drive."
    # Their own licence to drive fast does not count, whoever drives.
    assert "response" not in made.unit_row(crew)["skills"]
    with made.database.transaction(SYSTEM) as session:
        session.execute(
            text("INSERT INTO crew (duty_id, officer_id, joined_at) VALUES (:duty, :id, now())"),
            {"duty": crew.duty_id, "id": mate.id},
        )
    assert len(ranked(made, incident)["candidates"]) == 1


def test_who_may_not_be_alone_is_left_out_as_a_crew_of_one(made: Made) -> None:
    crew = made.crew(at=HERE)
    restricted(made, crew, "not_alone")
    (out,) = ranked(made, made.incident(type="PG"))["excluded"]
    assert out["reasons"][0] == "Restricted duties in the crew (not alone): not single-crewed."


def test_a_skill_that_a_restriction_takes_away_is_back_when_it_ends(made: Made) -> None:
    crew, administrator = made.crew(at=HERE, skills=("response", "taser")), made.person("administrator")
    restricted(made, crew, "no_weapons")
    assert made.unit_row(crew)["skills"] == ["response"]
    with made.database.transaction(administrator) as session:
        (row,) = restrictions.listed(session)
        restrictions.end(session, UUID(row["id"]))
    assert made.unit_row(crew)["skills"] == ["response", "taser"]


def test_a_restriction_holds_from_its_first_day_to_its_last(made: Made) -> None:
    crew, today = made.crew(at=HERE), clock.london_date(clock.now())
    incident = made.incident(type="CA")

    def is_restricted() -> bool:
        return "Restricted duties" in str(ranked(made, incident))

    restricted(made, crew, from_on=today + timedelta(days=1))
    assert not is_restricted()
    restricted(made, crew, from_on=today - timedelta(days=9), until_on=today)
    assert is_restricted()


def test_a_taser_officer_without_a_taser_is_none(made: Made) -> None:
    crew = made.crew(at=HERE, skills=("response", "taser"))
    incident = made.incident(type="PG")
    assert len(ranked(made, incident, skills=["taser"])["candidates"]) == 1
    booked(made, crew, [])
    assert "Taser not booked out." in ranked(made, incident, skills=["taser"])["excluded"][0]["reasons"]
    booked(made, crew, ["taser"])
    assert len(ranked(made, incident, skills=["taser"])["candidates"]) == 1


def booked(made: Made, crew: Actor, equipment: list[str]) -> None:
    with made.database.transaction(SYSTEM) as session:
        session.execute(
            text("UPDATE duties SET equipment = :equipment WHERE id = :id"),
            {"equipment": equipment, "id": crew.duty_id},
        )


def test_equipment_that_nobody_knows_is_refused_at_book_on(made: Made) -> None:
    officer = made.officer()
    booking = {"duty_id": uuid4(), "unit_id": made.unit(), "skills": [], "equipment": ["cannon"]}
    assert made.give(officer, "book_on", **booking)["code"] == "unknown_equipment"
    assert made.give(officer, "book_on", **{**booking, "equipment": ["taser"]}).outcome == "done"


def test_a_skill_that_nobody_knows_is_refused(made: Made) -> None:
    incident = made.incident()
    with pytest.raises(Invalid, match="No skill has the code juggling"):
        ranked(made, incident, skills=["juggling"])

"""Closest and fit: the same answer as brute force, each with its reasons, and the nearest one left out with why."""

from __future__ import annotations

import random
from typing import Any
from uuid import UUID

from sqlalchemy import text

from api.actors import SYSTEM
from api.taskings import candidates
from tests.factories import HERE, NORTH, Made


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


def test_a_unit_with_all_skills_stands_before_a_nearer_one_without(made: Made) -> None:
    near, far = made.crew(at=HERE), made.crew(at=NORTH, skills=("response", "taser"))
    found = ranked(made, made.incident(), skills=["taser"])
    assert [one["unit_id"] for one in found["candidates"]] == [str(far.unit_id), str(near.unit_id)]
    assert found["candidates"][1]["missing_skills"] == ["taser"]
    assert "Lacks taser." in found["candidates"][1]["reasons"]


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
    assert found["excluded"]["unit_id"] == str(busy.unit_id)
    assert "Not available: 8 Committed." in found["excluded"]["reasons"]


def test_a_lost_unit_is_left_out_and_called_by_radio_first(made: Made) -> None:
    lost = made.crew(at=None)
    made.fix(lost, HERE, age_s=1_200)
    found = ranked(made, made.incident(type="PG"))
    assert found["candidates"] == []
    assert "call by radio first" in found["excluded"]["reasons"][0]


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

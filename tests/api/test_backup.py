"""Who else is going to a crew's own job, and when they may be there; of nobody else's job, and never a covert unit."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from api.actors import Actor
from api.roads import service as roads
from tests.factories import FAR, HERE, NORTH, Made


@pytest.fixture(autouse=True)
def no_roads_in_memory() -> None:
    roads.forget()


def others(app: Any, made: Made, crew: Actor, tasking: UUID) -> list[dict[str, Any]]:
    answer = made.client(app, crew).get(f"/api/handset/taskings/{tasking}/others")
    assert answer.status_code == 200, answer.json
    return list(answer.json["items"])


def on_the_way(made: Made, crew: Actor, incident: UUID) -> UUID:
    tasking = made.tasking(crew, incident)
    assert made.give(crew, "set_status", status="5", tasking_id=tasking).outcome == "done"
    return tasking


def test_who_is_on_the_way_is_told_with_the_range_of_the_ranking_the_soonest_first(app: Any, made: Made) -> None:
    me, near, far = made.crew(at=HERE), made.crew(at=NORTH), made.crew(at=FAR)
    incident = made.incident(at=HERE)
    mine = made.tasking(me, incident)
    on_the_way(made, far, incident)
    on_the_way(made, near, incident)
    first, second = others(app, made, me, mine)
    assert (first["unit_id"], second["unit_id"]) == (str(near.unit_id), str(far.unit_id))
    assert 0 < first["arrival"]["high_s"] < second["arrival"]["high_s"]
    assert first["arrival"]["words"].endswith(" min")
    assert first["position_age_s"] is not None


def test_who_has_not_set_off_is_there_or_is_nobody_knows_where_has_no_time(app: Any, made: Made) -> None:
    me, waits, there = made.crew(at=HERE), made.crew(at=NORTH), made.crew(at=NORTH)
    lost, gone = made.crew(at=None), made.crew(at=None)
    made.fix(gone, NORTH, age_s=1_000)
    incident = made.incident(at=HERE)
    mine = made.tasking(me, incident)
    made.tasking(waits, incident)
    on_the_way(made, lost, incident)
    on_the_way(made, gone, incident)
    arrived = on_the_way(made, there, incident)
    assert made.give(there, "set_status", status="6", tasking_id=arrived).outcome == "done"
    told = {one["unit_id"]: one for one in others(app, made, me, mine)}
    assert [told[str(one.unit_id)]["arrival"] for one in (waits, there, lost, gone)] == [None] * 4
    assert told[str(waits.unit_id)]["state"] == "assigned"
    assert others(app, made, me, mine)[0]["at_scene_at"]
    assert told[str(lost.unit_id)]["en_route_at"]


def test_a_covert_unit_is_not_told_and_another_crew_is_told_nothing(app: Any, made: Made) -> None:
    me, covert, stranger = made.crew(at=HERE), made.crew(at=HERE), made.crew(at=HERE)
    incident = made.incident(at=HERE)
    mine = made.tasking(me, incident)
    on_the_way(made, covert, incident)
    made.make_covert(covert)
    assert others(app, made, me, mine) == []
    answer = made.client(app, stranger).get(f"/api/handset/taskings/{mine}/others")
    assert answer.status_code == 404
    answer = made.give(made.dispatcher(), "withdraw_tasking", tasking_id=mine, reason="closer")
    assert answer.outcome == "done"
    assert made.client(app, me).get(f"/api/handset/taskings/{mine}/others").status_code == 404

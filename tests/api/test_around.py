"""The officer's map: colleagues on the same job and close by, bounded, and never a covert unit, in any payload."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import orjson

from api import clock
from api.actors import SYSTEM, Actor
from api.areas.models import AreaVersion
from api.db import run
from api.handset import around
from tests.factories import FAR, HERE, NORTH, Made


def seen(app: Any, made: Made, crew: Actor) -> dict[str, dict[str, Any]]:
    answer = made.client(app, crew).get("/api/handset/around")
    assert answer.status_code == 200
    return {unit["unit_id"]: unit for unit in answer.json["units"]}


def test_who_is_within_two_kilometres_is_seen_and_who_is_further_is_not(app: Any, made: Made) -> None:
    me, near, far = made.crew(at=HERE), made.crew(at=NORTH), made.crew(at=FAR)
    found = seen(app, made, me)
    assert str(near.unit_id) in found
    assert not {str(me.unit_id), str(far.unit_id)} & set(found)
    assert found[str(near.unit_id)]["same_job"] is False
    assert found[str(near.unit_id)]["fixed_at"]


def test_a_place_that_is_doubted_is_seen_as_such(app: Any, made: Made) -> None:
    me, near = made.crew(at=HERE), made.crew(at=NORTH)
    assert seen(app, made, me)[str(near.unit_id)]["doubted_at"] is None
    with made.database.transaction(SYSTEM) as session:
        run(session, "UPDATE positions SET doubted_at = fixed_at WHERE unit_id = %s", (near.unit_id,))
    found = seen(app, made, me)[str(near.unit_id)]
    assert found["doubted_at"] == found["fixed_at"]


def test_who_is_on_the_same_job_is_seen_wherever_they_are(app: Any, made: Made) -> None:
    me, mate = made.crew(at=HERE), made.crew(at=FAR)
    incident = made.incident()
    made.tasking(me, incident)
    made.tasking(mate, incident)
    assert seen(app, made, me)[str(mate.unit_id)]["same_job"] is True


def test_a_covert_unit_is_in_no_payload_not_even_on_the_same_job(app: Any, made: Made) -> None:
    me, covert = made.crew(at=HERE), made.crew(at=HERE)
    incident = made.incident()
    made.tasking(me, incident)
    made.tasking(covert, incident)
    made.make_covert(covert)
    body = made.client(app, me).get("/api/handset/around").data
    assert str(covert.unit_id).encode() not in body
    assert made.unit_row(covert)["callsign"].encode() not in body
    with made.database.transaction(SYSTEM) as session:
        assert str(covert.unit_id).encode() not in orjson.dumps(around.around(session, me))


def test_it_holds_the_nearest_twenty_and_those_of_the_job_first(app: Any, made: Made) -> None:
    me = made.crew(at=HERE)
    others = [made.crew(at=(HERE[0] + 0.0005 * place, HERE[1])) for place in range(1, 23)]
    incident = made.incident()
    made.tasking(me, incident)
    made.tasking(others[-1], incident)
    found = list(seen(app, made, me))
    assert len(found) == around.MOST
    assert found[0] == str(others[-1].unit_id)
    assert found[1:] == [str(other.unit_id) for other in others[:19]]


def test_who_has_gone_off_duty_or_was_not_heard_for_long_is_not_there(app: Any, made: Made) -> None:
    me, gone, silent = made.crew(at=HERE), made.crew(at=NORTH), made.crew(at=None)
    made.give(gone, "book_off")
    made.fix(silent, NORTH, age_s=1_900)
    assert seen(app, made, me) == {}


def test_the_own_unit_is_told_with_whoever_of_its_crew_is_apart_from_it(app: Any, made: Made) -> None:
    me = made.crew(at=None)
    made.fix(me, HERE, source="vehicle", device=uuid4())
    made.fix(me, NORTH, source="handset", device=uuid4())
    own = made.client(app, me).get("/api/handset/around").json["own"]
    assert (own["unit_id"], own["lon"], own["lat"], own["source"]) == (str(me.unit_id), *HERE, "vehicle")
    assert [(member["lon"], member["lat"]) for member in own["members"]] == [NORTH]


def test_of_colleagues_only_the_unit_is_told_and_not_who_left_the_car(app: Any, made: Made) -> None:
    me, near = made.crew(at=HERE), made.crew(at=None)
    made.fix(near, HERE, source="vehicle", device=uuid4())
    made.fix(near, NORTH, source="handset", device=uuid4())
    assert "members" not in seen(app, made, me)[str(near.unit_id)]


def test_a_covert_crew_is_told_of_its_own_unit_and_nobody_else_is(app: Any, made: Made) -> None:
    me, covert = made.crew(at=HERE), made.crew(at=HERE)
    made.make_covert(covert)
    assert made.client(app, covert).get("/api/handset/around").json["own"]["unit_id"] == str(covert.unit_id)
    assert str(covert.unit_id).encode() not in made.client(app, me).get("/api/handset/around").data


def test_the_map_hears_of_other_borders_by_what_it_asks_anyway(app: Any, made: Made) -> None:
    crew, desk = made.crew(), made.client(app, made.dispatcher())
    officer = made.client(app, crew)
    before = officer.get("/api/handset/around").json["ground"]
    assert desk.get("/api/tiles/version").json == {"version": before}
    with made.database.transaction(SYSTEM) as session:
        came = {"file_name": "wards.geojson", "sha256": "ab", "brought_by": "A", "brought_at": clock.now()}
        session.add(AreaVersion(kind="beat", number=1, areas_count=1, **came))
    after = officer.get("/api/handset/around").json["ground"]
    assert after != before
    assert desk.get("/api/tiles/version").json == {"version": after}


def test_off_duty_nobody_is_around_and_the_control_room_has_its_board(app: Any, made: Made) -> None:
    made.crew(at=HERE)
    assert seen(app, made, made.officer()) == {}
    assert made.client(app, made.dispatcher()).get("/api/handset/around").status_code == 403

"""The location bargain: a look at a trail needs a reason, is in the audit, and is shown to the crew. Off duty there is nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text

from api import clock
from api.actors import SYSTEM, Actor
from api.audit import alerts
from api.auth import service as auth
from api.devices.presence import Presence
from api.fixes.batch import Batch
from api.sockets import Sockets
from tests.api.test_fixes import ask, kept
from tests.api.test_sockets import Carrier, Server, connect, token_of
from tests.factories import FAR, HERE, NORTH, Made


@pytest.fixture
def crew(made: Made) -> Actor:
    """On duty for twenty minutes, with a way behind them."""
    crew = made.crew(at=None)
    for age_s, at in ((1_100, HERE), (600, NORTH), (20, HERE)):
        made.fix(crew, at, age_s=age_s)
    return crew


def look(app: Any, made: Made, who: Actor, unit_id: Any, **more: Any) -> Any:
    body = {"unit_id": str(unit_id), "reason": "welfare", **more}
    return made.client(app, who).post("/api/trails", json=body)


def own(app: Any, made: Made, who: Actor) -> dict[str, Any]:
    answer = made.client(app, who).get("/api/trails/own")
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json
    return found


def looks(made: Made) -> list[Any]:
    return ask(made, "SELECT action, subject, reason, kind FROM audit WHERE action = 'view trail'")


def test_a_dispatcher_with_a_reason_is_shown_the_way_with_its_times(app: Any, made: Made, crew: Actor) -> None:
    answer = look(app, made, made.dispatcher(), crew.unit_id)
    assert answer.status_code == 200
    assert [(point[0], point[1]) for point in answer.json["points"]] == [HERE, NORTH, HERE]
    assert all(
        before[2] < after[2] for before, after in zip(answer.json["points"], answer.json["points"][1:], strict=False)
    )
    assert answer.json["reason"] == "Are they all right?"


def test_what_a_crew_was_in_when_it_went_home_it_is_not_in_now(app: Any, made: Made, crew: Actor) -> None:
    assert made.give(crew, "book_off").outcome == "done"
    assert ask(made, "SELECT count(*) FROM area_stays WHERE unit_id = :id AND left_at IS NULL", id=crew.unit_id) == [
        (0,)
    ]
    # Also where a stay was left open, as before they ended with the duty.
    with made.database.transaction(SYSTEM) as session:
        last = "SELECT kind, code, max(entered_at) FROM area_stays WHERE unit_id = :id GROUP BY kind, code"
        opened = f"UPDATE area_stays SET left_at = NULL WHERE unit_id = :id AND (kind, code, entered_at) IN ({last})"  # noqa: S608
        session.execute(text(opened), {"id": crew.unit_id})
    areas = look(app, made, made.dispatcher(), crew.unit_id).json["areas"]
    assert areas
    assert all(one["left_at"] and one["seen_at"] is None for one in areas)


def test_a_stay_that_goes_on_says_when_the_unit_was_measured_last(app: Any, made: Made, crew: Actor) -> None:
    areas = look(app, made, made.dispatcher(), crew.unit_id).json["areas"]
    newest = made.row("position_rows", crew.unit_id)["fixed_at"]
    now = made.client(app, made.dispatcher()).get(f"/api/units/{crew.unit_id}/areas").json["items"]
    assert now
    assert {one["seen_at"] for one in [*now, *areas] if one["left_at"] is None} == {newest}


def test_of_a_time_in_which_nobody_was_on_duty_there_is_no_trail_and_no_look(app: Any, made: Made, crew: Actor) -> None:
    """There would be no crew to tell of it."""
    assert made.give(crew, "book_off").outcome == "done"
    with made.database.transaction(SYSTEM) as session:
        ended = text("UPDATE duties SET ended_at = :at WHERE id = :id")
        session.execute(ended, {"at": clock.now() - timedelta(minutes=16), "id": crew.duty_id})
    answer = look(app, made, made.dispatcher(), crew.unit_id, minutes=15)
    assert answer.status_code == 422
    assert "was not on duty from" in answer.json["message"]
    assert looks(made) == []
    assert look(app, made, made.dispatcher(), crew.unit_id, minutes=30).status_code == 200
    assert ask(made, "SELECT kind FROM trail_looks WHERE duty_id = :id", id=crew.duty_id) == [("trail",)]


def test_only_the_minutes_that_were_asked_for_are_shown(app: Any, made: Made, crew: Actor) -> None:
    assert len(look(app, made, made.dispatcher(), crew.unit_id, minutes=12).json["points"]) == 2


def test_the_look_and_its_reason_are_in_the_audit(app: Any, made: Made, crew: Actor) -> None:
    look(app, made, made.dispatcher(), crew.unit_id, reason="other", words="a complaint about driving")
    [(action, subject, reason, kind)] = looks(made)
    assert (action, subject, kind) == ("view trail", f"unit {crew.unit_id}", "consultation")
    assert "Other (say why); a complaint about driving" in reason


@pytest.mark.parametrize(
    "wrong", [{"reason": ""}, {"reason": "curious"}, {"reason": "other"}, {"reason": "other", "words": "x"}]
)
def test_without_a_reason_nothing_is_shown_and_nothing_is_written(
    app: Any, made: Made, crew: Actor, wrong: dict[str, str]
) -> None:
    answer = look(app, made, made.dispatcher(), crew.unit_id, **wrong)
    assert answer.status_code == 422
    assert looks(made) == []


def test_no_audit_no_answer(app: Any, made: Made, crew: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: Any, **__: Any) -> None:
        raise RuntimeError("the audit cannot be written")

    monkeypatch.setattr("api.trails.service.audit.note", fails)
    answer = look(app, made, made.dispatcher(), crew.unit_id)
    assert answer.status_code == 500
    assert "points" not in answer.json
    assert ask(made, "SELECT 1 FROM trail_looks") == []


def test_a_crew_and_an_auditor_ask_for_nobodys_trail(app: Any, made: Made, crew: Actor) -> None:
    for who in (made.crew(), made.person("auditor"), made.person("administrator")):
        assert look(app, made, who, crew.unit_id).status_code == 403
    assert looks(made) == []


def test_the_officer_sees_who_looked_when_why_and_at_which_stretch(app: Any, made: Made, crew: Actor) -> None:
    look(app, made, made.dispatcher(name="Curious Desk"), crew.unit_id, minutes=15)
    [seen] = own(app, made, crew)["looks"]
    assert (seen["looker"], seen["reason"], seen["kind"]) == ("PC Curious Desk", "Are they all right?", "trail")
    assert seen["callsign"] == made.unit_row(crew)["callsign"]
    # They were on duty in a part of the fifteen minutes, and no stretch is longer than that.
    joined = ask(made, "SELECT joined_at FROM crew WHERE duty_id = :id", id=crew.duty_id)[0][0]
    assert seen["since"] == clock.iso(joined)


def test_nobody_sees_looks_at_another_crew_nor_those_before_they_joined(app: Any, made: Made, crew: Actor) -> None:
    look(app, made, made.dispatcher(), crew.unit_id)
    assert own(app, made, made.crew())["looks"] == []
    with made.database.transaction(SYSTEM) as session:
        session.execute(
            text("UPDATE crew SET joined_at = :later WHERE duty_id = :id"),
            {"id": crew.duty_id, "later": clock.now() + timedelta(minutes=1)},
        )
    assert own(app, made, crew)["looks"] == []


def test_the_officer_sees_what_tracks_them_now_and_how_long_it_is_kept(app: Any, made: Made, crew: Actor) -> None:
    made.fix(crew, NORTH, age_s=2, source="vehicle", device=uuid4())
    # What is not believed tracks nobody, least of all in the future.
    made.fix(crew, NORTH, age_s=-3_600, source="vehicle", device=uuid4())
    made.fix(crew, FAR, source="radio")
    told = own(app, made, crew)
    assert max(one["fixed_at"] for one in told["tracked"]["sources"]) <= clock.iso(clock.now())
    assert {one["source"] for one in told["tracked"]["sources"]} == {"vehicle", "handset"}
    assert {one["source"]: one["days"] for one in told["keep"]}["handset"] == 2


def test_after_book_off_nothing_tracks(app: Any, made: Made, crew: Actor) -> None:
    made.give(crew, "book_off")
    assert own(app, made, crew)["tracked"] == {"on_duty": False, "callsign": None, "sources": []}


def test_a_covert_unit_has_no_trail_for_anybody(app: Any, made: Made, crew: Actor) -> None:
    with made.database.transaction(SYSTEM) as session:
        session.execute(text("UPDATE units SET is_covert = true WHERE id = :id"), {"id": crew.unit_id})
    hidden = look(app, made, made.supervisor(), crew.unit_id)
    missing = look(app, made, made.supervisor(), uuid4())
    assert (
        (hidden.status_code, hidden.json["message"])
        == (missing.status_code, missing.json["message"])
        == (404, "There is no such unit.")
    )


def test_off_duty_is_off_from_the_socket_to_the_table(app: Any, made: Made, config: Any) -> None:
    """The handset goes on sending by its open socket: nothing is stored, moved, drawn or shown."""
    crew = made.crew(at=HERE)
    batch = Batch(made.database)
    room = Sockets(Server(), config, made.database, Carrier(), batch, Presence(made.database))  # type: ignore[arg-type]
    connect(room, "a", token_of(made, crew))
    before, placed = kept(made, crew), ask(made, "SELECT lon, lat FROM positions WHERE unit_id = :id", id=crew.unit_id)
    made.give(crew, "book_off")
    body = {"lon": FAR[0], "lat": FAR[1], "accuracy_m": 8, "fixed_at": clock.iso(clock.now() + timedelta(seconds=1))}
    answers = [sent(room, batch, body) for _ in range(3)]
    assert all(not one.get("stored") for one in answers)
    assert kept(made, crew) == before
    assert ask(made, "SELECT lon, lat FROM positions WHERE unit_id = :id", id=crew.unit_id) == placed
    assert ask(made, "SELECT 1 FROM member_positions WHERE unit_id = :id", id=crew.unit_id) == []
    shown = look(app, made, made.supervisor(), crew.unit_id).json["points"]
    assert FAR not in [(point[0], point[1]) for point in shown]
    with made.database.transaction(SYSTEM) as session:
        auth.revoke_all(session, crew.id)  # type: ignore[arg-type]


def sent(room: Sockets, batch: Batch, body: dict[str, Any]) -> dict[str, Any]:
    """One fix by the socket, with the gateway's tick."""
    import gevent

    answer = gevent.spawn(room.server.handlers["fixes"], "a", {"fixes": [body]})
    while not answer.ready():
        gevent.sleep(0.01)
        batch.store()
    found: dict[str, Any] = answer.get()
    return found


def test_between_two_duties_there_is_no_trail(app: Any, made: Made, crew: Actor) -> None:
    """Whoever looks, and however long they look back."""
    made.give(crew, "book_off")
    points = look(app, made, made.supervisor(), crew.unit_id, minutes=720).json["points"]
    ended = ask(made, "SELECT ended_at FROM duties WHERE id = :id", id=crew.duty_id)[0][0]
    assert all(point[2] <= clock.iso(ended) for point in points)


def raised(made: Made) -> dict[str, str]:
    with made.database.transaction(SYSTEM) as session:
        alerts.look_through(session, 2**62)
        return {row[0]: row[1] for row in session.execute(text("SELECT rule, words FROM audit_alerts"))}


def test_who_follows_one_unit_all_day_stands_out(app: Any, made: Made, crew: Actor) -> None:
    dispatcher = made.dispatcher(name="Curious Desk")
    for _ in range(5):
        look(app, made, dispatcher, crew.unit_id)
    assert "followed" not in raised(made)
    look(app, made, dispatcher, crew.unit_id)
    callsign = made.unit_row(crew)["callsign"]
    assert raised(made)["followed"] == f"PC Curious Desk looked 6 times within a day at the trail of {callsign}"


def test_who_looks_at_many_trails_stands_out(app: Any, made: Made) -> None:
    dispatcher = made.dispatcher()
    for _ in range(11):
        look(app, made, dispatcher, made.crew(has_device=False).unit_id)
    found = raised(made)
    assert "trails" in found
    assert "followed" not in found


def test_a_trail_is_no_record_that_many_people_opened(app: Any, made: Made, crew: Actor) -> None:
    for _ in range(7):
        look(app, made, made.dispatcher(), crew.unit_id)
    assert "many" not in raised(made)


FLOOD = """
    INSERT INTO fixes (unit_id, duty_id, officer_id, device, source, fixed_at, received_at, place, accuracy_m, flag)
    SELECT :unit, :duty, :officer, :device, :source, now() - make_interval(secs => (:many - n) * CAST(:every AS float)), now(),
        ST_SetSRID(ST_MakePoint(:lon, :lat), 4326), 8, CASE WHEN n = 7 THEN 'too_fast' END FROM generate_series(1, :many) AS n
"""


def flood(made: Made, crew: Actor, many: int, *, every_s: float, source: str = "handset") -> None:
    """One device tells far more than any does: more than `Made.fix` could carry."""
    place = {"lon": NORTH[0], "lat": NORTH[1]}
    who = {"unit": crew.unit_id, "duty": crew.duty_id, "officer": str(crew.id), "device": uuid4(), "source": source}
    with made.database.transaction(SYSTEM) as session:
        session.execute(text(FLOOD), {**who, **place, "many": many, "every": every_s})


def test_a_device_that_floods_is_thinned_and_says_so_and_the_others_are_whole(
    app: Any, made: Made, crew: Actor
) -> None:
    flood(made, crew, 60_000, every_s=0.02, source="companion")
    trail = look(app, made, made.dispatcher(), crew.unit_id).json
    assert [(one["source"], one["fixes"], one["one_in_s"]) for one in trail["lines"]] == [
        ("handset", 3, None),
        ("companion", 60_000, 1),
    ]
    assert trail["lines"][1]["officer"] == "PC Made Up"
    flooded = [point for point in trail["points"] if point[6] == 1]
    assert 1_200 <= len(flooded) <= 2_500
    assert len([point for point in trail["points"] if point[6] == 0]) == 3
    # The first, the last, and what was flagged.
    span = clock.now() - timedelta(seconds=60_000 * 0.02 + 5)
    assert clock.iso(span) <= flooded[0][2] <= clock.iso(span + timedelta(seconds=60))
    assert flooded[-1][2] >= clock.iso(clock.now() - timedelta(seconds=60))
    assert [point[5] for point in flooded if point[5]] == ["too_fast"]


def test_a_trail_follows_the_handset_that_placed_the_unit_and_not_its_partner(app: Any, made: Made) -> None:
    crew, one, other = made.crew(at=None), uuid4(), uuid4()
    for device, age_s in ((one, 200), (other, 190), (one, 180), (other, 170), (other, 100), (one, 90)):
        made.fix(crew, HERE, age_s=age_s, device=device)
    trail = look(app, made, made.dispatcher(), crew.unit_id).json
    # The first places it; silent for 80 s it gives way, and has not got it back ten seconds later.
    assert [point[7] for point in trail["points"]] == [True, False, True, False, True, False]


def test_a_trail_says_which_device_measured_and_which_of_them_placed_the_unit(app: Any, made: Made) -> None:
    crew = made.crew(at=None)
    car = uuid4()
    for source, age_s in (("handset", 300), ("vehicle", 100), ("handset", 90), ("handset", 20)):
        made.fix(crew, HERE, age_s=age_s, source=source, **({"device": car} if source == "vehicle" else {}))
    trail = look(app, made, made.dispatcher(), crew.unit_id).json
    assert [(one["source"], one["officer"]) for one in trail["lines"]] == [("vehicle", None), ("handset", "PC Made Up")]
    # The car is the better source; silent for longer than 75 s it gives way.
    assert [(point[4], point[7]) for point in trail["points"]] == [
        ("handset", True),
        ("vehicle", True),
        ("handset", False),
        ("handset", True),
    ]

"""Fixes: all kept while on duty, only the newest of the best source moves the unit, and the record says who was elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from math import isnan, nan
from typing import Any
from uuid import UUID, uuid4

import gevent
import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from api import clock, columns
from api.actors import SYSTEM, Actor
from api.db import run
from api.fixes import batch, service
from api.fixes.allowance import CHANNEL, Allowance, News, TooManyFixes
from api.fixes.batch import Batch, NotStored
from api.fixes.fix import Fix
from api.fixes.jobs import PositionNews
from api.fixes.walk import Walk
from geo import points
from tests.conftest import database_at
from tests.factories import FAR, HERE, NORTH, Made


def ask(made: Made, sql: str, **params: Any) -> list[Any]:
    with made.database.transaction(SYSTEM) as session:
        return list(session.execute(text(sql), params).all())


def place(made: Made, unit_id: object) -> tuple[float, float]:
    found = ask(made, "SELECT lon, lat FROM positions WHERE unit_id = :id", id=unit_id)
    return (float(found[0][0]), float(found[0][1]))


def kept(made: Made, crew: Actor) -> list[tuple[str, str | None]]:
    rows = ask(made, "SELECT source, flag FROM fixes WHERE unit_id = :id ORDER BY fixed_at", id=crew.unit_id)
    return [tuple(row) for row in rows]


def fix(crew: Actor, at: tuple[float, float] = HERE, *, age_s: float = 0, **more: Any) -> Fix:
    assert crew.unit_id
    given: dict[str, Any] = {"accuracy_m": 8.0, "speed_mps": None, "heading": None, "source": "handset"} | more
    given.setdefault("officer_id", str(crew.id))
    return Fix(
        unit_id=crew.unit_id,
        duty_id=crew.duty_id,
        lon=at[0],
        lat=at[1],
        fixed_at=clock.now() - timedelta(seconds=age_s),
        **given,
    )


def walk(made: Made, *fixes: Fix) -> service.Stored:
    with made.database.transaction(SYSTEM) as session:
        return Walk().take(session, fixes)


def test_columns_packed_by_hand_are_what_the_database_reads(session: Session) -> None:
    ids, words = [uuid4(), uuid4()], ["", "Zoë €"]
    params = {
        "a": columns.uuids(ids),
        "b": columns.words(words),
        "c": columns.doubles([1.5, -1e300]),
        "d": columns.reals([nan, 2.25]),
        "e": columns.smalls([-1, 32_767]),
        "f": columns.flags([True, False]),
    }
    row = run(session, "SELECT %(a)b, %(b)b, %(c)b, %(d)b, %(e)b, %(f)b", params).fetchall()[0]
    assert row[0] == ids
    assert row[1] == words
    assert row[2] == [1.5, -1e300]
    assert isnan(row[3][0])
    assert row[3][1] == 2.25
    assert row[4:] == ([-1, 32_767], [True, False])


def test_metres_worked_out_here_are_those_of_the_database(session: Session) -> None:
    places = [(-0.1357, 51.4975), (0.334, 51.692), (-0.51, 51.287), (-5.7, 50.07), (1.75, 52.48)]
    easts, norths = points.metres([lon for lon, _ in places], [lat for _, lat in places])
    for (lon, lat), east, north in zip(places, easts, norths, strict=True):
        there = session.execute(
            text(
                "SELECT ST_Distance(ST_SetSRID(ST_MakePoint(:e, :n), 27700),"
                " ST_Transform(ST_SetSRID(ST_MakePoint(:lon, :lat), 4326), 27700))"
            ),
            {"e": east, "n": north, "lon": lon, "lat": lat},
        )
        assert there.scalar_one() < 1.0


def test_only_a_newer_fix_moves_the_unit_and_all_are_kept(made: Made) -> None:
    crew = made.crew(at=None)
    made.fix(crew, HERE)
    made.fix(crew, NORTH, age_s=30)
    assert place(made, crew.unit_id) == HERE
    assert len(kept(made, crew)) == 2


@pytest.mark.parametrize(
    ("at", "more", "flag"),
    [
        (NORTH, {"age_s": -55}, "future"),
        ((0.0, 0.0), {}, "null_island"),
        ((2.35, 48.86), {}, "outside"),
        ((nan, 51.5), {}, "no_place"),
        ((999.0, 51.5), {}, "no_place"),
        (FAR, {"age_s": -1}, "too_fast"),
        # One fix of a device that nobody knows takes no unit to Glasgow.
        ((-4.25, 55.86), {"age_s": -1, "device": uuid4()}, "too_fast"),
        (NORTH, {"accuracy_m": 5_000.0}, "vague"),
    ],
)
def test_what_cannot_be_is_kept_and_does_not_move_the_unit(
    made: Made, at: tuple[float, float], more: dict[str, Any], flag: str
) -> None:
    crew = made.crew(at=HERE)
    walk(made, fix(crew, at, **more))
    assert place(made, crew.unit_id) == HERE
    assert flag in [found for _, found in kept(made, crew)]
    # A device that is not the one that places the unit would not have moved it anyhow.
    assert (doubted(made, crew) is not None) is (flag != "vague" and "device" not in more)
    walk(made, fix(crew, (HERE[0], HERE[1] + 0.0001)))
    assert doubted(made, crew) is None


def doubted(made: Made, crew: Actor) -> str | None:
    """Since when what is told of them is refused."""
    since: str | None = made.row("position_rows", crew.unit_id)["doubted_at"]
    return since


def test_a_doubt_begins_once_and_is_of_what_would_have_moved_the_unit(made: Made) -> None:
    crew, car, hand = made.crew(at=None), uuid4(), uuid4()
    walk(made, fix(crew, HERE, source="vehicle", device=car, age_s=1))
    walk(made, fix(crew, FAR, device=hand))
    assert doubted(made, crew) is None
    walk(made, fix(crew, FAR, source="vehicle", device=car))
    since = doubted(made, crew)
    walk(made, fix(crew, FAR, source="vehicle", device=car))
    assert doubted(made, crew) == since is not None


def test_a_clock_a_little_ahead_is_held_to_ours_and_the_next_fix_moves_the_unit(made: Made) -> None:
    crew = made.crew(at=None)
    walk(made, fix(crew, HERE, age_s=-9))
    assert made.row("position_rows", crew.unit_id)["fixed_at"] == made.row("position_rows", crew.unit_id)["received_at"]
    walk(made, fix(crew, (HERE[0], HERE[1] + 0.0001)))
    assert place(made, crew.unit_id) == (HERE[0], HERE[1] + 0.0001)


def test_the_first_fix_of_a_unit_tells_how_full_the_battery_is(made: Made) -> None:
    crew = made.crew(at=None)
    walk(made, fix(crew, HERE, battery=8))
    assert made.row("position_rows", crew.unit_id)["battery"] == 8


def test_one_device_never_moves_the_unit_of_another(made: Made) -> None:
    crew, other = made.crew(at=HERE), made.crew(at=HERE)
    # Their own duty, somebody else's unit: no duty of that unit covers it.
    stored = walk(made, fix(replace(crew, unit_id=other.unit_id), NORTH))
    assert stored.off_duty == {0}
    assert place(made, other.unit_id) == HERE


def test_off_duty_is_technically_off(made: Made) -> None:
    crew = made.crew(at=HERE)
    duty = made.crew(at=None)
    made.give(crew, "book_off")
    # A gateway that has not heard of it yet hands it in all the same.
    assert walk(made, fix(crew, NORTH), fix(duty, NORTH, age_s=120)).off_duty == {0, 1}
    assert len(kept(made, crew)) == 1
    assert kept(made, duty) == []


def test_what_was_measured_on_duty_and_comes_after_it_is_history_and_moves_nothing(made: Made) -> None:
    crew = made.crew(at=HERE)
    late = fix(crew, NORTH)
    made.give(crew, "book_off")
    assert walk(made, late).off_duty == set()
    assert len(kept(made, crew)) == 2
    assert place(made, crew.unit_id) == HERE


def test_a_buffer_that_comes_at_once_moves_the_unit_to_its_newest_and_is_kept_whole(made: Made) -> None:
    crew = made.crew(at=None)
    way = [fix(crew, (HERE[0], HERE[1] + step * 0.0005), age_s=50 - step * 5) for step in range(10)]
    walk(made, *reversed(way))
    assert kept(made, crew) == [("handset", None)] * 10
    assert place(made, crew.unit_id) == pytest.approx((HERE[0], HERE[1] + 0.0045))


def test_a_unit_that_may_be_offered_is_marked_for_the_nearest_search(made: Made) -> None:
    crew = made.crew(at=HERE)

    def offered() -> bool:
        return bool(ask(made, "SELECT is_deployable FROM positions WHERE unit_id = :id", id=crew.unit_id)[0][0])

    assert offered()
    made.give(crew, "set_status", status="8")
    assert not offered()
    made.give(crew, "set_status", status="2")
    assert offered()


def test_the_car_places_the_unit_and_the_handset_only_when_the_car_is_silent(made: Made) -> None:
    crew, car, hand = made.crew(at=None), uuid4(), uuid4()
    walk(made, fix(crew, HERE, age_s=55, source="vehicle", device=car))
    walk(made, fix(crew, NORTH, source="handset", device=hand))
    assert place(made, crew.unit_id) == HERE
    assert source(made, crew) == "vehicle"
    other = made.crew(at=None)
    walk(made, fix(other, HERE, age_s=76, source="vehicle", device=car))
    walk(made, fix(other, NORTH, source="handset", device=hand))
    assert place(made, other.unit_id) == NORTH
    assert source(made, other) == "handset"


def source(made: Made, crew: Actor) -> str:
    return str(ask(made, "SELECT source FROM positions WHERE unit_id = :id", id=crew.unit_id)[0][0])


def members(made: Made, crew: Actor) -> list[Any]:
    found = ask(made, "SELECT body -> 'members' FROM position_rows WHERE unit_id = :id", id=crew.unit_id)
    return list(found[0][0])


def test_a_member_who_walks_away_from_the_car_is_shown_apart(made: Made) -> None:
    crew, car, hand = made.crew(at=None, name="Walker"), uuid4(), uuid4()
    # From before this process began: what the device told then is not remembered.
    walk(made, *(fix(crew, HERE, age_s=40, **of) for of in ({"source": "vehicle", "device": car}, {"device": hand})))
    walk(made, fix(crew, HERE, source="vehicle", device=car))
    assert members(made, crew) == []
    walk(made, fix(crew, NORTH, source="handset", device=hand))
    away = members(made, crew)
    assert [(one["officer"], one["source"]) for one in away] == [("PC Walker", "handset")]
    assert 900 < away[0]["distance_m"] < 1_100
    assert place(made, crew.unit_id) == HERE


def test_two_officers_with_two_handsets_do_not_make_their_unit_jump(made: Made) -> None:
    crew, hand, partner = made.crew(at=None, name="Walker"), uuid4(), made.officer(name="Partner")
    other, her = uuid4(), {"officer_id": str(partner.id)}
    walk(made, fix(crew, HERE, age_s=40, device=hand))
    # She is a kilometre off, and tells later and more often.
    walk(made, fix(crew, NORTH, age_s=30, device=other, **her))
    walk(made, fix(crew, NORTH, age_s=20, device=other, **her))
    assert place(made, crew.unit_id) == HERE
    assert [one["officer"] for one in members(made, crew)] == ["PC Partner"]
    walk(made, fix(crew, HERE, age_s=15, device=hand))
    assert place(made, crew.unit_id) == HERE


def test_a_batch_in_which_both_handsets_speak_moves_the_unit_by_the_one_that_places_it(made: Made) -> None:
    crew, hand, other, once = made.crew(at=None), uuid4(), uuid4(), Walk()
    further = (HERE[0], HERE[1] + 0.0002)
    batches = (
        [fix(crew, HERE, age_s=20, device=hand)],
        [fix(crew, further, age_s=2, device=hand), fix(crew, NORTH, age_s=1, device=other)],
    )
    for fixes in batches:
        with made.database.transaction(SYSTEM) as session:
            once.take(session, fixes)
    assert place(made, crew.unit_id) == further
    assert len(members(made, crew)) == 1


def test_a_handset_that_has_been_silent_gives_the_unit_to_the_other(made: Made) -> None:
    crew = made.crew(at=None)
    walk(made, fix(crew, HERE, age_s=80, device=uuid4()))
    walk(made, fix(crew, NORTH, age_s=3, device=uuid4(), officer_id=str(uuid4())))
    assert place(made, crew.unit_id) == NORTH


@pytest.mark.parametrize("together", [True, False], ids=["in one batch", "after the car"])
def test_where_an_officer_was_before_their_duty_is_not_kept_beside_the_car(made: Made, *, together: bool) -> None:
    """A handset that hands in what it measured at home, once a car places the unit."""
    crew, of_car, at_home = (
        made.crew(at=None),
        {"source": "vehicle", "device": uuid4()},
        {"age_s": 900, "device": uuid4()},
    )
    if together:
        walk(made, fix(crew, HERE, **of_car), fix(crew, FAR, **at_home))
    else:
        walk(made, fix(crew, HERE, **of_car))
        walk(made, fix(crew, FAR, **at_home))
    assert ask(made, "SELECT count(*) FROM member_positions WHERE unit_id = :id", id=crew.unit_id) == [(0,)]
    assert kept(made, crew) == [("vehicle", None)]


def test_a_place_beside_is_of_the_duty_it_was_measured_on_whoever_writes_it(made: Made) -> None:
    crew = made.crew(at=None)
    walk(made, fix(crew, HERE, source="vehicle", device=uuid4()))
    with made.database.transaction(SYSTEM) as session:
        service.keep_beside(session, [fix(crew, FAR, age_s=900, device=uuid4())], clock.now())
    assert ask(made, "SELECT count(*) FROM member_positions WHERE unit_id = :id", id=crew.unit_id) == [(0,)]


def test_a_car_that_drives_on_has_not_lost_its_crew(made: Made) -> None:
    crew, car, hand = made.crew(at=None), uuid4(), uuid4()
    walk(made, fix(crew, HERE, age_s=20, source="handset", device=hand))
    # 20 s later the car is 300 m on at 15 m/s: the handset's fix is simply older.
    walk(made, fix(crew, (HERE[0], HERE[1] + 0.0027), source="vehicle", device=car, speed_mps=15.0))
    walk(made, fix(crew, HERE, age_s=19, source="handset", device=hand))
    assert members(made, crew) == []


def test_entering_and_leaving_an_area_are_facts(made: Made) -> None:
    crew = made.crew(at=None)
    made.fix(crew, HERE, age_s=90)
    # Over the river, at nearly 300 km/h.
    walk(made, fix(crew, (-0.0746, 51.4731)))
    stays = ask(
        made,
        "SELECT kind, code, left_at IS NULL FROM area_stays WHERE unit_id = :id ORDER BY entered_at",
        id=crew.unit_id,
    )
    pods = [(code, is_open) for kind, code, is_open in stays if kind == "pod"]
    assert pods == [("CE", False), ("AS", True)]
    assert sum(is_open for *_, is_open in stays) == 2
    with made.database.transaction(SYSTEM) as session:
        now = {row[1] for row in service.stays(session, crew.unit_id)}  # type: ignore[arg-type]
    assert "Southwark" in now
    assert "Tower Hamlets" not in now


def test_a_position_says_in_which_bcu_it_lies_whosever_the_unit_is(made: Made) -> None:
    crew = made.crew(at=None)
    made.fix(crew, HERE, age_s=90)
    assert made.row("position_rows", crew.unit_id)["in_pod"] == "CE"
    walk(made, fix(crew, (-0.0746, 51.4731)))
    assert made.row("position_rows", crew.unit_id)["in_pod"] == "AS"


def test_a_position_outside_of_all_areas_lies_in_no_bcu(made: Made) -> None:
    crew = made.crew(at=None)
    # In the estuary, past the last borough.
    walk(made, fix(crew, (0.6, 51.49)))
    assert made.row("position_rows", crew.unit_id)["in_pod"] is None


def test_a_new_duty_in_the_same_place_is_a_new_stay(made: Made) -> None:
    crew = made.crew(at=HERE)
    made.give(crew, "book_off")
    again = replace(crew, duty_id=uuid4())
    assert made.give(crew, "book_on", duty_id=again.duty_id, unit_id=crew.unit_id).outcome == "done"
    walk(made, fix(again, HERE))
    stays = ask(
        made, "SELECT duty_id, left_at IS NULL FROM area_stays WHERE unit_id = :id AND kind = 'pod'", id=crew.unit_id
    )
    assert set(map(tuple, stays)) == {(crew.duty_id, False), (again.duty_id, True)}


# The batch: what is acknowledged is on the disk, and there is a wall.


@pytest.fixture
def shelf(made: Made) -> Batch:
    return Batch(made.database)


def hand_in(shelf: Batch, *deliveries: list[Fix]) -> list[Any]:
    """Each by a greenlet of its own, then one tick; the answers in order."""

    def deliver(fixes: list[Fix]) -> Any:
        try:
            return shelf.add(fixes)
        except NotStored:
            return NotStored

    waiting = [gevent.spawn(deliver, fixes) for fixes in deliveries]
    gevent.sleep(0)
    shelf.store()
    gevent.joinall(waiting)
    return [one.value for one in waiting]


def test_each_delivery_is_told_of_its_own_fixes(made: Made, shelf: Batch) -> None:
    crew, gone = made.crew(at=None), made.crew(at=None)
    made.give(gone, "book_off")
    answers = hand_in(shelf, [fix(crew), fix(crew, age_s=1)], [fix(gone, age_s=-1)])
    assert answers == [batch.Taken(2, 0), batch.Taken(0, 1)]


def test_a_database_that_is_gone_acknowledges_nothing_and_what_comes_again_is_kept(
    made: Made, shelf: Batch, monkeypatch: pytest.MonkeyPatch
) -> None:
    crew = made.crew(at=None)

    def gone(*_: Any) -> Any:
        raise OperationalError("gone", {}, Exception())

    with monkeypatch.context() as broken:
        broken.setattr(shelf.database, "transaction", gone)
        assert hand_in(shelf, [fix(crew)]) == [NotStored]
    assert kept(made, crew) == []
    assert hand_in(shelf, [fix(crew)]) == [batch.Taken(1, 0)]


def test_a_full_room_turns_away_and_does_not_grow(made: Made, shelf: Batch, monkeypatch: pytest.MonkeyPatch) -> None:
    crew = made.crew(at=None)
    monkeypatch.setattr(batch, "MOST_WAITING", 3)
    answers = hand_in(shelf, [fix(crew)] * 2, [fix(crew)] * 2, [fix(crew)])
    assert answers == [batch.Taken(2, 0), NotStored, batch.Taken(1, 0)]
    assert hand_in(shelf, [fix(crew)] * 3) == [batch.Taken(3, 0)]


def test_who_has_waited_too_long_is_not_stored_behind_their_back(
    made: Made, shelf: Batch, monkeypatch: pytest.MonkeyPatch
) -> None:
    crew = made.crew(at=None)
    with monkeypatch.context() as impatient:
        impatient.setattr(batch, "PATIENCE_S", -1.0)
        assert hand_in(shelf, [fix(crew)]) == [NotStored]
    assert hand_in(shelf, [fix(crew, age_s=1)]) == [batch.Taken(1, 0)]
    assert len(kept(made, crew)) == 1


def test_where_nobody_goes_round_nobody_waits_for_ever(
    made: Made, shelf: Batch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch, "PATIENCE_S", -batch.TURN_S)
    with pytest.raises(NotStored):
        shelf.add([fix(made.crew(at=None))])


def test_one_delivery_that_cannot_be_stored_does_not_hold_up_the_others(made: Made, shelf: Batch) -> None:
    crew = made.crew(at=None)
    # No parser lets this through; should one ever, the others are stored.
    poison = fix(crew, officer_id="\x00")
    assert hand_in(shelf, [fix(crew)], [poison], [fix(crew, age_s=1)]) == [
        batch.Taken(1, 0),
        NotStored,
        batch.Taken(1, 0),
    ]


# The doors.


@pytest.fixture
def ticking(app: Any) -> Iterator[Any]:
    """The app with its gateway's clock running."""

    def tick() -> None:
        while True:
            app.extensions["fixes"].store()
            gevent.sleep(0.01)

    clockwork = gevent.spawn(tick)
    yield app
    clockwork.kill()


def test_a_batch_over_http_moves_ones_own_unit(ticking: Any, made: Made) -> None:
    crew = made.crew(at=None)
    client = made.client(ticking, crew)
    one = {"lon": NORTH[0], "lat": NORTH[1], "accuracy_m": 5, "fixed_at": clock.iso(clock.now()), "battery": 80}
    answer = client.post("/api/fixes", json={"device_id": str(uuid4()), "fixes": [one, {"lon": "x"}]})
    assert answer.status_code == 200
    assert answer.json["stored"] == 1
    assert [refused["index"] for refused in answer.json["refused"]] == [1]
    assert place(made, crew.unit_id) == NORTH


def test_as_many_as_are_promised_fit_into_one_delivery_with_everything_that_a_fix_says(
    ticking: Any, made: Made
) -> None:
    crew = made.crew(at=None)
    now = clock.now()
    whole = [
        {
            "lon": -0.123456789012 - nth / 1e6,
            "lat": 51.123456789012,
            "accuracy_m": 12.345678,
            "speed_mps": 1.2345678,
            "heading": 123.45678,
            "source": "handset",
            "battery": 80,
            "fixed_at": clock.iso(now - timedelta(milliseconds=nth)),
        }
        for nth in range(500)
    ]
    answer = made.client(ticking, crew).post("/api/fixes", json={"device_id": str(uuid4()), "fixes": whole})
    assert (answer.status_code, answer.json["stored"]) == (200, 500)


def test_a_batch_over_http_of_somebody_off_duty_is_refused(ticking: Any, made: Made) -> None:
    client = made.client(ticking, made.officer())
    answer = client.post("/api/fixes", json={"fixes": [{}]})
    assert (answer.status_code, answer.json["code"]) == (409, "off_duty")


def test_a_flood_is_told_to_keep_them_and_nothing_of_it_is_stored(
    ticking: Any, made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ticking.extensions["fixes"].allowance._of_devices, "most", 3)
    crew = made.crew(at=None)
    one = {"lon": NORTH[0], "lat": NORTH[1], "accuracy_m": 5, "fixed_at": clock.iso(clock.now())}
    client = made.client(ticking, crew)
    assert client.post("/api/fixes", json={"fixes": [one] * 3}).json["stored"] == 3
    answer = client.post("/api/fixes", json={"fixes": [one] * 2})
    assert (answer.status_code, answer.json["code"], answer.headers["Retry-After"]) == (429, "too_many_fixes", "1")
    assert len(kept(made, crew)) == 3


def test_a_gateway_tells_the_others_of_a_flood_and_heeds_no_word_of_its_own(config: Any, made: Made) -> None:
    crew = made.crew(at=None)
    here, there = Allowance(), Allowance()
    # A word that is never committed is never heard.
    database = database_at(config.app_database_url)
    news = [News(database, here), News(database, there)]
    with psycopg.connect(config.app_database_url, autocommit=True) as line:
        line.execute(f"LISTEN {CHANNEL}")
        there.spend(many(crew, 100))
        news[1].tell()
        heard = next(line.notifies(timeout=60, stop_after=1)).payload.split(",")
    database.engine.dispose()
    for word in heard:
        for one in news:
            one.hear(word)
    with pytest.raises(TooManyFixes):
        here.spend(many(crew, 3_950))
    there.spend(many(crew, 3_900))


def many(crew: Actor, count: int) -> list[Fix]:
    assert crew.unit_id
    one = Fix(crew.unit_id, crew.duty_id, "", *HERE, 5.0, None, None, clock.now(), "handset")
    return [one] * count


def test_the_gateway_takes_fixes_and_the_web_does_not(config: Any, made: Made) -> None:
    from api import create_app

    web = create_app(replace(config, roles=frozenset({"web"})), made.database)
    gateway = create_app(replace(config, roles=frozenset({"gateway"})), made.database)
    assert web.test_client().post("/api/fixes", json={}).status_code == 404
    assert gateway.test_client().post("/api/fixes", json={}).status_code == 401


def test_the_control_room_sees_when_a_unit_entered_an_area(app: Any, made: Made) -> None:
    crew = made.crew(at=HERE)
    items = made.client(app, made.dispatcher()).get(f"/api/units/{crew.unit_id}/areas").json["items"]
    assert {item["name"] for item in items} >= {"Tower Hamlets"}
    assert made.client(app, crew).get(f"/api/units/{crew.unit_id}/areas").status_code == 403


# Keeping and dropping.


def test_each_source_is_kept_for_as_long_as_its_own_policy_says(app: Any, made: Made) -> None:
    admin = made.client(app, made.person("administrator"))
    assert admin.post("/api/fix-sources/radio/keep", json={"keep_days": 5}).status_code == 204
    assert admin.post("/api/fix-sources/pigeon/keep", json={"keep_days": 5}).status_code == 404
    assert admin.post("/api/fix-sources/radio/keep", json={"keep_days": 0}).status_code == 422
    sources = {row["source"]: row["keep_days"] for row in admin.get("/api/fix-sources").json["items"]}
    assert sources == {"vehicle": None, "radio": 5, "handset": None, "companion": None}
    assert (
        made.client(app, made.supervisor()).post("/api/fix-sources/radio/keep", json={"keep_days": 1}).status_code
        == 403
    )
    today = clock.now().date()

    def days() -> set[str]:
        found = ask(made, "SELECT c.relname FROM pg_class c WHERE c.relname ~ '^fixes_(radio|vehicle)_[0-9]{8}$'")
        return {row[0] for row in found}

    with made.database.transaction(SYSTEM) as session:
        service.make_days(session, today)
        # Four days on: the cars' days are older than the two of the setting, the radios' are not.
        service.forget(session, today + timedelta(days=5), 2)
    assert {name.split("_")[1] for name in days()} == {"radio"}


def test_stays_and_members_go_with_the_last_fixes_that_told_of_them(made: Made) -> None:
    crew = made.crew(at=None)
    walk(made, fix(crew, HERE, source="vehicle", device=uuid4()), fix(crew, NORTH, source="handset", device=uuid4()))

    def left() -> list[int]:
        tables = ("area_stays", "member_positions")
        return [ask(made, f"SELECT count(*) FROM {name} WHERE unit_id = :id", id=crew.unit_id)[0][0] for name in tables]  # noqa: S608

    assert left() == [2, 1]
    today = clock.now().date()
    for days, kept_ in ((2, [2, 1]), (4, [0, 0])):
        with made.database.transaction(SYSTEM) as session:
            service.forget(session, today + timedelta(days=days), 3)
        assert left() == kept_


# News.


class Server:
    def __init__(self) -> None:
        self.told: list[tuple[str, list[Any]]] = []

    def emit(self, event: str, payload: Any, room: str) -> None:
        assert event == "positions"
        self.told.append((room, payload["positions"]))


def about(server: Server, unit_id: UUID | None) -> list[Any]:
    return [row for _, rows in server.told for row in rows if row[0] == str(unit_id)]


def test_a_board_is_told_once_of_each_move(made: Made) -> None:
    server = Server()
    news, crew = PositionNews(made.database, server), made.crew(at=None)
    news.tell()
    made.fix(crew, HERE)
    news.tell()
    news.tell()
    [row] = about(server, crew.unit_id)
    assert row[1:3] == list(HERE)
    assert row[8:] == ["handset", [], None, None, "CE"]


def test_a_board_is_told_of_a_doubt_though_nothing_has_moved(made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    from api.fixes import jobs

    monkeypatch.setattr(jobs, "EACH_UNIT_EVERY_S", 0.0)
    server = Server()
    news, crew = PositionNews(made.database, server), made.crew(at=HERE)
    news.tell()
    made.fix(crew, FAR, battery=8)
    news.tell()
    row = about(server, crew.unit_id)[-1]
    assert row[1:3] == list(HERE)
    assert row[11] == doubted(made, crew)


def test_where_the_unit_of_a_call_for_help_is_every_board_is_told_and_of_a_covert_one_only_its_own(made: Made) -> None:
    server = Server()
    called, covert = made.crew(at=None), made.crew(at=None)
    made.make_covert(covert)
    for crew in (called, covert):
        assert made.give(crew, "raise_emergency", emergency_id=uuid4()).outcome == "done"
    news = PositionNews(made.database, server)
    news.tell()
    for crew in (called, covert):
        made.fix(crew, HERE)
    news.tell()
    rooms = {
        str(unit): {room for room, rows in server.told for row in rows if row[0] == str(unit)}
        for unit in (called.unit_id, covert.unit_id)
    }
    assert {"board:CE", "board:SW"} <= rooms[str(called.unit_id)]
    assert rooms[str(covert.unit_id)] == {"covert:CE"}


def test_a_unit_is_told_of_at_most_once_a_second_and_then_of_the_newest(
    made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    from api.fixes import jobs

    server = Server()
    news, crew = PositionNews(made.database, server), made.crew(at=None)
    news.tell()
    for age_s, at in ((3, HERE), (2, (HERE[0], HERE[1] + 0.0001)), (1, (HERE[0], HERE[1] + 0.0002))):
        made.fix(crew, at, age_s=age_s)
        news.tell()
    assert len(about(server, crew.unit_id)) == 1
    monkeypatch.setattr(jobs, "EACH_UNIT_EVERY_S", 0.0)
    news.tell()
    assert [row[2] for row in about(server, crew.unit_id)] == [HERE[1], pytest.approx(HERE[1] + 0.0002)]


def test_the_battery_of_every_device_of_a_unit_is_told_and_not_only_of_the_one_that_places_it(
    app: Any, made: Made
) -> None:
    crew, dispatcher = made.crew(at=None), made.dispatcher()
    made.fix(crew, HERE, source="vehicle", device=uuid4(), battery=100)
    made.fix(crew, HERE, source="handset", device=uuid4(), battery=9, age_s=20)
    made.fix(crew, HERE, source="handset", device=uuid4(), battery=50, age_s=2_000)
    told = made.client(app, dispatcher).get(f"/api/units/{crew.unit_id}/batteries").json["items"]
    assert [(one["source"], one["battery"]) for one in told] == [("handset", 9), ("vehicle", 100)]
    assert told[0]["officer"] == "PC Made Up"


def test_of_a_covert_unit_no_dispatcher_learns_a_battery(app: Any, made: Made) -> None:
    crew = made.crew(at=None)
    made.fix(crew, HERE, battery=9)
    made.make_covert(crew)
    for who, count in ((made.dispatcher(), 0), (made.supervisor(), 1)):
        told = made.client(app, who).get(f"/api/units/{crew.unit_id}/batteries").json["items"]
        assert len(told) == count


def test_a_crew_with_a_fast_clock_moves_its_unit_and_is_not_doubted(ticking: Any, made: Made) -> None:
    crew = made.crew(at=None)
    made.fix(crew, HERE, age_s=30)
    fast = clock.now() + timedelta(minutes=4)
    one = {"lon": NORTH[0], "lat": NORTH[1], "accuracy_m": 8, "fixed_at": clock.iso(fast)}
    hand_in = {"fixes": [one], "sent_at": clock.iso(fast + timedelta(milliseconds=200))}
    # Without a word about its clock nobody can tell it from a device that is wrong or lies.
    client = made.client(ticking, crew)
    assert client.post("/api/fixes", json=hand_in | {"sent_at": None}).json["stored"] == 1
    assert place(made, crew.unit_id) == HERE
    assert made.row("position_rows", crew.unit_id)["doubted_at"]
    assert client.post("/api/fixes", json=hand_in).json["stored"] == 1
    assert place(made, crew.unit_id) == NORTH
    assert made.row("position_rows", crew.unit_id)["doubted_at"] is None

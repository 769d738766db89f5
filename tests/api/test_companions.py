"""Companions: a key for one officer's or one vehicle's place, kept only while on duty, dead when withdrawn."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import gevent
import pytest
from gevent import socket
from sqlalchemy import text

from api import clock
from api.actors import SYSTEM, Actor
from api.companions import routes, service
from api.companions.listener import Client, CotServer
from api.devices.flood import Flood
from tests.api.test_fixes import ask, kept, place, source
from tests.factories import HERE, NORTH, Made
from tests.patience import until
from tests.unit.test_companions import EVENT


@pytest.fixture
def ticking(app: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """The app with its gateway's clock running, and nobody who has guessed before."""
    monkeypatch.setattr(routes, "guessing", Flood(most=20, within_s=60))
    monkeypatch.setattr(service, "BELIEVED_FOR_S", 0.0)

    def tick() -> None:
        while True:
            app.extensions["fixes"].store()
            gevent.sleep(0.01)

    clockwork = gevent.spawn(tick)
    yield app
    clockwork.kill()


def make(app: Any, made: Made, **body: Any) -> tuple[str, str]:
    answer = made.client(app, made.supervisor()).post("/api/companions", json={"label": "Their phone", **body})
    assert answer.status_code == 200, answer.json
    return answer.json["id"], answer.json["key"]


def owntracks(app: Any, key: str, at: tuple[float, float] = HERE, age_s: float = 0) -> Any:
    body = {"_type": "location", "lon": at[0], "lat": at[1], "acc": 9, "tst": clock.now().timestamp() - age_s}
    return app.test_client().post("/companions/owntracks", json=body, auth=("anybody", key))


def rows(app: Any, made: Made) -> dict[str, Any]:
    items = made.client(app, made.supervisor()).get("/api/companions").json["items"]
    return {item["id"]: item for item in items}


def test_an_officers_phone_tells_the_place_of_the_unit_they_crew(ticking: Any, made: Made) -> None:
    crew = made.crew(at=None)
    companion, key = make(ticking, made, protocol="owntracks", pay_number=crew.pay_number)
    answer = owntracks(ticking, key)
    assert (answer.status_code, answer.json) == (200, [])
    assert place(made, crew.unit_id) == HERE
    assert source(made, crew) == "companion"
    row = rows(ticking, made)[companion]
    assert row["outcome"] == "stored"
    assert row["unit"]
    assert key not in str(row)


def test_a_phone_of_somebody_off_duty_keeps_nothing(ticking: Any, made: Made) -> None:
    crew = made.crew(at=None)
    companion, key = make(ticking, made, protocol="owntracks", pay_number=crew.pay_number)
    made.give(crew, "book_off")
    assert owntracks(ticking, key).status_code == 200
    assert kept(made, crew) == []
    assert rows(ticking, made)[companion]["outcome"] == "off duty: not kept"


def test_what_a_phone_measured_before_the_duty_is_not_kept(ticking: Any, made: Made) -> None:
    crew = made.crew(at=None)
    _, key = make(ticking, made, protocol="owntracks", pay_number=crew.pay_number)
    assert owntracks(ticking, key, age_s=900).status_code == 200
    assert kept(made, crew) == []


def traccar(app: Any, key: str, at: tuple[float, float], age_s: float) -> Any:
    when = clock.now() - timedelta(seconds=age_s)
    coords = {"longitude": at[0], "latitude": at[1], "accuracy": 5}
    told = {"device_id": key, "location": {"timestamp": clock.iso(when), "coords": coords}}
    return app.test_client().post("/companions/osmand", json=told)


@pytest.mark.parametrize(("protocol", "say"), [("owntracks", owntracks), ("osmand", traccar)])
def test_a_phone_whose_clock_is_minutes_ahead_moves_its_unit_and_is_not_doubted(
    ticking: Any, made: Made, protocol: str, say: Any
) -> None:
    crew = made.crew(at=None)
    companion, key = make(ticking, made, protocol=protocol, pay_number=crew.pay_number)
    made.fix(crew, NORTH, age_s=120)
    assert say(ticking, key, HERE, age_s=-240).status_code == 200
    assert place(made, crew.unit_id) == HERE
    assert made.row("position_rows", crew.unit_id)["doubted_at"] is None
    assert rows(ticking, made)[companion]["outcome"] == "stored"


def test_a_withdrawn_key_opens_nothing(ticking: Any, made: Made) -> None:
    crew = made.crew(at=None)
    companion, key = make(ticking, made, protocol="owntracks", pay_number=crew.pay_number)
    withdrawing = made.client(ticking, made.supervisor())
    assert withdrawing.post(f"/api/companions/{companion}/withdraw", json={}).status_code == 204
    assert owntracks(ticking, key).status_code == 401
    assert kept(made, crew) == []
    assert withdrawing.post(f"/api/companions/{companion}/withdraw", json={}).status_code == 404


def test_a_key_is_good_for_its_own_protocol_only(ticking: Any, made: Made) -> None:
    crew = made.crew(at=None)
    _, key = make(ticking, made, protocol="osmand", pay_number=crew.pay_number)
    assert owntracks(ticking, key).status_code == 401
    query = {"id": key, "lat": HERE[1], "lon": HERE[0], "timestamp": clock.now().timestamp(), "accuracy": 5}
    assert ticking.test_client().post("/companions/osmand", query_string=query).status_code == 200
    assert place(made, crew.unit_id) == HERE


def test_who_guesses_keys_is_told_to_wait(ticking: Any) -> None:
    told = [owntracks(ticking, f"not-a-key-{number:06}").status_code for number in range(25)]
    assert told[:20] == [401] * 20
    assert told[-1] == 429


def with_a_car(made: Made) -> tuple[str, Actor, tuple[float, float]]:
    """A crew with a car of its own, and a place for it 667 m from where the radio of these tests is."""
    registration = f"BX{str(uuid4().int)[:8]}"
    officer, unit = made.officer(), made.unit()
    with made.database.transaction(SYSTEM) as session:
        session.execute(
            text("INSERT INTO vehicles (registration, kind, pod) VALUES (:r, 'response', 'CE')"), {"r": registration}
        )
    duty = uuid4()
    assert made.give(officer, "book_on", duty_id=duty, unit_id=unit, vehicle=registration).outcome == "done"
    return registration, replace(officer, unit_id=unit, duty_id=duty), (-0.1357, 51.5035)


def test_a_vehicles_key_places_the_unit_that_has_it_today(ticking: Any, made: Made) -> None:
    registration, crew, _ = with_a_car(made)
    _, key = make(ticking, made, protocol="osmand", vehicle=registration.lower())
    query = {"id": key, "lat": NORTH[1], "lon": NORTH[0], "timestamp": clock.now().timestamp(), "accuracy": 5}
    ticking.test_client().get("/companions/osmand", query_string=query)
    assert (place(made, crew.unit_id), source(made, crew)) == (NORTH, "vehicle")


def test_a_radios_report_places_its_unit(ticking: Any, made: Made) -> None:
    crew = made.crew(at=None)
    _, key = make(ticking, made, protocol="lip", pay_number=crew.pay_number)
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "text/plain"}
    answer = ticking.test_client().post("/companions/lip", data="0a0ffe74c249ed59000020", headers=headers)
    assert answer.json == {"stored": 1, "reason": "emergency"}
    assert source(made, crew) == "radio"
    assert ticking.test_client().post("/companions/lip", data="zz", headers=headers).status_code == 422


def test_the_red_button_of_a_radio_is_a_call_for_help_and_pressing_it_again_is_the_same_one(
    ticking: Any, made: Made
) -> None:
    crew = made.crew(at=None)
    _, key = make(ticking, made, protocol="lip", pay_number=crew.pay_number)
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "text/plain"}
    for _ in range(3):
        ticking.test_client().post("/companions/lip", data="0a0ffe74c249ed59000020", headers=headers)
    with made.database.transaction(SYSTEM) as session:
        calls = session.execute(
            text("SELECT callsign, source, round(lat(place)::numeric, 3) FROM emergencies WHERE unit_id = :id"),
            {"id": crew.unit_id},
        ).all()
    assert [(source_, float(lat)) for _, source_, lat in calls] == [("radio", 51.498)]
    assert made.unit_row(crew)["emergency_id"]


def test_the_red_button_is_where_the_radio_is_and_not_where_its_car_is(ticking: Any, made: Made) -> None:
    registration, crew, beside = with_a_car(made)
    _, car = make(ticking, made, protocol="osmand", vehicle=registration)
    _, key = make(ticking, made, protocol="lip", pay_number=crew.pay_number)
    # 667 m north of the radio, exact, and newer than the five seconds that a report of a radio may be old.
    query = {"id": car, "lat": beside[1], "lon": beside[0], "timestamp": clock.now().timestamp(), "accuracy": 5}
    ticking.test_client().get("/companions/osmand", query_string=query)
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "text/plain"}
    ticking.test_client().post("/companions/lip", data="0a0ffe74c249ed59000020", headers=headers)
    with made.database.transaction(SYSTEM) as session:
        call = session.execute(
            text("SELECT source, round(lat(place)::numeric, 3), device FROM emergencies WHERE unit_id = :id"),
            {"id": crew.unit_id},
        ).one()
    assert (call[0], float(call[1])) == ("radio", 51.498)
    assert call[2]
    assert (place(made, crew.unit_id), source(made, crew)) == (beside, "vehicle")


def test_one_or_the_other_is_named_and_both_must_be_there(app: Any, made: Made) -> None:
    client = made.client(app, made.supervisor())
    for body in ({}, {"pay_number": "P000000"}, {"vehicle": "NONE"}, {"pay_number": "P1", "vehicle": "X"}):
        answer = client.post("/api/companions", json={"protocol": "cot", "label": "A phone", **body})
        assert answer.status_code == 422
    assert made.client(app, made.officer()).get("/api/companions").status_code == 403
    assert made.client(app, made.dispatcher()).post("/api/companions", json={}).status_code == 403


# --- TAK, over a real connection


def tak(app: Any, config: Any) -> Any:
    """The listener on a port of its own."""
    server = CotServer(replace(config, cot_port=0), app.extensions["taking"])
    server.begin()
    return server


def auth(key: str) -> bytes:
    return f'<auth><cot username="x" password="{key}" uid="ANDROID-1"/></auth>'.encode()


def event(at: tuple[float, float], uid: str = "ANDROID-1", ahead: timedelta = timedelta(0)) -> bytes:
    said = EVENT.decode().replace("2026-11-22T14:00:00.000Z", clock.iso(clock.now() + ahead))
    return said.replace("51.5498", str(at[1])).replace("-0.0656", str(at[0])).replace("ANDROID-1", uid).encode()


def connected(server: Any) -> Any:
    return socket.create_connection(("127.0.0.1", server.server.server_port), timeout=60)


def is_cut(line: Any) -> bool:
    with suppress(ConnectionResetError):
        return bool(line.recv(1) == b"")
    return True


def placed(made: Made, crew: Actor, at: tuple[float, float]) -> bool:
    """Here all share one connection, so a fix is seen when it is kept, and that may be before its unit has moved."""
    found = ask(made, "SELECT lon, lat FROM positions WHERE unit_id = :id", id=crew.unit_id)
    return [pytest.approx(at)] == [(float(lon), float(lat)) for lon, lat in found]


def test_a_tak_client_says_its_key_and_then_where_it_is_and_nobody_else(ticking: Any, made: Made, config: Any) -> None:
    crew: Actor = made.crew(at=None)
    _, key = make(ticking, made, protocol="cot", pay_number=crew.pay_number)
    server = tak(ticking, config)
    line = connected(server)
    line.sendall(auth(key) + event(HERE))
    until(lambda: placed(made, crew, HERE), sleep=gevent.sleep)
    # What it passes on of another device is not its own place.
    line.sendall(event(NORTH, uid="ANDROID-2") + event((HERE[0], HERE[1] + 0.0001)))
    until(lambda: placed(made, crew, (HERE[0], HERE[1] + 0.0001)), sleep=gevent.sleep)
    assert len(kept(made, crew)) == 2
    line.close()
    server.server.stop()


def test_a_tak_client_whose_clock_is_minutes_ahead_is_where_it_says(ticking: Any, made: Made, config: Any) -> None:
    crew: Actor = made.crew(at=None)
    companion, key = make(ticking, made, protocol="cot", pay_number=crew.pay_number)
    server = tak(ticking, config)
    line = connected(server)
    line.sendall(auth(key) + event(HERE, ahead=timedelta(minutes=4)))
    until(lambda: placed(made, crew, HERE), sleep=gevent.sleep)
    until(lambda: rows(ticking, made)[companion]["outcome"] == "stored", sleep=gevent.sleep)
    # Where it says, and nobody doubts it for its clock.
    assert made.row("position_rows", crew.unit_id)["doubted_at"] is None
    line.close()
    server.server.stop()


@pytest.mark.parametrize("first", [b"GET / HTTP/1.1\r\n\r\n" + b"x" * 20_000, event(HERE), auth("not-a-key")])
def test_a_stranger_is_cut_off(ticking: Any, config: Any, first: bytes) -> None:
    server = tak(ticking, config)
    line = connected(server)
    line.sendall(first)
    assert is_cut(line)
    server.server.stop()


def test_a_flood_of_events_is_let_go_and_not_stored(ticking: Any, made: Made) -> None:
    client = Client(ticking.extensions["taking"], None)
    allowed = [client._may_send() for _ in range(60)]
    assert allowed[:20] == [True] * 20
    assert not all(allowed)

"""The doors of a device's alerts: bound to device and sign-in, few, proven by the device alone; bad input changes nothing."""

from __future__ import annotations

import socket
from base64 import urlsafe_b64encode
from typing import Any
from uuid import UUID, uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from flask.testing import FlaskClient
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from api.actors import SYSTEM, Actor
from api.devices import routes, subscriptions
from api.devices.flood import Flood
from api.devices.models import PushSubscription
from api.outbox import keys, pushes
from tests.factories import Made
from tests.unit.test_push_services import REFUSED


def letters(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")


def point() -> bytes:
    public = ec.generate_private_key(ec.SECP256R1()).public_key()
    return public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


@pytest.fixture
def vapid(vapid_keys: str) -> str:
    current = keys.ring(vapid_keys).current
    assert current
    return current.public


@pytest.fixture
def given(vapid: str) -> dict[str, Any]:
    """What a browser would say."""
    return {
        "endpoint": f"https://fcm.googleapis.com/fcm/send/{uuid4()}",
        "keys": {"p256dh": letters(point()), "auth": letters(b"a" * 16)},
        "vapid_key": vapid,
    }


@pytest.fixture
def crew(made: Made) -> Actor:
    return made.crew(has_device=False)


@pytest.fixture
def client(app: Any, made: Made, crew: Actor) -> FlaskClient:
    return made.client(app, crew)


def path(device_id: UUID) -> str:
    return f"/api/devices/{device_id}/alerts"


def live(session: Session, device_id: UUID) -> list[PushSubscription]:
    session.expire_all()
    query = select(PushSubscription).where(
        PushSubscription.device_id == device_id, PushSubscription.retired_at.is_(None)
    )
    return list(session.scalars(query))


def receipt(session: Session) -> str:
    (wakeup,) = pushes.claim(session, 10)
    return wakeup.receipt


def test_a_device_subscribes_is_tested_and_is_proven(
    client: FlaskClient, given: dict[str, Any], session: Session, vapid: str
) -> None:
    device_id = uuid4()
    nothing_yet = {"vapid_key": vapid, "proof_lasts_s": 14_400, "held": None, "retired_reason": None}
    assert client.get(path(device_id)).json == nothing_yet
    held = client.put(path(device_id), json=given).json["held"]
    assert (held["vapid_key"], held["proven_at"]) == (vapid, None)
    assert client.post(f"{path(device_id)}/test").json["held"]["test_sent_at"]
    assert client.post(f"/api/receipts/{receipt(session)}", json={"rung": "shown"}).status_code == 204
    assert client.get(path(device_id)).json["held"]["proven_at"]


def test_the_endpoint_never_leaves_the_server_again(client: FlaskClient, given: dict[str, Any]) -> None:
    answer = client.put(path(uuid4()), json=given)
    assert given["endpoint"] not in answer.text
    assert given["keys"]["auth"] not in answer.text


def test_a_subscription_is_bound_to_its_sign_in_and_its_duty(
    client: FlaskClient, given: dict[str, Any], session: Session, crew: Actor
) -> None:
    device_id = uuid4()
    client.put(path(device_id), json=given)
    assert crew.duty_id
    assert pushes.wake(session, pushes.Waking(crew.duty_id, "tasking")) == 1
    client.delete("/api/session")
    assert pushes.wake(session, pushes.Waking(crew.duty_id, "tasking")) == 0


def test_the_same_subscription_again_renews_it(client: FlaskClient, given: dict[str, Any], session: Session) -> None:
    device_id = uuid4()
    first, second = (client.put(path(device_id), json=given).json["held"] for _ in range(2))
    assert first["renewed_at"] < second["renewed_at"]
    assert len(live(session, device_id)) == 1


def test_another_endpoint_of_a_device_replaces_the_former(
    client: FlaskClient, given: dict[str, Any], session: Session
) -> None:
    device_id = uuid4()
    client.put(path(device_id), json=given)
    client.put(path(device_id), json=given | {"endpoint": given["endpoint"] + "x"})
    assert [one.endpoint for one in live(session, device_id)] == [given["endpoint"] + "x"]


def test_another_officer_sees_nothing_of_a_device_and_takes_it_over_whole(
    app: Any, client: FlaskClient, made: Made, given: dict[str, Any], session: Session
) -> None:
    device_id = uuid4()
    client.put(path(device_id), json=given)
    other = made.client(app, made.crew())
    assert other.get(path(device_id)).json["held"] is None
    assert other.post(f"{path(device_id)}/test").status_code == 404
    other.delete(path(device_id))
    assert len(live(session, device_id)) == 1
    other.put(path(device_id), json=given | {"endpoint": given["endpoint"] + "x"})
    assert [one.endpoint for one in live(session, device_id)] == [given["endpoint"] + "x"]
    assert client.get(path(device_id)).json["held"] is None


def test_turned_off_is_told_and_wakes_nobody(client: FlaskClient, given: dict[str, Any], session: Session) -> None:
    device_id = uuid4()
    client.put(path(device_id), json=given)
    assert client.delete(path(device_id)).json["retired_reason"] == "turned off"
    assert live(session, device_id) == []


def test_an_officer_sees_where_their_alerts_go_and_turns_off_what_was_left_somewhere(
    app: Any, client: FlaskClient, made: Made, given: dict[str, Any], session: Session
) -> None:
    left, mine = uuid4(), uuid4()
    client.put(path(left), json=given | {"kind": "terminal"})
    client.put(path(mine), json=given | {"endpoint": given["endpoint"] + "x"})
    told = client.get("/api/devices/alerts").json["items"]
    assert {(one["device_id"], one["kind"]) for one in told} == {(str(left), "terminal"), (str(mine), "handset")}
    assert given["endpoint"] not in str(told)
    assert made.client(app, made.crew()).get("/api/devices/alerts").json == {"items": []}
    client.delete(path(left))
    assert [one["device_id"] for one in client.get("/api/devices/alerts").json["items"]] == [str(mine)]


def test_naming_somebody_elses_endpoint_takes_nothing_from_them(
    app: Any, client: FlaskClient, made: Made, given: dict[str, Any], session: Session
) -> None:
    theirs, ours = uuid4(), uuid4()
    client.put(path(theirs), json=given)
    client.post(f"{path(theirs)}/test")
    client.post(f"/api/receipts/{receipt(session)}", json={"rung": "shown"})
    thief = made.client(app, made.crew())
    assert thief.put(path(ours), json=given).status_code == 200
    assert len(live(session, theirs)) == 1


def test_an_officer_has_few_devices_and_no_way_to_a_thousand(
    client: FlaskClient, given: dict[str, Any], session: Session, crew: Actor
) -> None:
    answers = [
        client.put(path(uuid4()), json=given | {"endpoint": f"{given['endpoint']}{number}"}) for number in range(30)
    ]
    assert [answer.status_code for answer in answers[:5]] == [200] * 5
    assert {answer.json["code"] for answer in answers[5:]} == {"too_many_devices"}
    count = "SELECT count(*) FROM push_subscriptions s JOIN devices d ON d.id = s.device_id WHERE d.officer_id = :me"
    assert session.execute(text(count), {"me": crew.id}).scalar() == 5


def test_a_device_that_changes_its_endpoint_all_the_time_is_told_to_wait(
    client: FlaskClient, given: dict[str, Any]
) -> None:
    device_id = uuid4()
    answers = [
        client.put(path(device_id), json=given | {"endpoint": f"{given['endpoint']}{number}"}) for number in range(21)
    ]
    assert answers[-1].status_code == 429
    assert "Retry-After" in answers[-1].headers


def test_a_sign_in_that_is_over_leaves_its_place_to_another_device(
    app: Any, made: Made, crew: Actor, given: dict[str, Any]
) -> None:
    for number in range(7):
        client = made.client(app, crew)
        answer = client.put(path(uuid4()), json=given | {"endpoint": f"{given['endpoint']}{number}"})
        assert answer.status_code == 200
        client.delete("/api/session")


def test_a_test_is_not_a_way_to_ring_all_night(client: FlaskClient, given: dict[str, Any]) -> None:
    device_id = uuid4()
    client.put(path(device_id), json=given)
    assert [client.post(f"{path(device_id)}/test").status_code for _ in range(5)] == [200] * 4 + [429]


def test_after_a_rotation_crews_with_the_old_key_are_told_and_are_still_reached(
    client: FlaskClient, given: dict[str, Any], session: Session, made: Made, crew: Actor, vapid_keys: str
) -> None:
    device_id = uuid4()
    client.put(path(device_id), json=given)
    assert subscriptions.ask_to_renew(session) == 0
    fresh = keys.rotate(vapid_keys).current
    assert fresh
    with made.database.transaction(SYSTEM) as telling:
        assert subscriptions.ask_to_renew(telling) == 1
    (told,) = [message for message in made.messages(crew.feed) if message["kind"] == "alerts.renew"]
    assert told["body"] == {"vapid_key": fresh.public}
    assert crew.duty_id
    assert pushes.wake(session, pushes.Waking(crew.duty_id, "tasking")) == 1
    assert client.put(path(device_id), json=given).status_code == 200
    renewed = client.put(path(device_id), json=given | {"vapid_key": fresh.public, "endpoint": given["endpoint"] + "x"})
    assert renewed.json["held"]["vapid_key"] == fresh.public


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever asks for a name or opens a connection fails the test."""

    def never(*_: Any, **__: Any) -> Any:
        raise AssertionError("something was fetched")

    monkeypatch.setattr(socket, "getaddrinfo", never)
    monkeypatch.setattr(socket, "create_connection", never)


@pytest.mark.usefixtures("no_network")
@pytest.mark.parametrize("endpoint", REFUSED)
def test_an_endpoint_that_is_no_push_service_changes_nothing(
    client: FlaskClient, given: dict[str, Any], session: Session, endpoint: str
) -> None:
    answer = client.put(path(uuid4()), json=given | {"endpoint": endpoint})
    assert answer.status_code == 422
    assert answer.json["message"].endswith(".")
    assert set(answer.json) == {"code", "message", "details", "request_id"}
    assert session.execute(text("SELECT count(*) FROM devices")).scalar() == 0
    assert session.execute(text("SELECT count(*) FROM push_subscriptions")).scalar() == 0


@pytest.mark.parametrize(
    "wrong",
    [
        {"keys": {"p256dh": letters(b"\x04" + b"\x01" * 64), "auth": letters(b"a" * 16)}},
        {"keys": {"p256dh": letters(b"\x04" + b"\x01" * 63), "auth": letters(b"a" * 16)}},
        {"keys": {"p256dh": "!" * 87, "auth": letters(b"a" * 16)}},
        {"keys": {"p256dh": 7, "auth": None}},
        {"keys": {"p256dh": letters(point()), "auth": letters(b"a" * 15)}},
        {"keys": {}},
        {"keys": None},
        {"vapid_key": letters(point())},
        {"vapid_key": ""},
        {"endpoint": None},
        {"endpoint": ["https://fcm.googleapis.com/a"]},
        {"kind": "fridge"},
        {"surprise": 1},
    ],
)
def test_keys_that_are_none_change_nothing(
    client: FlaskClient, given: dict[str, Any], session: Session, wrong: dict[str, Any]
) -> None:
    assert client.put(path(uuid4()), json=given | wrong).status_code == 422
    assert session.execute(text("SELECT count(*) FROM devices")).scalar() == 0


def test_only_an_officer_who_is_signed_in_has_alerts(app: Any, made: Made, given: dict[str, Any]) -> None:
    assert made.client(app, None).put(path(uuid4()), json=given).status_code == 401
    assert made.client(app, made.dispatcher()).put(path(uuid4()), json=given).status_code == 403


def test_a_server_without_keys_says_so(app: Any, client: FlaskClient, given: dict[str, Any]) -> None:
    app.extensions["database"].info = app.extensions["database"].info | {"vapid_keys": ""}
    assert client.get(path(uuid4())).json["vapid_key"] is None
    assert client.put(path(uuid4()), json=given).json["code"] == "no_push_here"


def test_a_receipt_needs_no_session_and_no_cookie(
    app: Any, client: FlaskClient, given: dict[str, Any], session: Session
) -> None:
    device_id = uuid4()
    client.put(path(device_id), json=given)
    client.post(f"{path(device_id)}/test")
    stranger = app.test_client()
    address = f"/api/receipts/{receipt(session)}"
    own_worker = {"Origin": "http://localhost:8000", "Sec-Fetch-Site": "same-origin"}
    assert stranger.post(address, json={"rung": "shown"}, headers=own_worker).status_code == 204
    replayed = stranger.post(address, json={"rung": "shown"}, headers=own_worker)
    assert (replayed.status_code, replayed.json["code"]) == (404, "receipt_refused")


def test_a_foreign_page_gives_no_receipt(
    app: Any, client: FlaskClient, given: dict[str, Any], session: Session
) -> None:
    device_id = uuid4()
    client.put(path(device_id), json=given)
    client.post(f"{path(device_id)}/test")
    foreign = {"Origin": "https://evil.example"}
    answer = app.test_client().post(f"/api/receipts/{receipt(session)}", json={"rung": "shown"}, headers=foreign)
    assert answer.status_code == 403
    assert client.get(path(device_id)).json["held"]["proven_at"] is None


@pytest.mark.parametrize("body", [{}, {"rung": "read"}, {"rung": None}, {"rung": "shown", "more": 1}])
def test_a_receipt_for_no_rung_is_refused(app: Any, body: dict[str, Any]) -> None:
    assert app.test_client().post(f"/api/receipts/{'A' * 48}", json=body).status_code == 422


def test_guessing_at_receipts_is_slowed_down(app: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(routes, "refused", Flood(most=3, within_s=60))
    guess = [app.test_client().post(f"/api/receipts/{'A' * 48}", json={"rung": "shown"}) for _ in range(5)]
    assert [answer.status_code for answer in guess] == [404, 404, 404, 429, 429]
    elsewhere = app.test_client().post(
        f"/api/receipts/{'A' * 48}", json={"rung": "shown"}, environ_base={"REMOTE_ADDR": "192.0.2.7"}
    )
    assert elsewhere.status_code == 404

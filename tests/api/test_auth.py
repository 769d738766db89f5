"""Signing in: argon2id, throttled, by a cookie that no script reads, and ended for good."""

from __future__ import annotations

from base64 import b64decode
from typing import Any

import pytest
from sqlalchemy import text

from api.actors import SYSTEM
from api.auth import passwords
from api.auth import service as auth
from tests.factories import Made

PASSWORD = "a made-up password"


@pytest.fixture(scope="session")
def password_hash() -> str:
    return passwords.hashed(PASSWORD)


@pytest.fixture
def person(made: Made, password_hash: str) -> Any:
    person = made.officer()
    with made.database.transaction(SYSTEM) as session:
        session.execute(
            text("UPDATE officers SET password_hash = :hash WHERE id = :id"), {"hash": password_hash, "id": person.id}
        )
    return person


def sign_in(client: Any, person: Any, password: str = PASSWORD) -> Any:
    return client.post("/api/session", json={"pay_number": person.pay_number, "password": password})


def test_the_right_password_opens_a_session_in_a_strict_cookie(app: Any, person: Any) -> None:
    client = app.test_client()
    answer = sign_in(client, person)
    cookie = answer.headers["Set-Cookie"]
    assert answer.json["officer"]["pay_number"] == person.pay_number
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert client.get("/api/session").status_code == 200


def test_a_password_is_kept_as_argon2id(password_hash: str) -> None:
    assert password_hash.startswith("$argon2id$")


def test_a_token_is_kept_as_a_hash_only(app: Any, made: Made, person: Any) -> None:
    client = app.test_client()
    sign_in(client, person)
    token = client.get_cookie("bluelamp").value
    with made.database.transaction(SYSTEM) as session:
        kept = session.execute(
            text("SELECT encode(token_hash, 'escape') FROM sessions WHERE officer_id = :id"), {"id": person.id}
        ).scalar_one()
    assert token not in kept


def test_somebody_unknown_gets_the_same_answer_as_a_wrong_password(app: Any, person: Any) -> None:
    wrong = sign_in(app.test_client(), person, "wrong").json
    unknown = app.test_client().post("/api/session", json={"pay_number": "P000000", "password": PASSWORD}).json
    assert {**wrong, "request_id": ""} == {**unknown, "request_id": ""}


def test_five_failures_are_enough_for_a_while(app: Any, person: Any) -> None:
    client = app.test_client()
    assert [sign_in(client, person, "wrong").status_code for _ in range(6)] == [401] * 5 + [429]
    answer = sign_in(client, person)
    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "60"


def test_signing_out_ends_the_session_for_good(app: Any, person: Any) -> None:
    client = app.test_client()
    sign_in(client, person)
    token = client.get_cookie("bluelamp").value
    assert client.delete("/api/session").status_code == 204
    client.set_cookie("bluelamp", token)
    assert client.get("/api/session").status_code == 401


def test_a_leavers_sessions_end_at_once(app: Any, made: Made, person: Any) -> None:
    client = app.test_client()
    sign_in(client, person)
    with made.database.transaction(SYSTEM) as session:
        session.execute(text("UPDATE officers SET is_active = false WHERE id = :id"), {"id": person.id})
    assert client.get("/api/session").status_code == 401


def test_all_sessions_of_somebody_can_be_ended(app: Any, made: Made, person: Any) -> None:
    clients = [app.test_client() for _ in range(2)]
    for client in clients:
        sign_in(client, person)
    with made.database.transaction(SYSTEM) as session:
        assert auth.revoke_all(session, person.id) == 2
    assert {client.get("/api/session").status_code for client in clients} == {401}


def test_the_key_to_an_officers_devices_is_theirs_alone_and_the_same_after_every_sign_in(
    app: Any, made: Made, person: Any
) -> None:
    one, again, other = (app.test_client() for _ in range(3))
    assert one.post("/api/session/device-key").status_code == 401
    for client in (one, again):
        sign_in(client, person)
    with made.database.transaction(SYSTEM) as session:
        token, _ = auth.open_session(session, made.officer().id, 1)  # type: ignore[arg-type]
    other.set_cookie("bluelamp", token)
    keys = [client.post("/api/session/device-key").json["key"] for client in (one, again, other)]
    assert keys[0] == keys[1] != keys[2]
    assert len(b64decode(keys[0])) == 32
    one.delete("/api/session")
    assert one.post("/api/session/device-key").status_code == 401


def test_only_the_system_reads_what_device_keys_are_derived_from(made: Made, as_actor: Any) -> None:
    assert list(as_actor(made.supervisor()).execute(text("SELECT secret FROM device_roots"))) == []


def test_demo_accounts_exist_in_demo_mode_only(made: Made, config: Any, app: Any) -> None:
    from dataclasses import replace

    from api import create_app

    assert app.test_client().get("/api/demo").json[0]["password"]
    earnest = create_app(replace(config, demo=False), made.database)
    assert earnest.test_client().get("/api/demo").status_code == 404


def test_under_https_the_cookie_is_bound_to_the_host(made: Made, config: Any, person: Any) -> None:
    from dataclasses import replace

    from api import create_app

    secure = create_app(replace(config, cert="c", key="k"), made.database)
    cookie = sign_in(secure.test_client(), person).headers["Set-Cookie"]
    assert cookie.startswith("__Host-bluelamp=")
    assert "Secure" in cookie

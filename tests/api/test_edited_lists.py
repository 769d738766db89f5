"""Owners of restricted records and the search allowances, on the page of an administrator: checked, versioned, in the audit."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text

from api.actors import SYSTEM
from api.codes import service as codes
from tests import records
from tests.factories import Made

OWNERS, ALLOWANCES = "/api/restricted/owners", "/api/audit/allowances"


@pytest.fixture
def client(app: Any, made: Made, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    # Another test has another version of the same number.
    monkeypatch.setattr(codes, "_memory", {})
    return made.client(app, made.person("administrator"))


def changed(client: FlaskClient, door: str, items: list[dict[str, Any]], version: int | None = None) -> Any:
    now = client.get(door).json["version"] if version is None else version
    return client.post(f"{door}/change", json={"version": now, "items": items})


def audited(made: Made) -> list[tuple[str, str]]:
    with made.database.transaction(SYSTEM) as session:
        found = session.execute(text("SELECT action, reason FROM audit WHERE action LIKE 'set %' ORDER BY id"))
        return [tuple(row) for row in found]


def test_an_owner_that_was_entered_sees_at_once_who_came_near(app: Any, made: Made, client: FlaskClient) -> None:
    desk, officer = made.officer(name="Desk Owner"), made.officer(name="Curious One")
    records.nominal(made.database, "Hid", "Den", restriction="witness", restriction_owner="Witness unit")
    before = client.get(OWNERS).json
    assert before["unnamed"] == ["Witness unit"]
    row = {"owner": "Witness unit", "roles": [], "officers": [desk.pay_number.lower()]}
    assert changed(client, OWNERS, [*before["items"], row]).status_code == 204
    after = client.get(OWNERS).json
    assert (after["version"], after["unnamed"]) == (before["version"] + 1, [])
    made.client(app, officer).post("/api/lookups/people", json={"reason": "stop", "name": "Hid Den"})
    (near,) = made.client(app, desk).post("/api/restricted/near", json={"before": None}).json["items"]
    assert near["owner"] == "Witness unit"
    assert audited(made) == [
        ("set restriction_owners", f"added: Witness unit (roles: none; officers: {desk.pay_number}).")
    ]


def test_an_owner_whom_nobody_can_be_is_refused(client: FlaskClient) -> None:
    for row, words in (
        ({"owner": "Desk", "roles": [], "officers": []}, "row 1: name roles or officers"),
        ({"owner": "Desk", "roles": [], "officers": ["P999999"]}, "No active officer has the pay number P999999."),
    ):
        answer = changed(client, OWNERS, [row])
        assert (answer.status_code, words in answer.json["message"]) == (422, True), answer.json
    twice = [{"owner": one, "roles": ["supervisor"], "officers": []} for one in ("Desk", "desk")]
    assert "two rows for Desk, desk" in changed(client, OWNERS, twice).json["message"]


def test_an_allowance_that_was_changed_holds_for_the_next_search(app: Any, made: Made, client: FlaskClient) -> None:
    items = client.get(ALLOWANCES).json["items"]
    assert [one["role"] for one in items] == ["officer", "dispatcher", "supervisor"]
    fewer = [one | ({"searches_an_hour": 1} if one["role"] == "officer" else {}) for one in items]
    assert changed(client, ALLOWANCES, fewer).status_code == 204
    officer = made.client(app, made.officer())
    asked = {"reason": "stop", "name": "Ada Quellfrost"}
    answers = [officer.post("/api/lookups/people", json=asked) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 403]
    assert "You have searched 1 times within an hour." in answers[1].json["message"]
    told = "searches an hour, 10 people opened in ten minutes, 10 searches for no job an hour"
    assert audited(made) == [("set search_allowances", f"removed: officer (30 {told}). added: officer (1 {told}).")]


@pytest.mark.parametrize("door", [OWNERS, ALLOWANCES])
def test_whoever_was_slower_is_told_so_and_what_is_the_same_changes_nothing(
    made: Made, client: FlaskClient, door: str
) -> None:
    before = client.get(door).json
    late = changed(client, door, before["items"], version=before["version"] - 1)
    assert (late.status_code, list(late.json["details"])) == (422, ["version"])
    assert changed(client, door, before["items"]).status_code == 204
    assert client.get(door).json["version"] == before["version"]
    assert audited(made) == []


def test_an_allowance_of_nothing_or_for_nobody_is_refused(client: FlaskClient) -> None:
    items = client.get(ALLOWANCES).json["items"]
    none = [items[0] | {"searches_an_hour": 0}, *items[1:]]
    assert [changed(client, ALLOWANCES, one).status_code for one in (none, items[:2], [items[0]] * 3)] == [422] * 3

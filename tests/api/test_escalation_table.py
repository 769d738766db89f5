"""The escalation table on the page of an administrator: changed by grade, checked by row, and in the audit."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text

from api.actors import SYSTEM
from api.codes import service as codes
from tests.api.test_escalation import Waiting
from tests.factories import Made

DOOR = "/api/escalation-steps"


@pytest.fixture
def client(app: Any, made: Made, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    # Another test has another version of the same number.
    monkeypatch.setattr(codes, "_memory", {})
    return made.client(app, made.person("administrator"))


def table(client: FlaskClient) -> dict[str, Any]:
    found: dict[str, Any] = client.get(DOOR).json
    return found


def steps_of(found: dict[str, Any], grade: str = "I") -> list[dict[str, Any]]:
    return [{k: v for k, v in step.items() if k != "grade"} for step in found["items"] if step["grade"] == grade]


def changed(client: FlaskClient, steps: list[dict[str, Any]], grade: str = "I", **more: Any) -> Any:
    body = {"grade": grade, "version": table(client)["version"], "steps": steps, **more}
    return client.post(DOOR, json=body)


def test_a_changed_step_holds_at_once_also_for_a_tasking_that_waits(made: Made, client: FlaskClient) -> None:
    waiting = Waiting(made)
    steps = steps_of(table(client))
    called = next(step for step in steps if step["action"] == "voice")
    called["after_s"] = 7
    assert changed(client, steps).status_code == 204
    assert [s["action"] for s in steps_of(table(client)) if s["plan"] == "new"][:3] == ["wake", "again", "voice"]
    waiting.pass_by(7.1)
    assert waiting.row["alarm"] == "voice"


def test_each_change_is_a_version_and_in_the_audit(made: Made, client: FlaskClient) -> None:
    before = table(client)
    steps = [step for step in steps_of(before) if step["action"] != "supervisor"]
    assert (
        changed(
            client, [*steps, {"plan": "new", "after_s": 45, "action": "supervisor", "unless": "answered"}]
        ).status_code
        == 204
    )
    after = table(client)
    assert after["version"] == before["version"] + 1
    assert steps_of(after, "S") == steps_of(before, "S")
    # The same once more is no change.
    assert changed(client, steps_of(after)).status_code == 204
    assert table(client)["version"] == after["version"]
    with made.database.transaction(SYSTEM) as session:
        told = session.execute(text("SELECT subject, reason FROM audit WHERE action = 'set escalation'")).all()
    assert [tuple(row) for row in told] == [
        (
            "steps of grade I",
            "removed: new 60 s supervisor unless answered. added: new 45 s supervisor unless answered.",
        )
    ]


def test_what_is_wrong_is_named_by_its_row_and_nothing_is_changed(client: FlaskClient) -> None:
    before = table(client)
    steps = steps_of(before)
    steps[2]["action"], steps[3]["after_s"] = "sergeant", 100_000
    answer = changed(client, steps)
    assert (answer.status_code, sorted(answer.json["details"])) == (422, ["steps.2.action", "steps.3.after_s"])
    assert table(client) == before


@pytest.mark.parametrize(("grade", "status"), [("I", 422), ("E", 422), ("R", 204), ("X", 422)])
def test_a_grade_with_a_target_keeps_a_step_that_calls_a_person(client: FlaskClient, grade: str, status: int) -> None:
    answer = changed(client, [], grade)
    assert answer.status_code == status
    assert status == 204 or list(answer.json["details"]) == ["grade"]


def test_that_an_immediate_tasking_was_not_received_is_heard_within_twenty_seconds(client: FlaskClient) -> None:
    steps = steps_of(table(client))
    (voice,) = [step for step in steps if step["action"] == "voice" and step["plan"] == "new"]
    voice["after_s"] = 21
    answer = changed(client, steps)
    assert (answer.status_code, list(answer.json["details"])) == (422, ["grade"])
    assert "20 s" in answer.json["details"]["grade"][0]
    voice["after_s"] = 20
    assert changed(client, steps).status_code == 204


def test_of_two_who_change_the_table_the_second_looks_again(client: FlaskClient) -> None:
    found = table(client)
    assert changed(client, [], "R").status_code == 204
    answer = changed(client, steps_of(found), version=found["version"])
    assert (answer.status_code, list(answer.json["details"])) == (422, ["version"])


def test_only_an_administrator_sees_and_changes_it(app: Any, made: Made) -> None:
    for who in (made.dispatcher(), made.supervisor(), made.crew(), made.person("auditor")):
        other = made.client(app, who)
        assert other.get(DOOR).status_code == 403
        assert other.post(DOOR, json={"grade": "R", "version": 1, "steps": []}).status_code == 403

"""Commands are done once and answered for, now or an hour later."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text

from api import clock
from api.actors import SYSTEM
from tests.factories import HERE, Made


@pytest.fixture
def crew_client(app: Any, made: Made) -> Any:
    crew = made.crew()
    return crew, made.client(app, crew)


def body(**more: Any) -> dict[str, Any]:
    return {"id": str(uuid4()), "occurred_at": clock.iso(clock.now()), **more}


def test_the_same_command_twice_is_done_once_and_answered_the_same(made: Made, crew_client: Any) -> None:
    crew, client = crew_client
    given = body(status="4")
    first = client.post("/api/commands/set_status", json=given)
    before = made.unit_row(crew)
    second = client.post("/api/commands/set_status", json={**given, "elapsed_ms": 5_000})
    assert first.json == second.json
    assert first.json["outcome"] == "done"
    assert made.unit_row(crew) == before


def test_the_same_id_with_another_body_is_an_error(made: Made, crew_client: Any) -> None:
    crew, client = crew_client
    given = body(status="4")
    client.post("/api/commands/set_status", json=given)
    answer = client.post("/api/commands/set_status", json={**given, "status": "8"})
    assert (answer.status_code, answer.json["code"]) == (422, "command_reused")
    assert made.unit_row(crew)["status"] == "4"


def test_somebody_elses_command_id_opens_nothing(app: Any, made: Made, crew_client: Any) -> None:
    _, client = crew_client
    given = body(status="4")
    client.post("/api/commands/set_status", json=given)
    answer = made.client(app, made.crew()).post("/api/commands/set_status", json=given)
    assert answer.json["code"] == "command_reused"


def test_what_is_not_valid_stores_nothing_and_leaves_the_id_free(crew_client: Any, session: Any) -> None:
    _, client = crew_client
    given = body(status="2")
    answer = client.post("/api/commands/set_status", json={**given, "surprise": 1})
    assert (answer.status_code, answer.json["details"]) == (422, {"surprise": ["Unknown field."]})
    assert session.execute(text("SELECT count(*) FROM commands WHERE id = :id"), {"id": given["id"]}).scalar_one() == 0
    assert client.post("/api/commands/set_status", json=given).json["outcome"] == "done"


@pytest.mark.parametrize(
    "change",
    [
        {"occurred_at": "2026-11-22T14:00:00"},
        {"occurred_at": "yesterday"},
        {"occurred_at": "9999-12-31T23:59:59Z"},
        {"occurred_at": "1970-01-01T00:00:00Z"},
        {"id": "1"},
        {"status": 2},
        {"status": ""},
        {"status": "x" * 41},
        {"status": "2\x00"},
        {"elapsed_ms": -1},
        {"place": {"lon": 0, "lat": 0, "accuracy_m": 5, "fixed_at": "2026-11-22T14:00:00Z"}},
    ],
)
def test_bad_input_gets_one_clear_error(crew_client: Any, change: dict[str, Any]) -> None:
    _, client = crew_client
    answer = client.post("/api/commands/set_status", json=body(**{"status": "2", **change}))
    assert (answer.status_code, answer.json["code"]) == (422, "invalid")
    assert set(answer.json["details"]) == set(change)


@pytest.mark.parametrize("raw", [b'{"lon": NaN}', b"{", b'{"a": "\xff"}', b"[" * 5_000])
def test_what_is_not_json_gets_the_same_error_shape(crew_client: Any, raw: bytes) -> None:
    _, client = crew_client
    answer = client.post("/api/commands/set_status", data=raw, content_type="application/json")
    assert answer.status_code in {400, 422}
    assert set(answer.json) == {"code", "message", "details", "request_id"}


def test_a_body_that_is_too_large_is_refused(crew_client: Any) -> None:
    _, client = crew_client
    answer = client.post("/api/commands/set_status", json=body(status="2" * 100_000))
    assert answer.status_code == 413


def test_the_time_since_the_tap_beats_a_wall_clock_that_is_wrong(made: Made, crew_client: Any) -> None:
    crew, client = crew_client
    wrong = clock.iso(clock.now() - clock.minutes(300))
    assert (
        client.post("/api/commands/set_status", json=body(status="2", elapsed_ms=0) | {"occurred_at": wrong}).json[
            "outcome"
        ]
        == "done"
    )
    assert made.unit_row(crew)["status_at"] > clock.iso(clock.now() - clock.minutes(1))


def test_nothing_happens_later_than_we_heard_of_it(made: Made, crew_client: Any) -> None:
    crew, client = crew_client
    ahead = clock.iso(clock.now() + clock.minutes(30))
    client.post("/api/commands/set_status", json=body(status="4") | {"occurred_at": ahead})
    assert made.unit_row(crew)["status_at"] <= clock.iso(clock.now())


def test_a_refused_command_changes_and_posts_nothing(made: Made) -> None:
    crew, dispatcher = made.crew(), made.dispatcher()
    incident = made.incident(dispatcher)
    made.give(crew, "book_off")
    before = made.messages("board:CE")
    answer = made.give(dispatcher, "task_unit", tasking_id=uuid4(), incident_id=incident, unit_id=crew.unit_id)
    assert (answer.outcome, answer["code"]) == ("refused", "off_duty")
    assert made.messages("board:CE") == before


def test_every_command_is_audited_in_its_own_transaction(made: Made) -> None:
    dispatcher = made.dispatcher()
    incident = made.incident(dispatcher)
    with made.database.transaction(SYSTEM) as session:
        row = session.execute(
            text("SELECT actor_id, action, subject, reason FROM audit ORDER BY id DESC LIMIT 1")
        ).one()
    assert tuple(row) == (str(dispatcher.id), "create_incident", f"incident_id:{incident}", "done")


@pytest.mark.parametrize("kind", ["task_unit", "create_incident", "acknowledge_emergency", "grade_incident"])
def test_an_officer_does_not_speak_for_the_control_room(crew_client: Any, kind: str) -> None:
    _, client = crew_client
    assert client.post(f"/api/commands/{kind}", json=body()).status_code == 403


def test_a_dispatcher_enters_no_place_marker(app: Any, made: Made) -> None:
    answer = made.client(app, made.dispatcher()).post("/api/commands/enter_place_marker", json=body())
    assert (answer.status_code, answer.json["code"]) == (403, "not_allowed")


def test_html_in_text_is_kept_as_text(made: Made) -> None:
    incident = made.incident(what="<script>alert(1)</script>", at=HERE)
    assert made.row("incident_rows", incident)["what"] == "<script>alert(1)</script>"


def test_a_clock_that_is_a_year_wrong_does_not_matter_when_the_device_knows_how_long_ago(
    made: Made, crew_client: Any
) -> None:
    crew, client = crew_client
    given = {**body(status="8", elapsed_ms=0), "occurred_at": "2025-01-01T00:00:00Z"}
    assert client.post("/api/commands/set_status", json=given).json["outcome"] == "done"
    assert made.unit_row(crew)["status"] == "8"

"""Incidents: numbered by the local day, graded, moved, handed over, closed; each with one owner."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text

from api import clock
from api.actors import SYSTEM
from api.outbox.proofs import Proof
from api.taskings import receipts
from tests.factories import FAR, HERE, NORTH, Made


def cad(made: Made, incident: object) -> str:
    return str(made.row("incident_rows", incident)["cad"])  # type: ignore[arg-type]


def test_cad_numbers_run_without_a_gap_and_restart_at_local_midnight(
    made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The clocks go back on 25 October 2026: that local day has 25 hours and one run of numbers.
    times = [
        datetime(2026, 10, 24, 22, 59, tzinfo=UTC),
        datetime(2026, 10, 24, 23, 1, tzinfo=UTC),
        datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
        datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
        datetime(2026, 10, 26, 0, 1, tzinfo=UTC),
    ]
    dispatcher, made_incidents = made.dispatcher(), []
    for at in times:
        monkeypatch.setattr(clock, "now", lambda at=at: at)
        made_incidents.append(made.incident(dispatcher, occurred_at=at))
    assert [cad(made, incident) for incident in made_incidents] == [
        "1/24OCT26",
        "1/25OCT26",
        "2/25OCT26",
        "3/25OCT26",
        "1/26OCT26",
    ]


def test_a_place_finds_its_pod(made: Made) -> None:
    assert made.row("incident_rows", made.incident(at=HERE))["pod"] == "CE"
    assert made.row("incident_rows", made.incident(at=FAR))["pod"] == "SN"


def test_a_place_outside_the_force_is_refused(made: Made) -> None:
    given = {"grade": "I", "type": "PH", "what": "x", "address": "y", "lon": -2.24, "lat": 53.48}
    answer = made.give(made.dispatcher(), "create_incident", incident_id=uuid4(), **given)
    assert (answer.outcome, answer["code"]) == ("refused", "outside_area")


@pytest.mark.parametrize(("field", "value"), [("grade", "P"), ("type", "??"), ("qualifiers", ["nonsense"])])
def test_an_unknown_code_is_refused(made: Made, field: str, value: object) -> None:
    given = {"grade": "I", "type": "PH", "what": "x", "address": "y", "lon": HERE[0], "lat": HERE[1], field: value}
    assert made.give(made.dispatcher(), "create_incident", incident_id=uuid4(), **given)["code"] == "unknown_code"


def test_a_new_grade_starts_its_own_clock(made: Made) -> None:
    incident = made.incident(grade="E")
    made.give(made.dispatcher(), "grade_incident", incident_id=incident, grade="I", reason="Weapon seen")
    row = made.row("incident_rows", incident)
    due = datetime.fromisoformat(row["attend_by"]) - datetime.fromisoformat(row["graded_at"])
    assert due.total_seconds() == 900


def test_a_hand_over_reaches_both_boards(made: Made) -> None:
    incident = made.incident()
    made.give(made.dispatcher(), "hand_over_incident", incident_id=incident, pod="NE", note="Yours now")
    for feed in ("board:CE", "board:NE"):
        told = [message["body"]["pod"] for message in made.messages(feed) if message["kind"] == "incident.changed"]
        assert told[-1] == "NE"
    assert made.log(incident)[-1] == "Handed over from CE to NE. Yours now"


def test_an_incident_with_a_unit_on_it_is_not_closed(made: Made) -> None:
    crew, incident = made.crew(), made.incident()
    made.tasking(crew, incident)
    answer = made.give(made.dispatcher(), "close_incident", incident_id=incident, result="words")
    assert (answer.outcome, answer["code"]) == ("refused", "units_committed")


def test_a_closed_incident_is_changed_only_after_reopening(made: Made) -> None:
    incident, dispatcher = made.incident(), made.dispatcher()
    made.give(dispatcher, "close_incident", incident_id=incident, result="words")
    assert (
        made.give(dispatcher, "grade_incident", incident_id=incident, grade="S", reason="x")["code"]
        == "incident_closed"
    )
    assert made.give(dispatcher, "reopen_incident", incident_id=incident, reason="Rang again").outcome == "done"
    assert made.row("incident_rows", incident)["state"] == "open"


def test_a_duplicate_points_to_the_other_and_both_logs_say_so(made: Made) -> None:
    one, two = made.incident(), made.incident()
    made.give(made.dispatcher(), "mark_duplicate", incident_id=two, duplicate_of=one)
    assert made.row("incident_rows", two)["duplicate_of"] == str(one)
    assert f"{cad(made, two)} is a duplicate" in made.log(one)[-1]
    assert made.give(made.dispatcher(), "mark_duplicate", incident_id=one, duplicate_of=one)["code"] == "same_incident"


def test_a_crew_writes_into_the_log_of_its_own_job_only(made: Made) -> None:
    crew, incident = made.crew(), made.incident()
    given = {"incident_id": incident, "text": "At the door"}
    assert made.give(crew, "add_log", entry_id=uuid4(), **given)["code"] == "not_on_job"
    made.tasking(crew, incident)
    assert made.give(crew, "add_log", entry_id=uuid4(), **given).outcome == "done"
    assert made.log(incident)[-1] == "At the door"


def test_likely_duplicates_are_found_by_place_time_and_words(made: Made, app: object) -> None:
    incident = made.incident(what="Man with a knife outside the shop", address="Roman Road", at=HERE)
    made.incident(what="Noise in the park", at=FAR)
    client = made.client(app, made.dispatcher())  # type: ignore[arg-type]
    asked = {"what": "Someone with a knife", "address": "Roman Road", "lon": HERE[0] + 0.0005, "lat": HERE[1]}
    items = client.post("/api/incidents/similar", json=asked).json["items"]
    assert [item["incident"]["id"] for item in items] == [str(incident)]
    assert "m away" in items[0]["why"]


def test_lists_page_through_everything_once(made: Made, app: object) -> None:
    dispatcher = made.dispatcher()
    wanted = {str(made.incident(dispatcher, at=NORTH)) for _ in range(5)}
    client, seen, cursor = made.client(app, dispatcher), [], None  # type: ignore[arg-type]
    while True:
        page = client.get("/api/incidents", query_string={"limit": 2, **({"cursor": cursor} if cursor else {})}).json
        seen += [item["id"] for item in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert len(seen) == len(set(seen))
    assert wanted <= set(seen)


def test_a_list_finds_a_cad_reference_and_words(made: Made, app: object) -> None:
    dispatcher = made.dispatcher()
    incident = made.incident(dispatcher, what="Cow on the 100% bridge")
    client = made.client(app, dispatcher)  # type: ignore[arg-type]
    for q in (cad(made, incident), "cow on the 100%"):
        assert [item["id"] for item in client.get("/api/incidents", query_string={"q": q}).json["items"]] == [
            str(incident)
        ]


def test_opening_an_incident_is_audited(made: Made, app: object) -> None:
    dispatcher = made.dispatcher()
    incident = made.incident(dispatcher)
    made.client(app, dispatcher).get(f"/api/incidents/{incident}")  # type: ignore[arg-type]
    with made.database.transaction(SYSTEM) as session:
        found = session.execute(text("SELECT actor_id, subject FROM audit WHERE action = 'view incident'")).one()
    assert tuple(found) == (str(dispatcher.id), f"incident_id:{incident}")


def test_what_each_device_proved_is_told_with_the_log_also_of_a_brief_that_is_past(app: Any, made: Made) -> None:
    crew, dispatcher = made.crew(), made.dispatcher()
    device, incident = made.device(crew), made.incident(dispatcher)
    tasking = made.tasking(crew, incident)
    with made.database.transaction(SYSTEM) as session:
        receipts.note(session, [Proof(tasking, 1, device, rung, "push", clock.now()) for rung in ("sent", "notified")])
    made.give(dispatcher, "grade_incident", incident_id=incident, grade="S", reason="Calm")
    with made.database.transaction(SYSTEM) as session:
        receipts.note(session, [Proof(tasking, 2, device, "read", "handset", clock.now())])
    told = made.client(app, dispatcher).get(f"/api/incidents/{incident}").json["receipts"]
    assert [(one["brief_revision"], one["rung"], one["channel"]) for one in told][-1] == (2, "read", "handset")
    assert {(one["brief_revision"], one["rung"]) for one in told} >= {(1, "sent"), (1, "notified")}
    assert {one["device_id"] for one in told} == {str(device)}


def test_the_callers_number_is_kept_as_one_and_told_to_the_control_room_only(app: Any, made: Made) -> None:
    crew, dispatcher = made.crew(), made.dispatcher()
    incident = made.incident(dispatcher, caller_number="07700 900 123")
    made.tasking(crew, incident)
    shown = made.client(app, dispatcher).get(f"/api/incidents/{incident}").json
    assert shown["caller_number"] == "+447700900123"
    assert "900123" not in str(shown["incident"])
    assert "900123" not in made.client(app, crew).get("/api/handset").text


@pytest.mark.parametrize("typed", ["999", "not a number", "12", "0" * 40])
def test_a_callers_number_that_nobody_can_ring_is_told_so_and_changes_nothing(app: Any, made: Made, typed: str) -> None:
    body = {"id": str(uuid4()), "occurred_at": clock.iso(clock.now()), "incident_id": (one := str(uuid4()))}
    given = {"grade": "I", "type": "PH", "what": "x", "address": "y", "lon": HERE[0], "lat": HERE[1]}
    client = made.client(app, made.dispatcher())
    answer = client.post("/api/commands/create_incident", json={**body, **given, "caller_number": typed})
    assert (answer.status_code, list(answer.json["details"])) == (422, ["caller_number"])
    assert client.get(f"/api/incidents/{one}").status_code == 404

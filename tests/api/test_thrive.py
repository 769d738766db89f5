"""THRIVE by the call handler and by the officer: in versions, with the difference in the log, told to boards and crews."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import orjson
import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from api.actors import SYSTEM, Actor
from api.handset import service as handset
from api.thrive.rules import PARTS
from tests.factories import HERE, Answer, Made

MEDIUM = dict.fromkeys(PARTS, "medium")


def assess(made: Made, who: Actor, incident_id: UUID, **more: Any) -> Answer:
    given = {"assessment_id": uuid4(), "incident_id": incident_id, **MEDIUM, **more}
    return made.give(who, "assess_thrive", **given)


def versions(made: Made, incident_id: UUID) -> list[tuple[str, int, str]]:
    with made.database.transaction(SYSTEM) as session:
        found = session.execute(
            text(
                "SELECT role, version, levels ->> 'threat' FROM thrive_assessments WHERE incident_id = :id ORDER BY 1, 2"
            ),
            {"id": incident_id},
        )
        return [tuple(row) for row in found]  # type: ignore[misc]  # three columns


@pytest.fixture
def dispatcher(made: Made) -> Actor:
    return made.dispatcher()


@pytest.fixture
def incident(made: Made, dispatcher: Actor) -> UUID:
    return made.incident(dispatcher)


@pytest.fixture
def crew(made: Made, dispatcher: Actor, incident: UUID) -> Actor:
    crew = made.crew()
    made.tasking(crew, incident, dispatcher)
    return crew


def test_the_control_room_assesses_as_call_handler_and_the_crew_as_officer(
    made: Made, dispatcher: Actor, incident: UUID, crew: Actor
) -> None:
    assert assess(made, dispatcher, incident)["result"] == {"role": "call_handler", "version": 1}
    assert assess(made, crew, incident)["result"] == {"role": "officer", "version": 1}


def test_a_new_opinion_is_a_new_version_and_the_old_one_stays(made: Made, dispatcher: Actor, incident: UUID) -> None:
    assess(made, dispatcher, incident)
    assert assess(made, dispatcher, incident, threat="standard")["result"]["version"] == 2
    assert versions(made, incident) == [("call_handler", 1, "medium"), ("call_handler", 2, "standard")]


@pytest.mark.parametrize("act", ["UPDATE thrive_assessments SET version = 9", "DELETE FROM thrive_assessments"])
def test_nobody_changes_what_somebody_thought(
    made: Made, dispatcher: Actor, incident: UUID, as_actor: Any, act: str
) -> None:
    assess(made, dispatcher, incident)
    with pytest.raises(ProgrammingError, match="permission denied"):
        as_actor(dispatcher).execute(text(act))


def test_the_log_says_in_what_the_officer_sees_it_differently(
    made: Made, dispatcher: Actor, incident: UUID, crew: Actor
) -> None:
    assess(made, dispatcher, incident)
    assess(made, crew, incident, threat="high", threat_text="Knife in his hand")
    assert made.log(incident)[-1] == (
        "THRIVE by the officer, version 1: Threat high, Harm medium, Risk medium, Investigation medium, Vulnerability medium,"
        " Engagement medium. Differs from the call handler in Threat (officer: high; call handler: medium)."
    )
    assess(made, crew, incident)
    assert made.log(incident)[-1].endswith("The same as the call handler's.")


def test_boards_and_crew_are_told_at_once_and_a_new_card_carries_it(
    made: Made, dispatcher: Actor, incident: UUID, crew: Actor
) -> None:
    assess(made, dispatcher, incident)
    for feed in ("board:CE", crew.feed):
        (told,) = [one for one in made.messages(feed) if one["kind"] == "thrive.added"]
        assert told["body"]["levels"] == MEDIUM
        assert told["body"]["author_id"] == str(dispatcher.id)
    later = made.crew(at=HERE)
    made.tasking(later, incident, dispatcher)
    (card,) = [one["body"] for one in made.messages(later.feed) if one["kind"] == "tasking.assigned"]
    assert [one["role"] for one in card["thrive"]] == ["call_handler"]
    with made.database.transaction(SYSTEM) as session:
        snapshot = orjson.loads(orjson.dumps(handset.snapshot(session, later)))
    assert snapshot["cards"][0]["thrive"] == card["thrive"]


def test_the_whole_incident_shows_every_version(
    app: Any, made: Made, dispatcher: Actor, incident: UUID, crew: Actor
) -> None:
    assess(made, dispatcher, incident)
    assess(made, crew, incident)
    whole = made.client(app, dispatcher).get(f"/api/incidents/{incident}").json
    assert [(one["role"], one["callsign"] is None) for one in whole["thrive"]] == [
        ("call_handler", True),
        ("officer", False),
    ]


def test_a_crew_that_is_not_on_the_job_is_refused(made: Made, incident: UUID) -> None:
    answer = assess(made, made.crew(), incident)
    assert (answer.outcome, answer["code"]) == ("refused", "not_on_job")
    assert versions(made, incident) == []


def test_what_was_seen_before_the_crew_was_taken_off_stands_and_what_was_thought_after_is_refused(
    made: Made, dispatcher: Actor, incident: UUID, crew: Actor
) -> None:
    (tasking,) = [one["row_id"] for one in made.messages(crew.feed) if one["kind"] == "tasking.assigned"]
    made.give(dispatcher, "withdraw_tasking", tasking_id=tasking, reason="closer")
    after = assess(made, crew, incident)
    assert (after.outcome, after["code"]) == ("refused", "tasking_ended")
    assert "before this was assessed" in after["message"]
    assert (
        made.give(crew, "assess_thrive", late_s=600, assessment_id=uuid4(), incident_id=incident, **MEDIUM).outcome
        == "done"
    )


def test_a_late_assessment_is_kept_and_is_not_the_current_one(
    made: Made, dispatcher: Actor, incident: UUID, crew: Actor
) -> None:
    assess(made, crew, incident)
    late = made.give(crew, "assess_thrive", late_s=300, assessment_id=uuid4(), incident_id=incident, **MEDIUM)
    assert late.outcome == "superseded"
    assert "kept as version 2" in late["message"]
    assert len(versions(made, incident)) == 2


def test_a_level_that_is_not_in_the_list_is_refused(made: Made, dispatcher: Actor, incident: UUID) -> None:
    answer = assess(made, dispatcher, incident, harm="enormous")
    assert (answer.outcome, answer["code"]) == ("refused", "unknown_code")


def test_a_high_level_wants_words(made: Made, dispatcher: Actor, incident: UUID) -> None:
    answer = assess(made, dispatcher, incident, vulnerability="high")
    assert (answer.outcome, answer["code"]) == ("refused", "text_needed")
    assert "Vulnerability is high" in answer["message"]


def test_a_closed_incident_is_not_assessed_by_the_control_room(made: Made, dispatcher: Actor, incident: UUID) -> None:
    made.give(dispatcher, "close_incident", incident_id=incident, result="no_police")
    assert assess(made, dispatcher, incident)["code"] == "incident_closed"


@pytest.mark.parametrize(
    ("field", "value"),
    [("threat_text", "x" * 241), ("threat_text", "a\x00b"), ("threat", None), ("threat", ["high"]), ("mood", "low")],
)
def test_a_body_that_is_not_right_is_422_with_the_field_and_changes_nothing(
    app: Any, made: Made, dispatcher: Actor, incident: UUID, field: str, value: Any
) -> None:
    body = {"id": str(uuid4()), "occurred_at": "2026-11-22T12:00:00Z", "elapsed_ms": 0, "assessment_id": str(uuid4())}
    body |= {"incident_id": str(incident), **MEDIUM, field: value}
    answer = made.client(app, dispatcher).post("/api/commands/assess_thrive", json=body)
    assert answer.status_code == 422
    assert set(answer.json["details"]) == {field}
    assert versions(made, incident) == []


def test_an_auditor_assesses_nothing(app: Any, made: Made, incident: UUID) -> None:
    body = {"id": str(uuid4()), "occurred_at": "2026-11-22T12:00:00Z", "elapsed_ms": 0, "assessment_id": str(uuid4())}
    body |= {"incident_id": str(incident), **MEDIUM}
    answer = made.client(app, made.person("auditor")).post("/api/commands/assess_thrive", json=body)
    assert answer.status_code == 403


def test_each_assessment_leaves_an_audit_row(made: Made, dispatcher: Actor, incident: UUID) -> None:
    assess(made, dispatcher, incident)
    with made.database.transaction(SYSTEM) as session:
        found = session.execute(
            text("SELECT kind, subject FROM audit WHERE action = 'assess_thrive' AND actor_id = :me"),
            {"me": str(dispatcher.id)},
        ).all()
    assert [tuple(row) for row in found] == [("collection", f"incident_id:{incident}")]

"""A unit is sent, answers, arrives and results; or declines, is withdrawn, is diverted."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from api import clock
from api.actors import SYSTEM, Actor
from tests.factories import NORTH, Made


def test_a_tasking_takes_the_whole_card_to_the_handset(made: Made) -> None:
    crew = made.crew()
    incident = made.incident(qualifiers=["weapon"], first_words="He has a knife")
    tasking = made.tasking(crew, incident, note="Back gate")
    sent = [message for message in made.messages(crew.feed) if message["kind"] == "tasking.assigned"]
    card = sent[0]["body"]
    assert (card["id"], card["state"], card["note"]) == (str(tasking), "assigned", "Back gate")
    assert card["incident"]["id"] == str(incident)
    assert card["risk"]["items"][0]["category"] == "weapon"
    assert [line["text"] for line in card["log"]] == ["“He has a knife”", f"{card['callsign']} tasked. Back gate"]


def test_the_whole_way_stops_the_charter_clock_and_frees_the_unit(made: Made) -> None:
    crew = made.crew()
    incident = made.incident()
    tasking = made.tasking(crew, incident)
    for kind, more in [("accept_tasking", {}), ("set_status", {"status": "5"}), ("set_status", {"status": "6"})]:
        assert made.give(crew, kind, tasking_id=tasking, **more).outcome == "done"
    row = made.row("tasking_rows", tasking)
    assert row["acknowledged_at"] <= row["en_route_at"] <= row["at_scene_at"]
    assert made.row("incident_rows", incident)["arrived_at"] == row["at_scene_at"]
    made.give(crew, "result_incident", tasking_id=tasking, result="words", text="Both calm")
    assert made.row("tasking_rows", tasking)["state"] == "complete"
    assert made.row("incident_rows", incident)["state"] == "resulted"
    assert made.unit_row(crew)["status"] == "2"
    assert made.log(incident)[-1] == "Result: Words of advice. Both calm"


def test_the_first_arrival_stands_when_a_second_unit_comes(made: Made) -> None:
    one, two = made.crew(), made.crew()
    incident = made.incident()
    for crew in (one, two):
        made.give(crew, "set_status", status="6", tasking_id=made.tasking(crew, incident))
    assert made.row("incident_rows", incident)["arrived_at"] == made.unit_row(one)["status_at"]


def test_an_arrival_that_comes_late_stamps_the_time_at_which_it_happened(made: Made) -> None:
    crew = made.crew()
    with made.database.transaction(SYSTEM) as session:
        then = clock.now() - timedelta(hours=1)
        session.execute(text("UPDATE units SET status_at = :then WHERE id = :id"), {"then": then, "id": crew.unit_id})
    incident = made.incident()
    made.give(crew, "set_status", status="6", tasking_id=made.tasking(crew, incident), late_s=900)
    arrived_at = made.row("incident_rows", incident)["arrived_at"]
    assert arrived_at < clock.iso(clock.now() - timedelta(minutes=14))
    told = (message["body"] for message in made.messages("board:CE") if message["kind"] == "log.added")
    line = next(body for body in told if "at scene" in body["text"])
    assert line["occurred_at"] < line["received_at"]


def test_going_is_an_answer(made: Made) -> None:
    crew = made.crew()
    tasking = made.tasking(crew, made.incident())
    made.give(crew, "set_status", status="5")
    assert made.row("tasking_rows", tasking)["state"] == "acknowledged"


def test_delivered_and_seen_are_no_answer(made: Made) -> None:
    crew = made.crew()
    tasking = made.tasking(crew, made.incident())
    made.give(crew, "mark_seen", tasking_id=tasking)
    made.give(crew, "mark_read", tasking_id=tasking, brief_revision=1)
    row = made.row("tasking_rows", tasking)
    assert (row["state"], row["acknowledged_at"]) == ("assigned", None)
    assert row["seen_at"]
    assert row["read_brief_revision"] == 1


def test_a_crew_declines_with_a_reason_and_keeps_its_status(made: Made) -> None:
    crew = made.crew()
    incident = made.incident()
    tasking = made.tasking(crew, incident)
    made.give(crew, "decline_tasking", tasking_id=tasking, reason="prisoner", note="Custody first")
    row = made.row("tasking_rows", tasking)
    assert (row["state"], row["end_reason"]) == ("declined", "Prisoner with us Custody first")
    assert made.unit_row(crew)["status"] == "2"
    assert "declined: Prisoner with us" in made.log(incident)[-1]


def test_a_unit_is_not_withdrawn_for_a_reason_that_no_list_has(made: Made) -> None:
    crew, dispatcher = made.crew(), made.dispatcher()
    tasking_id = made.tasking(crew, made.incident(dispatcher), dispatcher)
    answer = made.give(dispatcher, "withdraw_tasking", tasking_id=tasking_id, reason="nearer")
    assert (answer.outcome, answer["code"]) == ("refused", "unknown_code")
    assert made.row("tasking_rows", tasking_id)["ended_at"] is None


def test_a_withdrawn_unit_is_not_called_free(made: Made) -> None:
    """Nobody but the crew knows that it is free: a false "available" can cost a life."""
    crew = made.crew()
    tasking = made.tasking(crew, made.incident())
    made.give(crew, "set_status", status="5", tasking_id=tasking)
    made.give(made.dispatcher(), "withdraw_tasking", tasking_id=tasking, reason="closer")
    row = made.unit_row(crew)
    assert (row["status"], row["incident_id"]) == ("5", None)


def test_what_has_ended_refuses_an_answer_with_the_reason(made: Made) -> None:
    crew = made.crew()
    tasking = made.tasking(crew, made.incident())
    made.give(made.dispatcher(), "withdraw_tasking", tasking_id=tasking, reason="not_needed")
    answer = made.give(crew, "accept_tasking", tasking_id=tasking)
    assert (answer.outcome, answer["code"]) == ("refused", "tasking_ended")
    assert "No longer needed" in str(answer["message"])


def test_a_committed_unit_is_diverted_only_on_confirmation(made: Made) -> None:
    crew, dispatcher = made.crew(), made.dispatcher()
    first, second = made.incident(dispatcher), made.incident(dispatcher, at=NORTH)
    tasking = made.tasking(crew, first, dispatcher)
    given = {"incident_id": second, "unit_id": crew.unit_id}
    assert made.give(dispatcher, "task_unit", tasking_id=uuid4(), **given)["code"] == "committed"
    assert made.give(dispatcher, "task_unit", tasking_id=uuid4(), override=True, **given).outcome == "done"
    assert made.row("tasking_rows", tasking)["state"] == "diverted"
    assert "diverted to" in made.log(first)[-1]


@pytest.mark.parametrize(
    ("status", "grade", "code"), [("8", "I", "not_available"), ("4", "S", "not_available"), ("4", "I", None)]
)
def test_only_a_unit_that_may_be_offered_is_tasked_without_asking(
    made: Made, status: str, grade: str, code: str | None
) -> None:
    crew = made.crew(status=status)
    answer = made.give(
        made.dispatcher(), "task_unit", tasking_id=uuid4(), incident_id=made.incident(grade=grade), unit_id=crew.unit_id
    )
    assert answer["code"] == code


def test_a_unit_is_tasked_once_to_an_incident(made: Made) -> None:
    crew, incident = made.crew(), made.incident()
    made.tasking(crew, incident)
    answer = made.give(
        made.dispatcher(), "task_unit", tasking_id=uuid4(), incident_id=incident, unit_id=crew.unit_id, override=True
    )
    assert answer["code"] == "already_tasked"


def test_another_crews_tasking_is_not_there(made: Made, app: object) -> None:
    tasking = made.tasking(made.crew(), made.incident())
    client = made.client(app, made.crew())  # type: ignore[arg-type]
    given = {"id": str(uuid4()), "occurred_at": clock.iso(clock.now()), "tasking_id": str(tasking)}
    assert client.post("/api/commands/accept_tasking", json=given).status_code == 404
    assert made.row("tasking_rows", tasking)["state"] == "assigned"


def test_leaving_the_scene_completes_the_tasking(made: Made) -> None:
    crew = made.crew()
    tasking = made.tasking(crew, made.incident())
    made.give(crew, "set_status", status="6", tasking_id=tasking)
    made.give(crew, "set_status", status="2")
    row = made.row("tasking_rows", tasking)
    assert (row["state"], row["end_reason"]) == ("complete", "left the scene")


@pytest.mark.parametrize("kind", ["grade_incident", "move_incident", "describe_incident"])
def test_a_change_of_the_brief_goes_to_the_crew_again_and_asks_to_be_read(made: Made, kind: str) -> None:
    crew, dispatcher = made.crew(), made.dispatcher()
    incident = made.incident(dispatcher)
    tasking = made.tasking(crew, incident, dispatcher)
    made.give(crew, "mark_read", tasking_id=tasking, brief_revision=1)
    more = {
        "grade_incident": {"grade": "S", "reason": "Calm"},
        "move_incident": {"lon": NORTH[0], "lat": NORTH[1], "address": "There", "reason": "Rang back"},
        "describe_incident": {"type": "CA", "what": "Fight", "qualifiers": ["weapon"]},
    }[kind]
    assert made.give(dispatcher, kind, incident_id=incident, **more).outcome == "done"
    card = [message["body"] for message in made.messages(crew.feed) if message["kind"] == "tasking.changed"][-1]
    assert card["brief_revision"] == 2
    assert card["read_brief_revision"] == 1


def test_a_confirmation_of_an_older_brief_does_not_stand_for_the_newer(made: Made) -> None:
    crew, dispatcher = made.crew(), made.dispatcher()
    incident = made.incident(dispatcher)
    tasking = made.tasking(crew, incident, dispatcher)
    made.give(dispatcher, "grade_incident", incident_id=incident, grade="S", reason="Calm")
    made.give(crew, "mark_read", tasking_id=tasking, brief_revision=2)
    made.give(crew, "mark_read", tasking_id=tasking, brief_revision=1)
    assert made.row("tasking_rows", tasking)["read_brief_revision"] == 2


def test_who_else_is_going_stands_on_every_card(made: Made) -> None:
    one, two = made.crew(), made.crew()
    incident = made.incident()
    first = made.tasking(one, incident)
    made.tasking(two, incident)
    assert made.row("card_rows", first)["others"] == [made.unit_row(two)["callsign"]]


def test_coming_upon_something_makes_an_incident_with_the_crew_at_scene(made: Made) -> None:
    crew = made.crew()
    incident, tasking = uuid4(), uuid4()
    given = {
        "type": "CA",
        "what": "Fight outside the station",
        "address": "Made Up Road",
        "lon": NORTH[0],
        "lat": NORTH[1],
    }
    answer = made.give(crew, "come_upon_incident", incident_id=incident, tasking_id=tasking, **given)
    assert answer.outcome == "done"
    assert made.unit_row(crew)["status"] == "6"
    assert made.row("incident_rows", incident)["arrived_at"]
    assert made.row("tasking_rows", tasking)["state"] == "acknowledged"


def _withdrawn_while_out_of_signal(made: Made, *, ended_s_ago: int) -> tuple[Actor, UUID, UUID]:
    """A crew tasked 19 min ago, whose tasking was withdrawn since, with the incident and the tasking."""
    dispatcher, crew = made.dispatcher(), made.crew()
    incident = made.incident(dispatcher)
    tasking = made.tasking(crew, incident, dispatcher)
    assert made.give(dispatcher, "withdraw_tasking", tasking_id=tasking, reason="closer").outcome == "done"
    now = clock.now()
    with made.database.transaction(SYSTEM) as session:
        session.execute(
            text("UPDATE taskings SET assigned_at = :then, ended_at = :ended WHERE id = :id"),
            {"then": now - timedelta(minutes=19), "ended": now - timedelta(seconds=ended_s_ago), "id": tasking},
        )
        session.execute(
            text("UPDATE units SET status_at = :then WHERE id = :id"),
            {"then": now - timedelta(minutes=20), "id": crew.unit_id},
        )
    return crew, incident, tasking


def test_an_arrival_before_the_tasking_was_withdrawn_is_kept_although_its_word_came_after(made: Made) -> None:
    crew, incident, tasking = _withdrawn_while_out_of_signal(made, ended_s_ago=14 * 60)
    answer = made.give(crew, "set_status", status="6", tasking_id=tasking, late_s=16 * 60)
    assert (answer.outcome, answer["message"]) == ("done", None)
    row, unit = made.row("tasking_rows", tasking), made.unit_row(crew)
    assert row["at_scene_at"] == unit["status_at"]
    assert (row["state"], unit["status"], unit["incident_id"]) == ("withdrawn", "6", None)
    assert made.row("incident_rows", incident)["arrived_at"] == row["at_scene_at"], "somebody was there for the caller"
    assert made.log(incident)[-1] == f"{unit['callsign']} at scene."
    with made.database.transaction(SYSTEM) as session:
        line = session.execute(
            text("SELECT received_at - occurred_at FROM log_entries WHERE incident_id = :id ORDER BY number DESC"),
            {"id": incident},
        )
        assert line.scalars().first() > timedelta(minutes=15), "the line tells both times"


def test_an_arrival_after_the_tasking_was_withdrawn_is_told_to_the_crew_and_dates_nothing(made: Made) -> None:
    crew, incident, tasking = _withdrawn_while_out_of_signal(made, ended_s_ago=14 * 60)
    answer = made.give(crew, "set_status", status="6", tasking_id=tasking, late_s=10 * 60)
    ended = clock.london_time(clock.now() - timedelta(minutes=14))
    assert answer.outcome == "done"
    assert answer["message"].startswith("You are shown as At scene, on no job: your tasking had ended at ")
    assert made.unit_row(crew)["status"] == "6", "the field is believed"
    row = made.row("tasking_rows", tasking)
    assert (row["at_scene_at"], made.row("incident_rows", incident)["arrived_at"]) == (None, None)
    assert made.log(incident)[-1] == f"{row['callsign']} at scene: its tasking had ended at {ended}."


def test_a_late_word_dates_the_ended_tasking_also_when_the_unit_has_a_newer_status(made: Made) -> None:
    crew, _, tasking = _withdrawn_while_out_of_signal(made, ended_s_ago=14 * 60)
    made.give(crew, "set_status", status="8")
    answer = made.give(crew, "set_status", status="6", tasking_id=tasking, late_s=16 * 60)
    assert answer.outcome == "superseded"
    assert made.row("tasking_rows", tasking)["at_scene_at"]
    assert made.unit_row(crew)["status"] == "8"


def test_a_status_dates_no_tasking_of_another_crew(made: Made) -> None:
    _, _, tasking = _withdrawn_while_out_of_signal(made, ended_s_ago=1)
    other = made.crew()
    assert made.give(other, "set_status", status="6", tasking_id=tasking)["message"] is None
    assert made.row("tasking_rows", tasking)["at_scene_at"] is None


def test_a_late_result_is_taken_but_does_not_call_the_unit_free(made: Made) -> None:
    crew = made.crew()
    with made.database.transaction(SYSTEM) as session:
        then = clock.now() - timedelta(hours=1)
        session.execute(
            text("UPDATE units SET status_at = :then, status = '6' WHERE id = :id"), {"then": then, "id": crew.unit_id}
        )
    tasking = made.tasking(crew, made.incident(), override=True)
    answer = made.give(crew, "result_incident", tasking_id=tasking, result="safe", late_s=900)
    assert answer["result"] == {"status": "6", "status_unchanged": True}
    assert answer["message"] == "Your result came late, so you are not shown as available. Are you?"


def test_a_status_that_came_after_a_newer_one_still_says_when_they_set_out(made: Made) -> None:
    dispatcher, crew = made.dispatcher(), made.crew()
    tasking = made.tasking(crew, made.incident(dispatcher), dispatcher)
    made.give(crew, "accept_tasking", tasking_id=tasking)
    assert made.give(crew, "set_status", status="6", tasking_id=tasking).outcome == "done"
    assert made.give(crew, "set_status", status="5", tasking_id=tasking, late_s=50).outcome == "superseded"
    row = made.row("tasking_rows", tasking)
    assert row["en_route_at"] < row["at_scene_at"]
    assert made.unit_row(crew)["status"] == "6"

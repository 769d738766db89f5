"""What a reviewer decides takes effect: intelligence becomes links, a warning made here is withdrawn or put right, and by whom."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from api import clock
from api.actors import SYSTEM, Actor
from tests.factories import Answer, Made
from tests.records import nominal, put


def in_days(days: int) -> str:
    return str(clock.london_date(clock.now()) + timedelta(days=days))


class Desk:
    """A crew on a job that names somebody, a vehicle, and a reviewer who sits at no board."""

    def __init__(self, made: Made) -> None:
        self.made = made
        self.dispatcher, self.reviewer = made.dispatcher(), made.person("reviewer", name="Edith Sandal")
        self.crew = made.crew(name="Asha Marlow")
        self.person = nominal(made.database, "Nadia", "Osei")
        self.friend = nominal(made.database, "Leo", "Brandt", "1990-01-02")
        self.car = put(made.database, "vehicle_records", vrm="AB12CDE", colour="Blue", make="Ford")
        self.incident = made.incident(self.dispatcher)
        self.tasking = made.tasking(self.crew, self.incident, self.dispatcher)
        asked = {"incident_id": self.incident, "record_kind": "nominal", "record_id": self.person, "role": "suspect"}
        assert made.give(self.dispatcher, "name_record", **asked).outcome == "done"

    def intelligence(self, **more: Any) -> UUID:
        given = {
            "report_id": uuid4(),
            "incident_id": self.incident,
            "source": "2",
            "assessment": "B",
            "handling": "P",
            "text": "Nadia Osei meets Leo Brandt and drives a blue Ford",
            "provenance": "Told by the neighbour in flat 4",
            "subjects": [
                {"kind": "nominal", "id": str(self.person)},
                {"kind": "nominal", "id": str(self.friend)},
                {"kind": "vehicle", "id": str(self.car)},
            ],
            **more,
        }
        answer = self.made.give(self.crew, "report_intelligence", **given)
        assert answer.outcome == "done", answer
        return UUID(answer["result"]["report_id"])

    def take(self, report_id: UUID, by: Actor | None = None, **more: Any) -> Answer:
        return self.made.give(by or self.reviewer, "take_report", report_id=report_id, **more)

    def approved(self, **more: Any) -> UUID:
        report_id = uuid4()
        asked = {
            "incident_id": self.incident,
            "record_kind": "nominal",
            "record_id": self.person,
            "code": "VI",
            "grounds": "Struck out at officers when told to leave",
            "evidence": "Body-worn video",
            "fact_or_opinion": "fact",
            "review_on": in_days(180),
            **more,
        }
        assert self.made.give(self.crew, "request_marker", report_id=report_id, **asked).outcome == "done"
        said = {"text": "Violent to officers", "fact_or_opinion": "fact", "review_on": in_days(90)}
        assert self.made.give(self.reviewer, "approve_marker", report_id=report_id, **said).outcome == "done"
        return report_id

    def withdraw(self, report_id: UUID, by: Actor | None = None) -> Answer:
        return self.made.give(by or self.reviewer, "withdraw_marker", report_id=report_id, reason="It was her sister")

    def correct(self, report_id: UUID, **more: Any) -> Answer:
        said = {"text": "Shouts, does not strike", "fact_or_opinion": "opinion", "review_on": in_days(30), **more}
        return self.made.give(self.reviewer, "correct_marker", report_id=report_id, reason="Seen on the video", **said)

    def card(self) -> dict[str, Any]:
        row: dict[str, Any] = self.made.row("card_rows", self.tasking)
        return row

    def lines(self, kind: str) -> list[dict[str, Any]]:
        return [one for one in self.card()["risk"]["items"] if one["kind"] == kind]

    def asked(self, sql: str, **params: Any) -> list[Any]:
        with self.made.database.transaction(SYSTEM) as session:
            return [tuple(row) for row in session.execute(text(sql), params)]


@pytest.fixture
def desk(made: Made) -> Desk:
    return Desk(made)


LINKS = """
    SELECT role, from_id, to_id, to_kind, subject_category, fact_or_opinion, handling, classification, provenance FROM links
    WHERE source_system = 'Intelligence' ORDER BY to_kind, role, from_id
"""


class TestLinks:
    def test_whom_it_names_becomes_linked_with_it_and_with_one_another_as_the_reviewer_says(self, desk: Desk) -> None:
        report_id = desk.intelligence()
        answer = desk.take(
            report_id,
            people=[{"id": str(desk.person), "category": "suspect"}],
            links=[
                {"from_id": str(desk.person), "to_id": str(desk.car)},
                {"from_id": str(desk.person), "to_id": str(desk.friend)},
            ],
        )
        assert (answer.outcome, answer["result"]) == ("done", {"links": 5})
        links = desk.asked(LINKS)
        named = {row[1]: row[4] for row in links if row[3] == "event"}
        assert named == {desk.person: "suspect", desk.friend: "other", desk.car: None}
        assert [row[:4] for row in links if row[3] != "event"] == [
            ("associate", desk.person, desk.friend, "nominal"),
            ("uses", desk.person, desk.car, "vehicle"),
        ]
        assert {row[5:8] for row in links} == {("opinion", "P Lawful sharing permitted", "OFFICIAL-SENSITIVE")}

    def test_nothing_of_a_link_or_its_event_says_who_told_it(self, desk: Desk) -> None:
        desk.take(desk.intelligence())
        assert {row[8] for row in desk.asked(LINKS)} == {f"3x5x2 2 B P, taken in by {desk.reviewer.label}"}
        (event,) = desk.asked("SELECT label || detail::text FROM events WHERE source = 'Intelligence'")
        assert "neighbour" not in event[0]
        assert "Asha" not in event[0]

    def test_the_golden_card_shows_the_link_with_its_certainty_and_its_handling(self, desk: Desk, app: Any) -> None:
        desk.take(desk.intelligence(), links=[{"from_id": str(desk.person), "to_id": str(desk.car)}])
        asked = {"kind": "nominal", "id": str(desk.person), "reason": "attending", "tasking_id": str(desk.tasking)}
        opened = desk.made.client(app, desk.crew).post("/api/lookups/open", json=asked).json
        told = {(link["role"], link["kind"]): link for link in opened["links"]}
        assert set(told) == {("named in intelligence", "event"), ("uses", "vehicle")}
        assert told["uses", "vehicle"]["fact_or_opinion"] == "opinion"
        assert told["uses", "vehicle"]["handling"] == "P Lawful sharing permitted"
        assert "meets Leo Brandt" in told["named in intelligence", "event"]["line"]

    def test_the_crew_on_the_job_reads_it_on_the_risk_card_and_is_asked_to_read_again(self, desk: Desk) -> None:
        before = desk.card()["brief_revision"]
        desk.take(desk.intelligence())
        (line,) = desk.lines("intelligence")
        assert (line["title"], line["opinion"]) == ("Intelligence 3x5x2 2 B P", True)
        assert line["text"] == "Nadia Osei meets Leo Brandt and drives a blue Ford"
        assert line["subject"]["id"] == str(desk.person)
        assert desk.card()["brief_revision"] > before

    def test_what_is_shared_with_conditions_is_told_of_and_not_told(self, desk: Desk) -> None:
        desk.take(desk.intelligence(handling="C", conditions="Not to be told to the subject"))
        (line,) = desk.lines("intelligence")
        assert line["text"] == "Shared with conditions: ask the control room."
        assert line["source"] == "C Lawful sharing permitted with conditions; Not to be told to the subject"
        assert "Brandt" not in str(desk.card()["risk"])

    def test_what_a_reliable_source_knows_directly_is_a_fact(self, desk: Desk) -> None:
        desk.take(desk.intelligence(source="1", assessment="A"))
        assert {row[5] for row in desk.asked(LINKS)} == {"fact"}

    @pytest.mark.parametrize(
        ("report", "links", "code"),
        [
            ({"assessment": "E"}, [("person", "car")], "suspected_false"),
            ({}, [("car", "person")], "no_such_link"),
            ({}, [("person", "person")], "no_such_link"),
            ({}, [("person", "incident")], "no_such_link"),
        ],
    )
    def test_what_cannot_be_linked_is_refused_and_nothing_is_taken_in(
        self, desk: Desk, report: dict[str, Any], links: list[tuple[str, str]], code: str
    ) -> None:
        report_id = desk.intelligence(**report)
        asked = [{"from_id": str(getattr(desk, one)), "to_id": str(getattr(desk, other))} for one, other in links]
        answer = desk.take(report_id, links=asked)
        assert (answer.outcome, answer["code"]) == ("refused", code)
        assert desk.asked(LINKS) == []
        assert desk.asked("SELECT state FROM reports WHERE id = :id", id=report_id) == [("waiting",)]

    def test_a_record_that_was_restricted_meanwhile_is_linked_with_nothing(self, desk: Desk) -> None:
        report_id = desk.intelligence()
        desk.asked("UPDATE nominals SET restriction = 'refuge' WHERE id = :id RETURNING 1", id=desk.friend)
        assert desk.take(report_id)["code"] == "no_such_record"
        assert desk.asked(LINKS) == []

    def test_nobody_writes_a_link_that_no_report_stands_behind(self, desk: Desk, as_actor: Any) -> None:
        session = as_actor(desk.reviewer)
        with pytest.raises(ProgrammingError, match="row-level security"):
            session.execute(
                text(
                    "INSERT INTO links (id, source_system, source_id, from_kind, from_id, to_kind, to_id, role)"
                    " VALUES (gen_random_uuid(), 'Intelligence', :id || ' x', 'vehicle', :car, 'vehicle', :car, 'x')"
                ),
                {"id": str(desk.intelligence()), "car": desk.car},
            )


class TestWarnings:
    def test_a_withdrawn_warning_is_gone_from_the_card_and_stays_in_the_record(self, desk: Desk, app: Any) -> None:
        report_id = desk.approved()
        before = desk.card()["brief_revision"]
        assert [one["text"] for one in desk.lines("record")] == ["Violent to officers"]
        assert desk.withdraw(report_id).outcome == "done"
        assert desk.lines("record") == []
        assert desk.card()["brief_revision"] > before
        assert desk.asked("SELECT text, withdrawn_by, withdrawn_reason FROM record_markers") == [
            ("Violent to officers", desk.reviewer.label, "It was her sister")
        ]
        assert desk.made.log(desk.incident)[-1].startswith("Warning withdrawn: Violent, by")
        whole = desk.made.client(app, desk.reviewer).get(f"/api/reports/{report_id}").json
        assert whole["marker"][0]["withdrawn_reason"] == "It was her sister"

    def test_a_corrected_warning_says_the_new_words_and_keeps_the_old_beside_them(self, desk: Desk, app: Any) -> None:
        report_id = desk.approved()
        before = desk.card()["brief_revision"]
        assert desk.correct(report_id).outcome == "done"
        (line,) = desk.lines("record")
        assert (line["text"], line["opinion"], line["review_on"]) == ("Shouts, does not strike", True, in_days(30))
        assert desk.card()["brief_revision"] > before
        whole = desk.made.client(app, desk.reviewer).get(f"/api/reports/{report_id}").json
        assert [(one["text"], one["withdrawn_reason"]) for one in whole["marker"]] == [
            ("Shouts, does not strike", None),
            ("Violent to officers", "Corrected: Seen on the video"),
        ]
        assert desk.withdraw(report_id).outcome == "done"
        assert desk.lines("record") == []

    def test_a_warning_on_the_place_is_withdrawn_and_corrected_alike(self, desk: Desk) -> None:
        report_id = desk.approved(record_kind="place", record_id=None, code="dangerous_dog")
        assert [one["text"].partition(" (")[0] for one in desk.lines("marker")] == ["Violent to officers"]
        assert desk.correct(report_id, text="One small dog").outcome == "done"
        assert [one["text"].partition(" (")[0] for one in desk.lines("marker")] == ["One small dog"]
        assert desk.withdraw(report_id).outcome == "done"
        assert desk.lines("marker") == []
        assert desk.asked("SELECT count(*) FROM place_markers WHERE withdrawn_at IS NOT NULL") == [(2,)]

    def test_it_is_withdrawn_once_and_never_by_whoever_asked_for_it(self, desk: Desk) -> None:
        report_id = desk.approved()
        both = Actor(
            id=desk.crew.id,
            label=desk.crew.label,
            roles=frozenset({"officer", "reviewer"}),
            pay_number=desk.crew.pay_number,
        )
        assert desk.withdraw(report_id, both)["code"] == "own_report"
        assert desk.withdraw(report_id).outcome == "done"
        assert desk.withdraw(report_id)["code"] == "marker_withdrawn"
        assert desk.correct(report_id)["code"] == "marker_withdrawn"

    def test_each_is_written_down_with_its_reason(self, desk: Desk) -> None:
        desk.withdraw(desk.approved())
        rows = desk.asked("SELECT kind, subject, reason FROM audit WHERE action LIKE 'withdraw warning%'")
        assert rows == [("alteration", f"nominal {desk.person}", "Violent; It was her sister")]

    def test_a_warning_of_another_source_is_not_withdrawn_here(self, desk: Desk, as_actor: Any) -> None:
        from tests.records import marker

        marker(desk.made.database, desk.friend, "WE")
        changed = as_actor(desk.reviewer).execute(
            text("UPDATE record_markers SET withdrawn_at = now() WHERE record_id = :id"), {"id": desk.friend}
        )
        assert changed.rowcount == 0


def test_a_reviewer_decides_and_sits_at_no_board(desk: Desk, app: Any) -> None:
    client = desk.made.client(app, desk.reviewer)
    assert client.get("/api/reports").status_code == 200
    assert client.post("/api/nominals/attention", json={}).status_code == 200
    assert client.get("/api/board?pods=CE").status_code == 403
    assert client.post("/api/lookups/people", json={"reason": "stop", "name": "Nadia Osei"}).status_code == 403
    assert client.post("/api/audit/read", json={}).status_code == 403
    body = {"id": str(uuid4()), "occurred_at": clock.iso(clock.now()), "incident_id": str(desk.incident), "text": "x"}
    assert client.post("/api/commands/add_log", json=body | {"entry_id": str(uuid4())}).status_code == 403


@pytest.mark.parametrize("command", ["withdraw_marker", "correct_marker"])
def test_nobody_else_touches_a_warning(desk: Desk, app: Any, command: str) -> None:
    report_id = desk.approved()
    body = {
        "id": str(uuid4()),
        "occurred_at": clock.iso(clock.now()),
        "report_id": str(report_id),
        "reason": "Wrong person",
    }
    if command == "correct_marker":
        body |= {"text": "Other words", "fact_or_opinion": "fact", "review_on": in_days(30)}
    for actor in (desk.crew, desk.dispatcher, desk.made.person("auditor"), desk.made.person("administrator")):
        assert desk.made.client(app, actor).post(f"/api/commands/{command}", json=body).status_code == 403

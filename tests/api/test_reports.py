"""Reports from the street: a warning is asked for by one person and decided by another, and only then told to anybody."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import orjson
import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from api import clock
from api.actors import SYSTEM, Actor
from api.errors import NotFound
from api.handset import service as handset
from tests.factories import FAR, HERE, NORTH, Answer, Made
from tests.records import join, link, marker, nominal, put


def in_days(days: int) -> str:
    today: date = clock.london_date(clock.now())
    return str(today + timedelta(days=days))


class Street:
    """A crew on a job that names somebody, and who decides what they send."""

    def __init__(self, made: Made) -> None:
        self.made = made
        self.dispatcher, self.supervisor = made.dispatcher(), made.supervisor()
        self.crew = made.crew(name="Asha Marlow")
        self.person = nominal(made.database, "Nadia", "Osei")
        self.incident = made.incident(self.dispatcher)
        self.tasking = made.tasking(self.crew, self.incident, self.dispatcher)
        asked = {"incident_id": self.incident, "record_kind": "nominal", "record_id": self.person, "role": "suspect"}
        assert made.give(self.dispatcher, "name_record", **asked).outcome == "done"

    def request(self, by: Actor | None = None, **more: Any) -> Answer:
        given = {
            "report_id": uuid4(),
            "incident_id": self.incident,
            "record_kind": "nominal",
            "record_id": self.person,
            "code": "VI",
            "grounds": "Struck out at officers when told to leave",
            "evidence": "Body-worn video of PC Marlow",
            "fact_or_opinion": "fact",
            "review_on": in_days(180),
            **more,
        }
        return self.made.give(by or self.crew, "request_marker", **given)

    def requested(self, **more: Any) -> UUID:
        answer = self.request(**more)
        assert answer.outcome == "done", answer
        return UUID(answer["result"]["report_id"])

    def approve(self, report_id: UUID, by: Actor | None = None, **more: Any) -> Answer:
        given = {"text": "Violent to officers", "fact_or_opinion": "fact", "review_on": in_days(90), **more}
        return self.made.give(by or self.supervisor, "approve_marker", report_id=report_id, **given)

    def refuse(self, report_id: UUID, by: Actor | None = None, reason: str = "Nothing new in it") -> Answer:
        return self.made.give(by or self.supervisor, "refuse_report", report_id=report_id, reason=reason)

    def card(self, tasking_id: UUID | None = None) -> dict[str, Any]:
        row = self.made.row("card_rows", tasking_id or self.tasking)
        risk: dict[str, Any] = row["risk"]
        return risk

    def warnings(self, tasking_id: UUID | None = None) -> list[dict[str, Any]]:
        return [one for one in self.card(tasking_id)["items"] if one["kind"] in ("record", "marker")]

    def told(self, feed: str | None = None) -> list[dict[str, Any]]:
        return [one["body"] for one in self.made.messages(feed or self.crew.feed) if one["kind"] == "report.changed"]

    def asked(self, sql: str, **params: Any) -> list[Any]:
        with self.made.database.transaction(SYSTEM) as session:
            return [tuple(row) for row in session.execute(text(sql), params)]


@pytest.fixture
def street(made: Made) -> Street:
    return Street(made)


def test_a_request_takes_no_effect_by_itself(street: Street) -> None:
    street.requested()
    assert street.warnings() == []
    assert street.asked("SELECT count(*) FROM record_markers") == [(0,)]


def test_what_the_job_knows_is_filled_in_by_the_server(street: Street) -> None:
    street.requested()
    (told,) = street.told()
    cad = street.made.row("incident_rows", street.incident)["cad"]
    assert (told["officer"], told["callsign"]) == ("PC Asha Marlow", street.made.unit_row(street.crew)["callsign"])
    assert (told["cad"], told["about"], told["state"]) == (cad, "Violent", "waiting")
    assert told["subjects"] == ["Nadia Osei, born 12/03/1994"]


def test_an_approved_warning_stands_on_the_card_of_the_crew_in_the_reviewers_words(street: Street) -> None:
    before = street.card()["revision"]
    assert street.approve(street.requested(), fact_or_opinion="opinion").outcome == "done"
    (item,) = street.warnings()
    assert (item["title"], item["text"], item["opinion"]) == ("Violent", "Violent to officers", True)
    assert item["entered_by"] == street.supervisor.label
    assert item["review_on"] == in_days(90)
    assert "PC Asha Marlow" in item["source"]
    assert street.made.row("incident_rows", street.incident)["cad"] in item["source"]
    assert item["subject"]["id"] == str(street.person)
    assert street.card()["revision"] > before
    assert street.made.row("card_rows", street.tasking)["brief_revision"] > before


def test_every_crew_whose_card_knows_the_person_is_told_and_nobody_else(street: Street) -> None:
    made = street.made
    home = put(
        made.database, "addresses", house="9", street="Fenwick Lane", place=f"SRID=27700;POINT({_metres(made, NORTH)})"
    )
    link(made.database, ("nominal", street.person), ("address", home), "resident")
    at_home, elsewhere = made.incident(at=NORTH, address="9 Fenwick Lane"), made.incident(at=FAR)
    crews = [made.crew(at=NORTH), made.crew(at=FAR)]
    jobs = [made.tasking(crews[0], at_home), made.tasking(crews[1], elsewhere)]
    was = made.row("incident_rows", elsewhere)["brief_revision"]
    street.approve(street.requested())
    assert [one["title"] for one in street.warnings(jobs[0])] == ["Violent"]
    assert street.warnings(jobs[1]) == []
    assert made.row("incident_rows", elsewhere)["brief_revision"] == was


def _metres(made: Made, at: tuple[float, float]) -> str:
    with made.database.transaction(SYSTEM) as session:
        sql = "SELECT ST_X(p) || ' ' || ST_Y(p) FROM (SELECT ST_Transform(ST_SetSRID(ST_MakePoint(:lon, :lat), 4326), 27700) AS p) q"
        return str(session.execute(text(sql), {"lon": at[0], "lat": at[1]}).scalar_one())


def test_a_warning_on_the_place_is_told_around_the_job_and_needs_no_record(street: Street) -> None:
    report_id = street.requested(
        record_kind="place", record_id=None, code="dangerous_dog", grounds="Large dog loose in the yard"
    )
    street.approve(report_id, text="Dog loose in the yard", fact_or_opinion="opinion")
    (item,) = [one for one in street.warnings() if one["kind"] == "marker"]
    assert (item["category"], item["text"], item["opinion"]) == (
        "dangerous_dog",
        "Dog loose in the yard (12 Made Up Road)",
        True,
    )
    assert item["entered_by"] == street.supervisor.label


def test_a_refusal_comes_back_to_the_officer_with_its_reason(street: Street) -> None:
    report_id = street.requested()
    street.refuse(report_id, reason="Say what he did, not what he is")
    last = street.told()[-1]
    assert (last["state"], last["reason"]) == ("refused", "Say what he did, not what he is")
    assert last["decided_by"] == street.supervisor.label
    assert street.warnings() == []


def test_an_officer_who_went_off_duty_meanwhile_finds_the_answer_at_the_next_start(street: Street) -> None:
    report_id = street.requested()
    street.made.give(street.dispatcher, "withdraw_tasking", tasking_id=street.tasking, reason="closer")
    assert street.made.give(street.crew, "book_off").outcome == "done"
    street.refuse(report_id)
    with street.made.database.transaction(SYSTEM) as session:
        snapshot = orjson.loads(orjson.dumps(handset.snapshot(session, street.crew)))
    assert [(one["id"], one["state"]) for one in snapshot["reports"]] == [(str(report_id), "refused")]


def test_nobody_decides_what_they_sent_themselves(street: Street, made: Made) -> None:
    both = made.person("officer", "dispatcher", "supervisor")
    unit_id, duty_id = made.unit(), uuid4()
    made.give(both, "book_on", duty_id=duty_id, unit_id=unit_id)
    both = Actor(**{**both.__dict__, "unit_id": unit_id, "duty_id": duty_id})
    made.tasking(both, street.incident, override=True)
    report_id = street.requested(by=both)
    for answer in (street.approve(report_id, by=both), street.refuse(report_id, by=both)):
        assert (answer.outcome, answer["code"]) == ("refused", "own_report")


def test_a_report_is_decided_once(street: Street) -> None:
    report_id = street.requested()
    street.approve(report_id)
    again = street.refuse(report_id)
    assert (again.outcome, again["code"]) == ("refused", "decided_already")
    assert street.supervisor.label in again["message"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"code": "ZZ"}, "unknown_code"),
        ({"code": "VI", "record_kind": "place", "record_id": None}, "unknown_code"),
        ({"review_on": in_days(0)}, "review_in_past"),
        ({"review_on": in_days(800)}, "review_too_far"),
        ({"record_id": UUID(int=7)}, "no_such_record"),
        ({"record_kind": "vehicle"}, "no_such_record"),
    ],
)
def test_what_cannot_be_is_refused_with_a_reason(street: Street, changes: dict[str, Any], code: str) -> None:
    answer = street.request(**changes)
    assert (answer.outcome, answer["code"]) == ("refused", code)
    assert street.asked("SELECT count(*) FROM reports") == [(0,)]


def test_a_restricted_record_is_as_little_there_as_one_that_never_was(street: Street, made: Made) -> None:
    hidden = nominal(made.database, "Hidden", "Away", restriction="refuge", restriction_owner="Safe")
    there, never = street.request(record_id=hidden), street.request(record_id=UUID(int=9))
    assert (there.outcome, there["code"], there["message"]) == (never.outcome, never["code"], never["message"])


def test_a_record_that_was_restricted_since_gets_no_warning_and_shows_no_name(
    street: Street, made: Made, app: Any
) -> None:
    report_id = street.requested()
    with made.database.transaction(SYSTEM) as session:
        session.execute(text("UPDATE nominals SET restriction = 'witness' WHERE id = :id"), {"id": street.person})
    assert street.approve(report_id)["code"] == "no_such_record"
    client = made.client(app, street.supervisor)
    assert "Osei" not in client.get("/api/reports").text + client.get(f"/api/reports/{report_id}").text


def test_a_warning_that_holds_already_is_not_asked_for_again_and_one_past_its_review_is(
    street: Street, made: Made
) -> None:
    marker(made.database, street.person, "VI", review_on="2026-01-01")
    report_id = street.requested()
    assert street.request()["code"] == "asked_already"
    marker(made.database, street.person, "VI")
    assert street.request()["code"] == "marked_already"
    assert street.approve(report_id)["code"] == "marked_already"


def test_a_warning_on_another_record_of_the_person_holds_for_this_one_and_is_shown_at_the_desk(
    street: Street, made: Made, app: Any
) -> None:
    report_id, other = street.requested(), nominal(made.database, "Kofi", "Osei")
    join(made.database, street.person, other)
    marker(made.database, other, "VI")
    assert street.approve(report_id)["code"] == "marked_already"
    (subject,) = made.client(app, street.supervisor).get(f"/api/reports/{report_id}").json["subjects"]
    assert [one["code"] for one in subject["markers"]] == ["VI"]


def test_only_who_was_sent_to_the_job_reports_from_it_also_after_it_ended(street: Street, made: Made) -> None:
    assert street.request(by=made.crew(at=HERE))["code"] == "not_on_job"
    made.give(street.crew, "result_incident", tasking_id=street.tasking, result="words")
    assert street.request().outcome == "done"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("grounds", "x" * 501),
        ("grounds", ""),
        ("evidence", "a\x00b"),
        ("record_kind", "phone"),
        ("record_id", None),
        ("fact_or_opinion", "rumour"),
        ("review_on", "soon"),
        ("officer", "somebody else"),
    ],
)
def test_a_body_that_is_not_right_is_422_with_the_field(
    street: Street, made: Made, app: Any, field: str, value: Any
) -> None:
    body = {"id": str(uuid4()), "occurred_at": "2026-11-22T12:00:00Z", "elapsed_ms": 0, "report_id": str(uuid4())}
    body |= {
        "incident_id": str(street.incident),
        "record_kind": "nominal",
        "record_id": str(street.person),
        "code": "VI",
    }
    body |= {"grounds": "a", "evidence": "b", "fact_or_opinion": "fact", "review_on": in_days(9), field: value}
    answer = made.client(app, street.crew).post("/api/commands/request_marker", json=body)
    assert answer.status_code == 422
    assert set(answer.json["details"]) == {field}
    assert street.asked("SELECT count(*) FROM reports") == [(0,)]


def test_only_supervisors_see_the_queue_and_decide(street: Street, made: Made, app: Any) -> None:
    report_id = street.requested()
    for who in (street.crew, street.dispatcher, made.person("auditor")):
        client = made.client(app, who)
        assert client.get("/api/reports").status_code == 403
        body = {
            "id": str(uuid4()),
            "occurred_at": "2026-11-22T12:00:00Z",
            "elapsed_ms": 0,
            "report_id": str(report_id),
            "reason": "no",
        }
        assert client.post("/api/commands/refuse_report", json=body).status_code == 403
    listed = made.client(app, street.supervisor).get("/api/reports").json
    assert ([one["id"] for one in listed["items"]], listed["waiting"]) == ([str(report_id)], 1)


def test_the_board_of_a_supervisor_is_told_how_many_wait_and_a_dispatchers_is_not(
    street: Street, made: Made, app: Any
) -> None:
    report = street.requested()
    told = made.client(app, street.supervisor).get("/api/reports/waiting").json
    assert (told["waiting"], told["urgent"]) == (1, 0)
    street.refuse(report)
    assert made.client(app, street.supervisor).get("/api/reports/waiting").json["changed_at"] > told["changed_at"]
    assert made.client(app, street.dispatcher).get("/api/reports/waiting").status_code == 403


def test_a_report_is_read_by_whoever_sent_it_and_by_supervisors_and_is_not_there_for_anybody_else(
    street: Street, made: Made, app: Any
) -> None:
    report_id = street.requested()
    read = {
        who.label: made.client(app, who).get(f"/api/reports/{report_id}").status_code
        for who in (street.crew, street.supervisor)
    }
    assert set(read.values()) == {200}
    for who in (made.crew(name="Somebody Else"), street.dispatcher):
        assert made.client(app, who).get(f"/api/reports/{report_id}").status_code == 404
    whole = made.client(app, street.supervisor).get(f"/api/reports/{report_id}").json
    assert whole["body"]["grounds"] == "Struck out at officers when told to leave"
    assert [(one["line"], one["markers"]) for one in whole["subjects"]] == [("Nadia Osei, born 12/03/1994", [])]
    assert (whole["what"], whole["address"]) == ("Domestic, weapon mentioned", "12 Made Up Road")


def test_a_colleague_of_the_same_unit_does_not_find_it_among_their_own(street: Street, made: Made) -> None:
    street.requested()
    other = made.officer()
    mate = Actor(**{**other.__dict__, "unit_id": street.crew.unit_id, "duty_id": street.crew.duty_id})
    with made.database.transaction(mate) as session:
        assert handset.snapshot(session, mate)["reports"] == []


def test_each_step_is_in_the_audit_with_the_record_it_concerns(street: Street, made: Made, app: Any) -> None:
    report_id = street.requested()
    made.client(app, street.supervisor).get(f"/api/reports/{report_id}")
    street.approve(report_id)
    rows = street.asked(
        "SELECT action, kind, subject FROM audit WHERE subject LIKE '%' || :id || '%'", id=str(street.person)
    )
    assert ("warning marker request on nominal", "collection", f"nominal {street.person}") in rows
    assert ("warning on nominal", "collection", f"nominal {street.person}") in rows
    assert ("read report", "consultation", f"report_id:{report_id} nominal {street.person}") in rows
    commands = street.asked("SELECT action FROM audit WHERE subject = :id", id=f"report_id:{report_id}")
    assert {("request_marker",), ("approve_marker",)} <= set(commands)


def test_the_database_takes_no_warning_that_nobody_asked_for(street: Street, as_actor: Any) -> None:
    sql = """INSERT INTO record_markers (id, record_kind, record_id, code, text, source, added_on, review_on, entered_by)
        VALUES (gen_random_uuid(), 'nominal', :id, 'VI', 'x', 'x', current_date, current_date + 9, 'x')"""
    for who in (street.crew, street.supervisor):
        with pytest.raises(ProgrammingError, match="row-level security"), as_actor(who).begin_nested():
            as_actor(who).execute(text(sql), {"id": street.person})


def test_the_card_knows_whom_a_report_may_be_about_also_without_a_warning(street: Street) -> None:
    assert street.card()["known"] == [
        {
            "kind": "nominal",
            "id": str(street.person),
            "line": "Nadia Osei, born 12/03/1994",
            "how": "named in this call as suspect",
        }
    ]


class TestIntelligence:
    """3x5x2: evaluated, sanitised, and taken in or sent back by a supervisor."""

    def tell(self, street: Street, by: Actor | None = None, **more: Any) -> Answer:
        given = {
            "report_id": uuid4(),
            "incident_id": street.incident,
            "source": "2",
            "assessment": "C",
            "handling": "P",
            "text": "Nadia Osei sells from the stairwell after dark",
            "provenance": "Told by the neighbour in flat 4",
            "subjects": [{"kind": "nominal", "id": str(street.person)}],
            **more,
        }
        return street.made.give(by or street.crew, "report_intelligence", **given)

    def told(self, street: Street, **more: Any) -> UUID:
        answer = self.tell(street, **more)
        assert answer.outcome == "done", answer
        return UUID(answer["result"]["report_id"])

    def test_it_is_kept_with_its_evaluation_and_whom_it_names(self, street: Street, app: Any) -> None:
        report_id = self.told(street)
        whole = street.made.client(app, street.supervisor).get(f"/api/reports/{report_id}").json
        assert whole["report"]["about"] == "3x5x2 2 C P"
        assert whole["body"]["labels"] == {
            "source": "Untested",
            "assessment": "Known indirectly",
            "handling": "Lawful sharing permitted",
        }
        assert [one["line"] for one in whole["subjects"]] == ["Nadia Osei, born 12/03/1994"]

    def test_the_log_of_the_incident_says_nothing_of_it(self, street: Street) -> None:
        before = street.made.log(street.incident)
        self.told(street)
        assert street.made.log(street.incident) == before

    def test_a_supervisor_takes_it_in_and_the_officer_is_told(self, street: Street) -> None:
        report_id = self.told(street)
        assert street.made.give(street.supervisor, "take_report", report_id=report_id).outcome == "done"
        assert street.told()[-1]["state"] == "taken"

    def test_what_is_sent_back_says_why(self, street: Street) -> None:
        street.refuse(self.told(street), reason="Who saw it?")
        assert (street.told()[-1]["state"], street.told()[-1]["reason"]) == ("refused", "Who saw it?")

    def test_a_warning_is_not_taken_in_and_intelligence_is_not_approved(self, street: Street) -> None:
        report_id = street.requested()
        assert street.made.give(street.supervisor, "take_report", report_id=report_id)["code"] == "not_to_take"
        with pytest.raises(NotFound):
            street.approve(self.told(street))

    @pytest.mark.parametrize(
        ("changes", "code"),
        [
            ({"source": "4"}, "unknown_code"),
            ({"assessment": "F"}, "unknown_code"),
            ({"handling": "X"}, "unknown_code"),
            ({"handling": "C"}, "conditions_needed"),
            ({"text": "As told by the neighbour in flat 4, she sells"}, "source_in_text"),
            ({"subjects": [{"kind": "nominal", "id": str(UUID(int=5))}]}, "no_such_record"),
        ],
    )
    def test_what_cannot_be_is_refused_with_a_reason(self, street: Street, changes: dict[str, Any], code: str) -> None:
        answer = self.tell(street, **changes)
        assert (answer.outcome, answer["code"]) == ("refused", code)
        assert street.asked("SELECT count(*) FROM reports") == [(0,)]

    def test_conditions_make_handling_c_whole(self, street: Street) -> None:
        assert self.tell(street, handling="C", conditions="Not outside of the borough").outcome == "done"

    def test_a_restricted_subject_is_refused_like_one_that_never_was(self, street: Street) -> None:
        hidden = nominal(street.made.database, "Hidden", "Away", restriction="refuge", restriction_owner="Safe")
        there = self.tell(street, subjects=[{"kind": "nominal", "id": str(hidden)}])
        never = self.tell(street, subjects=[{"kind": "nominal", "id": str(UUID(int=9))}])
        assert (there["code"], there["message"]) == (never["code"], never["message"])

    def test_somebody_elses_job_is_refused(self, street: Street) -> None:
        assert self.tell(street, by=street.made.crew())["code"] == "not_on_job"

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("text", "x" * 4001),
            ("text", "a\x07b"),
            ("provenance", ""),
            ("subjects", [{"kind": "rumour", "id": str(UUID(int=1))}]),
            ("subjects", [{"kind": "nominal", "id": str(UUID(int=n))} for n in range(21)]),
        ],
    )
    def test_a_body_that_is_not_right_is_422_with_a_sentence_for_the_field(
        self, street: Street, app: Any, field: str, value: Any
    ) -> None:
        body = {"id": str(uuid4()), "occurred_at": "2026-11-22T12:00:00Z", "elapsed_ms": 0, "report_id": str(uuid4())}
        body |= {
            "incident_id": str(street.incident),
            "source": "1",
            "assessment": "A",
            "handling": "P",
            "text": "a",
            "provenance": "b",
        }
        answer = street.made.client(app, street.crew).post(
            "/api/commands/report_intelligence", json=body | {field: value}
        )
        assert answer.status_code == 422
        assert set(answer.json["details"]) == {field}
        assert all(isinstance(sentence, str) for sentence in answer.json["details"][field])

    def test_each_record_that_it_names_is_in_the_audit(self, street: Street) -> None:
        self.told(street)
        rows = street.asked("SELECT action, kind FROM audit WHERE subject = :id", id=f"nominal {street.person}")
        assert ("intelligence report on nominal", "collection") in rows


class TestSafeguarding:
    """An adult, a child, a home: who, what of, with whose consent, and whether it is dangerous now."""

    def refer(self, street: Street, by: Actor | None = None, **more: Any) -> Answer:
        given = {
            "report_id": uuid4(),
            "incident_id": street.incident,
            "about": "child",
            "record_id": street.person,
            "concern": "neglect",
            "concern_text": "Alone since yesterday, nothing to eat in the flat",
            "consent": "not_asked",
            "consent_text": "Nobody there who could be asked",
            "voice": "Says she is hungry and does not want to be alone again",
            "immediate_risk": False,
            **more,
        }
        return street.made.give(by or street.crew, "refer_safeguarding", **given)

    def test_it_is_kept_whole_and_the_log_names_nobody(self, street: Street, app: Any) -> None:
        report_id = self.refer(street)["result"]["report_id"]
        whole = street.made.client(app, street.supervisor).get(f"/api/reports/{report_id}").json
        assert (whole["report"]["about"], whole["report"]["urgent"]) == ("Child, neglect", False)
        assert whole["body"]["voice"] == "Says she is hungry and does not want to be alone again"
        assert whole["body"]["labels"]["consent"] == "Not asked, because it was not safe"
        assert street.made.log(street.incident)[-1].endswith("sent a safeguarding referral: Child, neglect.")

    def test_an_immediate_risk_stands_first_in_the_queue_and_in_the_log(self, street: Street, app: Any) -> None:
        first, urgent = self.refer(street), self.refer(street, immediate_risk=True, actions="Taken to her aunt")
        listed = street.made.client(app, street.supervisor).get("/api/reports").json["items"]
        assert [one["id"] for one in listed] == [one["result"]["report_id"] for one in (urgent, first)]
        assert [one["urgent"] for one in listed] == [True, False]
        assert street.made.log(street.incident)[-1].endswith("Immediate risk.")

    def test_somebody_who_is_in_no_record_is_named_in_words(self, street: Street, app: Any) -> None:
        report_id = self.refer(street, record_id=None, person="Girl of about six, says her name is May")["result"][
            "report_id"
        ]
        whole = street.made.client(app, street.supervisor).get(f"/api/reports/{report_id}").json
        assert (whole["body"]["person"], whole["subjects"]) == ("Girl of about six, says her name is May", [])

    def test_a_supervisor_takes_it_in_with_a_note_for_the_officer(self, street: Street) -> None:
        report_id = self.refer(street)["result"]["report_id"]
        street.made.give(street.supervisor, "take_report", report_id=report_id, note="With the hub since 10:20")
        assert (street.told()[-1]["state"], street.told()[-1]["reason"]) == ("taken", "With the hub since 10:20")

    @pytest.mark.parametrize(
        ("changes", "code"),
        [
            ({"about": "dog"}, "unknown_code"),
            ({"concern": "dog"}, "unknown_code"),
            ({"consent": "dog"}, "unknown_code"),
            ({"voice": ""}, "voice_needed"),
            ({"consent_text": ""}, "consent_text_needed"),
            ({"immediate_risk": True}, "actions_needed"),
            ({"record_id": UUID(int=3)}, "no_such_record"),
        ],
    )
    def test_what_cannot_be_is_refused_with_a_reason(self, street: Street, changes: dict[str, Any], code: str) -> None:
        answer = self.refer(street, **changes)
        assert (answer.outcome, answer["code"]) == ("refused", code)
        assert street.asked("SELECT count(*) FROM reports") == [(0,)]

    def test_an_adult_needs_no_voice_of_a_child_and_a_consent_that_was_given_no_words(self, street: Street) -> None:
        assert self.refer(street, about="adult", voice="", consent="given", consent_text="").outcome == "done"

    def test_somebody_elses_job_is_refused(self, street: Street) -> None:
        assert self.refer(street, by=street.made.crew())["code"] == "not_on_job"

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"person": "May"}, "person"),
            ({"record_id": None}, "person"),
            ({"concern_text": "x" * 2001}, "concern_text"),
            ({"voice": "a\x00b"}, "voice"),
            ({"immediate_risk": "yes"}, "immediate_risk"),
        ],
    )
    def test_a_body_that_is_not_right_is_422_with_the_field(
        self, street: Street, app: Any, changes: dict[str, Any], field: str
    ) -> None:
        body = {"id": str(uuid4()), "occurred_at": "2026-11-22T12:00:00Z", "elapsed_ms": 0, "report_id": str(uuid4())}
        body |= {
            "incident_id": str(street.incident),
            "about": "adult",
            "record_id": str(street.person),
            "concern": "neglect",
        }
        body |= {"concern_text": "a", "consent": "given", "immediate_risk": False}
        answer = street.made.client(app, street.crew).post("/api/commands/refer_safeguarding", json=body | changes)
        assert answer.status_code == 422
        assert set(answer.json["details"]) == {field}

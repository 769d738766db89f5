"""Reading the audit: the auditor all of it, everybody their own, and each reading is a row."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from api.actors import Actor
from api.audit import service
from tests.factories import Made


def look(made: Made, who: Actor, subject: str, *, action: str = "view nominal", reason: str = "Traffic stop") -> None:
    with made.database.transaction(who) as session:
        service.note(session, action=action, subject=subject, reason=reason)


@pytest.fixture
def ask(app: Any, made: Made) -> Any:
    client = made.client(app, made.person("auditor"))

    def ask(**terms: Any) -> dict[str, Any]:
        answer = client.post("/api/audit/read", json=terms)
        assert answer.status_code == 200, answer.json
        return dict(answer.json)

    return ask


@pytest.mark.parametrize(
    ("role", "status"), [("officer", 403), ("dispatcher", 403), ("supervisor", 403), ("auditor", 200)]
)
@pytest.mark.parametrize("path", ["/api/audit/read", "/api/audit/alerts", "/api/audit/watched"])
def test_the_auditor_reads_the_audit_and_nobody_else(app: Any, made: Made, role: str, status: int, path: str) -> None:
    assert made.client(app, made.person(role)).post(path, json={}).status_code == status


def test_the_auditor_finds_by_officer_subject_kind_and_incident(made: Made, ask: Any) -> None:
    crew = made.crew(name="Ada Seeker")
    look(made, crew, "nominal one", reason="Attending an incident; 7/22NOV26")
    look(made, made.crew(name="Somebody Else"), "nominal two")
    assert [row["subject"] for row in ask(officer="seeker", kind="consultation")["items"]] == ["nominal one"]
    assert [row["actor"] for row in ask(subject="nominal two", kind="consultation")["items"]][-1] == "PC Somebody Else"
    found = ask(incident="7/22nov26", kind="consultation")["items"]
    assert [(row["subject"], row["callsign"] is not None) for row in found] == [("nominal one", True)]
    assert ask(officer=crew.pay_number, kind="erasure")["items"] == []


def test_each_reading_is_itself_a_row(made: Made, ask: Any) -> None:
    ask(officer="Ada Seeker")
    newest = ask()["items"][1]
    assert (newest["action"], newest["subject"], newest["kind"]) == (
        "read audit",
        '{"officer":"Ada Seeker"}',
        "consultation",
    )


def test_pages_follow_one_another_without_a_gap(made: Made, ask: Any) -> None:
    crew = made.crew(name="Many Looks")
    for at in range(5):
        look(made, crew, f"nominal {at}")
    first = ask(officer="Many Looks", kind="consultation", limit=3)
    second = ask(officer="Many Looks", kind="consultation", limit=3, before=first["next"])
    assert [row["subject"] for row in first["items"] + second["items"]] == [f"nominal {at}" for at in (4, 3, 2, 1, 0)]
    assert second["next"] is None


def test_a_span_that_ends_before_it_begins_is_refused(app: Any, made: Made) -> None:
    client = made.client(app, made.person("auditor"))
    span = {"since": "2026-11-02T00:00:00Z", "until": "2026-11-01T00:00:00Z"}
    assert client.post("/api/audit/read", json=span).status_code == 422


def test_officers_see_their_own_log_and_nobody_elses(app: Any, made: Made) -> None:
    one, other = made.crew(), made.crew()
    look(made, one, "nominal mine")
    look(made, other, "nominal theirs")
    subjects = [row["subject"] for row in made.client(app, one).get("/api/audit/own").json["items"]]
    assert "nominal mine" in subjects
    assert "nominal theirs" not in subjects


def test_the_own_log_tells_no_number_from_which_hidden_rows_could_be_counted(app: Any, made: Made) -> None:
    """Every row once, page by page, also while more is written down; the same to the letter with and without a hidden hit."""

    def pages(who: Actor, *, is_hidden: bool) -> list[Any]:
        seen: list[Any] = []
        for number in range(5):
            look(made, who, f"nominal {number}")
            if is_hidden:
                with made.database.transaction(who) as session:
                    service.note(
                        session,
                        action="restricted record matched",
                        subject=f"nominal {UUID(int=number)}",
                        reason="Test",
                    )
        before = None
        while True:
            asked = "/api/audit/own?limit=2" + (f"&before={before}" if before else "")
            page = made.client(app, who).get(asked).json
            seen.append(([row["subject"].partition(":")[0] for row in page["items"]], page["next"]))
            assert all("id" not in row for row in page["items"])
            if len(seen) == 1:
                look(made, who, "nominal later")
            before = page["next"]
            if before is None:
                return seen

    one, other = made.crew(), made.crew()
    told = pages(one, is_hidden=False)
    assert told == pages(other, is_hidden=True)
    rows = [subject for page, _ in told for subject in page if subject.startswith("nominal")]
    assert rows == [f"nominal {number}" for number in (4, 3, 2, 1, 0)]


def test_the_database_itself_shows_a_crew_its_own_rows_only(made: Made, as_actor: Any) -> None:
    one, other = made.crew(), made.crew()
    look(made, one, "nominal mine")
    look(made, other, "nominal theirs")
    seen = as_actor(one).execute(text("SELECT DISTINCT actor_id FROM audit")).scalars().all()
    assert seen == [str(one.id)]


def test_officers_see_who_looked_back_at_their_screens_and_not_at_others(app: Any, made: Made) -> None:
    one, other = made.crew(), made.crew()
    tasking_id = made.tasking(one, made.incident())
    supervisor = made.supervisor(name="Looks Back")
    assert made.client(app, supervisor).get(f"/api/taskings/{tasking_id}/screen").status_code == 200
    seen = made.client(app, one).get("/api/audit/own").json["of_me"]
    assert [(row["actor"], row["action"]) for row in seen] == [("PC Looks Back", "look_back")]
    assert made.client(app, other).get("/api/audit/own").json["of_me"] == []

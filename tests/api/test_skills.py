"""What officers are trained for: kept with a last day, in the audit, and counted again for whoever is on duty."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from api import clock
from api.actors import SYSTEM, Actor
from api.taskings import candidates
from api.units import skills
from tests.factories import Made


def today() -> date:
    """When it is asked, because a suite may begin before midnight and end after it."""
    return clock.london_date(clock.now())


def fit(made: Made, crew: Actor, incident: Any, skill: str = "taser") -> bool:
    """Whether a unit is offered where a skill is asked for."""
    with made.database.transaction(SYSTEM) as session:
        found = candidates.rank(session, incident, limit=5, skills=[skill])
    return str(crew.unit_id) in [one["unit_id"] for one in found["candidates"]]


def certify(app: Any, made: Made, who: Actor, skill: str, until: Any = None) -> int:
    client = made.client(app, made.person("administrator"))
    body = {"pay_number": who.pay_number, "skill": skill, "valid_until": str(until) if until else None}
    return int(client.post("/api/skills", json=body).status_code)


def test_a_skill_is_entered_changed_and_taken_away_and_each_is_in_the_audit(app: Any, made: Made) -> None:
    officer, client = made.officer(name="Mo Lamb", skills=()), made.client(app, made.person("administrator"))
    until = today() + timedelta(days=20)
    asked = {"pay_number": officer.pay_number.lower(), "skill": "taser"}
    assert client.post("/api/skills", json={**asked, "valid_until": str(until)}).status_code == 204
    (found,) = client.post("/api/skills/find", json={"who": officer.pay_number.lower()}).json["items"]
    assert found["skills"] == [{"skill": "taser", "label": "Taser", "valid_until": str(until), "live": True}]
    assert found in client.post("/api/skills/find", json={"who": "mo lamb"}).json["items"]
    ending = client.get("/api/skills").json["ending"]
    assert [(one["pay_number"], one["skill"]) for one in ending] == [(officer.pay_number, "taser")]
    assert client.post("/api/skills", json=asked).status_code == 204
    assert client.get("/api/skills").json["ending"] == []
    assert client.post("/api/skills/take", json=asked).status_code == 204
    assert client.post("/api/skills/take", json=asked).status_code == 404
    with made.database.transaction(SYSTEM) as session:
        acts = session.execute(
            text(
                "SELECT action || ': ' || reason FROM audit WHERE subject = :about AND kind = 'alteration' ORDER BY id"
            ),
            {"about": f"officer {officer.pay_number}"},
        )
        assert acts.scalars().all() == [
            f"set skill: taser until {until}",
            "set skill: taser without an end",
            "take skill away: taser",
        ]


@pytest.mark.parametrize(("wrong", "field"), [({"pay_number": "P999999"}, "pay_number"), ({"skill": "tap"}, "skill")])
def test_one_that_makes_no_sense_is_not_entered(app: Any, made: Made, wrong: dict[str, Any], field: str) -> None:
    asked = {"pay_number": made.officer().pay_number, "skill": "dog"} | wrong
    answer = made.client(app, made.supervisor()).post("/api/skills", json=asked)
    assert answer.status_code == 422
    assert field in answer.json["details"]


def test_nobody_else_sees_or_keeps_them(app: Any, made: Made) -> None:
    for who in (made.dispatcher(), made.crew(), made.person("auditor")):
        client = made.client(app, who)
        assert client.get("/api/skills").status_code == 403
        assert client.post("/api/skills/find", json={"who": "Made"}).status_code == 403
        for door in ("", "/take"):
            asked = {"pay_number": who.pay_number, "skill": "taser"}
            assert client.post(f"/api/skills{door}", json=asked).status_code == 403


def test_a_skill_counts_on_its_last_day_and_no_longer(app: Any, made: Made) -> None:
    crew, incident = made.crew(skills=("response", "taser")), made.incident()
    assert certify(app, made, crew, "taser", today()) == 204
    assert fit(made, crew, incident)
    assert certify(app, made, crew, "taser", today() - timedelta(days=1)) == 204
    assert not fit(made, crew, incident)
    # The boards are told, and why is told to whoever asks for the skill.
    told = made.messages("board:CE")[-1]
    assert (told["kind"], told["body"]["skills"]) == ("unit.changed", ["response"])
    with made.database.transaction(SYSTEM) as session:
        (out,) = candidates.rank(session, incident, limit=5, skills=["taser"])["excluded"]
    assert "Lacks taser (not live today)." in out["reasons"]


def test_a_renewed_skill_is_back_at_once_and_one_taken_away_is_gone(app: Any, made: Made) -> None:
    crew, incident = made.crew(skills=("response", "taser")), made.incident()
    assert certify(app, made, crew, "taser", today() - timedelta(days=1)) == 204
    assert certify(app, made, crew, "taser", today() + timedelta(days=365)) == 204
    assert fit(made, crew, incident)
    asked = {"pay_number": crew.pay_number, "skill": "taser"}
    assert made.client(app, made.supervisor()).post("/api/skills/take", json=asked).status_code == 204
    assert not fit(made, crew, incident)


def test_what_runs_out_at_midnight_counts_no_longer_for_those_who_work_through_it(made: Made) -> None:
    crew, incident = made.crew(skills=("response", "taser")), made.incident()
    with made.database.transaction(SYSTEM) as session:
        session.execute(
            text("UPDATE officer_skills SET valid_until = :then WHERE officer_id = :id AND skill = 'taser'"),
            {"then": today() - timedelta(days=1), "id": crew.id},
        )
    assert fit(made, crew, incident)
    skills.sweep(made.database)
    assert not fit(made, crew, incident)
    before = len(made.messages("board:CE"))
    skills.sweep(made.database)
    assert len(made.messages("board:CE")) == before


def test_a_skill_of_two_is_lost_when_the_last_of_them_loses_it(app: Any, made: Made) -> None:
    crew, mate, incident = made.crew(skills=("response", "taser")), made.officer(skills=("taser",)), made.incident()
    with made.database.transaction(SYSTEM) as session:
        session.execute(
            text("INSERT INTO crew (duty_id, officer_id, joined_at) VALUES (:duty, :id, now())"),
            {"duty": crew.duty_id, "id": mate.id},
        )
    assert certify(app, made, crew, "taser", today() - timedelta(days=1)) == 204
    assert fit(made, crew, incident)
    assert certify(app, made, mate, "taser", today() - timedelta(days=1)) == 204
    assert not fit(made, crew, incident)

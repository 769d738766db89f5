"""What officers may not be sent to: entered and ended by those who keep it, with days, and in the audit."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from api import clock
from api.actors import SYSTEM
from tests.factories import Made


def today() -> date:
    """When it is asked, because a suite may begin before midnight and end after it."""
    return clock.london_date(clock.now())


def asked(pay_number: str, **more: Any) -> dict[str, Any]:
    return {"pay_number": pay_number, "restriction": "no_confrontation", "from_on": str(today()), **more}


def test_a_restriction_is_entered_shown_and_ended_and_each_is_in_the_audit(app: Any, made: Made) -> None:
    officer, client = made.officer(name="Mo Lamb"), made.client(app, made.person("administrator"))
    days = {"from_on": str(today() + timedelta(days=2)), "until_on": str(today() + timedelta(days=9))}
    assert client.post("/api/restrictions", json=asked(officer.pay_number.lower(), **days)).status_code == 204
    (row,) = client.get("/api/restrictions").json["items"]
    assert (row["officer"], row["label"], row["holds_today"]) == ("PC Mo Lamb", "No confrontation", False)
    assert {name: row[name] for name in days} == days
    assert client.post(f"/api/restrictions/{row['id']}/end", json={}).status_code == 204
    assert client.post(f"/api/restrictions/{row['id']}/end", json={}).status_code == 404
    assert client.get("/api/restrictions").json["items"] == []
    with made.database.transaction(SYSTEM) as session:
        acts = session.execute(
            text("SELECT action FROM audit WHERE subject = :about ORDER BY id"),
            {"about": f"officer {officer.pay_number}"},
        )
        assert acts.scalars().all() == ["restrict officer", "end restriction"]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"pay_number": "P999999"}, "pay_number"),
        ({"restriction": "tired"}, "restriction"),
        ({"until_on": str(today() - timedelta(days=1))}, "until_on"),
        ({"from_on": "soon"}, "from_on"),
    ],
)
def test_one_that_makes_no_sense_is_not_entered(app: Any, made: Made, wrong: dict[str, Any], field: str) -> None:
    client = made.client(app, made.supervisor())
    answer = client.post("/api/restrictions", json=asked(made.officer().pay_number) | wrong)
    assert answer.status_code == 422
    assert field in str(answer.json["details"])
    assert client.get("/api/restrictions").json["items"] == []


def test_the_same_one_is_not_entered_twice_for_the_same_days(app: Any, made: Made) -> None:
    client, officer = made.client(app, made.supervisor()), made.officer()
    assert client.post("/api/restrictions", json=asked(officer.pay_number)).status_code == 204
    answer = client.post("/api/restrictions", json=asked(officer.pay_number))
    assert answer.status_code == 422
    assert "They have it already" in str(answer.json["details"])


def test_nobody_else_sees_or_keeps_them(app: Any, made: Made) -> None:
    for who in (made.dispatcher(), made.crew(), made.person("auditor")):
        client = made.client(app, who)
        assert client.get("/api/restrictions").status_code == 403
        assert client.post("/api/restrictions", json=asked("P100001")).status_code == 403

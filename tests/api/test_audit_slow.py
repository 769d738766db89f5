"""A log that has grown: asked by an officer it is read by an index, and what takes too long is ended with a sentence."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import text

from api.actors import SYSTEM
from api.audit import reading
from tests.factories import Made


def read(app: Any, made: Made, **asked: Any) -> Any:
    return made.client(app, made.person("auditor")).post("/api/audit/read", json=asked)


@pytest.mark.parametrize("named", ["ola edg", "{pay_number}", "pc ola edgehill"])
def test_an_officer_is_found_by_part_of_their_name_or_by_their_pay_number(app: Any, made: Made, named: str) -> None:
    officer = made.crew(name="Ola Edgehill")
    made.client(app, officer).post("/api/lookups/people", json={"name": "Nobody Known", "reason": "stop"})
    made.client(app, made.crew(name="Else Body")).post("/api/lookups/people", json={"name": "Him", "reason": "stop"})
    items = read(app, made, officer=named.format(pay_number=officer.pay_number)).json["items"]
    assert items
    assert {row["actor"] for row in items} == {"PC Ola Edgehill"}


def test_whoever_is_no_officer_is_found_by_the_name_in_the_row(app: Any, made: Made) -> None:
    with made.database.transaction(SYSTEM) as session:
        session.execute(
            text(
                "INSERT INTO audit (at, actor_id, actor, kind, action, subject, reason, request_id) VALUES"
                " (now(), 'key', 'Partner: Ambulance', 'disclosure', 'told positions', 'all', '', '')"
            )
        )
    assert [row["actor"] for row in read(app, made, officer="ambulance").json["items"]] == ["Partner: Ambulance"]


def test_words_that_cannot_be_found_in_time_are_ended_with_a_sentence_and_the_look_is_kept(
    app: Any, made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "WITHIN_MS", 100)
    monkeypatch.setitem(reading._FILTERS, "subject", "%(subject)s <> '' AND pg_sleep(30) IS NOT NULL")
    answer = read(app, made, subject="Quellfrost")
    assert (answer.status_code, answer.json["code"]) == (422, "search_too_long")
    assert "from when to when" in answer.json["message"]
    with made.database.transaction(SYSTEM) as session:
        looks = session.execute(text("SELECT subject FROM audit WHERE action = 'read audit'")).scalars().all()
    assert looks == ['{"subject":"Quellfrost"}']

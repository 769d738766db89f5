"""Whose number a call came from: the warnings on them reach the crew by themselves, and neither name nor number does."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import orjson
import pytest
from sqlalchemy import text

from api.actors import SYSTEM
from api.db import Database
from api.taskings.renewing import Renewer
from tests.api.test_checklist import point, told
from tests.api.test_warnings import address, lives_at, tasked
from tests.factories import Made
from tests.records import join, link, marker, nominal, put

NUMBER = "+447700900009"


@pytest.fixture
def phone(database: Database) -> UUID:
    return put(database, "phones", number=NUMBER)


def whose(database: Database, phone: UUID, **more: Any) -> UUID:
    person = nominal(database, "Anthony", "Davies", **more)
    link(database, ("nominal", person), ("phone", phone), "uses")
    return person


def lines(risk: dict[str, Any]) -> list[tuple[str, str]]:
    return [(one["title"], one["severity"]) for one in risk["items"] if one["title"].startswith("Caller's number")]


def called(made: Made) -> dict[str, Any]:
    return tasked(made, what="Shouting", caller_number="07700 900009")[2]


VIOLENT = [("Caller's number: linked to somebody with warnings (Violent)", "critical")]


def test_a_warning_on_whose_number_it_is_reaches_the_crew_also_where_nobody_named_them(
    made: Made, database: Database, phone: UUID
) -> None:
    marker(database, whose(database, phone), "VI")
    risk = called(made)
    assert lines(risk) == VIOLENT
    assert point(risk, "people")["state"] == "known"
    assert "Violent" in point(risk, "people")["text"]
    # The crew learns that there is somebody, not who rang and not from where.
    assert not [word for word in (b"Davies", b"7700") if word in orjson.dumps(risk)]
    with database.transaction(SYSTEM) as session:
        looked = session.execute(text("SELECT subject FROM audit WHERE action = 'risk card'")).scalars().all()
    assert [one for one in looked if "nominal:" in one]


def test_a_weapon_warning_of_the_caller_is_told_where_the_checklist_speaks_of_weapons(
    made: Made, database: Database, phone: UUID
) -> None:
    marker(database, whose(database, phone), "WE")
    assert point(called(made), "weapons")["state"] == "known"


def test_a_number_of_somebody_without_warnings_or_of_nobody_is_no_line(
    made: Made, database: Database, phone: UUID
) -> None:
    whose(database, phone)
    assert lines(called(made)) == []
    assert lines(tasked(made)[2]) == []


@pytest.mark.parametrize("hidden", ["person", "phone"])
def test_a_restricted_caller_is_not_told_of_and_not_counted(made: Made, database: Database, hidden: str) -> None:
    secret = {"restriction": "witness", "restriction_owner": "made up"}
    number = put(database, "phones", number=NUMBER, **(secret if hidden == "phone" else {}))
    marker(database, whose(database, number, **(secret if hidden == "person" else {})), "VI")
    risk = called(made)
    assert lines(risk) == []
    assert point(risk, "people")["state"] == "unchecked"


def test_a_caller_who_is_on_the_card_already_is_there_with_their_name_only(
    made: Made, database: Database, phone: UUID
) -> None:
    home = address(database)
    person = lives_at(database, home, "Anthony", "Davies")
    link(database, ("nominal", person), ("phone", phone), "uses")
    marker(database, person, "VI")
    assert lines(called(made)) == []


def test_every_record_of_the_caller_counts_and_naming_any_of_them_takes_the_line_off(
    made: Made, database: Database, phone: UUID
) -> None:
    person, same = whose(database, phone), nominal(database, "Tony", "Davies")
    join(database, person, same)
    marker(database, same, "VI")
    crew, incident, risk = tasked(made, what="Shouting", caller_number=NUMBER)
    assert lines(risk) == VIOLENT
    named = {"record_kind": "nominal", "record_id": same, "role": "suspect"}
    assert made.give(made.dispatcher(), "name_record", incident_id=incident, **named).outcome == "done"
    assert lines(told(made, crew)[-1]["risk"]) == []


def test_a_warning_that_comes_later_and_a_restriction_change_the_card_of_whoever_is_on_the_way(
    made: Made, database: Database, phone: UUID
) -> None:
    person = whose(database, phone)
    crew, _, risk = tasked(made, what="Shouting", caller_number=NUMBER)
    assert lines(risk) == []
    renewer = Renewer(database, committed_s=0)
    renewer.work()
    marker(database, person, "VI")
    assert renewer.work() == 1
    card = told(made, crew)[-1]
    assert (lines(card["risk"]), card["brief_revision"]) == (VIOLENT, 2)
    with database.transaction(SYSTEM) as session:
        session.execute(
            text("UPDATE nominals SET restriction = 'witness', restriction_owner = 'made up' WHERE id = :id"),
            {"id": person},
        )
    assert renewer.work() == 1
    assert lines(told(made, crew)[-1]["risk"]) == []


def number_warned(database: Database, phone: UUID, code: str, **more: Any) -> None:
    marker(database, phone, code, record_kind="phone", **more)


def test_a_warning_on_the_number_itself_is_told_as_one_and_weighs_what_it_weighs(
    made: Made, database: Database, phone: UUID
) -> None:
    number_warned(database, phone, "FI")
    risk = called(made)
    assert lines(risk) == [("Caller's number: warnings on the number itself (Firearms)", "critical")]
    assert point(risk, "weapons")["state"] == "known"
    assert b"7700" not in orjson.dumps(risk)
    with database.transaction(SYSTEM) as session:
        looked = session.execute(text("SELECT subject FROM audit WHERE action = 'risk card'")).scalars().all()
    assert f"phone:{phone}" in looked[-1]


def test_the_line_of_a_caller_is_as_grave_as_the_worst_that_holds(made: Made, database: Database, phone: UUID) -> None:
    person = whose(database, phone)
    marker(database, person, "FI", review_on="2020-01-01")
    marker(database, person, "AL")
    assert lines(called(made))[0][1] == "medium"
    marker(database, person, "WE")
    assert lines(called(made))[0][1] == "critical"


def test_a_warning_that_comes_to_a_number_reaches_the_crew_and_a_restricted_number_tells_nothing(
    made: Made, database: Database, phone: UUID
) -> None:
    crew, incident, _ = tasked(made, what="Shouting", caller_number=NUMBER)
    renewer = Renewer(database, committed_s=0)
    renewer.work()
    number_warned(database, phone, "VI")
    with database.transaction(SYSTEM) as session:
        sql = text("SELECT incidents_that_know(:phone, current_date)")
        assert session.execute(sql, {"phone": phone}).scalars().all() == [incident]
    assert renewer.work() == 1
    assert lines(told(made, crew)[-1]["risk"]) == [
        ("Caller's number: warnings on the number itself (Violent)", "critical")
    ]
    with database.transaction(SYSTEM) as session:
        session.execute(text("UPDATE phones SET restriction = 'witness' WHERE id = :id"), {"id": phone})
    assert renewer.work() == 1
    assert lines(told(made, crew)[-1]["risk"]) == []

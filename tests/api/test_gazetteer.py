"""Where a call is: the door before its street, the borough that was said before any other, and the house that was typed is kept."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from api.actors import SYSTEM
from api.db import Database
from tests.factories import HERE, Made
from tests.records import put

BROMLEY, HACKNEY = (0.0150, 51.4050), (-0.0550, 51.5450)


def street(made: Made, name: str, area: str, at: tuple[float, float], pod: str = "CE") -> None:
    with made.database.transaction(SYSTEM) as session:
        session.execute(
            text(
                "INSERT INTO streets (name, area, pod, place, source) VALUES (:name, :area, :pod,"
                " ST_SetSRID(ST_MakePoint(:lon, :lat), 4326)::geography, 'made up')"
            ),
            {"name": name, "area": area, "pod": pod, "lon": at[0], "lat": at[1]},
        )


def door(database: Database, house: str, locality: str, at: tuple[float, float], **more: Any) -> UUID:
    with database.transaction(SYSTEM) as session:
        place = session.execute(
            text("SELECT ST_Transform(ST_SetSRID(ST_MakePoint(:lon, :lat), 4326), 27700)"),
            {"lon": at[0], "lat": at[1]},
        ).scalar_one()
    given = {"house": house, "street": "Wharf Hill", "locality": locality, "place": place, **more}
    return put(database, "addresses", **given)


@pytest.fixture
def streets(made: Made) -> None:
    street(made, "Wharf Hill", "Bromley", BROMLEY, "SN")
    street(made, "Wharf Hill", "Hackney", HACKNEY)
    street(made, "Hackney Road", "Tower Hamlets", HERE)
    street(made, "Long Road", "Hackney", HACKNEY)


def found(app: Any, made: Made, q: str, pods: list[str] | None = None) -> list[dict[str, Any]]:
    answer = made.client(app, made.dispatcher()).post("/api/places/search", json={"q": q, "pods": pods or []})
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json["items"]
    return items


def texts(app: Any, made: Made, q: str, pods: list[str] | None = None) -> list[str]:
    return [item["text"] for item in found(app, made, q, pods)]


@pytest.mark.usefixtures("streets")
def test_the_borough_that_was_said_comes_first_and_the_house_stays_in_the_words(app: Any, made: Made) -> None:
    assert texts(app, made, "32 Wharf Hill, Hackney")[0] == "32 Wharf Hill, Hackney"
    assert texts(app, made, "flat 2, 32 wharf hill hackney")[0] == "flat 2 32 Wharf Hill, Hackney"
    assert texts(app, made, "wharf hill bromley")[:2] == ["Wharf Hill, Bromley", "Wharf Hill, Hackney"]
    assert texts(app, made, "warf hill hackney")[0] == "Wharf Hill, Hackney"


@pytest.mark.usefixtures("streets")
def test_a_street_that_is_called_like_a_borough_is_no_borough(app: Any, made: Made) -> None:
    assert texts(app, made, "Hackney Road")[0] == "Hackney Road, Tower Hamlets"
    assert texts(app, made, "7 hackney road tower hamlets")[0] == "7 Hackney Road, Tower Hamlets"


@pytest.mark.usefixtures("streets")
def test_of_streets_that_fit_equally_well_those_of_the_watched_pods_come_first(app: Any, made: Made) -> None:
    assert texts(app, made, "wharf hill", ["SN"])[0] == "Wharf Hill, Bromley"
    assert texts(app, made, "wharf hill", ["CE"])[0] == "Wharf Hill, Hackney"
    # What was said is worth more than where somebody works.
    assert texts(app, made, "wharf hill hackney", ["SN"])[0] == "Wharf Hill, Hackney"


@pytest.mark.usefixtures("streets")
def test_a_door_of_the_record_stands_before_its_street_at_its_own_point(
    app: Any, made: Made, database: Database
) -> None:
    there = (HACKNEY[0] + 0.004, HACKNEY[1])
    door(database, "32", "Hackney", there, postcode="E8 4QT")
    door(database, "32", "Bromley", BROMLEY)
    first, second, *_ = found(app, made, "32 wharf hill hackney")
    assert (first["kind"], first["text"]) == ("address", "32 Wharf Hill, Hackney, E8 4QT")
    assert (round(first["lon"], 4), round(first["lat"], 4)) == (round(there[0], 4), there[1])
    assert second["text"] == "32 Wharf Hill, Bromley"
    assert found(app, made, "32 wharf hill bromley")[0]["text"] == "32 Wharf Hill, Bromley"
    assert all(item["kind"] == "street" for item in found(app, made, "33 wharf hill hackney"))


@pytest.mark.usefixtures("streets")
def test_a_protected_door_is_a_street_like_any_other(app: Any, made: Made, database: Database) -> None:
    door(database, "40", "Hackney", HACKNEY, restriction="refuge")
    protected, unknown = found(app, made, "40 wharf hill hackney"), found(app, made, "41 wharf hill hackney")
    assert {item["kind"] for item in protected} == {"street"}
    assert [item["text"].replace("40", "41") for item in protected] == [item["text"] for item in unknown]


def test_a_door_that_was_told_is_written_down_and_a_street_is_not(app: Any, made: Made, database: Database) -> None:
    door(database, "32", "Hackney", HACKNEY)
    found(app, made, "33 wharf hill")
    found(app, made, "32 wharf hill")
    with database.transaction(SYSTEM) as session:
        noted = session.execute(text("SELECT subject FROM audit WHERE action = 'search places'")).scalars()
        assert list(noted) == ["32 wharf hill"]


@pytest.mark.parametrize("typed", ["%", "_%_", "\\", "32", "flat 2", "hackney", "E8", "E8 4QT", "''", "a" * 80])
@pytest.mark.usefixtures("streets")
def test_odd_words_are_answered_with_what_they_mean_or_with_nothing(app: Any, made: Made, typed: str) -> None:
    assert len(found(app, made, typed)) < 5


def test_only_the_control_room_asks(app: Any, made: Made) -> None:
    assert made.client(app, made.crew()).post("/api/places/search", json={"q": "Wharf Hill"}).status_code == 403


def disagreement(app: Any, made: Made, address: str, at: tuple[float, float]) -> str | None:
    asked = {"address": address, "lon": at[0], "lat": at[1]}
    answer = made.client(app, made.dispatcher()).post("/api/places/disagreement", json=asked)
    assert answer.status_code == 200, answer.text
    words: str | None = answer.json["words"]
    return words


def test_an_address_in_one_borough_with_its_point_in_another_is_told(app: Any, made: Made) -> None:
    told = disagreement(app, made, "32 Wharf Hill, Hackney, E8 4QT", BROMLEY)
    assert told
    assert re.fullmatch(r"The address says Hackney, but the point lies in Bromley, \d+\.\d km from there\. .*", told)
    for address in (
        "32 Wharf Hill, Hackney",
        "32 Wharf Hill",
        "7 Bromley Road, Hackney",
        "Flat 2, Bromley Road, Hackney",
    ):
        assert disagreement(app, made, address, HACKNEY) is None


def test_the_crew_reads_that_the_point_lies_elsewhere(made: Made) -> None:
    incident = made.incident(at=BROMLEY, address="32 Wharf Hill, Hackney")
    assert [line for line in made.log(incident) if "the point lies in Bromley" in line]
    asked = {"incident_id": incident, "lon": HACKNEY[0], "lat": HACKNEY[1], "address": "32 Wharf Hill, Bromley"}
    made.give(made.dispatcher(), "move_incident", reason="Caller said so", **asked)
    assert [line for line in made.log(incident) if "the point lies in Hackney" in line]

"""A block of flats: every home of it has one house, one street and one point, and the card tells of the right ones."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from api import clock
from api.actors import SYSTEM
from api.db import Database
from api.places import points
from tests.api.test_warnings import address, card, lives_at, of_record, state
from tests.factories import HERE, Made
from tests.records import link, marker, nominal, put


def flat(database: Database, number: str, **more: Any) -> UUID:
    return address(database, flat=number, **more)


def block(database: Database, homes: int) -> None:
    """Neighbours without warnings, each in a flat of number 12."""
    with database.transaction(SYSTEM) as session:
        session.execute(
            text("""
            WITH one AS (SELECT * FROM addresses LIMIT 1), flats AS (
                INSERT INTO addresses (id, source_system, source_id, flat, house, street, postcode, place, street_id)
                SELECT gen_random_uuid(), 'block', n::text, (100 + n)::text, '12', 'Made Up Road', 'E1 1AA', one.place, one.street_id
                FROM one, generate_series(1, :homes) n RETURNING id, source_id
            ), people AS (
                INSERT INTO nominals (id, source_system, source_id, given_names, family_name)
                SELECT gen_random_uuid(), 'block', n::text, '{Ann}', 'Neighbour' FROM generate_series(1, :homes) n RETURNING id, source_id
            )
            INSERT INTO links (id, source_system, source_id, from_kind, from_id, to_kind, to_id, role)
            SELECT gen_random_uuid(), 'block', f.source_id, 'nominal', p.id, 'address', f.id, 'lives at'
            FROM flats f JOIN people p USING (source_id)"""),
            {"homes": homes},
        )


def told(made: Made, words: str) -> dict[str, Any]:
    return card(made, made.tasking(made.crew(), made.incident(address=words, what="Shouting")))


def test_in_a_large_block_whoever_is_warned_of_is_on_the_card_and_the_rest_is_counted(
    made: Made, database: Database
) -> None:
    marker(database, lives_at(database, flat(database, "9")), "FI")
    block(database, 80)
    risk = told(made, "12 Made Up Road")
    assert [one[0] for one in of_record(risk)] == ["Firearms"]
    # 81 people and their flats are 162, of whom a card tells 60.
    people = next(item for item in risk["checklist"] if item["code"] == "people")
    assert "102 more on record here are not on this card: ask the control room." in people["text"]


def test_whom_the_call_names_is_never_cut_for_the_neighbours(made: Made, database: Database) -> None:
    flat(database, "9")
    block(database, 80)
    person = nominal(database, "Nadia", "Osei")
    crew, incident = made.crew(), made.incident(address="12 Made Up Road")
    made.tasking(crew, incident)
    asked = {"incident_id": incident, "record_kind": "nominal", "record_id": person, "role": "suspect"}
    made.give(crew, "name_record", **asked)
    risk = card(made, made.tasking(made.crew(), incident))
    assert risk["known"][0]["id"] == str(person)


@pytest.mark.parametrize(
    "words", ["Flat 4, 12 Made Up Road", "4/12 Made Up Rd", "12 Made Up Road, Apt 04", "4, 12 Made Up Road"]
)
def test_another_flat_is_told_as_one_and_after_the_flat_of_the_call(made: Made, database: Database, words: str) -> None:
    marker(database, lives_at(database, flat(database, "9"), "Nadia", "Osei"), "FI")
    marker(database, lives_at(database, flat(database, "Flat 4")), "WE")
    marker(database, lives_at(database, flat(database, ""), "Tom", "Marlow"), "XP")
    risk = told(made, words)
    assert [(one[1].split(",")[0], one[2]) for one in of_record(risk)] == [
        ("Keith Marlow", "recorded at this address (lives at)"),
        ("Tom Marlow", "recorded at this house, which flat is not on record (lives at)"),
        ("Nadia Osei", "recorded at another flat of this house, flat 9 (lives at)"),
    ]
    assert [one["at_door"] for one in risk["items"] if one["kind"] == "record"] == [None, None, False]
    assert state(risk, "weapons") == points.KNOWN


def test_a_weapon_of_another_flat_makes_nothing_known_of_this_one(made: Made, database: Database) -> None:
    marker(database, lives_at(database, flat(database, "9"), born="2020-01-01"), "FI")
    risk = told(made, "Flat 4, 12 Made Up Road")
    assert (state(risk, "weapons"), state(risk, "children")) == (points.UNCHECKED, points.UNCHECKED)
    assert "In another flat, Firearms (Keith Marlow" in str(risk["checklist"])


def test_a_weapon_that_was_found_in_another_flat_is_told_as_one(made: Made, database: Database) -> None:
    person = lives_at(database, flat(database, "9"))
    weapon = put(database, "objects", kind="weapon", label="Kitchen knife", recorded_at=clock.now())
    link(database, ("nominal", person), ("object", weapon), "found on")
    risk = told(made, "Flat 4, 12 Made Up Road")
    assert state(risk, "weapons") == points.UNCHECKED
    assert "In another flat, Kitchen knife" in str(risk["checklist"])


def test_the_number_after_flat_is_the_houses_where_there_is_no_other(made: Made, database: Database) -> None:
    marker(database, lives_at(database, flat(database, "Basement")), "FI")
    risk = told(made, "Basement Flat 12 Made Up Road, E1 1AA")
    assert [one["at_door"] for one in risk["items"] if one["kind"] == "record"] == [None]
    assert state(risk, "weapons") == points.KNOWN


def test_a_call_that_names_no_flat_is_to_the_whole_house(made: Made, database: Database) -> None:
    marker(database, lives_at(database, flat(database, "9")), "FI")
    assert of_record(told(made, "12 Made Up Road"))[0][2] == "recorded at this address (lives at)"


@pytest.mark.parametrize(
    ("words", "house", "of_flat"),
    [
        ("12B Made Up Road", "12", "B"),
        ("12b Made Up Road", "12", "Flat B"),
        ("Flat B, 12 Made Up Road", "12B", ""),
        ("12B Made Up Road", "12B", ""),
    ],
)
def test_12b_is_flat_b_of_number_12_whichever_way_it_is_written(
    made: Made, database: Database, words: str, house: str, of_flat: str
) -> None:
    person = lives_at(database, address(database, house=house, flat=of_flat))
    marker(database, person, "FI")
    marker(database, lives_at(database, address(database, house="12", flat="C"), "Nadia", "Osei"), "WE")
    incident = made.incident(address=words)
    risk = card(made, made.tasking(made.crew(), incident))
    assert of_record(risk)[0][1:] == ("Keith Marlow, born 12/03/1994", "recorded at this address (lives at)")
    with database.transaction(SYSTEM) as session:
        sql = text("SELECT incidents_that_know(:person, current_date)")
        assert session.execute(sql, {"person": person}).scalars().all() == [incident]


def test_flats_without_a_place_are_told_apart_too(made: Made, database: Database) -> None:
    for number in ("4", "9"):
        home = put(database, "addresses", house="12", street="Made Up Road", flat=number)
        marker(database, lives_at(database, home, "Keith", f"Of{number}"), "FI")
    assert [one[2] for one in of_record(told(made, "Flat 9, 12 Made Up Road"))] == [
        "recorded at this address by its name, no place recorded (lives at)",
        "recorded at another flat of this house, flat 4 by its name, no place recorded (lives at)",
    ]


def test_a_warning_on_another_flat_is_not_at_this_door(made: Made) -> None:
    given = {"category": "weapons", "address": "Flat 9, 12 Made Up Road", "text": "Made up", "source": "A test"}
    review_on = str(clock.london_date(clock.now()) + timedelta(days=90))
    asked = {"marker_id": uuid4(), "review_on": review_on, "lon": HERE[0], "lat": HERE[1], **given}
    assert made.give(made.supervisor(), "enter_place_marker", **asked).outcome == "done"
    risk = told(made, "Flat 4, 12 Made Up Road")
    (item,) = [one for one in risk["items"] if one["kind"] == "marker"]
    assert (item["at_door"], item["distance_m"]) == (False, None)
    assert item["text"].endswith("(Flat 9, 12 Made Up Road, another flat of this house)")
    for words in ("Flat 9, 12 Made Up Road", "12 Made Up Road"):
        (item,) = [one for one in told(made, words)["items"] if one["kind"] == "marker"]
        assert item["at_door"] is True


def test_a_car_of_another_flat_says_so(made: Made, database: Database) -> None:
    person = lives_at(database, flat(database, "9"))
    link(
        database,
        ("nominal", person),
        ("vehicle", put(database, "vehicle_records", vrm="AB12CDE", reports=["stolen"])),
        "keeper",
    )
    assert of_record(told(made, "Flat 4, 12 Made Up Road"))[0][2].startswith(
        "of somebody recorded at another flat of this house"
    )

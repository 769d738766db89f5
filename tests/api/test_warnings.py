"""The real risk card: the warnings on those whom an incident names, on its address and on who lives there."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from api.actors import SYSTEM, Actor
from api.db import Database
from api.places import points
from tests.factories import HERE, Made
from tests.records import join, link, marker, nominal, put

ADDRESS = "12 Made Up Road"


@pytest.fixture
def home(database: Database) -> UUID:
    """The address of the made incident, 10 m from its point."""
    return address(database)


def address(database: Database, **more: Any) -> UUID:
    with database.transaction(SYSTEM) as session:
        place = session.execute(
            text("SELECT ST_Transform(ST_SetSRID(ST_MakePoint(:lon, :lat), 4326), 27700)"),
            {"lon": HERE[0], "lat": HERE[1] + 0.00009},
        ).scalar_one()
    given = {"house": "12", "street": "Made Up Road", "postcode": "E1 1AA", "place": place, **more}
    return put(database, "addresses", **given)


def lives_at(database: Database, home: UUID, *names: str, **more: Any) -> UUID:
    person = nominal(database, *(names or ("Keith", "Marlow")), **more)
    link(database, ("nominal", person), ("address", home), "lives at")
    return person


def card(made: Made, tasking: UUID) -> dict[str, Any]:
    risk: dict[str, Any] = made.row("card_rows", tasking)["risk"]
    return risk


def tasked(made: Made, **more: Any) -> tuple[Actor, UUID, dict[str, Any]]:
    crew, incident = made.crew(), made.incident(address=ADDRESS, **more)
    return crew, incident, card(made, made.tasking(crew, incident))


def of_record(risk: dict[str, Any]) -> list[tuple[str, str, str]]:
    return [
        (one["title"], one["subject"]["line"], one["subject"]["how"])
        for one in risk["items"]
        if one["kind"] == "record"
    ]


def state(risk: dict[str, Any], code: str) -> str:
    return str({item["code"]: item["state"] for item in risk["checklist"]}[code])


def test_who_lives_at_the_address_is_on_the_card_with_their_warnings(
    made: Made, database: Database, home: UUID
) -> None:
    marker(database, lives_at(database, home), "WE", text="Carries a knife", fact_or_opinion="opinion")
    _, _, risk = tasked(made)
    assert of_record(risk) == [
        ("Weapons", "Keith Marlow, born 12/03/1994", "recorded at this address (lives at)"),
    ]
    item = risk["items"][0]
    assert (item["severity"], item["opinion"], item["entered_by"], item["text"]) == (
        "critical",
        True,
        "a test",
        "Carries a knife",
    )
    assert state(risk, "people") == points.KNOWN


def placeless(database: Database, **more: Any) -> UUID:
    """The same door out of a source that tells no coordinates, as reports from the public do."""
    return put(database, "addresses", **{"house": "12", "street": "Made Up Road", "postcode": "E1 1AA", **more})


NO_PLACE = "recorded at this address by its name, no place recorded (lives at)"


def test_who_lives_at_an_address_whose_source_tells_no_place_is_on_the_card(made: Made, database: Database) -> None:
    marker(database, lives_at(database, placeless(database)), "FI")
    _, _, risk = tasked(made)
    assert of_record(risk) == [("Firearms", "Keith Marlow, born 12/03/1994", NO_PLACE)]


def test_the_same_door_of_another_postcode_is_another_house(made: Made, database: Database, home: UUID) -> None:
    """`home` says where E1 1AA lies; nobody knows where E7 lies, unless the call says a postcode itself."""
    marker(database, lives_at(database, placeless(database, postcode="E7 7ZZ")), "FI")
    incident = made.incident(address=f"{ADDRESS}, E1 1AA")
    assert of_record(card(made, made.tasking(made.crew(), incident))) == []
    there = made.incident(address=f"{ADDRESS}, E7 7ZZ")
    assert [one[2] for one in of_record(card(made, made.tasking(made.crew(), there)))] == [NO_PLACE]


def test_a_home_without_place_whose_postcode_lies_elsewhere_is_not_at_this_call(made: Made, database: Database) -> None:
    with database.transaction(SYSTEM) as session:
        far = session.execute(text("SELECT ST_SetSRID(ST_MakePoint(520000, 160000), 27700)")).scalar_one()
    address(database, house="3", postcode="SW9 9ZZ", place=far)
    marker(database, lives_at(database, placeless(database, postcode="SW9 9ZZ")), "FI")
    assert of_record(tasked(made)[2]) == []


def test_a_warning_that_comes_later_reaches_the_crew_also_where_the_home_has_no_place(
    made: Made, database: Database
) -> None:
    person = lives_at(database, placeless(database))
    _, incident, _ = tasked(made)
    with database.transaction(SYSTEM) as session:
        sql = text("SELECT incidents_that_know(:person, current_date)")
        assert session.execute(sql, {"person": person}).scalars().all() == [incident]


def test_a_home_that_is_linked_from_its_own_end_counts_as_much(made: Made, database: Database, home: UUID) -> None:
    person = nominal(database, "Keith", "Marlow")
    link(database, ("address", home), ("nominal", person), "home of")
    marker(database, person, "WE")
    _, incident, risk = tasked(made)
    assert [one[2] for one in of_record(risk)] == ["recorded at this address (home of)"]
    with database.transaction(SYSTEM) as session:
        sql = text("SELECT incidents_that_know(:person, current_date)")
        assert session.execute(sql, {"person": person}).scalars().all() == [incident]


def test_a_neighbour_is_not_on_the_card(made: Made, database: Database, home: UUID) -> None:
    marker(database, lives_at(database, address(database, house="14")), "VI")
    _, _, risk = tasked(made)
    assert of_record(risk) == []


def test_a_restricted_record_is_not_on_the_card_and_is_not_counted(made: Made, database: Database, home: UUID) -> None:
    marker(database, lives_at(database, home, restriction="witness", restriction_owner="made up"), "VI")
    _, _, risk = tasked(made)
    assert of_record(risk) == []
    assert state(risk, "people") == points.UNCHECKED


def test_the_car_of_somebody_restricted_does_not_tell_that_they_live_there(
    made: Made, database: Database, home: UUID
) -> None:
    hidden = lives_at(database, home, restriction="witness", restriction_owner="made up")
    link(database, ("nominal", hidden), ("vehicle", stolen(database, "AB12CDE")), "keeper")
    neighbour = lives_at(database, home, "Nadia", "Osei")
    link(database, ("nominal", neighbour), ("vehicle", stolen(database, "AB12CDF")), "keeper")
    _, _, risk = tasked(made)
    assert [one["line"] for one in risk["known"] if one["kind"] == "vehicle"] == ["AB12CDF"]
    assert len([one for one in risk["items"] if one["kind"] == "record"]) == 1


def stolen(database: Database, plate: str) -> UUID:
    return put(database, "vehicle_records", vrm=plate, reports=["stolen"])


@pytest.mark.parametrize("kind", ["nominal", "address"])
def test_what_was_named_before_it_was_restricted_leads_to_nothing(made: Made, database: Database, kind: str) -> None:
    refuge = address(database, house="90", place=None)
    person = lives_at(database, refuge)
    link(database, ("nominal", person), ("vehicle", stolen(database, "AB12CDE")), "keeper")
    crew, incident, _ = tasked(made)
    named = {"nominal": person, "address": refuge}[kind]
    made.give(crew, "name_record", incident_id=incident, record_kind=kind, record_id=named, role="victim")
    table = {"nominal": "nominals", "address": "addresses"}[kind]
    with database.transaction(SYSTEM) as session:
        session.execute(text(f"UPDATE {table} SET restriction = 'refuge' WHERE id = :id"), {"id": named})  # noqa: S608
    other = made.crew()
    risk = card(made, made.tasking(other, incident))
    assert risk["known"] == []
    assert [one for one in risk["items"] if one["kind"] == "record"] == []


def intelligence_on(database: Database, person: UUID, words: str) -> None:
    with database.transaction(SYSTEM) as session:
        sql = """
            WITH told AS (
                INSERT INTO events (source, source_key, category, label, happened_at, detail)
                VALUES ('Intelligence', :words, 'intelligence', 'Made up', now(),
                    jsonb_build_object('grade', 'B2', 'handling', 'S1', 'text', CAST(:words AS text))) RETURNING record_id)
            INSERT INTO links (id, source_system, source_id, from_kind, from_id, to_kind, to_id, role, subject_category)
            SELECT gen_random_uuid(), 'Intelligence', :words, 'nominal', :person, 'event', record_id, 'in', 'suspect' FROM told
        """
        session.execute(text(sql), {"person": person, "words": words})


def test_intelligence_on_any_record_of_a_person_is_on_the_card_and_none_of_a_restricted_one(
    made: Made, database: Database, home: UUID
) -> None:
    person, same = lives_at(database, home), nominal(database, "Keith", "Marlowe")
    join(database, person, same)
    intelligence_on(database, same, "Keeps a blade under the bed")
    intelligence_on(database, person, "Sells from the door")
    lives = lives_at(database, home, "Hid", "Norway")
    intelligence_on(database, lives, "Hides here")
    with database.transaction(SYSTEM) as session:
        session.execute(text("UPDATE nominals SET restriction = 'witness' WHERE id = :id"), {"id": lives})
    told = [(one["text"], one["subject"]["id"]) for one in tasked(made)[2]["items"] if one["kind"] == "intelligence"]
    assert sorted(told) == [("Keeps a blade under the bed", str(person)), ("Sells from the door", str(person))]


def test_a_refuge_does_not_say_who_is_in_it(made: Made, database: Database) -> None:
    refuge = address(database, restriction="refuge", restriction_owner="made up")
    marker(database, lives_at(database, refuge), "VI")
    _, _, risk = tasked(made)
    assert of_record(risk) == []


def test_somebody_who_moved_away_is_not_at_the_address(made: Made, database: Database, home: UUID) -> None:
    marker(database, lives_at(database, home), "VI")
    with database.transaction(SYSTEM) as session:
        session.execute(text("UPDATE links SET valid_to = current_date - 1"))
    assert of_record(tasked(made)[2]) == []


def test_who_is_named_on_the_way_interrupts_the_crew_on_the_job_only(made: Made, database: Database) -> None:
    person = nominal(database, "Nadia", "Osei")
    marker(database, person, "SU", text="Said that she would jump", review_on="2020-01-01")
    marker(database, person, "VI")
    crew, incident, before = tasked(made)
    other = made.crew()
    made.tasking(other, made.incident(at=(HERE[0] + 0.05, HERE[1])))
    heard = len(made.messages(other.feed))
    answer = made.give(
        made.dispatcher(), "name_record", incident_id=incident, record_kind="nominal", record_id=person, role="suspect"
    )
    assert answer.outcome == "done"
    told = [one["body"] for one in made.messages(crew.feed) if one["kind"] == "tasking.changed"][-1]
    assert of_record(told["risk"]) == [
        ("Violent", "Nadia Osei, born 12/03/1994", "named in this call as suspect"),
        ("Suicidal", "Nadia Osei, born 12/03/1994", "named in this call as suspect"),
    ]
    assert [one["historic"] for one in told["risk"]["items"] if one["kind"] == "record"] == [False, True]
    assert told["brief_revision"] > before["revision"]
    assert told["read_brief_revision"] is None
    assert len(made.messages(other.feed)) == heard


def test_a_crew_names_somebody_in_its_own_job_only(made: Made, database: Database) -> None:
    person = nominal(database, "Nadia", "Osei")
    crew, incident, _ = tasked(made)
    asked = {"record_kind": "nominal", "record_id": person, "role": "witness"}
    assert made.give(made.crew(), "name_record", incident_id=incident, **asked)["code"] == "not_on_job"
    assert made.give(crew, "name_record", incident_id=incident, **asked).outcome == "done"
    assert made.give(crew, "name_record", incident_id=incident, **asked)["code"] == "named_already"


def test_nobody_can_name_a_restricted_record_nor_one_that_is_not_there(made: Made, database: Database) -> None:
    hidden = nominal(database, "Nadia", "Osei", restriction="blocked", restriction_owner="made up")
    incident = made.incident()
    for record in (hidden, uuid4()):
        asked = {"incident_id": incident, "record_kind": "nominal", "record_id": record, "role": "caller"}
        with pytest.raises(Exception, match="There is no such record"):
            made.give(made.dispatcher(), "name_record", **asked)


def test_who_was_somebody_else_is_taken_off_the_card(made: Made, database: Database) -> None:
    person = nominal(database, "Nadia", "Osei")
    marker(database, person, "VI")
    dispatcher = made.dispatcher()
    crew, incident, _ = tasked(made)
    made.give(dispatcher, "name_record", incident_id=incident, record_kind="nominal", record_id=person, role="suspect")
    made.give(dispatcher, "unname_record", incident_id=incident, record_id=person, reason="Another of the same name.")
    told = [one["body"] for one in made.messages(crew.feed) if one["kind"] == "tasking.changed"][-1]
    assert of_record(told["risk"]) == []


def test_a_third_call_of_the_same_kind_is_said_to_be_the_third(made: Made) -> None:
    for _ in range(2):
        made.incident(address=ADDRESS)
    _, _, risk = tasked(made)
    calls = [one for one in risk["items"] if one["kind"] == "call"]
    assert len(calls) == 1
    assert calls[0]["title"].startswith("Third ")
    assert calls[0]["title"].endswith(" call here in 6 weeks")
    assert state(risk, "calls") == points.KNOWN


def test_what_nobody_looked_at_is_not_checked(made: Made) -> None:
    _, _, risk = tasked(made, qualifiers=["weapon"])
    assert state(risk, "weapons") == points.KNOWN
    assert {state(risk, code) for code in ("people", "children", "orders", "speech", "vehicles")} == {points.UNCHECKED}


def test_the_card_leaves_an_audit_row_with_whom_it_shows(made: Made, database: Database, home: UUID) -> None:
    person = lives_at(database, home)
    _, incident, _ = tasked(made)
    with database.transaction(SYSTEM) as session:
        found = session.execute(
            text("SELECT subject, reason FROM audit WHERE action = 'risk card' AND subject LIKE :of"),
            {"of": f"%{incident}%"},
        ).all()
        assert any(f"nominal:{person}" in subject for subject, _ in found)
        # The job is the reason, by the name that everybody knows it by.
        cad = session.execute(
            text("SELECT cad_reference(cad_number, cad_date) FROM incidents WHERE id = :id"), {"id": incident}
        ).scalar_one()
        assert {reason for _, reason in found} == {f"Risk card of {cad}"}


def test_who_lives_there_is_found_by_the_name_of_the_house_where_the_call_was_put_in_the_middle_of_the_street(
    made: Made, database: Database, home: UUID
) -> None:
    marker(database, lives_at(database, home), "VI")
    in_the_street = (HERE[0] + 0.006, HERE[1])
    incident = made.incident(address="Flat 3, 12 Made Up Rd", at=in_the_street)
    (warning,) = of_record(card(made, made.tasking(made.crew(), incident)))
    assert warning[2].startswith("recorded at this house, which flat is not on record, 4")
    assert warning[2].endswith(" m from the point of the call (lives at)")
    for address_, at in (("14 Made Up Road", in_the_street), (ADDRESS, (HERE[0] + 0.06, HERE[1]))):
        other = made.incident(address=address_, at=at)
        assert of_record(card(made, made.tasking(made.crew(), other))) == []

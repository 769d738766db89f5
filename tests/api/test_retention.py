"""Retention by review group: told first, done by a person's word, with links and warnings, and written down."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from api.actors import SYSTEM
from api.codes import service as codes
from api.errors import Invalid
from api.retention import ages, service
from tests import records
from tests.factories import Made

OLD, RECENT = "2015-01-01T00:00:00Z", "2025-06-01T00:00:00Z"


def person(made: Made, group: int, at: str = OLD, **more: object) -> UUID:
    return records.nominal(made.database, "Old", "Record", retention_group=group, recorded_at=at, changed_at=at, **more)


def states(made: Made) -> dict[UUID, str]:
    with made.database.transaction(SYSTEM) as session:
        return {
            one.id: state for state in ("kept", "review", "held", "erase") for one in service.due(session, state, 1_000)
        }


def decide(made: Made, record_id: UUID, decision: str) -> None:
    with made.database.transaction(SYSTEM) as session:
        service.decide(session, "nominal", record_id, decision, "Reviewed", by="a reviewer")


def left(made: Made, record_id: UUID) -> list[int]:
    with made.database.transaction(SYSTEM) as session:
        asked = (
            "SELECT count(*) FROM nominals WHERE id = :id",
            "SELECT count(*) FROM links WHERE :id IN (from_id, to_id)",
            "SELECT count(*) FROM record_markers WHERE record_id = :id",
            "SELECT count(*) FROM nominal_keys WHERE nominal_id = :id",
        )
        return [session.execute(text(sql), {"id": record_id}).scalar_one() for sql in asked]


def test_each_group_has_its_own_time_and_only_the_third_goes_by_time_alone(made: Made) -> None:
    one, two, three, four = (person(made, group) for group in (1, 2, 3, 4))
    young = person(made, 3, RECENT)
    later = person(made, 3, review_on="2050-01-01")
    found = states(made)
    assert {found[one], found[two], found[four]} == {"review"}
    assert found[three] == "erase"
    assert {found[young], found[later]} == {"kept"}


def test_new_contact_a_live_warning_a_hold_and_a_decision_keep_it(made: Made) -> None:
    seen, warned, held, kept = (person(made, 3) for _ in range(4))
    made.give(
        made.dispatcher(),
        "name_record",
        incident_id=made.incident(),
        record_kind="nominal",
        record_id=seen,
        role="witness",
    )
    records.marker(made.database, warned, "VI")
    decide(made, held, "hold")
    decide(made, kept, "keep")
    found = states(made)
    assert (found[seen], found[warned], found[held], found[kept]) == ("kept", "review", "held", "kept")
    decide(made, held, "release")
    assert states(made)[held] == "erase"
    decide(made, seen, "erase")
    assert states(made)[seen] == "erase"


def test_the_records_of_one_person_are_kept_and_held_together(made: Made) -> None:
    """The clear period runs from when the person last came to notice, by whichever record of them."""
    seen, other_of_seen = person(made, 3), person(made, 3)
    held, other_of_held = person(made, 3), person(made, 3)
    young, other_of_young = person(made, 3, RECENT), person(made, 3)
    warned, other_of_warned = person(made, 3), person(made, 3)
    for pair in ((seen, other_of_seen), (held, other_of_held), (young, other_of_young), (warned, other_of_warned)):
        records.join(made.database, *pair)
    incident = made.incident()
    named = {"incident_id": incident, "record_kind": "nominal", "record_id": seen, "role": "witness"}
    assert made.give(made.dispatcher(), "name_record", **named).outcome == "done"
    decide(made, held, "hold")
    records.marker(made.database, warned, "VI")
    found = states(made)
    others = (other_of_seen, other_of_held, other_of_young, other_of_warned)
    assert [found[one] for one in others] == ["kept", "held", "kept", "review"]
    decide(made, other_of_held, "erase")
    assert states(made)[other_of_held] == "held"
    decide(made, held, "release")
    assert states(made)[other_of_held] == "erase"
    records.part(made.database, young, other_of_young)
    assert states(made)[other_of_young] == "erase"


def test_the_longest_group_and_a_keep_of_any_record_are_the_persons(made: Made) -> None:
    first, other_of_first, kept, other_of_kept = (person(made, group) for group in (1, 3, 3, 3))
    records.join(made.database, first, other_of_first)
    records.join(made.database, kept, other_of_kept)
    decide(made, kept, "keep")
    found = states(made)
    # Of the first group nothing goes by time alone.
    assert (found[other_of_first], found[other_of_kept]) == ("review", "kept")
    records.part(made.database, first, other_of_first)
    assert states(made)[other_of_first] == "erase"


def test_a_keep_of_one_record_beats_an_older_decision_to_erase_another_of_the_person(made: Made) -> None:
    one, other = person(made, 3), person(made, 3)
    records.join(made.database, one, other)
    decide(made, one, "erase")
    assert states(made)[one] == "erase"
    decide(made, other, "keep")
    assert (states(made)[one], states(made)[other]) == ("kept", "kept")
    decide(made, one, "erase")
    assert states(made)[one] == "erase"


def test_erasing_takes_links_and_warnings_with_it_is_written_down_and_done_once(made: Made) -> None:
    gone, friend = person(made, 3), person(made, 1)
    records.link(made.database, ("nominal", gone), ("nominal", friend), "knows")
    records.marker(made.database, gone, "VI", review_on="2020-01-01")
    assert service.erase_due(made.database, "A. Records") == {"nominal": 1}
    assert (left(made, gone), left(made, friend)[:2]) == ([0, 0, 0, 0], [1, 0])
    assert service.erase_due(made.database, "A. Records") == {}
    with made.database.transaction(SYSTEM) as session:
        rows = session.execute(text("SELECT action, subject, reason FROM audit WHERE kind = 'erasure'")).all()
    assert [tuple(row)[:2] for row in rows] == [("erase nominal", f"nominal {gone}")]
    assert "clear period of group 3 ended, due 2021-01-01; run by A. Records" in rows[0][2]


def test_telling_what_is_due_changes_nothing(made: Made) -> None:
    old = person(made, 3)
    with made.database.transaction(SYSTEM) as session:
        assert ("nominal", 3, "erase", 1) in service.counts(session)
    assert left(made, old)[0] == 1


def test_a_decision_on_nothing_is_refused(made: Made) -> None:
    with pytest.raises(Invalid), made.database.transaction(SYSTEM) as session:
        service.decide(session, "nominal", UUID(int=1), "keep", "Reviewed", by="a reviewer")


# For what no command lets go by: the time itself.
LONG_CLOSED = "UPDATE incidents SET state = 'closed', closed_at = now() - interval '8 years' WHERE id = :id"
TASKED_THEN = "UPDATE taskings SET ended_at = now() - interval '8 years' WHERE incident_id = :id"
ON_DUTY_THEN = "UPDATE duties SET ended_at = now() - interval '8 years' WHERE id = :duty"
LOOKED_AT_THEN = """
    INSERT INTO trail_looks (at, kind, looker_id, looker, unit_id, duty_id, since, until, reason, fixes)
    SELECT now() - interval '8 years', 'trail', 'x', 'A. Sergeant', unit_id, id, started_at, started_at, 'welfare', 3
    FROM duties WHERE id = :duty
"""
SIGNED_IN_THEN = """
    INSERT INTO sessions (id, token_hash, officer_id, created_at, expires_at)
    VALUES (gen_random_uuid(), '\\x01', :officer, now() - interval '8 years', now() - interval '8 years')
"""
DECIDED_THEN = """
    INSERT INTO retention_decisions (id, record_kind, record_id, decision, reason, decided_by, decided_at)
    VALUES (gen_random_uuid(), 'nominal', :id, 'keep', 'Reviewed', 'a reviewer', now() - interval '8 years')
"""


def aged(made: Made, *statements: str, **params: object) -> None:
    """Eight years go by for some rows, by the hand of the database's owner: no command can."""
    with made.database.transaction(SYSTEM) as session:
        for statement in statements:
            session.execute(text(statement), params)


def closed_long_ago(made: Made, record_id: UUID | None = None) -> tuple[UUID, UUID]:
    """An incident of eight years ago with a tasking, a judgement and a report from the street; and the crew's duty."""
    crew, incident = made.crew(), made.incident()
    made.tasking(crew, incident)
    dispatcher = made.dispatcher()
    if record_id:
        made.give(
            dispatcher, "name_record", incident_id=incident, record_kind="nominal", record_id=record_id, role="witness"
        )
    sent = made.give(
        crew,
        "report_intelligence",
        report_id=uuid4(),
        incident_id=incident,
        source="2",
        assessment="B",
        handling="P",
        text="Parcels change hands at the back door each night",
        provenance="Seen on patrol",
        subjects=[{"kind": "nominal", "id": record_id}] if record_id else [],
    )
    assert sent.outcome == "done", sent
    aged(made, TASKED_THEN, id=incident)
    assert made.give(crew, "book_off").outcome == "done"
    aged(made, LONG_CLOSED, ON_DUTY_THEN, LOOKED_AT_THEN, id=incident, duty=crew.duty_id)
    assert crew.duty_id
    return incident, crew.duty_id


def of_incident(made: Made, incident: UUID) -> dict[str, int]:
    asked = {
        "incidents": "id = :id",
        "log_entries": "incident_id = :id",
        "taskings": "incident_id = :id",
        "reports": "incident_id = :id",
        "named_records": "incident_id = :id",
    }
    with made.database.transaction(SYSTEM) as session:
        rows = {
            table: session.execute(text(f"SELECT count(*) FROM {table} WHERE {where}"), {"id": incident}).scalar_one()  # noqa: S608
            for table, where in asked.items()
        }
    return {table: count for table, count in rows.items() if count}


def erasures(made: Made) -> list[tuple[str, str, str]]:
    with made.database.transaction(SYSTEM) as session:
        return [
            tuple(row)
            for row in session.execute(
                text("SELECT action, subject, reason FROM audit WHERE kind = 'erasure' ORDER BY id")
            )
        ]


def test_an_incident_goes_whole_after_its_years_with_the_reports_from_the_street_and_the_duty(made: Made) -> None:
    old, duty = closed_long_ago(made)
    recent = made.incident()
    with made.database.transaction(SYSTEM) as session:
        told = {table: count for _, table, count in ages.counts(session)}
    assert told["incidents"] == 1
    assert of_incident(made, old)["reports"] == 1
    done = ages.erase_all(made.database, "A. Records")
    assert (done["incidents"], done["duties"]) == (1, 1)
    assert of_incident(made, old) == {}
    assert of_incident(made, recent)["incidents"] == 1
    with made.database.transaction(SYSTEM) as session:
        for table in ("statuses", "trail_looks"):
            left = session.execute(text(f"SELECT count(*) FROM {table} WHERE duty_id = :id"), {"id": duty})  # noqa: S608  our own tables
            assert left.scalar_one() == 0, table
    written = [row for row in erasures(made) if row[0] == "erase incident"]
    assert [row[1] for row in written] == [f"incident {old}"]
    assert re.fullmatch(r"Retention, INCIDENT, past 2557 days; \d+/\w+; run by A. Records", written[0][2])
    assert "incidents" not in ages.erase_all(made.database, "A. Records")


@pytest.mark.parametrize("why", ["held", "of a group kept longer"])
def test_an_incident_waits_for_every_record_of_whom_it_names(made: Made, why: str) -> None:
    named, same = person(made, 3), person(made, 3 if why == "held" else 1)
    records.join(made.database, named, same)
    incident, _ = closed_long_ago(made, named)
    if why == "held":
        decide(made, same, "hold")
    assert ages.erase_incidents(made.database, "A. Records") == 0
    records.part(made.database, named, same)
    assert ages.erase_incidents(made.database, "A. Records") == 1
    assert of_incident(made, incident) == {}


@pytest.mark.parametrize("why", ["held itself", "names somebody held", "names somebody of a group kept longer"])
def test_an_incident_waits_for_a_hold_and_for_whom_it_names(made: Made, why: str) -> None:
    group = 1 if why.endswith("longer") else 3
    named = person(made, group)
    incident, _ = closed_long_ago(made, named)
    with made.database.transaction(SYSTEM) as session:
        if why == "held itself":
            service.decide(session, "incident", incident, "hold", "Appeal pending", by="a reviewer")
        elif why == "names somebody held":
            service.decide(session, "nominal", named, "hold", "Appeal pending", by="a reviewer")
    assert ages.erase_incidents(made.database, "A. Records") == 0
    assert of_incident(made, incident)["reports"] == 1
    if why == "held itself":
        with made.database.transaction(SYSTEM) as session:
            service.decide(session, "incident", incident, "release", "Appeal dismissed", by="a reviewer")
        assert ages.erase_incidents(made.database, "A. Records") == 1


@pytest.mark.parametrize(("who", "years"), [("system", 5), ("supervisor", 8)])
def test_the_database_refuses_to_erase_within_six_years_and_for_anybody_who_works(
    made: Made, as_actor: Any, who: str, years: int
) -> None:
    incident, _ = closed_long_ago(made)
    session = as_actor(SYSTEM if who == "system" else made.supervisor())
    asked = "SELECT erase_incident(:id, now() - make_interval(years => :years))"
    with pytest.raises(ProgrammingError, match="erase"):
        session.execute(text(asked), {"id": incident, "years": years})


def test_a_list_cannot_make_the_time_of_an_incident_shorter_than_the_law_does(made: Made) -> None:
    with made.database.transaction(SYSTEM) as session:
        short = [{"code": "INCIDENT", "label": "Too short", "rank": 1, "days": 30}]
        codes.load(session, {"force": "Test", "note": "", "version": 900, "lists": {"retention_rules": short}})
        session.info.pop("codes", None)
        assert ages.days(session, "INCIDENT") == 2192


def test_feeds_sessions_and_last_places_go_by_themselves_and_the_run_says_so(made: Made) -> None:
    crew = made.crew()
    dispatcher = made.dispatcher()
    made.incident()
    aged(
        made,
        "UPDATE messages SET at = now() - interval '31 days' WHERE recipient = :feed",
        SIGNED_IN_THEN,
        "UPDATE positions SET received_at = now() - interval '32 days' WHERE unit_id = :unit",
        feed=crew.feed,
        officer=dispatcher.id,
        unit=crew.unit_id,
    )
    ages.sweep_by_itself(made.database)
    with made.database.transaction(SYSTEM) as session:
        left_over = [
            session.execute(text(sql), {"feed": crew.feed, "officer": dispatcher.id, "unit": crew.unit_id}).scalar_one()
            for sql in (
                "SELECT count(*) FROM messages WHERE recipient = :feed",
                "SELECT count(*) FROM sessions WHERE officer_id = :officer",
                "SELECT count(*) FROM positions WHERE unit_id = :unit",
                "SELECT count(*) FROM messages",
            )
        ]
    # A unit on duty stays on the map, however long it has been silent; and what is young is told on.
    assert left_over[:3] == [0, 0, 1]
    assert left_over[3] > 0
    assert {row[0] for row in erasures(made)} == {"erase messages", "erase sessions"}


def test_who_has_left_loses_password_roles_and_skills_after_a_year_and_keeps_the_name_that_logs_tell(
    made: Made,
) -> None:
    gone, here = made.crew(), made.officer()
    assert made.give(gone, "book_off").outcome == "done"
    aged(
        made,
        "UPDATE officers SET password_hash = 'x'",
        "UPDATE officers SET is_active = false WHERE id = :id",
        id=gone.id,
    )
    ages.erase(made.database, ["SERVICE"], "A. Records")
    aged(made, "UPDATE officers SET inactive_at = now() - interval '2 years' WHERE id = :id", id=gone.id)
    ages.erase(made.database, ["SERVICE", "INCIDENT"], "A. Records")
    asked = """SELECT name, password_hash IS NULL, (SELECT count(*) FROM officer_roles r WHERE r.officer_id = o.id),
        (SELECT count(*) FROM officer_skills s WHERE s.officer_id = o.id) FROM officers o WHERE id = :id"""
    with made.database.transaction(SYSTEM) as session:
        rows = {one.id: tuple(session.execute(text(asked), {"id": one.id}).one()) for one in (gone, here)}
    assert rows == {gone.id: ("Made Up", True, 0, 0), here.id: ("Made Up", False, 1, 1)}


def test_what_was_said_of_a_record_that_is_gone_goes_after_its_years(made: Made) -> None:
    old, there = person(made, 3), person(made, 1)
    for record_id in (old, there):
        aged(made, DECIDED_THEN, id=record_id)
    aged(made, "DELETE FROM nominals WHERE id = :id", id=old)
    assert ages.erase(made.database, ["RECORD-7Y"], "A. Records") == {"retention_decisions": 1}

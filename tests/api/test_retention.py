"""Retention by review group: told first, done by a person's word, with links and warnings, and written down."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy import text

from api.actors import SYSTEM
from api.errors import Invalid
from api.retention import service
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

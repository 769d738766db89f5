"""Golden nominals on the real database: linked as they come, decided by people, undone exactly, and leaking nothing."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from api.actors import SYSTEM, Actor
from api.db import Database, run
from api.errors import NotFound
from api.nominals import golden, linking
from tests.conftest import database_at, own_database, url_of
from tests.factories import Made
from tests.patience import until
from tests.records import join, marker, nominal

RARE = {"born": "1994-03-12", "postcode": "E1 1AA", "sex": "F"}
TABLES = ("nominals", "nominal_identifiers", "record_markers", "links", "golden_members", "nominal_pairs")


def linked(database: Database) -> None:
    while linking.work(database):
        pass


def homes(database: Database, *ids: UUID) -> list[UUID]:
    with database.transaction(SYSTEM) as session:
        rows = run(
            session, "SELECT nominal_id, golden_id FROM golden_members WHERE nominal_id = ANY (%s)", ([*ids],)
        ).fetchall()
    return [dict(rows).get(id_, id_) for id_ in ids]


def whole(database: Database) -> dict[str, Any]:
    """Every row of the record and of its clusters, as text: the same bytes, or not."""
    with database.transaction(SYSTEM) as session:
        return {
            name: session.execute(
                text(f"SELECT string_agg(md5(t::text), '' ORDER BY t::text) FROM {name} t")  # noqa: S608  our own names
            ).scalar_one()
            for name in TABLES
        }


@pytest.fixture
def reviewer(made: Made) -> Actor:
    return made.supervisor()


def two(database: Database, **more: Any) -> tuple[UUID, UUID]:
    return nominal(database, "Ashling", "Quillfeather", **RARE), nominal(
        database, "Ashling", "Quillfeather", **{**RARE, **more}
    )


def test_a_new_record_is_linked_as_it_comes(database: Database) -> None:
    one, other = two(database)
    assert len({*homes(database, one, other)}) == 2
    linked(database)
    assert homes(database, one, other) == [min(one, other)] * 2


def test_what_the_computer_joins_is_a_combination_in_the_audit_once_for_all_of_it(database: Database) -> None:
    two(database)
    linked(database)
    with database.transaction(SYSTEM) as session:
        told = run(
            session, "SELECT actor, subject, reason FROM audit WHERE kind = 'combination' ORDER BY id"
        ).fetchall()
    assert told[-1] == (
        *("Bluelamp", "2 records of people stand elsewhere"),
        "New or changed records were compared.",
    )


def test_twins_wait_for_a_person_who_wins(made: Made, database: Database, reviewer: Actor) -> None:
    one = nominal(database, "Ashling", "Quillfeather", **RARE)
    other = nominal(database, "Rowena", "Quillfeather", **RARE)
    linked(database)
    assert len({*homes(database, one, other)}) == 2
    assert made.give(reviewer, "merge_nominals", one_id=one, other_id=other, reason="One passport").outcome == "done"
    linked(database)
    assert len({*homes(database, one, other)}) == 1


def test_a_merge_and_a_split_are_undone_byte_for_byte(made: Made, database: Database, reviewer: Actor) -> None:
    one, other = two(database)
    third = nominal(database, "Ashling", "Brackenthwaite", **{**RARE, "born": None})
    marker(database, third, "WE")
    linked(database)
    before = whole(database)
    for command, far in (("merge_nominals", third), ("split_nominals", other)):
        assert made.give(reviewer, command, one_id=one, other_id=far, reason="As seen in custody").outcome == "done"
        assert whole(database) != before
        assert made.give(reviewer, "undo_golden", act_id=last_act(database), reason="A mistake").outcome == "done"
        assert whole(database) == before


def last_act(database: Database) -> UUID:
    with database.transaction(SYSTEM) as session:
        found: UUID = run(
            session, "SELECT id FROM golden_acts WHERE act IN ('merge', 'split') ORDER BY at DESC LIMIT 1"
        ).fetchall()[0][0]
    return found


def test_what_makes_no_sense_is_refused_with_a_reason(made: Made, database: Database, reviewer: Actor) -> None:
    one, other = two(database)
    linked(database)

    def said(command: str, **body: Any) -> Any:
        return made.give(reviewer, command, reason="As seen in custody", **body)["code"]

    pair = {"one_id": one, "other_id": other}
    assert said("merge_nominals", **pair) == "joined_already"
    assert said("merge_nominals", one_id=one, other_id=one) == "one_record"
    assert said("split_nominals", **pair) is None
    assert said("split_nominals", **pair) == "apart_already"
    assert said("merge_nominals", **pair) == "held_apart"
    act = last_act(database)
    assert said("undo_golden", act_id=act) is None
    assert said("undo_golden", act_id=act) == "undone_already"


def test_a_step_with_later_steps_on_it_is_not_undone(made: Made, database: Database, reviewer: Actor) -> None:
    one, other = two(database)
    third = nominal(database, "Oswin", "Tarrant", born="1950-01-01")
    linked(database)
    made.give(reviewer, "merge_nominals", one_id=one, other_id=third, reason="As seen in custody")
    act = last_act(database)
    made.give(reviewer, "split_nominals", one_id=one, other_id=other, reason="As seen in custody")
    assert made.give(reviewer, "undo_golden", act_id=act, reason="A mistake")["code"] == "later_steps"


def test_each_decision_is_in_the_audit_as_a_combination(made: Made, database: Database, reviewer: Actor) -> None:
    one, other = two(database)
    linked(database)
    made.give(reviewer, "split_nominals", one_id=one, other_id=other, reason="Two faces on the photographs")
    with database.transaction(SYSTEM) as session:
        rows = run(session, "SELECT kind, action, reason FROM audit WHERE reason LIKE 'Two faces%%'").fetchall()
    assert rows == [("combination", "split nominals", "Two faces on the photographs")]


def test_a_restricted_record_joins_nobody_and_leaves_at_once(database: Database) -> None:
    one, other = two(database)
    hidden = nominal(database, "Ashling", "Quillfeather", **RARE, restriction="refuge", restriction_owner="A desk")
    linked(database)
    assert homes(database, hidden) == [hidden]
    with database.transaction(SYSTEM) as session:
        run(session, "UPDATE nominals SET restriction = 'witness' WHERE id = %s", (other,))
        assert run(
            session, "SELECT count(*) FROM nominal_pairs WHERE %s IN (one_id, other_id)", (other,)
        ).fetchone() == (0,)
    assert homes(database, other) == [other]
    linked(database)
    assert homes(database, one, other, hidden) == [one, other, hidden]


def hide(database: Database, record: UUID) -> None:
    with database.transaction(SYSTEM) as session:
        run(session, "UPDATE nominals SET restriction = 'witness' WHERE id = %s", (record,))


def test_a_split_with_a_record_that_is_restricted_since_is_neither_shown_nor_undone(
    app: Any, made: Made, database: Database, reviewer: Actor
) -> None:
    one, other = two(database)
    linked(database)
    made.give(reviewer, "split_nominals", one_id=one, other_id=other, reason="Two faces on the photographs")
    act = last_act(database)
    hide(database, other)
    for unknown in (act, uuid4()):
        with pytest.raises(NotFound, match="There is no such step"):
            made.give(reviewer, "undo_golden", act_id=unknown, reason="A mistake")
    assert homes(database, one, other) == [one, other]
    shown = made.client(app, reviewer).post("/api/nominals/review", json={"one_id": str(one), "other_id": None}).json
    assert shown["steps"] == []


def test_the_database_keeps_a_restricted_record_out_of_every_cluster(database: Database) -> None:
    one, other = two(database)
    hide(database, other)
    with pytest.raises(IntegrityError), database.transaction(SYSTEM) as session, session.begin_nested():
        session.execute(
            text("INSERT INTO golden_members (nominal_id, golden_id) VALUES (:one, :one), (:other, :one)"),
            {"one": one, "other": other},
        )


def test_a_record_that_is_restricted_while_it_is_being_joined_stands_with_nobody(template: str) -> None:
    """Two connections: the one has seen both records and not yet stored, the other restricts one of them."""
    with own_database(template, "joining") as name:
        database = database_at(url_of(name, "bluelamp_app"))
        one, other = two(database)
        hiding = threading.Thread(target=hide, args=(database, other))
        with database.transaction(SYSTEM) as session:
            run(session, golden.LOCK)
            stood = golden.around(session, [one, other])
            hiding.start()
            until(lambda: _waits(name))
            golden.store(session, dict.fromkeys(stood, one))
        hiding.join(timeout=20)
        assert homes(database, other) == [other]
        database.engine.dispose()


def _waits(name: str) -> bool:
    with psycopg.connect(url_of(name)) as connection:
        here = "database = (SELECT oid FROM pg_database WHERE datname = current_database())"
        sql = f"SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND {here}"  # noqa: S608  our own words
        return connection.execute(sql).fetchone() == (1,)


def test_the_warnings_of_every_record_are_on_the_risk_card(made: Made, database: Database) -> None:
    one, other = two(database)
    marker(database, other, "WE", text="Carries a knife")
    incident, crew = made.incident(), made.crew()
    made.give(
        made.dispatcher(), "name_record", incident_id=incident, record_kind="nominal", record_id=one, role="suspect"
    )
    tasking = made.tasking(crew, incident)
    assert warned(made, tasking) == []
    linked(database)
    # Joined while the crew is on its way: they are told.
    assert warned(made, tasking) == ["Carries a knife"]


def warned(made: Made, tasking: UUID) -> list[str]:
    return [one["text"] for one in made.row("card_rows", tasking)["risk"]["items"] if one["kind"] == "record"]


def test_linking_everything_twice_changes_nothing(database: Database, tmp_path: Path) -> None:
    from api.nominals import everything

    two(database)
    linked(database)
    before = whole(database)
    assert "nothing has changed" in [*everything.link(database, tmp_path, "512MB")][-2]
    assert whole(database) == before


def test_a_pair_beyond_a_full_cluster_is_shown_with_what_is_left_out(app: Any, made: Made, reviewer: Actor) -> None:
    """Why it waits is that the cluster is full, so it has to open in front of whoever decides."""
    cluster = [nominal(made.database, "Prolific", "Quillfeather", **RARE) for _ in range(13)]
    join(made.database, *cluster)
    newest = nominal(made.database, "Prolific", "Quillfeather", **RARE)
    body = {"one_id": str(max(cluster)), "other_id": str(newest)}
    told = made.client(app, reviewer).post("/api/nominals/review", json=body).json
    shown = {record["id"] for record in told["records"]}
    assert {str(max(cluster)), str(newest)} <= shown
    assert (len(shown), told["left_out"]) == (12, 2)

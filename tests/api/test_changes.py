"""What a transaction changes of its rows: one UPDATE for each, in the trip that commits, or nothing at all."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from sqlalchemy import text

from api import changes
from api.actors import SYSTEM
from api.db import Database, before_commit, run
from api.units.models import Duty, Unit
from tests.conftest import database_at, own_database, url_of
from tests.factories import Made


@pytest.fixture(scope="module")
def real(template: str) -> Iterator[Database]:
    """A database whose commits are real."""
    with own_database(template, "changes") as name:
        database = database_at(url_of(name, "bluelamp_app"))
        yield database
        database.engine.dispose()


@pytest.fixture
def unit(real: Database) -> UUID:
    return Made(real).unit()


def stored(database: Database, unit: UUID) -> tuple[Any, ...]:
    with database.transaction(SYSTEM) as session:
        found = run(session, "SELECT status, voice_confirmed_by, revision FROM units WHERE id = %s", (unit,)).fetchall()
        return tuple(found[0])


def test_a_row_that_was_changed_and_is_told_of_is_written_once(real: Database, unit: UUID) -> None:
    status, _, revision = stored(real, unit)
    with real.transaction(SYSTEM) as session:
        session.get_one(Unit, unit).voice_confirmed_by = "Control"
        changes.revise(session, "units", unit)
        # A division by zero, if there was any other number of them.
        before_commit(session, "SELECT 1 / (n_tup_upd = 1)::int FROM pg_stat_xact_user_tables WHERE relname = 'units'")
    assert stored(real, unit) == (status, "Control", revision + 1)


def change(database: Database, unit: UUID, *, meanwhile: str = "SELECT 1", last: str = "SELECT 1") -> None:
    """A change that the ORM holds, with words beside it of which the ORM knows nothing."""
    with database.transaction(SYSTEM) as session, session.no_autoflush:
        session.get_one(Unit, unit).status = "9"
        session.execute(text(meanwhile), {"other": uuid4(), "id": unit})
        before_commit(session, last)


def test_when_the_last_word_fails_nothing_is_committed(real: Database, unit: UUID) -> None:
    before = stored(real, unit)
    with pytest.raises(psycopg.errors.DivisionByZero):
        change(real, unit, last="SELECT 1 / 0")
    assert stored(real, unit) == before


def test_a_row_that_is_not_there_any_more_ends_the_transaction(real: Database, unit: UUID) -> None:
    with pytest.raises(psycopg.errors.DivisionByZero):
        change(real, unit, meanwhile="UPDATE units SET id = :other WHERE id = :id")
    assert stored(real, unit)[0] != "9"


def test_a_value_set_to_what_it_was_writes_nothing(real: Database, unit: UUID) -> None:
    with real.transaction(SYSTEM) as session:
        held = session.get_one(Unit, unit)
        held.status = str(held.status)
        changes.write(session)
        assert "last words" not in session.info


def test_what_only_the_orm_can_write_is_left_to_it(made: Made) -> None:
    crew = made.crew()
    assert crew.duty_id
    with made.database.transaction(SYSTEM) as session:
        session.get_one(Duty, crew.duty_id).dropped_skills = [{"skill": "taser"}]
    with made.database.transaction(SYSTEM) as session:
        assert session.get_one(Duty, crew.duty_id, populate_existing=True).dropped_skills == [{"skill": "taser"}]

"""The second fence: the app's role owns nothing, and without a name it sees nothing."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.orm import Session

from api.actors import SYSTEM, Actor
from tests.factories import Made

TABLES = """SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'public'
    AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relname NOT IN ('alembic_version', 'spatial_ref_sys')"""


def test_the_app_owns_nothing(session: Session) -> None:
    owned = session.execute(
        text("SELECT count(*) FROM pg_class WHERE relowner = (SELECT oid FROM pg_roles WHERE rolname = current_user)")
    )
    assert owned.scalar_one() == 0
    assert (
        session.execute(text("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")).scalar_one()
        is False
    )


def test_row_level_security_is_forced_on_every_table(session: Session) -> None:
    open_tables = session.execute(text(TABLES + " AND NOT (c.relrowsecurity AND c.relforcerowsecurity)"))
    assert list(open_tables.scalars()) == []


def test_without_a_name_every_table_is_empty(session: Session, made: Made) -> None:
    made.tasking(made.crew(), made.incident())
    session.execute(
        text(
            "SELECT set_config('app.actor', '', true), set_config('app.scope', '', true), set_config('app.feed', '', true)"
        )
    )
    seen = {
        name: session.execute(text(f'SELECT count(*) FROM "{name}"')).scalar_one()  # noqa: S608  names out of the catalogue
        for name in session.execute(text(TABLES)).scalars().all()
    }
    assert {name: rows for name, rows in seen.items() if rows} == {}


@pytest.mark.parametrize("table", ["log_entries", "audit", "statuses"])
@pytest.mark.parametrize("act", ["DELETE FROM {0}", "TRUNCATE {0}"])
def test_what_is_only_added_to_cannot_be_taken_away(session: Session, table: str, act: str) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"):
        session.execute(text(act.format(table)))


def test_a_crew_reads_no_feed_but_its_own(made: Made, as_actor: Any) -> None:
    one, other = made.crew(), made.crew()
    seen = as_actor(one).execute(text("SELECT DISTINCT recipient FROM messages")).scalars().all()
    assert seen == [one.feed]
    assert other.feed != one.feed


def test_nobody_of_the_control_room_reads_the_audit_through_the_app(made: Made, as_actor: Any) -> None:
    made.incident()
    dispatcher = made.dispatcher()
    assert as_actor(dispatcher).execute(text("SELECT count(*) FROM audit")).scalar_one() == 0
    assert as_actor(SYSTEM).execute(text("SELECT count(*) FROM audit")).scalar_one() > 0


def test_a_crew_enters_no_marker(made: Made, as_actor: Any) -> None:
    crew: Actor = made.crew()
    with pytest.raises(ProgrammingError, match="row-level security"):
        as_actor(crew).execute(
            text(
                "INSERT INTO place_markers (id, category, text, source, address, place, radius_m, review_on, entered_by, entered_at)"
                " VALUES (:id, 'weapons', 'x', 'x', '', ST_MakePoint(0, 51)::geography, 50, current_date, 'x', now())"
            ),
            {"id": uuid4()},
        )

"""Migrations go up and down, and make what the models say."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from alembic import command
from alembic.script import ScriptDirectory

from tests.conftest import alembic_for, database_at, own_database, prepare, url_of
from tests.factories import Made


@pytest.fixture
def fresh() -> Iterator[str]:
    with own_database("template0", "fresh") as name:
        prepare(name)
        yield name


def test_every_migration_goes_down_and_up_again(fresh: str) -> None:
    settings = alembic_for(url_of(fresh, "bluelamp_owner"))
    for revision in ScriptDirectory.from_config(settings).walk_revisions():
        command.downgrade(settings, revision.down_revision or "base")
    assert tables(fresh) == {"alembic_version", "spatial_ref_sys"}
    command.upgrade(settings, "head")
    assert "incidents" in tables(fresh)


def test_what_a_crew_is_waited_for_goes_through_the_migrations(template: str) -> None:
    """The tables are closed to whoever migrates, too: what is to be carried over must be done as the system."""
    with own_database(template, "carried") as name:
        database = database_at(url_of(name, "bluelamp_app"))
        made = Made(database)
        made.tasking(made.crew(), made.incident())
        database.engine.dispose()
        settings = alembic_for(url_of(name, "bluelamp_owner"))
        command.downgrade(settings, "0430")
        command.upgrade(settings, "head")
        with psycopg.connect(url_of(name)) as connection:
            carried = connection.execute("SELECT count(*), bool_and(made_at = began_at) FROM escalations").fetchone()
        assert carried == (1, True)


def test_models_equal_migrations(worker_database: str) -> None:
    command.check(alembic_for(url_of(worker_database, "bluelamp_owner")))


def tables(name: str) -> set[str]:
    with psycopg.connect(url_of(name)) as connection:
        found = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        return {row[0] for row in found}

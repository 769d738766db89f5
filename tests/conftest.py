"""Fixtures: a real PostGIS with the real migrations; each test inside a transaction that is rolled back.

`TEST_DATABASE_URL` names a server on which databases may be made. `./test` brings one.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from alembic import command
from alembic.config import Config as Alembic
from filelock import FileLock
from flask_smorest import Blueprint
from hypothesis import settings as examples
from psycopg import sql
from sqlalchemy import Connection, Engine, event
from sqlalchemy.orm import Session

from api import create_app, settings_for_services
from api.actors import SYSTEM, Actor
from api.config import PROJECT, Config
from api.db import Database, act_as, connect
from api.exercise import seed
from api.outbox import keys
from tests.factories import Made
from tests.lots import ByLots, in_order

# A rule holds or it does not: how long an example takes on a busy machine says nothing of it.
examples.register_profile("bluelamp", deadline=None)
examples.load_profile("bluelamp")

# Test values explain themselves.
UNSET = "postgresql://set-TEST_DATABASE_URL-or-call-./test/"
TEMPLATE = "bluelamp_test_template"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        # All operations of the OpenAPI document go by one id otherwise, and of one id only one test would be handed out.
        if operation := getattr(item, "operation_label", None):
            item._id = item.id.with_params(operation)
    items[:] = [items[place] for place in in_order([item.nodeid for item in items])]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByLots:
    # The order is ours (above): by number alone the journeys would come last.
    config.option.loadscopereorder = False
    return ByLots(config, log)


def server_url() -> str:
    return os.environ.get("TEST_DATABASE_URL", UNSET)


def url_of(name: str, role: str = "") -> str:
    """The address of one database on the server, as a role if one is named."""
    given = server_url()
    moved = re.sub(r"^(\w+://[^/]*)/[^?]*", rf"\1/{name}", given)
    return re.sub(r"^(\w+://)(?:[^/@]*@)?", rf"\1{role}@", moved) if role else moved


def alembic_for(url: str) -> Alembic:
    settings = Alembic()
    settings.set_main_option("script_location", str(PROJECT / "migrations"))
    settings.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    return settings


def make_database(name: str, template: str = "template0") -> None:
    with psycopg.connect(server_url(), autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template))
        )


def drop_database(name: str) -> None:
    with psycopg.connect(server_url(), autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def prepare(name: str) -> None:
    """Extensions, roles and migrations, as on a real server."""
    with psycopg.connect(url_of(name), autocommit=True) as connection:
        for extension in ("postgis", "pg_trgm", "fuzzystrmatch"):
            connection.execute(sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(extension)))
        for role in ("bluelamp_owner", "bluelamp_app"):
            if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (role,)).fetchone():
                connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(role)))
        connection.execute(sql.SQL("ALTER DATABASE {} OWNER TO bluelamp_owner").format(sql.Identifier(name)))
        connection.execute("GRANT ALL ON SCHEMA public TO bluelamp_owner")
    command.upgrade(alembic_for(url_of(name, "bluelamp_owner")), "head")


def once(tmp_path_factory: pytest.TempPathFactory, what: str, make: Callable[[], None]) -> None:
    """Done by whichever worker comes first; the others wait for it."""
    base = tmp_path_factory.getbasetemp()
    # What lies above the folder of a run without workers outlives the run, and its database.
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    with FileLock(shared / f"{what}.lock"):
        if not (shared / f"{what}.made").exists():
            make()
            (shared / f"{what}.made").touch()


def fill(name: str, *, demo: bool) -> None:
    database = database_at(url_of(name, "bluelamp_app"))
    list(seed.run(database, demo=demo))
    database.engine.dispose()


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> str:
    """One migrated database with code lists, boroughs and BCUs."""
    name = f"{TEMPLATE}_{os.environ.get('PYTEST_XDIST_TESTRUNUID', 'alone')[:8]}"

    def make() -> None:
        make_database(name)
        prepare(name)
        fill(name, demo=False)

    once(tmp_path_factory, "template", make)
    return name


@pytest.fixture(scope="session")
def exercise(template: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The same with everything that is made up for an exercise, which takes longer than all migrations together."""
    name = f"{template}_exercise"

    def make() -> None:
        copy(name, template)
        fill(name, demo=True)

    once(tmp_path_factory, "exercise", make)
    return name


def config_for(name: str, **changes: Any) -> Config:
    return Config(
        database_url=url_of(name, "bluelamp_owner"), app_database_url=url_of(name, "bluelamp_app"), demo=True, **changes
    )


def database_at(url: str) -> Database:
    return Database(unhurried(connect(url, 5)), settings_for_services(Config(database_url=url, app_database_url=url)))


def unhurried(engine: Engine) -> Engine:
    """A busy machine may take longer for a statement of a test, and between two, than the app ever may."""
    patience = "SET idle_in_transaction_session_timeout = 0; SET statement_timeout = '60s'"
    event.listen(engine, "connect", lambda line, _record: line.execute(patience))
    return engine


def copy(name: str, template: str) -> None:
    lock = Path(os.environ.get("TMPDIR", "/tmp")) / "bluelamp-test-copy.lock"  # noqa: S108  only a lock, shared by design
    # PostgreSQL copies a template only while nobody else does.
    with FileLock(lock):
        make_database(name, template)


@contextmanager
def own_database(template: str, suffix: str) -> Iterator[str]:
    """A database for one worker or one test."""
    name = f"bluelamp_test_{os.environ.get('PYTEST_XDIST_WORKER', 'gw')}_{os.getpid()}_{suffix}"
    copy(name, template)
    try:
        yield name
    finally:
        drop_database(name)


@pytest.fixture(scope="session")
def worker_database(template: str) -> Iterator[str]:
    with own_database(template, "shared") as name:
        yield name


class RolledBack(Database):
    """Transactions of the app as savepoints of one outer transaction, which is rolled back when the test ends."""

    def __init__(self, connection: Connection, info: dict[str, Any]) -> None:
        super().__init__(connection.engine, info)
        self._sessions.configure(bind=connection, join_transaction_mode="create_savepoint")
        self._connection = connection

    def _open(self, session: Session, actor: Actor, isolation: str) -> None:
        session.connection()
        session.info["driver"] = self._driver
        act_as(session, actor)

    # The outer transaction has begun long ago: nothing waits for the first words.
    _lend = _open

    @property
    def _driver(self) -> Any:
        return self._connection.connection.driver_connection

    @contextmanager
    def _borrowed(self) -> Iterator[Any]:
        yield self._driver


@pytest.fixture(scope="session")
def engine(worker_database: str) -> Iterator[Any]:
    engine = unhurried(connect(url_of(worker_database, "bluelamp_app"), 5))
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def vapid_keys(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Keys of our own for the push services, which none of them will ever see."""
    path = str(tmp_path_factory.mktemp("vapid") / "vapid.json")
    keys.rotate(path)
    return path


@pytest.fixture
def config(worker_database: str, vapid_keys: str) -> Config:
    return config_for(worker_database, vapid_keys=vapid_keys)


@pytest.fixture
def database(engine: Any, config: Config) -> Iterator[Database]:
    """The app's own database, as the app's own role, as it was when the test began."""
    with engine.connect() as connection:
        outer = connection.begin()
        yield RolledBack(connection, settings_for_services(config))
        outer.rollback()


@pytest.fixture
def made(database: Database) -> Made:
    """Made-up people, units and incidents, made through the app's own commands."""
    return Made(database)


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """A session in the system's name, for looking."""
    with database.transaction(SYSTEM) as session:
        yield session
        # Looking changes nothing, and what a test provoked must not end in a commit.
        session.rollback()


@pytest.fixture
def as_actor(session: Session) -> Any:
    """Look at the database with the eyes of somebody else."""

    def look(actor: Actor) -> Session:
        act_as(session, actor)
        return session

    return look


@pytest.fixture
def app(config: Config, database: Database, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The app without its OpenAPI document, which is two thirds of the work: tests/house/test_openapi.py has it whole."""
    monkeypatch.setattr(Blueprint, "register_views_in_doc", lambda *_, **__: None)
    return create_app(config, database)

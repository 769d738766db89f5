"""A database that is restarted costs nobody a change: what was lost is tried again, and a read says when to come back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy.orm import Session

from api import create_app
from api.actors import SYSTEM
from api.codes import service as codes
from api.commands.registry import KINDS, Kind
from api.commands.routes import carry_out
from api.commands.service import Order
from api.db import Database, run
from api.fields import CommandBody
from tests.conftest import config_for, database_at, own_database, server_url, url_of
from tests.factories import HERE, Made


@pytest.fixture(scope="module")
def real(template: str) -> Iterator[tuple[str, Database]]:
    """A database with connections of its own, which may be cut, and commits that are real."""
    with own_database(template, "lost") as name:
        database = database_at(url_of(name, "bluelamp_app"))
        yield name, database
        database.engine.dispose()


def cut_everybody(name: str) -> None:
    with psycopg.connect(server_url(), autocommit=True) as connection:
        connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name,))


def test_a_connection_that_was_cut_in_the_pool_is_replaced_before_anything_is_asked(real: tuple[str, Database]) -> None:
    name, database = real
    with database.transaction(SYSTEM) as session:
        run(session, "SELECT 1")
    cut_everybody(name)
    with database.transaction(SYSTEM) as session:
        assert run(session, "SELECT current_setting('app.actor')").fetchall() == [("system",)]


def test_the_look_up_of_a_session_survives_a_cut_too(real: tuple[str, Database]) -> None:
    name, database = real
    assert database.ask("SELECT 1 WHERE %s", (True,)) == [(1,)]
    cut_everybody(name)
    assert database.ask("SELECT 1 WHERE %s", (True,)) == [(1,)]


def test_a_command_that_is_cut_half_way_is_done_once(real: tuple[str, Database]) -> None:
    """The first attempt writes something and loses its connection: nothing of it stays, and the second one counts."""
    _, database = real
    attempts: list[int] = []

    def handle(session: Session, _: Order) -> dict[str, Any]:
        attempts.append(len(attempts) + 1)
        if attempts == [1]:
            run(session, "SELECT pg_terminate_backend(pg_backend_pid())")
        return {"attempt": attempts[-1]}

    kind = Kind("cut_half_way", CommandBody, KINDS["task_unit"].guard, handle)
    body = CommandBody().load({"id": str(uuid4()), "occurred_at": "2026-11-24T12:00:00Z", "elapsed_ms": 0})
    dispatcher = Made(database).dispatcher()
    assert carry_out(database, dispatcher, kind, body)["result"] == {"attempt": 2}
    assert carry_out(database, dispatcher, kind, body)["result"] == {"attempt": 2}
    assert attempts == [1, 2]


def test_a_read_without_a_database_says_when_to_come_back(real: tuple[str, Database]) -> None:
    name, _ = real
    gone = url_of(name, "bluelamp_app").replace(name, "bluelamp_test_not_there")
    config = replace(config_for(name), app_database_url=gone)
    client = create_app(config, database_at(gone)).test_client()
    client.set_cookie("bluelamp", "a token of somebody")
    answer = client.get("/api/session")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "2")


def test_one_wake_up_names_every_feed_with_its_last_number(real: tuple[str, Database]) -> None:
    name, database = real
    made = Made(database)
    crew, dispatcher = made.crew(), made.dispatcher()
    incident = made.incident(dispatcher, at=HERE)
    with psycopg.connect(url_of(name, "bluelamp_app"), autocommit=True) as listening:
        listening.execute("LISTEN outbox")
        made.tasking(crew, incident, dispatcher)
        notices = list(listening.notifies(timeout=60, stop_after=1))
    told = dict(one.split(" ") for one in notices[0].payload.split(","))
    assert told == {feed: str(made.messages(feed)[-1]["seq"]) for feed in ("board:CE", crew.feed)}


def test_another_version_of_a_list_holds_from_the_next_command(real: tuple[str, Database]) -> None:
    """Each command hears with its claim which version holds, so no process must be started again."""
    _, database = real
    made = Made(database)
    crew = made.crew()
    assert made.give(crew, "set_status", status="17")["code"] == "unknown_status"
    lists = codes.met_default()
    new = {**lists["lists"]["statuses"][1], "code": "17", "label": "Made up"}
    document = {**lists, "version": 2, "lists": {"statuses": [*lists["lists"]["statuses"], new]}}
    with database.transaction(SYSTEM) as session:
        codes.load(session, document)
    assert made.give(crew, "set_status", status="17").outcome == "done"


def test_a_forces_own_list_outlives_the_older_one_that_we_ship(real: tuple[str, Database]) -> None:
    ours = codes.met_default()
    own = [{**ours["lists"]["restrictions"][0], "label": "Desk"}]
    with real[1].transaction(SYSTEM) as session:
        assert codes.load(session, {**ours, "versions": {"restrictions": 7}, "lists": {"restrictions": own}})
        assert codes.load(session, ours) == []
    with real[1].transaction(SYSTEM) as session:
        assert [entry["label"] for entry in codes.current(session).lists["restrictions"]] == ["Desk"]


def test_the_servers_end_is_told_to_give_up_a_client_that_the_network_has_swallowed(real: tuple[str, Database]) -> None:
    """Found by a cut in the middle of a pipeline: the backend waited for its next word for two hours, with our rows locked."""
    # Their values are shown only over TCP; who set them is shown everywhere.
    told = real[1].ask("SELECT name, source FROM pg_settings WHERE name LIKE ANY(%s)", (["tcp_%"],))
    names = {"tcp_keepalives_idle", "tcp_keepalives_interval", "tcp_keepalives_count", "tcp_user_timeout"}
    assert dict(told) == dict.fromkeys(names, "client")

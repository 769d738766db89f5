"""The roles in processes of their own: what is asked for at one port is heard at another."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
import socketio

from api import clock
from api.actors import SYSTEM, Actor
from api.auth import service as auth
from tests.conftest import config_for, database_at, own_database
from tests.factories import Made
from tests.journeys.browser.server import Server

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def london(template: str) -> Iterator[str]:
    with own_database(template, "roles") as name:
        yield name


@pytest.fixture(scope="module")
def processes(london: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Server]]:
    """One process for each role."""
    logs = tmp_path_factory.mktemp("roles")
    running = {role: Server(london, logs / f"{role}.log", BLUELAMP_ROLES=role) for role in ("web", "gateway", "worker")}
    try:
        for server in running.values():
            server.start()
        yield running
    finally:
        for server in running.values():
            server.stop()


@pytest.fixture
def committed(london: str) -> Iterator[Made]:
    """People whose rows other processes see."""
    database = database_at(config_for(london).app_database_url)
    yield Made(database)
    database.engine.dispose()


def sign_in(made: Made, actor: Actor) -> str:
    with made.database.transaction(SYSTEM) as session:
        return f"bluelamp={auth.open_session(session, actor.id, hours=1)[0]}"  # type: ignore[arg-type]  # a person's id


def test_a_socket_at_the_gateway_hears_of_a_command_given_at_the_web(
    processes: dict[str, Server], committed: Made
) -> None:
    crew = committed.crew()
    cookie = sign_in(committed, crew)
    with socketio.SimpleClient() as handset:
        handset.connect(processes["gateway"].origin, headers={"Cookie": cookie}, transports=["websocket"])
        assert handset.call("watch", {"device_id": str(uuid4())})["ok"]
        assert give(processes["web"], cookie, "set_status", status="8")["outcome"] == "done"
        event, frame = handset.receive(timeout=90)
    assert (event, frame["feed"]) == ("feed", crew.feed)


@pytest.mark.parametrize("role", ["gateway", "worker"])
def test_only_the_web_answers_for_more_than_its_health(processes: dict[str, Server], role: str) -> None:
    origin = processes[role].origin
    assert ask(f"{origin}/api/ready")[0] == 200
    assert ask(f"{origin}/api/board")[0] == 404
    assert ask(f"{processes['web'].origin}/api/board")[0] == 401


def give(server: Server, cookie: str, kind: str, **body: Any) -> Any:
    given = {"id": str(uuid4()), "occurred_at": clock.iso(clock.now()), **body}
    return ask(f"{server.origin}/api/commands/{kind}", cookie, given)[1]


def ask(url: str, cookie: str = "", body: Any = None) -> tuple[int, Any]:
    """Status and JSON of an answer."""
    request = urllib.request.Request(url, headers={"Cookie": cookie, "Content-Type": "application/json"})  # noqa: S310  our own server
    try:
        with urllib.request.urlopen(request, body and json.dumps(body).encode(), timeout=90) as answer:  # noqa: S310  as above
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, None

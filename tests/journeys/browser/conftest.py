"""Two real screens before the real server: a dispatcher's board and an officer's handset, in headless Chromium."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect

from api.actors import SYSTEM, Actor
from api.auth import service as auth
from api.db import Database
from tests.conftest import database_at, own_database, url_of
from tests.factories import Made
from tests.journeys.browser import autopush as autopushes
from tests.journeys.browser import leftovers
from tests.journeys.browser.autopush import Autopush
from tests.journeys.browser.board import Board
from tests.journeys.browser.handset import Handset
from tests.journeys.browser.server import Server
from tests.patience import PATIENCE_MS
from tests.postman.push_service import PushService, running

# In Tower Hamlets, on a made-up patrol.
PLACE = {"longitude": -0.0502, "latitude": 51.5301, "accuracy": 8}
WHOLE = os.environ.get("CHROMIUM", "/usr/bin/chromium")
WITHOUT_MAP = ["--no-sandbox", "--disable-gpu", "--disable-3d-apis"]
# The shell has no service of speech, and its pages crash when they ask whether there is one; the whole browser answers.
NO_SPEECH = "delete globalThis.SpeechRecognition; delete globalThis.webkitSpeechRecognition"
COMPLAINTS = "addEventListener('securitypolicyviolation', (e) => console.error('refused ' + e.violatedDirective))"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """The browser that ./test brings, without WebGL: in place of its map, which nobody looks at here, the app shows a sketch."""
    return {"executable_path": os.environ.get("CHROMIUM_SHELL", WHOLE), "args": WITHOUT_MAP}


@pytest.fixture(scope="session")
def push_browser(launch_browser: Callable[..., Browser]) -> Iterator[Browser]:
    """The whole of it: the shell allows nobody to notify."""
    browser = launch_browser(executable_path=WHOLE)
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def map_browser(launch_browser: Callable[..., Browser]) -> Iterator[Browser]:
    """The same browser with WebGL. It draws on the processor, a map at the price of all the rest of the journey together."""
    args = ["--no-sandbox", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"]
    browser = launch_browser(args=args)
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def push_service() -> Iterator[PushService]:
    """What stands in for a browser maker's push service."""
    with running() as service:
        yield service


@pytest.fixture(scope="session")
def autopush() -> Iterator[Autopush]:
    """And for Mozilla's, with the line on which Firefox listens."""
    with autopushes.running() as stand_in:
        yield stand_in


@pytest.fixture(scope="session")
def server(
    exercise: str,
    tmp_path_factory: pytest.TempPathFactory,
    vapid_keys: str,
    push_service: PushService,
    autopush: Autopush,
) -> Iterator[Server]:
    expect.set_options(timeout=PATIENCE_MS)
    with own_database(exercise, "browser") as name:
        log = tmp_path_factory.mktemp("server") / "server.log"
        origins = f"{push_service.origin},{autopush.origin}"
        server = Server(name, log, VAPID_KEYS=vapid_keys, PUSH_TEST_ORIGINS=origins)
        server.start()
        yield server
        server.stop()


@pytest.fixture
def database(server: Server) -> Iterator[Database]:
    """The server's own database: what is made here is there for both."""
    server.stand_up()
    database = database_at(url_of(server.database, "bluelamp_app"))
    yield database
    database.engine.dispose()


@pytest.fixture
def made(database: Database, server: Server) -> Iterator[Made]:
    """Made-up people, units and incidents, who are gone when the screens are closed."""
    yield Made(database)
    leftovers.take_away(server.database)


@pytest.fixture
def complaints() -> list[str]:
    """Everything that any browser of this test complained of."""
    return []


@pytest.fixture
def open_page(
    request: pytest.FixtureRequest, server: Server, made: Made, complaints: list[str]
) -> Iterator[Callable[..., Page]]:
    """A browser of its own for one person; nobody is signed in for None. `by` names one that draws maps or takes pushes."""
    opened: list[BrowserContext] = []

    def open_page(
        path: str, who: Actor | None, *, width: int = 1440, height: int = 900, by: str = "browser", **more: Any
    ) -> Page:
        context = request.getfixturevalue(by).new_context(
            base_url=server.origin,
            viewport={"width": width, "height": height},
            geolocation=PLACE,
            permissions=["geolocation"],
            **more,
        )
        opened.append(context)
        context.set_default_timeout(PATIENCE_MS)
        # A page and all its parts, from a server that may have only just come up, on a machine that may have more to do.
        context.set_default_navigation_timeout(2 * PATIENCE_MS)
        context.add_init_script(COMPLAINTS)
        context.add_init_script(NO_SPEECH)
        if who:
            context.add_cookies([{"name": "bluelamp", "value": token_of(made, who), "url": server.origin}])
        page = context.new_page()
        page.on("console", lambda said: complaints.append(said.text) if is_complaint(said) else None)
        page.on("pageerror", lambda fault: complaints.append(str(fault)))
        page.goto(path)
        return page

    yield open_page
    for context in opened:
        context.close()


@pytest.fixture
def open_board(open_page: Callable[..., Page]) -> Callable[..., Board]:
    return lambda who, **more: Board(open_page("/board", who, **more))


@pytest.fixture
def open_handset(open_page: Callable[..., Page]) -> Callable[..., Handset]:
    return lambda who, **more: Handset(open_page("/", who, **{"width": 390, "height": 844, **more}))


def is_complaint(said: ConsoleMessage) -> bool:
    """Chromium calls it an error that somebody who asks who they are is told: nobody yet, or that a busy server wants to be asked again."""
    return said.type == "error" and not re.search("status of (401|503)", said.text)


def token_of(made: Made, who: Actor) -> str:
    """What a sign-in a moment ago would have left in the browser."""
    with made.database.transaction(SYSTEM) as session:
        token, _ = auth.open_session(session, who.id, hours=1)  # type: ignore[arg-type]
    return token

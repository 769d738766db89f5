"""A push from our own sender through a whole browser: subscribed, sealed, opened, shown, and told of."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from api.actors import SYSTEM
from api.db import Database
from api.outbox import pushes
from tests.factories import Made
from tests.journeys.browser import firefox as browsers
from tests.journeys.browser.autopush import Autopush
from tests.journeys.browser.conftest import token_of
from tests.journeys.browser.firefox import Firefox, until
from tests.journeys.browser.server import Server

pytestmark = pytest.mark.skipif(
    "FIREFOX" not in os.environ, reason="no Firefox: ./test brings one on Debian; FIREFOX names one"
)
SHOWN = "navigator.serviceWorker.getRegistration().then((all) => all.getNotifications()).then((all) => all.length)"


@pytest.fixture
def firefox(tmp_path: Path, autopush: Autopush) -> Iterator[Firefox]:
    with browsers.running(tmp_path, autopush.origin.replace("http", "ws")) as firefox:
        yield firefox


def test_a_push_of_ours_is_shown_by_firefox_and_climbs_the_ladder(
    firefox: Firefox, autopush: Autopush, server: Server, made: Made, database: Database
) -> None:
    crew = made.crew()
    firefox.sign_in("127.0.0.1", token_of(made, crew))
    firefox.go(f"{server.origin}/")
    # The round trip that the app makes by itself when it starts.
    until(lambda: firefox.sees(r"Alerts\s+proven \d\d:\d\d"))

    tasking = made.tasking(crew, made.incident())
    assert wake(made, crew.duty_id, tasking) == 1
    until(lambda: reached(database, tasking))
    assert firefox.evaluate(SHOWN) >= 1

    # And with no page of the app open.
    firefox.go("about:blank")
    second = made.tasking(crew, made.incident(), override=True)
    assert wake(made, crew.duty_id, second) == 1
    until(lambda: reached(database, second))
    until(lambda: one(database, "SELECT delivered_at FROM taskings WHERE id = :id", second) is not None)
    until(lambda: len(autopush.acks) >= 3)
    assert set(autopush.acks) == {100}


def wake(made: Made, duty_id: UUID | None, tasking: UUID) -> int:
    assert duty_id
    with made.database.transaction(SYSTEM) as session:
        return pushes.wake(session, pushes.Waking(duty_id, "tasking", tasking))


def reached(database: Database, tasking: UUID) -> bool:
    """The push service took it, and the browser's worker has shown it."""
    taken = "SELECT outcome = 'accepted' AND shown_at IS NOT NULL FROM pushes WHERE tasking_id = :id"
    return bool(one(database, taken, tasking))


def one(database: Database, query: str, row_id: UUID) -> Any:
    with database.transaction(SYSTEM) as session:
        return session.execute(text(query), {"id": row_id}).scalar()

"""Pushes of the running server: a push service that fails, hangs or wants silence harms nobody but itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from uuid import UUID

import pytest
from sqlalchemy import text

from api.actors import SYSTEM, Actor
from api.db import Database
from api.devices.models import PushSubscription
from api.outbox import keys, pushes
from tests.conftest import database_at, own_database, url_of
from tests.factories import Made
from tests.journeys.browser.server import Server
from tests.patience import until
from tests.postman.push_service import PushService, running
from tests.postman.test_sender import POINT

TESTS = 4


@pytest.fixture(scope="module")
def well() -> Iterator[PushService]:
    with running() as service:
        yield service


@pytest.fixture(scope="module")
def those_ill() -> Iterator[list[PushService]]:
    """One for each test: a lane remembers what its service did."""
    with ExitStack() as stack:
        yield [stack.enter_context(running()) for _ in range(TESTS)]


@pytest.fixture
def ill(those_ill: list[PushService]) -> Iterator[PushService]:
    service = those_ill.pop()
    yield service
    # Whoever hangs on it is let go, so that the next test finds a server that has nothing to do.
    service.over.set()


@pytest.fixture(scope="module")
def database(
    template: str,
    tmp_path_factory: pytest.TempPathFactory,
    vapid_keys: str,
    well: PushService,
    those_ill: list[PushService],
) -> Iterator[Database]:
    """The database of a server that knows push services: one that is well, the others do as the tests say."""
    with own_database(template, "lanes") as name:
        log = tmp_path_factory.mktemp("lanes") / "server.log"
        origins = ",".join(service.origin for service in (well, *those_ill))
        server = Server(name, log, VAPID_KEYS=vapid_keys, PUSH_TEST_ORIGINS=origins)
        server.start()
        database = database_at(url_of(name, "bluelamp_app"))
        yield database
        database.engine.dispose()
        server.stop()


@pytest.fixture
def made(database: Database) -> Made:
    return Made(database)


@pytest.fixture
def crew(made: Made) -> Actor:
    return made.crew()


@pytest.fixture
def subscribed(made: Made, crew: Actor, vapid_keys: str) -> Callable[[PushService, str], PushSubscription]:
    def subscribe(service: PushService, kind: str) -> PushSubscription:
        current = keys.ring(vapid_keys).current
        assert current
        endpoint = f"{service.origin}/{kind}/{crew.id}"
        return made.subscription(
            crew, endpoint=endpoint, service=service.origin, p256dh=POINT, vapid_key=current.public
        )

    return subscribe


def test_one_that_hangs_delays_no_other(
    database: Database, subscribed: Callable[..., PushSubscription], well: PushService, ill: PushService
) -> None:
    hanging, awake = subscribed(ill, "hang"), subscribed(well, "ok")
    for _ in range(60):
        queue(database, hanging)
    until(lambda: len(ill.asked) > 0)
    push = queue(database, awake)
    until(lambda: outcome(database, push) == "accepted")
    # Those that hang are still under way or wait: none was given up for it.
    assert not [one for one in outcomes(database, hanging) if one == "accepted"]


def test_one_that_wants_silence_has_it(
    database: Database, subscribed: Callable[..., PushSubscription], well: PushService, ill: PushService
) -> None:
    busy, awake = subscribed(ill, "busy"), subscribed(well, "ok")
    first = queue(database, busy)
    until(lambda: outcome(database, first) == "answered 429")
    waiting, push = queue(database, busy), queue(database, awake)
    until(lambda: outcome(database, push) == "accepted")
    assert len(ill.asked) == 1
    assert outcome(database, waiting) is None


def test_one_that_fails_five_times_is_left_alone(
    database: Database, subscribed: Callable[..., PushSubscription], well: PushService, ill: PushService
) -> None:
    broken, awake = subscribed(ill, "broken"), subscribed(well, "ok")
    for number in range(5):
        push = queue(database, broken)
        until(lambda push=push: outcome(database, push) == "answered 500")  # type: ignore[misc]
        assert len(ill.asked) >= number + 1
    asked = len(ill.asked)
    queue(database, broken)
    push = queue(database, awake)
    until(lambda: outcome(database, push) == "accepted")
    assert len(ill.asked) == asked


def test_a_device_that_is_gone_is_asked_once(
    database: Database, subscribed: Callable[..., PushSubscription], ill: PushService, made: Made, crew: Actor
) -> None:
    gone = subscribed(ill, "gone")
    push = queue(database, gone)
    until(lambda: outcome(database, push) == "gone")
    assert crew.duty_id
    with database.transaction(SYSTEM) as session:
        assert pushes.wake(session, pushes.Waking(crew.duty_id, "tasking")) == 0
    assert len(ill.asked) == 1


def queue(database: Database, subscription: PushSubscription) -> UUID:
    with database.transaction(SYSTEM) as session:
        return pushes.wake_one(session, subscription.id, "test")


def outcome(database: Database, push_id: UUID) -> str | None:
    with database.transaction(SYSTEM) as session:
        found: str | None = session.execute(text("SELECT outcome FROM pushes WHERE id = :id"), {"id": push_id}).scalar()
    return found


def outcomes(database: Database, subscription: PushSubscription) -> list[str | None]:
    with database.transaction(SYSTEM) as session:
        query = text("SELECT outcome FROM pushes WHERE subscription_id = :id")
        return list(session.execute(query, {"id": subscription.id}).scalars())

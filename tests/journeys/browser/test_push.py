"""A push from our own sender to the lock screen and back, in Chromium.

Chromium's own push service cannot be had here, so a stand-in takes what the server sends, the test opens it as the browser
would, and hands it to the browser's worker. Everything else is the real thing.
"""

from __future__ import annotations

import re
from base64 import urlsafe_b64encode
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import http_ece
import pytest
from playwright.sync_api import CDPSession, Page, Worker, expect
from sqlalchemy import text

from api.actors import SYSTEM, Actor
from api.db import Database
from api.outbox import pushes
from tests.factories import Made
from tests.journeys.browser.handset import Handset
from tests.journeys.browser.server import Server
from tests.patience import until
from tests.postman.push_service import PushService
from tests.postman.test_sender import BROWSER, POINT

AUTH = b"a" * 16
WHAT = "Two men fighting outside the café"

SUBSCRIBES = """
    const bytes = (letters) => Uint8Array.from(atob(letters.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0)).buffer;
    const keys = { p256dh: '%(p256dh)s', auth: '%(auth)s' };
    PushManager.prototype.getSubscription = async () => null;
    PushManager.prototype.subscribe = async () => ({ endpoint: '%(endpoint)s', getKey: (name) => bytes(keys[name]) });
"""


REFUSES = "PushManager.prototype.subscribe = async () => { throw new DOMException('refused', 'AbortError'); };"


class Sleeper:
    """A handset whose pushes go through our hands."""

    def __init__(self, page: Page, server: Server, push_service: PushService) -> None:
        self.page, self.server, self.push_service = page, server, push_service
        page.context.grant_permissions(["geolocation", "notifications"], origin=server.origin)
        self.subscribes_as(f"/ok/{uuid4()}")

    def subscribes_as(self, path: str) -> None:
        """From the next start on, which is now, the browser holds nothing and would subscribe under this address."""
        self.path, self.seen = path, len(self.push_service.asked)
        given = {"p256dh": letters(POINT), "auth": letters(AUTH), "endpoint": self.push_service.origin + path}
        self.page.context.add_init_script(SUBSCRIBES % given)
        self.page.reload()

    @property
    def worker(self) -> Worker:
        return self.page.context.service_workers[0]

    def deliver(self) -> None:
        """Hand the next push over: what the server sent, opened as the browser opens it."""
        until(lambda: self._coming() is not None)
        body = self._coming()
        assert body is not None
        self.seen = len(self.push_service.asked)
        plain = http_ece.decrypt(body, private_key=BROWSER, auth_secret=AUTH, version="aes128gcm")
        # A page of our origin that is none of the handset's: it only lends us its line to the browser.
        lent = self.page.context.new_page()
        lent.goto(f"{self.server.origin}/api/health")
        line = lent.context.new_cdp_session(lent)
        registration = registration_of(line, lent)
        message = {"origin": self.server.origin, "registrationId": registration, "data": plain.decode()}
        line.send("ServiceWorker.deliverPushMessage", message)
        lent.close()

    def _coming(self) -> bytes | None:
        fresh = self.push_service.asked[self.seen :]
        return next((body for head, body in fresh if head.startswith(f"POST {self.path} ")), None)

    def press(self, action: str) -> None:
        """A finger on the lock screen, on what tells of a tasking: the test of the alert may still lie there beside it."""
        pressing = """async (action) => {
            const all = await self.registration.getNotifications();
            const shown = all.find(({ actions }) => actions.length > 0) ?? all.at(-1);
            self.dispatchEvent(new NotificationEvent('notificationclick', { notification: shown, action }));
        }"""
        self.worker.evaluate(pressing, action)

    def shown(self) -> list[dict[str, Any]]:
        reading = """async () => (await self.registration.getNotifications()).map(({ title, body, silent, actions }) =>
            ({ title, body, silent, actions: actions.map(({ action }) => action) }))"""
        found: list[dict[str, Any]] = self.worker.evaluate(reading)
        return found

    def put_away(self) -> None:
        """No page of the app is open any more."""
        keeper = self.page.context.new_page()
        self.page.close()
        self.page = keeper

    def open_again(self) -> Handset:
        self.page.goto(self.server.origin)
        return Handset(self.page)


def registration_of(line: CDPSession, page: Page) -> str:
    found: list[str] = []

    def note(told: dict[str, Any]) -> None:
        found.extend(one["registrationId"] for one in told["registrations"] if not one["isDeleted"])

    line.on("ServiceWorker.workerRegistrationUpdated", note)
    line.send("ServiceWorker.enable")
    while not found:
        page.wait_for_timeout(20)
    return found[0]


@pytest.fixture
def crew(made: Made) -> Actor:
    return made.crew()


@pytest.fixture
def sleeper(open_page: Callable[..., Page], crew: Actor, server: Server, push_service: PushService) -> Sleeper:
    """A handset on duty whose alerts are proven."""
    page = open_page("/", crew, width=390, height=844, by="push_browser")
    expect(page.get_by_text("Alerts are blocked on this device")).to_be_visible()
    sleeper = Sleeper(page, server, push_service)
    expect(page.get_by_text("waiting for the test")).to_be_visible()
    sleeper.deliver()
    expect(page.get_by_text(re.compile(r"proven \d\d:\d\d"))).to_be_visible()
    return sleeper


@pytest.fixture
def tasked(made: Made, crew: Actor) -> Callable[[], UUID]:
    """A tasking, and the push that tells the crew to come."""

    def task() -> UUID:
        tasking = made.tasking(crew, made.incident(what=WHAT))
        with made.database.transaction(SYSTEM) as session:
            assert crew.duty_id
            assert pushes.wake(session, pushes.Waking(crew.duty_id, "tasking", tasking)) == 1
        return tasking

    return task


def test_going_on_duty_proves_the_alert(
    open_page: Callable[..., Page], made: Made, server: Server, push_service: PushService
) -> None:
    callsign = made.row("unit_rows", made.unit())["callsign"]
    sleeper = Sleeper(open_page("/", made.officer(), width=390, height=844, by="push_browser"), server, push_service)
    Handset(sleeper.page).go_on_duty(callsign)
    sleeper.deliver()
    expect(sleeper.page.get_by_text(re.compile(r"proven \d\d:\d\d"))).to_be_visible()


def test_a_subscription_that_the_browser_has_lost_is_renewed_or_said(
    sleeper: Sleeper, made: Made, crew: Actor, database: Database
) -> None:
    former = sleeper.path
    sleeper.subscribes_as(f"/ok/{uuid4()}")
    expect(sleeper.page.get_by_text("waiting for the test")).to_be_visible()
    sleeper.deliver()
    expect(sleeper.page.get_by_text(re.compile(r"proven \d\d:\d\d"))).to_be_visible()
    live = "SELECT string_agg(endpoint, ' ') FROM push_subscriptions s JOIN devices d ON d.id = s.device_id"
    live += " WHERE d.officer_id = :id AND s.retired_at IS NULL"
    assert (held := one(database, live, crew.id))
    assert sleeper.path in held
    assert former not in held

    sleeper.page.context.add_init_script(REFUSES)
    sleeper.page.reload()
    expect(sleeper.page.get_by_text("No alert reaches this device. The browser refused to subscribe.")).to_be_visible()
    # The dispatcher must not count on it either.
    until(lambda: one(database, live, crew.id) is None)


def test_the_officer_tests_the_alert(sleeper: Sleeper, crew: Actor, database: Database, complaints: list[str]) -> None:
    sleeper.page.get_by_role("button", name="Test my alert").click()
    sleeper.deliver()
    expect(sleeper.page.get_by_role("button", name="Test my alert")).to_be_visible()
    # Theirs alone: other journeys have tested alerts on the same server.
    count = "SELECT count(*) FROM pushes p JOIN push_subscriptions s ON s.id = p.subscription_id JOIN devices d ON d.id = s.device_id"
    count += " WHERE d.officer_id = :id AND reason = 'test' AND shown_at IS NOT NULL"
    until(lambda: one(database, count, crew.id) >= 2)
    assert complaints == []


def test_with_no_page_open_the_tasking_is_shown_stored_and_delivered(
    sleeper: Sleeper, tasked: Callable[[], UUID], database: Database
) -> None:
    sleeper.put_away()
    tasking = tasked()
    sleeper.deliver()
    until(lambda: one(database, "SELECT max(shown_at) FROM pushes WHERE tasking_id = :id", tasking) is not None)
    until(lambda: one(database, "SELECT delivered_at FROM taskings WHERE id = :id", tasking) is not None)
    (alert,) = [shown for shown in sleeper.shown() if shown["actions"]]
    assert alert["actions"] == ["accept", "read"]
    assert WHAT not in str(alert)
    # Without a network the app has only what the worker has stored.
    sleeper.page.context.set_offline(True)
    expect(sleeper.open_again().alarm).to_contain_text(WHAT)


def test_a_check_is_shown_in_silence_proves_the_alert_and_gives_way_to_a_tasking(
    sleeper: Sleeper, tasked: Callable[[], UUID], crew: Actor, database: Database
) -> None:
    sleeper.put_away()
    for _ in range(2):
        held = one(database, f"SELECT s.id {HELD}", crew.id)
        proven = one(database, f"SELECT s.proven_at {HELD}", crew.id)
        with database.transaction(SYSTEM) as session:
            pushes.wake_one(session, held, "check")
        sleeper.deliver()
        until(lambda before=proven: one(database, f"SELECT s.proven_at {HELD}", crew.id) > before)
    quiet = [shown for shown in sleeper.shown() if shown["silent"]]
    assert [shown["body"] for shown in quiet] == ["Alerts reach this device. Nothing to do."], (
        "the second in the place of the first"
    )
    tasked()
    sleeper.deliver()
    until(lambda: not [shown for shown in sleeper.shown() if shown["silent"]])
    assert [shown["actions"] for shown in sleeper.shown() if shown["actions"]] == [["accept", "read"]]


HELD = (
    "FROM push_subscriptions s JOIN devices d ON d.id = s.device_id WHERE d.officer_id = :id AND s.retired_at IS NULL"
)


def test_accept_from_the_lock_screen_is_sent_by_the_worker(
    sleeper: Sleeper, tasked: Callable[[], UUID], database: Database, made: Made, crew: Actor
) -> None:
    sleeper.put_away()
    tasking = tasked()
    sleeper.deliver()
    until(lambda: one(database, "SELECT delivered_at FROM taskings WHERE id = :id", tasking) is not None)
    sleeper.press("accept")
    until(lambda: accepted(database, tasking))
    answered = "SELECT device_id FROM receipts WHERE tasking_id = :id AND rung = 'answered'"
    assert one(database, answered, tasking), "the device on which it was pressed has climbed the last rung"
    until(lambda: one(database, "SELECT en_route_at FROM taskings WHERE id = :id", tasking) is not None)
    until(lambda: one(database, "SELECT max(pressed_at) FROM pushes WHERE tasking_id = :id", tasking) is not None)
    # The button says *Accept and go*: the board need not wait for a second press to see them on their way.
    assert made.unit_row(crew)["status"] == "5"


def test_accept_without_signal_waits_in_the_outbox_and_the_page_sends_it(
    sleeper: Sleeper, tasked: Callable[[], UUID], database: Database
) -> None:
    sleeper.put_away()
    tasking = tasked()
    sleeper.deliver()
    until(lambda: one(database, "SELECT delivered_at FROM taskings WHERE id = :id", tasking) is not None)
    sleeper.page.context.set_offline(True)
    sleeper.press("accept")
    handset = sleeper.open_again()
    expect(handset.waiting).to_be_visible()
    assert one(database, "SELECT acknowledged_at FROM taskings WHERE id = :id", tasking) is None
    sleeper.page.context.set_offline(False)
    until(lambda: accepted(database, tasking), handset.page)


def test_read_opens_the_tasking_and_answers_nothing(
    sleeper: Sleeper, tasked: Callable[[], UUID], database: Database
) -> None:
    tasking = tasked()
    sleeper.deliver()
    until(lambda: one(database, "SELECT max(shown_at) FROM pushes WHERE tasking_id = :id", tasking) is not None)
    expect(Handset(sleeper.page).alarm).to_be_visible()
    sleeper.press("read")
    expect(sleeper.page).to_have_url(re.compile(f"#/tasking/{tasking}"))
    assert not accepted(database, tasking)


def accepted(database: Database, tasking: UUID) -> bool:
    return one(database, "SELECT acknowledged_at FROM taskings WHERE id = :id", tasking) is not None


def one(database: Database, query: str, row_id: UUID | None = None) -> Any:
    with database.transaction(SYSTEM) as session:
        return session.execute(text(query), {"id": row_id} if row_id else {}).scalar()


def letters(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")

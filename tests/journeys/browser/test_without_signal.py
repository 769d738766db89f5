"""The handset without signal, before the real server: what it shows, what it keeps, and what comes of it afterwards."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Route, expect
from sqlalchemy import text

from api.actors import SYSTEM, Actor
from api.officers.models import SignedIn
from api.units.models import Unit
from tests.factories import Made
from tests.journeys.browser.board import Board
from tests.journeys.browser.conftest import token_of
from tests.journeys.browser.handset import Handset
from tests.journeys.browser.server import Server
from tests.patience import until

WHAT = "Man with a hammer in the yard"
# Which drawers of the store hold something, by name.
HELD = """async () => {
    const opening = indexedDB.open('bluelamp');
    const base = await new Promise((done) => { opening.onsuccess = () => done(opening.result); });
    const names = (drawer) => new Promise((done) => {
        const asked = base.transaction(drawer).objectStore(drawer).getAllKeys();
        asked.onsuccess = () => done(asked.result);
    });
    const held = { sealed: await names('sealed'), outbox: (await names('outbox')).length };
    base.close();
    return held;
}"""
# Whether the data key can be unwrapped by what lies on the disk.
LEASED = """async () => {
    const opening = indexedDB.open('bluelamp');
    const base = await new Promise((done) => { opening.onsuccess = () => done(opening.result); });
    const asked = base.transaction('keys').objectStore('keys').get('data');
    const lock = await new Promise((done) => { asked.onsuccess = () => done(asked.result); });
    base.close();
    return Boolean(lock.lease);
}"""
# A tone that was started is counted; a headless browser plays to nobody.
# Those of an Immediate alone: on a busy machine every tab may also say that it has lost the control room.
COUNTS_TONES = """
    globalThis.tones = 0;
    const start = AudioScheduledSourceNode.prototype.start;
    AudioScheduledSourceNode.prototype.start = function (at) {
        if (Math.round(this.frequency?.value) === 1568) globalThis.tones++;
        return start.call(this, at);
    };
"""
# Of the tabs of one browser one holds the alarm's sound and the other stands in line for it.
ONE_SOUNDS = """async () => {
    const { held, pending } = await navigator.locks.query();
    const ours = (locks) => locks.filter(({ name }) => name === 'bluelamp-alarm').length;
    return ours(held) === 1 && ours(pending) === 1;
}"""
NEVER_WOKEN = "delete ServiceWorkerRegistration.prototype.sync"
CACHED = """async () => {
    const words = [];
    for (const name of await caches.keys()) {
        const shelf = await caches.open(name);
        for (const key of await shelf.keys()) words.push(await (await shelf.match(key)).text());
    }
    return words.join('').includes('Free Wi-Fi');
}"""


@pytest.fixture
def dispatcher(made: Made) -> Actor:
    return made.dispatcher(pod="NW")


@pytest.fixture
def crew(made: Made) -> Actor:
    return made.crew(pod="NW")


@pytest.fixture
def incident(made: Made, dispatcher: Actor) -> Any:
    return made.incident(dispatcher, pod="NW", what=WHAT)


@pytest.fixture
def officer(made: Made, crew: Actor, dispatcher: Actor, incident: Any, open_handset: Callable[..., Handset]) -> Handset:
    """At a job together with another crew, with everything on the device and the worker in charge."""
    made.tasking(crew, incident, dispatcher)
    made.tasking(made.crew(pod="NW"), incident, dispatcher)
    officer = open_handset(crew)
    officer.page.evaluate("navigator.serviceWorker.ready.then(() => undefined)")
    officer.accept()
    officer.read_risk()
    expect(officer.page.get_by_text("Contacts")).to_be_visible()
    # The control room has heard it, and the device has heard back: from here on nothing else is on its way.
    expect(officer.page.get_by_role("region", name="Log")).to_contain_text("accepted")
    expect(officer.waiting).to_have_count(0)
    return officer


def test_a_start_without_signal_shows_the_tasking_its_risk_log_and_contacts_with_their_age(officer: Handset) -> None:
    officer.page.context.set_offline(True)
    officer.page.reload()
    expect(officer.heading(WHAT)).to_be_visible()
    expect(officer.page.get_by_text("You read this at")).to_be_visible()
    expect(officer.page.get_by_role("region", name="Log")).to_contain_text("accepted")
    contacts = officer.page.get_by_role("region", name="Contacts")
    expect(contacts).to_contain_text(re.compile(r"as of \d\d:\d\d, \d+ \w+ ago"))
    expect(contacts.get_by_role("link", name="Control room")).to_have_attribute(
        "href", re.compile(r"^tel:0207946\d{4}$")
    )
    expect(contacts.get_by_role("term")).to_have_count(3)


def test_the_board_shows_when_it_was_tapped_and_when_it_was_received(
    made: Made, officer: Handset, crew: Actor, dispatcher: Actor, incident: Any, open_board: Callable[..., Board]
) -> None:
    """Sixteen minutes without signal, by the device's own clock: en route, at scene and a line, all in their order."""
    # They have been on patrol for an hour: what they tap now is newer, also sixteen minutes ago.
    with made.database.transaction(SYSTEM) as session:
        session.get_one(Unit, crew.unit_id).status_at -= timedelta(hours=1)
    board = open_board(dispatcher)
    board.open_incident(made.row("incident_rows", incident)["cad"])
    officer.page.clock.install()
    officer.page.context.set_offline(True)
    officer.next_status("5 En route")
    officer.next_status("6 At scene")
    officer.add_line("Hammer is on the ground.")
    expect(officer.page.get_by_text("3 waiting")).to_be_visible()
    officer.page.clock.fast_forward("16:00")
    officer.page.context.set_offline(False)
    officer.page.clock.resume()
    expect(officer.waiting).to_have_count(0)

    expect(board.log.get_by_role("listitem").filter(has_text="Hammer is on the ground.")).to_contain_text("received")
    callsign = made.unit_row(crew)["callsign"]
    board.page.get_by_role("main").click(position={"x": 5, "y": 5})
    board.press("u")
    board.units.get_by_role("button", name=re.compile(callsign)).first.click()
    card = board.page.get_by_role("region", name=f"Unit {callsign}")
    expect(card).to_contain_text(re.compile(r"tapped \d\d:\d\d, received \d\d:\d\d"))
    kinds = [kind for kind in commands_of(made, crew) if kind in {"set_status", "add_log"}]
    assert kinds[-3:] == ["set_status", "set_status", "add_log"]


def test_a_revoked_session_leaves_only_what_is_unsent_and_its_owner_sends_it(
    made: Made, officer: Handset, crew: Actor, server: Server
) -> None:
    officer.page.context.set_offline(True)
    officer.next_status("5 En route")
    with made.database.transaction(SYSTEM) as session:
        session.query(SignedIn).filter(SignedIn.officer_id == crew.id).delete()
    officer.page.context.set_offline(False)
    expect(officer.page.get_by_text("1 unsent action is kept on this device")).to_be_visible()
    held = officer.page.evaluate(HELD)
    assert held == {"sealed": ["needs", "owner"], "outbox": 1}

    # No key on the device opens it, and somebody else's sign-in releases another one.
    assert not officer.page.evaluate(LEASED)
    signed_in_as(officer, made, server, made.officer())
    expect(officer.page.get_by_text("1 unsent action is kept on this device for PC Made Up")).to_be_visible()
    assert officer.page.evaluate(HELD)["outbox"] == 1
    assert not officer.page.evaluate(LEASED)

    signed_in_as(officer, made, server, crew)
    expect(officer.status.get_by_text("5 En route")).to_be_visible()
    until(lambda: made.unit_row(crew)["status"] == "5", officer.page)


def test_two_tabs_and_a_terminal_give_one_alarm_each_and_one_answer_silences_all(
    made: Made, crew: Actor, open_handset: Callable[..., Handset]
) -> None:
    one, terminal = open_handset(crew), open_handset(crew, width=1280, height=800)
    one.page.context.add_init_script(COUNTS_TONES)
    terminal.page.context.add_init_script(COUNTS_TONES)
    two = Handset(one.page.context.new_page())
    tabs = [one, two, terminal]
    for screen in tabs:
        screen.page.goto("/")
        screen.heading(re.compile("nothing for you")).click()
    tasking = made.tasking(crew, made.incident(pod="CE", what=WHAT))
    for screen in tabs:
        expect(screen.alarm).to_be_visible()
    terminal.page.wait_for_function("globalThis.tones > 0")
    one.page.wait_for_function(ONE_SOUNDS)
    heard = [screen.page.evaluate("globalThis.tones") > 0 for screen in tabs]
    assert sorted(heard[:2]) == [False, True]

    terminal.accept()
    for screen in (one, two):
        expect(screen.alarm).to_have_count(0)
    assert commands_of(made, crew).count("accept_tasking") == 1
    assert made.row("tasking_rows", tasking)["state"] == "acknowledged"


def test_a_captive_portal_is_no_signal_and_nothing_of_it_is_kept(officer: Handset, made: Made, crew: Actor) -> None:
    """Whether it answers with a page of its own or sends the browser on to one."""

    def answers(route: Route) -> None:
        route.fulfill(status=200, content_type="text/html", body="<h1>Free Wi-Fi</h1>")

    def redirects(route: Route) -> None:
        route.fulfill(status=302, headers={"Location": "/api/health"})

    # What a worker sends passes by the portal that stands here: it must not be woken.
    officer.page.context.add_init_script(NEVER_WOKEN)
    officer.page.evaluate(NEVER_WOKEN)
    officer.page.context.route("**/*", answers)
    officer.next_status("5 En route")
    for portal in (answers, redirects):
        # On top of the one before: there is no moment without any.
        officer.page.context.route("**/*", portal)
        officer.page.reload()
        expect(officer.heading(WHAT)).to_be_visible()
        expect(officer.waiting).to_be_visible()
        assert not officer.page.evaluate(CACHED)
        assert made.unit_row(crew)["status"] != "5"
    officer.page.context.unroute_all()
    officer.page.reload()
    until(lambda: made.unit_row(crew)["status"] == "5", officer.page)


def test_the_worker_sends_what_waits_although_no_page_is_open(officer: Handset, made: Made, crew: Actor) -> None:
    officer.page.context.set_offline(True)
    officer.next_status("5 En route")
    worker = officer.page.context.service_workers[0]
    keeper = officer.page.context.new_page()
    officer.page.close()
    officer.page.context.set_offline(False)
    woken = "self.dispatchEvent(new SyncEvent('sync', { tag: 'bluelamp-outbox', lastChance: false }))"
    worker.evaluate(woken)
    until(lambda: made.unit_row(crew)["status"] == "5", keeper)
    # Once when they came on duty, and once now.
    assert commands_of(made, crew).count("set_status") == 2


def signed_in_as(officer: Handset, made: Made, server: Server, who: Actor) -> None:
    officer.page.context.add_cookies([{"name": "bluelamp", "value": token_of(made, who), "url": server.origin}])
    officer.page.reload()


def commands_of(made: Made, crew: Actor) -> list[str]:
    """Kinds of what the crew's devices asked for, in the order in which it was done."""
    query = "SELECT kind FROM commands WHERE actor_id = :id ORDER BY received_at"
    with made.database.transaction(SYSTEM) as session:
        return list(session.execute(text(query), {"id": str(crew.id)}).scalars())

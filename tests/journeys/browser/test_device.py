"""What can go wrong on the device itself, in a real browser: each thing is told to somebody, and nothing goes silently."""

from __future__ import annotations

import re
from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from playwright.sync_api import Page, Route, expect
from sqlalchemy import text

from api import clock
from api.actors import SYSTEM, Actor
from tests.factories import Made
from tests.journeys.browser.handset import Handset
from tests.journeys.browser.server import Server
from tests.patience import until

FEED = "**/api/feeds/**"
SOCKET = re.compile(r"/socket\.io/")
WHAT = "Shouting on the landing"
SOME_PAGE = '<svg xmlns="http://www.w3.org/2000/svg"/>'
DELETE_STORE = """async () => new Promise((done, failed) => {
    const asked = indexedDB.deleteDatabase('bluelamp');
    // A page that was only just left may still let go of it: the deletion waits for that.
    asked.onsuccess = done;
    asked.onerror = failed;
})"""
# As the version before this one left it, and never closed when another asks.
HOLD_OLD_STORE = """async () => new Promise((done, failed) => {
    const asked = indexedDB.open('bluelamp', 1);
    asked.onupgradeneeded = () => {
        for (const drawer of ['keys', 'sealed', 'plain']) asked.result.createObjectStore(drawer);
        asked.result.createObjectStore('outbox', { autoIncrement: true });
    };
    asked.onsuccess = () => { globalThis.held = asked.result; done(); };
    asked.onerror = failed;
})"""


@pytest.fixture
def dispatcher(made: Made) -> Actor:
    return made.dispatcher()


@pytest.fixture
def crew(made: Made) -> Actor:
    return made.crew()


@pytest.fixture
def officer(crew: Actor, open_handset: Callable[..., Handset]) -> Handset:
    officer = open_handset(crew)
    expect(officer.heading(re.compile("nothing for you"))).to_be_visible()
    officer.page.evaluate("navigator.serviceWorker.ready.then(() => undefined)")
    return officer


def test_a_refusal_and_what_the_browser_threw_away_come_back_to_the_officer(
    officer: Handset, made: Made, crew: Actor, dispatcher: Actor, server: Server
) -> None:
    tasking = made.tasking(crew, made.incident(dispatcher, what=WHAT), dispatcher)
    expect(officer.alarm).to_be_visible()
    officer.page.context.set_offline(True)
    officer.accept()
    made.give(dispatcher, "withdraw_tasking", tasking_id=tasking, reason="not_needed")
    officer.page.context.set_offline(False)
    needs = officer.button(re.compile("things? needs? you"))
    needs.click()
    sheet = officer.page.get_by_role("dialog", name="Needs you")
    refused = sheet.get_by_role("listitem").filter(has_text="Not done")
    expect(refused).to_contain_text(re.compile(r"withdrawn", re.IGNORECASE))
    officer.press(sheet.get_by_role("button", name="I have seen this").first, needs, gone=True)
    officer.page.reload()
    officer.button("Back to your duty").first.click()
    expect(officer.heading(re.compile("nothing for you"))).to_be_visible()
    expect(needs).to_have_count(0)

    officer.page.context.set_offline(True)
    officer.set_status("3")
    expect(officer.waiting).to_be_visible()
    # A browser that is short of space takes the database while the app is closed. Some page of ours is needed to do it from.
    officer.page.context.route(
        "**/icons/lamp.svg", lambda route: route.fulfill(content_type="image/svg+xml", body=SOME_PAGE)
    )
    officer.page.goto(f"{server.origin}/icons/lamp.svg")
    officer.page.evaluate(DELETE_STORE)
    officer.page.context.set_offline(False)
    officer.page.goto(server.origin)
    expect(needs).to_contain_text("Unsent when last open: 1. The browser cleared it")
    assert made.unit_row(crew)["status"] != "3"


def test_a_full_disk_is_said_and_what_it_refuses_is_still_sent(
    made: Made, crew: Actor, server: Server, open_page: Callable[..., Page], complaints: list[str]
) -> None:
    """Not one byte fits: the app works from memory while it is connected, and says what that means."""
    officer = Handset(open_page("/icons/lamp.svg", crew, width=390, height=844))
    line = officer.page.context.new_cdp_session(officer.page)
    line.send("Storage.overrideQuotaForOrigin", {"origin": server.origin, "quotaSize": 1})
    officer.page.goto("/")
    expect(officer.heading(re.compile("nothing for you"))).to_be_visible()
    officer.page.context.set_offline(True)
    officer.set_status("3")
    expect(officer.page.get_by_role("alert").filter(has_text="This device cannot store")).to_be_visible()
    expect(officer.waiting).to_be_visible()
    officer.page.context.set_offline(False)
    until(lambda: made.unit_row(crew)["status"] == "3", officer.page)
    # What the control room sends is shown, disk or no disk.
    made.tasking(crew, made.incident(what=WHAT))
    expect(officer.alarm).to_contain_text(WHAT)
    complaints.clear()


def test_a_tab_that_holds_an_older_store_is_asked_to_close_and_then_everything_opens(
    officer: Handset, server: Server
) -> None:
    page = officer.page
    page.goto(f"{server.origin}/icons/lamp.svg")
    page.evaluate(DELETE_STORE)
    page.evaluate(HOLD_OLD_STORE)
    fresh = Handset(page.context.new_page())
    fresh.page.goto(server.origin)
    expect(fresh.heading("Close the other Bluelamp")).to_be_visible()
    page.close()
    expect(fresh.heading(re.compile("nothing for you"))).to_be_visible()


def test_a_tasking_that_cannot_be_drawn_is_told_and_the_others_stand(
    officer: Handset, made: Made, crew: Actor, dispatcher: Actor, complaints: list[str]
) -> None:
    # Of this grade nobody sends the card once more, whole, when it is not answered within seconds.
    incident = made.incident(dispatcher, what="Cannot be drawn", grade="R")
    # The page that is left must not hear of it in its last moment, and keep the card whole.
    officer.page.context.set_offline(True)
    officer.page.goto("about:blank")
    bad = made.tasking(crew, incident, dispatcher)
    officer.page.context.set_offline(False)
    sound = {"id": str(uuid4()), "state": "acknowledged", "seen_at": clock.iso(clock.now())}

    def poisoned(route: Route) -> None:
        """The risk of the card is no list, and an older tasking lies beside it."""
        snapshot = route.fetch().json()
        (card,) = snapshot["cards"]
        other = {**deepcopy(card), **sound}
        other["incident_id"] = other["incident"]["id"] = str(uuid4())
        other["incident"]["what"] = WHAT
        card["risk"]["items"] = 5
        route.fulfill(json={**snapshot, "cards": [card, other]})

    # A feed or a socket that is quicker than the snapshot would bring the tasking whole, and it would be shown.
    only_snapshots = [True]
    officer.page.context.route(FEED, lambda route: route.abort() if only_snapshots else route.fallback())
    officer.page.context.route_web_socket(
        SOCKET, lambda link: link.close() if only_snapshots else link.connect_to_server()
    )
    officer.page.context.route("**/api/handset", poisoned)
    officer.page.goto("/")
    expect(officer.alarm).to_contain_text("This could not be shown: ask control.")
    until(lambda: any("cannot show all of this" in said for said in made.log(incident)), officer.page)
    only_snapshots.clear()
    until(lambda: "delivered" in rungs(made, bad), officer.page)
    # Judged before it is opened: that is told to everybody, the whole card comes again, and then it can be drawn.
    assert "shown" not in rungs(made, bad)
    officer.open_alarm()
    expect(officer.heading("Cannot be drawn")).to_be_visible()
    expect(officer.page.get_by_role("region", name="Log")).to_be_visible()
    officer.button("Back to your duty").click()
    expect(officer.button(re.compile(WHAT))).to_be_visible()
    assert sum("cannot show all of this" in said for said in made.log(incident)) == 1
    complaints.clear()


def rungs(made: Made, tasking: UUID) -> set[str]:
    """How far the devices of the crew say that this tasking has got."""
    with made.database.transaction(SYSTEM) as session:
        return set(session.execute(text("SELECT rung FROM receipts WHERE tasking_id = :id"), {"id": tasking}).scalars())


def test_the_partners_open_terminal_comes_on_duty_by_itself_and_gets_the_tasking(
    made: Made, dispatcher: Actor, open_handset: Callable[..., Handset]
) -> None:
    partner, driver = made.officer(), replace(made.officer(), unit_id=made.unit())
    callsign = made.row("unit_rows", driver.unit_id)["callsign"]
    terminal = open_handset(partner, width=1024, height=600)
    expect(terminal.page.get_by_role("textbox", name="Callsign")).to_be_visible()
    # It listens by now, so nothing but the gateway's word can tell it.
    until(lambda: listens(made, partner), terminal.page)
    handset = open_handset(driver)
    handset.page.get_by_role("textbox", name="Callsign").fill(callsign)
    handset.button(re.compile(f"^{callsign}")).click()
    handset.page.get_by_role("textbox", name="Crew beside you").fill(partner.pay_number)
    handset.button("Add", exact=True).click()
    handset.button(f"Go on duty as {callsign}").click()
    expect(handset.heading(re.compile("nothing for you"))).to_be_visible()
    expect(terminal.status.get_by_text(callsign)).to_be_visible()
    made.tasking(driver, made.incident(what=WHAT), dispatcher, override=True)
    for device in (handset, terminal):
        expect(device.alarm).to_contain_text(WHAT)


def listens(made: Made, officer: Actor) -> bool:
    with made.database.transaction(SYSTEM) as session:
        told = text("SELECT true FROM devices WHERE officer_id = :id")
        return bool(session.execute(told, {"id": officer.id}).scalar())

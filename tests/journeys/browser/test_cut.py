"""When nobody is there: each side says so, loses nothing, and catches up by itself."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime

from playwright.sync_api import expect

from tests.factories import Made
from tests.journeys.browser.board import Board
from tests.journeys.browser.handset import Handset
from tests.journeys.browser.server import Server

DEAD = re.compile(r"No live feed since \d\d:\d\d:\d\d")


def test_after_a_dead_server_each_side_catches_up_without_a_reload(
    made: Made, server: Server, open_board: Callable[..., Board], open_handset: Callable[..., Handset]
) -> None:
    """What the officer tapped meanwhile waits, is sent by itself, and carries the time of the tap."""
    crew, dispatcher = made.crew(pod="AW"), made.dispatcher(pod="AW")
    incident_id = made.incident(dispatcher, pod="AW", what="Shop window broken")
    made.tasking(crew, incident_id, dispatcher)
    officer, board = open_handset(crew), open_board(dispatcher)
    officer.accept()
    board.open_incident(made.row("incident_rows", incident_id)["cad"])
    board.has_reached("Accepted")

    server.kill()
    expect(board.dead_feed.get_by_text(DEAD)).to_be_visible()
    expect(officer.link).to_have_text("No link to the control room")
    officer.next_status("5 En route")
    tapped_by = datetime.now(UTC)
    officer.add_line("Caller waves us down.")
    expect(officer.waiting).to_be_visible()
    back_at = datetime.now(UTC)
    server.start()

    expect(board.dead_feed).to_have_count(0)
    expect(officer.link).to_have_text("Connected to the control room")
    expect(officer.waiting).to_have_count(0)
    board.has_reached("En route")
    expect(board.log.get_by_text("Caller waves us down.")).to_be_visible()
    unit = made.unit_row(crew)
    assert unit["status"] == "5"
    received_at = datetime.fromisoformat(unit["status_received_at"])
    assert received_at > back_at
    # The time of a tap is exact to the time that its message travels: how long ago it was is what the handset knows.
    assert received_at - datetime.fromisoformat(unit["status_at"]) > back_at - tapped_by


def test_a_board_whose_server_has_lost_its_database_says_that_its_feed_is_dead(
    made: Made, server: Server, open_board: Callable[..., Board]
) -> None:
    board = open_board(made.dispatcher(pod="SN"))
    board.is_live()
    incident = made.row("incident_rows", made.incident(pod="SN", what="Chosen while nobody answered"))
    expect(board.incidents.get_by_text("Chosen while nobody answered")).to_be_visible()
    risk = board.page.get_by_role("region", name=re.compile("^Risk: place and people"))
    server.close_database()
    try:
        expect(board.dead_feed.get_by_text(DEAD)).to_be_visible()
        board.order(incident["cad"].split("/", maxsplit=1)[0])
        expect(risk).to_contain_text("cannot be read")
    finally:
        server.open_database()
    expect(board.dead_feed).to_have_count(0)
    # Nobody has to ask again for what could not be read meanwhile.
    expect(risk).not_to_contain_text("cannot be read")
    expect(risk).to_contain_text("Searched")
    made.incident(pod="SN", what="After the database came back")
    expect(board.incidents.get_by_text("After the database came back")).to_be_visible()


def test_a_late_available_is_asked(made: Made, open_handset: Callable[..., Handset]) -> None:
    """An old "available" must not pull a unit out of what it does now without a word from the officer."""
    crew = made.crew(pod="WA", status="8")
    officer = open_handset(crew)
    expect(officer.heading(re.compile("nothing for you"))).to_be_visible()
    officer.page.clock.install()
    officer.page.context.set_offline(True)
    officer.set_status("2")
    expect(officer.waiting).to_be_visible()
    officer.page.clock.fast_forward("04:00")
    officer.page.context.set_offline(False)
    officer.page.clock.resume()
    need = officer.button(re.compile("1 thing needs you"))
    expect(need).to_contain_text("On patrol 4 min ago: still so?")
    assert made.unit_row(crew)["status"] == "8"
    need.click()
    officer.button("Yes, still so").click()
    expect(officer.status.get_by_text("2 On patrol")).to_be_visible()
    expect(officer.waiting).to_have_count(0)
    assert made.unit_row(crew)["status"] == "2"


def test_a_board_that_has_not_been_read_yet_claims_nothing(made: Made, open_board: Callable[..., Board]) -> None:
    """Nobody on duty and nothing open would be false, and so would be that there is no such callsign."""
    crew = made.crew(pod="SN")
    callsign = str(made.unit_row(crew)["callsign"])
    board = open_board(made.dispatcher(pod="SN"))
    expect(board.incidents).to_be_visible()
    board.page.route("**/api/board?*", lambda route: route.abort())
    board.page.reload()
    expect(board.page.get_by_role("status").filter(has_text="Reading the board")).to_be_visible()
    expect(board.incidents).to_have_count(0)
    expect(board.units).to_have_count(0)
    expect(board.page.get_by_text(re.compile(r"^\d+ committed"))).to_have_count(0)
    board.press("/")
    board.type(f"m {callsign.lower()} !He has a machete")
    expect(board.page.get_by_role("status").filter(has_text="The board has not been read yet")).to_be_visible()
    board.press("Escape")
    board.press("Shift+M")
    panel = board.page.get_by_role("dialog", name="Messages to crews")
    panel.get_by_label("To", exact=True).fill(callsign)
    panel.get_by_label("What they must read").fill("He has a machete")
    panel.get_by_role("button", name="Send").click()
    expect(panel.get_by_role("alert")).to_contain_text("not been read yet")
    expect(panel.get_by_text("None.")).to_have_count(0)

    board.page.unroute("**/api/board?*")
    expect(board.page.get_by_text(re.compile(r"^\d+ committed"))).to_be_visible()
    panel.get_by_role("button", name="Send").click()
    expect(panel.get_by_role("status").filter(has_text="Sent to 1 crew.")).to_be_visible()

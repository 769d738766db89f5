"""Help: one second of holding, and every board knows."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from playwright.sync_api import expect

from tests.factories import Made
from tests.journeys.browser.board import Board
from tests.journeys.browser.handset import Handset
from tests.journeys.browser.server import Server


def test_a_held_button_takes_over_the_board_of_another_pod_until_it_is_closed(
    made: Made, server: Server, open_board: Callable[..., Board], open_handset: Callable[..., Handset]
) -> None:
    """It is acknowledged by name, outlives a dead server and a reload, and leaves the status of the unit alone."""
    crew, dispatcher = made.crew(pod="EA", status="7"), made.dispatcher(pod="NW", name="Nell Waverley")
    callsign = made.unit_row(crew)["callsign"]
    officer, board = open_handset(crew), open_board(dispatcher)
    expect(officer.heading(re.compile("nothing for you"))).to_be_visible()
    board.is_live()

    officer.hold_help()
    expect(board.alarm(callsign)).to_be_visible()
    expect(board.page).to_have_title(re.compile(f"EMERGENCY {callsign}"))
    board.answer(board.held(callsign))
    expect(board.held(callsign)).to_contain_text("acknowledged by")
    expect(board.held(callsign)).to_contain_text("Nell Waverley")
    expect(officer.page.get_by_text(re.compile("Acknowledged by .*Nell Waverley"))).to_be_visible()

    server.kill()
    server.start()
    board.page.reload()
    expect(board.held(callsign)).to_contain_text("Nell Waverley")
    officer.page.reload()
    expect(officer.page.get_by_text(re.compile("Acknowledged by .*Nell Waverley"))).to_be_visible()

    board.is_live()
    board.press("c")
    board.page.get_by_role("radio", name=re.compile("Accidental")).check()
    board.page.get_by_role("textbox", name="Note").fill("Spoke to the officer")
    board.press("Enter")
    expect(board.held(callsign)).to_have_count(0)
    expect(officer.page.get_by_text(re.compile("Acknowledged by"))).to_have_count(0)
    expect(officer.status.get_by_text(re.compile("7 Committed"))).to_be_visible()
    assert made.unit_row(crew)["status"] == "7"


def test_a_tap_calls_nobody_and_a_held_key_does(made: Made, open_handset: Callable[..., Handset]) -> None:
    crew = made.crew(pod="EA")
    officer = open_handset(crew)
    held = officer.button("Hold: help")
    expect(held).to_be_visible()
    # A busy machine may need a second between press and release, which would be a call for help: no second passes unless we say so.
    officer.page.clock.install()
    officer.page.clock.pause_at(datetime.now(UTC) + timedelta(minutes=1))
    held.click()
    expect(officer.page.get_by_text("Hold for one second to call for help.")).to_be_visible()
    officer.page.clock.run_for(3_000)
    expect(officer.called_for_help).to_have_count(0)
    assert made.unit_row(crew)["emergency_id"] is None

    officer.page.clock.resume()
    officer.hold_help_by_key()
    expect(officer.page.get_by_text("The control room has it")).to_be_visible()
    assert made.unit_row(crew)["emergency_id"] is not None

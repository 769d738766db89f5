"""Help: one second of holding, and every board knows."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.factories import Made
from tests.journeys.browser.board import Board
from tests.journeys.browser.handset import Handset
from tests.journeys.browser.server import Server


@pytest.mark.parametrize("by", ["finger", "key"])
def test_a_held_button_takes_over_the_board_of_another_pod_until_it_is_closed(
    made: Made, server: Server, open_board: Callable[..., Board], open_handset: Callable[..., Handset], by: str
) -> None:
    """It is acknowledged by name, outlives a dead server and a reload, and leaves the status of the unit alone."""
    crew, dispatcher = made.crew(pod="EA", status="7"), made.dispatcher(pod="NW", name="Nell Waverley")
    callsign = made.unit_row(crew)["callsign"]
    officer, board = open_handset(crew), open_board(dispatcher)
    expect(officer.heading(re.compile("nothing for you"))).to_be_visible()
    board.is_live()

    officer.hold_help() if by == "finger" else officer.hold_help_by_key()
    expect(board.alarm(callsign)).to_be_visible()
    expect(board.page).to_have_title(re.compile(f"EMERGENCY {callsign}"))
    board.press("a")
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


def test_a_tap_on_the_held_button_calls_nobody(made: Made, open_handset: Callable[..., Handset]) -> None:
    crew = made.crew(pod="EA")
    officer = open_handset(crew)
    officer.button("Hold: help").click()
    expect(officer.page.get_by_text("Hold for one second to call for help.")).to_be_visible()
    assert made.unit_row(crew)["emergency_id"] is None

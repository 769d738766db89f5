"""The location bargain: the dispatcher sees where a unit was, and its crew sees that they looked, and why."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect

from tests.factories import HERE, NORTH, Made
from tests.journeys.browser.axe import findings
from tests.journeys.browser.board import Board
from tests.journeys.browser.handset import Handset


def test_who_looks_at_a_trail_is_seen_by_the_crew(
    made: Made, open_board: Callable[..., Board], open_handset: Callable[..., Handset]
) -> None:
    crew = made.crew(pod="NE", at=None)
    for age_s, at in ((900, HERE), (500, NORTH), (5, HERE)):
        made.fix(crew, at, age_s=age_s, speed_mps=0)
    callsign = made.unit_row(crew)["callsign"]
    board = open_board(made.dispatcher(pod="NE", name="Curious Desk"))
    expect(board.incidents).to_be_visible()
    board.press("u")
    board.units.get_by_role("button", name=callsign).first.click()
    board.press("Shift+T")
    ask = board.page.get_by_role("form", name=f"Trail of {callsign}")
    expect(ask.get_by_role("button", name="Are they all right?")).to_be_focused()
    assert findings(board.page) == []
    board.press("1")
    trail = board.page.get_by_role("region", name=f"Trail of {callsign}")
    expect(trail.get_by_role("status")).to_contain_text("3 positions that placed the unit")
    expect(trail.get_by_role("list", name="Measured by").get_by_role("listitem")).to_contain_text(["handset"])
    expect(trail.get_by_role("list", name="Where it was").get_by_role("listitem")).to_have_count(3)
    assert findings(board.page) == []
    board.press("Escape")
    expect(trail).to_have_count(0)

    officer = open_handset(crew)
    expect(officer.page.get_by_text("Tracked: this device")).to_be_visible()
    officer.button("More").click()
    officer.button("Who looked at my trail").click()
    looks = officer.page.get_by_role("dialog", name="Who looked at my trail")
    expect(looks.get_by_role("heading", name=f"{callsign} is tracked now")).to_be_visible()
    expect(looks.get_by_role("listitem")).to_contain_text(["PC Curious Desk"])
    expect(looks.get_by_role("listitem")).to_contain_text(["Are they all right?"])
    assert findings(officer.page) == []

    officer.page.context.set_offline(True)
    expect(officer.page.get_by_text("Recorded, not sent yet")).to_be_attached()


def test_who_is_placed_by_their_radio_alone_reads_that_they_are_tracked(
    made: Made, open_handset: Callable[..., Handset]
) -> None:
    crew = made.crew(at=None)
    officer = open_handset(crew)
    page = officer.page
    page.context.clear_permissions()
    page.clock.install()
    page.reload()
    expect(page.get_by_text("Not tracked")).to_be_attached()
    made.fix(crew, HERE, source="radio")
    page.clock.fast_forward(61_000)
    expect(page.get_by_text("Tracked: radio")).to_be_attached()

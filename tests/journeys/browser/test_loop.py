"""The loop of the product, through both real screens."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import expect

from tests.journeys.browser.board import Board
from tests.journeys.browser.handset import Handset

# The crews of other journeys patrol where every browser believes to be: nobody of them is as near to this place.
ISLE_OF_DOGS = {"longitude": -0.0147, "latitude": 51.4941, "accuracy": 8}
WHAT = "Man has collapsed outside the café, cut by glass"


def test_from_the_call_to_the_result_both_screens_follow_without_a_reload(
    open_board: Callable[..., Board], open_handset: Callable[..., Handset], complaints: list[str]
) -> None:
    """The dispatcher uses only the keyboard, and neither page breaks the policy that it was served with."""
    officer, board = open_handset(None), open_board(None)
    officer.page.context.set_geolocation(ISLE_OF_DOGS)
    officer.sign_in("Asha Marlow")
    officer.go_on_duty("CE21")
    # A made-up place is told once, with the time at which it was set; what was measured before a duty is nobody's to know.
    officer.page.context.set_geolocation(ISLE_OF_DOGS)
    officer.press(officer.button(re.compile("2 On patrol")), officer.status.get_by_text("2 On patrol"))
    board.button(re.compile("Rowan Pike")).click()
    board.button("Sign in").click()
    board.is_live()

    board.create(type_words="collapse", what=WHAT, place="51.4942, -0.0145", first_words="He is bleeding")
    expect(board.reached.get_by_text("Nobody is on it")).to_be_visible()
    board.ranks("CE21")
    # Whoever another journey left on patrol may stand before them.
    ranked = board.candidates.get_by_role("button", name=re.compile(r"^[A-Z]{2}\d+ ")).all_inner_texts()
    board.press(str(1 + next(place for place, words in enumerate(ranked) if "CE21" in words)))
    board.has_reached("Shown, risk not read")

    expect(officer.alarm).to_contain_text(WHAT)
    officer.accept()
    expect(officer.page.get_by_role("region", name="What was said").get_by_text("He is bleeding")).to_be_visible()
    officer.read_risk()
    board.has_reached("Accepted")

    officer.next_status("5 En route")
    board.has_reached("En route")
    expect(board.reached.get_by_text("5 En route")).to_be_visible()
    officer.next_status("6 At scene")
    board.has_reached("At scene")
    # Incidents of other journeys stand in the same list.
    expect(board.incidents.get_by_role("button", name=re.compile(WHAT)).get_by_text("at scene")).to_be_visible()

    officer.add_line("Both men separated, no weapon seen.")
    expect(board.log.get_by_text("Both men separated, no weapon seen.")).to_be_visible()
    officer.result("words", "Words of advice to both.")
    expect(officer.heading(re.compile("nothing for you"))).to_be_visible()
    expect(board.log.get_by_text(re.compile("Words of advice to both")).first).to_be_visible()
    board.press("u")
    # Units of other journeys stand in the same list.
    expect(board.units.get_by_role("button", name=re.compile("^CE21 2 On patrol"))).to_be_visible()

    board.press("x")
    form = board.page.get_by_role("form", name=re.compile("^Close"))
    expect(form).to_be_visible()
    board.press("Tab", "Enter")
    expect(board.chosen.get_by_text(re.compile("· closed"))).to_be_visible()
    assert complaints == []

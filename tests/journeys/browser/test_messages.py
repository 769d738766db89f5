"""Words that a crew must read: in the way on the handset until they are, also without signal; and heard of on the board when not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from playwright.sync_api import expect
from sqlalchemy import text

from api.actors import SYSTEM
from api.notices import jobs
from tests.factories import Made
from tests.journeys.browser.axe import findings
from tests.journeys.browser.board import Board
from tests.journeys.browser.handset import Handset


def test_what_the_board_writes_stands_in_the_way_until_the_crew_has_read_it(
    made: Made, open_board: Callable[..., Board], open_handset: Callable[..., Handset]
) -> None:
    crew = made.crew()
    callsign = str(made.unit_row(crew)["callsign"])
    officer, board = open_handset(crew), open_board(made.dispatcher())
    expect(officer.page.get_by_role("heading", name="nothing for you")).to_be_visible()
    expect(board.incidents).to_be_visible()

    board.press("Shift+M")
    panel = board.page.get_by_role("dialog", name="Messages to crews")
    panel.get_by_label("To", exact=True).fill("nobody")
    panel.get_by_label("What they must read").fill("The suspect has a machete")
    panel.get_by_label("Urgent").check()
    panel.get_by_role("button", name="Send").click()
    expect(panel.get_by_role("alert")).to_contain_text("NOBODY")
    panel.get_by_label("To", exact=True).fill(callsign.lower())
    panel.get_by_role("button", name="Send").click()

    told = officer.page.get_by_role("dialog", name="Urgent message")
    expect(told).to_contain_text("The suspect has a machete")
    expect(panel.get_by_role("listitem").filter(has_text="shown, not read").first).to_be_visible()
    assert findings(board.page) == []
    assert findings(officer.page) == []
    officer.page.keyboard.press("Escape")
    expect(told).to_be_visible()

    # Nobody reads it: after twenty seconds the board says that they must be called.
    with made.database.transaction(SYSTEM) as session:
        session.execute(
            text("UPDATE notice_tellings SET due_at = due_at - :by, steps_done = 2"), {"by": timedelta(seconds=60)}
        )
    jobs.work(made.database)
    band = board.page.get_by_role("region", name=f"{callsign} has not read a message")
    expect(band).to_contain_text("Voice call needed")

    # Read without signal, it is told when there is one.
    officer.page.context.set_offline(True)
    told.get_by_role("button", name="I have read it").click()
    expect(told).to_have_count(0)
    expect(officer.page.get_by_text("1 waiting")).to_be_visible()
    expect(band).to_be_visible()
    officer.page.context.set_offline(False)
    expect(band).to_have_count(0)
    expect(panel.get_by_role("listitem").filter(has_text="read").filter(has_text=crew.label).first).to_be_visible()
    expect(officer.page.get_by_role("region", name="Messages")).to_contain_text("The suspect has a machete")
    assert findings(officer.page) == []

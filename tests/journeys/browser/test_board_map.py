"""The board's map and its ways out: what stands at one place is asked for, and an incident leads to its replay."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from tests.factories import Made
from tests.journeys.browser.axe import findings
from tests.journeys.browser.board import Board
from tests.patience import PATIENCE_S

# Where no other journey has anything.
PLACE = (-0.0312, 51.5412)
# A map is drawn by software here, beside other journeys.


def test_two_incidents_and_a_crew_at_one_place_are_three_answers(
    made: Made, open_page: Callable[..., Page], complaints: list[str]
) -> None:
    """Also, the map breaks the policy of its page in nothing."""
    dispatcher = made.dispatcher(pod="NE")
    crew = made.crew(pod="NE", at=None)
    made.fix(crew, PLACE, speed_mps=0)
    grave, other = (made.incident(dispatcher, at=PLACE, pod="NE", grade=grade) for grade in ("I", "S"))
    callsign = str(made.unit_row(crew)["callsign"])
    tasking = made.tasking(crew, grave, dispatcher)
    for command in ("accept_tasking", "set_status"):
        more = {"status": "6", "tasking_id": tasking} if command == "set_status" else {"tasking_id": tasking}
        made.give(crew, command, **more)

    page = open_page("/board", dispatcher, by="map_browser")
    # A click stops a map that is still on its way to the incident.
    page.emulate_media(reduced_motion="reduce")
    page.reload()
    board = Board(page)
    cad = str(made.row("incident_rows", grave)["cad"])
    board.open_incident(cad)
    choice = page.get_by_role("dialog", name="At this place")
    until_there(page, choice)
    answers = choice.get_by_role("listitem")
    expect(answers).to_have_count(3)
    expect(answers.first).to_contain_text(cad.split("/", maxsplit=1)[0])
    expect(answers.last).to_contain_text(callsign)
    expect(answers.first.get_by_role("button")).to_be_focused()
    assert findings(page) == []
    board.press("Escape")
    expect(choice).to_have_count(0)

    until_there(page, choice)
    board.press("ArrowDown", "Enter")
    expect(board.chosen.get_by_text(str(made.row("incident_rows", other)["cad"]))).to_be_visible()
    assert complaints == []


def until_there(page: Page, choice: Locator) -> None:
    """Click the middle of the map, where the open incident is, until it is drawn."""
    box = page.locator(".map canvas").bounding_box()
    assert box
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        try:
            # A second click, before it is there, would send it away again.
            expect(choice).to_be_visible(timeout=3_000)
        except AssertionError:
            continue
        return
    raise AssertionError("Nothing is drawn.")


def test_a_supervisor_comes_from_the_board_to_other_pages_and_to_the_replay_of_any_incident(
    made: Made, open_page: Callable[..., Page]
) -> None:
    supervisor = made.supervisor(pod="NE")
    cad = str(made.row("incident_rows", made.incident(supervisor, pod="NE", grade="E"))["cad"])
    page = open_page("/board", supervisor)
    board = Board(page)
    board.open_incident(cad)
    board.button("More").click()
    pages = page.get_by_role("list", name="Other pages")
    expect(pages.get_by_role("link")).to_have_count(7)
    board.press("Escape")
    expect(pages).to_have_count(0)
    assert findings(page) == []
    with page.context.expect_page() as opened:
        board.chosen.get_by_role("link", name=re.compile("^Replay")).click()
    expect(opened.value.get_by_label("CAD reference")).to_have_value(cad)

"""A hazard area is drawn on the board and stands on the officer's brief and map; close by the job, the handset asks "At scene?"."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect

from tests.factories import Made
from tests.journeys.browser.axe import findings
from tests.journeys.browser.board import Board
from tests.journeys.browser.conftest import PLACE
from tests.journeys.browser.handset import Handset
from tests.patience import until

HERE = (PLACE["longitude"], PLACE["latitude"])


def test_a_hazard_area_goes_from_the_supervisors_keyboard_to_the_officers_brief_and_map(
    made: Made, open_board: Callable[..., Board], open_handset: Callable[..., Handset]
) -> None:
    crew, mate, covert = (made.crew(pod="NE", at=HERE) for _ in range(3))
    made.make_covert(covert)
    incident = made.incident(at=(HERE[0], HERE[1] + 0.003))
    for one in (crew, mate):
        made.give(one, "accept_tasking", tasking_id=made.tasking(one, incident))
    officer = open_handset(crew)
    expect(officer.page.get_by_role("heading", name="Your tasking")).to_be_visible()

    board = open_board(made.supervisor(pod="NE"))
    expect(board.incidents).to_be_visible()
    board.press("Shift+A")
    panel = board.page.get_by_role("dialog", name="Hazard areas and event zones")
    form = panel.get_by_role("form", name="Draw a zone")
    form.get_by_label("Name").fill("Scaffolding")
    form.get_by_label("What a crew must know").fill("Collapse risk")
    form.get_by_role("button", name="Draw the zone").click()
    expect(form.get_by_role("alert")).to_have_text("Choose the place.")
    place = form.get_by_role("combobox", name="Place")
    place.fill(f"{HERE[1]}, {HERE[0]}")
    form.get_by_role("option").first.click()
    form.get_by_label("Until").fill("23:59")
    form.get_by_label("Until").press("Enter")
    expect(panel.get_by_role("listitem").filter(has_text="Hazard area: Scaffolding")).to_be_visible()
    assert findings(board.page) == []

    told = officer.page.get_by_role("region", name="Hazard areas and event zones")
    expect(told).to_contain_text("Hazard area: Scaffolding")
    expect(told).to_contain_text("Collapse risk")
    officer.page.get_by_text("Map: who is around").click()
    seen = officer.page.get_by_role("list", name="On this map")
    expect(seen).to_contain_text("Hazard area: Scaffolding")
    colleagues = officer.page.get_by_role("list", name="Colleagues")
    expect(colleagues).to_contain_text(f"{made.unit_row(mate)['callsign']} on your job")
    expect(officer.page.locator("body")).not_to_contain_text(made.unit_row(covert)["callsign"])
    assert findings(officer.page) == []

    panel.get_by_role("button", name="Withdraw Scaffolding").click()
    panel.get_by_label("Why is it over?").fill("Made safe")
    panel.get_by_role("button", name="Withdraw it").click()
    expect(panel.get_by_role("listitem").filter(has_text="Scaffolding")).to_have_count(0)
    expect(told).to_have_count(0)


def test_close_by_the_job_the_handset_asks_also_without_a_link_and_nothing_is_set_without_a_tap(
    made: Made, open_handset: Callable[..., Handset]
) -> None:
    crew = made.crew(pod="NE", at=None)
    # Silent for long enough that this handset, which is another device, may place the unit at once.
    made.fix(crew, HERE, age_s=90)
    tasking = made.tasking(crew, made.incident(at=HERE))
    made.give(crew, "accept_tasking", tasking_id=tasking)
    made.give(crew, "set_status", status="5", tasking_id=tasking)
    made_up = made.row("position_rows", crew.unit_id)["fixed_at"]
    officer = open_handset(crew)
    expect(officer.page.get_by_role("heading", name="Your tasking")).to_be_visible()
    # What it has told it knows itself.
    until(lambda: made.row("position_rows", crew.unit_id)["fixed_at"] != made_up, officer.page)
    officer.page.context.set_offline(True)
    officer.page.clock.install()
    officer.page.clock.fast_forward("00:30")
    ask = officer.page.get_by_role("status").filter(has_text="At scene?")
    expect(ask).to_be_visible()
    assert findings(officer.page) == []
    assert made.unit_row(crew)["status"] == "5"
    ask.get_by_role("button", name="Not yet").click()
    expect(ask).to_have_count(0)
    assert made.unit_row(crew)["status"] == "5"

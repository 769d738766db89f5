"""The officer's map: the same roads and signs as the board's, and the same again as a list that a finger or a key can use."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.factories import HERE, NORTH, Made
from tests.journeys.browser.axe import findings


def test_a_colleague_is_found_on_the_map_from_the_list(
    made: Made, open_page: Callable[..., Page], complaints: list[str]
) -> None:
    me, mate = made.crew(at=HERE), made.crew(at=NORTH)
    incident = made.incident(at=NORTH)
    for one in (me, mate):
        made.give(one, "accept_tasking", tasking_id=made.tasking(one, incident))
    page = open_page("/", me, width=390, height=844, by="map_browser")
    page.get_by_text("Map: who is around").click()
    tools = page.get_by_role("group", name="Map")
    expect(tools.get_by_role("button", name="Nearer")).to_be_enabled()
    expect(tools.get_by_role("button", name="All")).to_have_attribute("aria-pressed", "true")
    row = page.get_by_role("list", name="Colleagues").get_by_role("button", name=re.compile("on your job"))
    row.press("Enter")
    expect(row).to_have_attribute("aria-pressed", "true")
    expect(tools.get_by_role("button", name="All")).to_have_attribute("aria-pressed", "false")
    tools.get_by_role("button", name="Me").click()
    expect(tools.get_by_role("button", name="Me")).to_have_attribute("aria-pressed", "true")
    assert findings(page) == []
    assert complaints == []

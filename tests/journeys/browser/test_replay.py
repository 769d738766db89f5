"""Replay: a supervisor goes through an incident again; the map and the list say the same, by keyboard too."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.factories import HERE, NORTH, Made
from tests.journeys.browser.axe import findings


def test_an_incident_is_played_again_from_the_record(made: Made, open_page: Callable[..., Page]) -> None:
    dispatcher, supervisor = made.dispatcher(pod="NE"), made.supervisor(pod="NE")
    crew = made.crew(pod="NE", at=None)
    for age_s, at in ((120, NORTH), (60, HERE)):
        made.fix(crew, at, age_s=age_s, speed_mps=0)
    incident = made.incident(dispatcher, pod="NE", grade="E")
    tasking = made.tasking(crew, incident, dispatcher)
    made.give(crew, "accept_tasking", tasking_id=tasking)
    callsign, cad = made.unit_row(crew)["callsign"], made.row("incident_rows", incident)["cad"]

    page = open_page("/look-back", supervisor, by="map_browser")
    page.get_by_role("link", name="Replay").click()
    page.get_by_role("button", name="Replay", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Say why you look")
    assert findings(page) == []
    page.get_by_label("CAD reference").fill(cad)
    page.get_by_label("Why").select_option(label="Debrief or review")
    page.get_by_role("button", name="Replay", exact=True).click()

    happened = page.get_by_role("list", name="What happened").get_by_role("listitem")
    accepted = happened.filter(has_text=re.compile(rf"\b{cad.split('/')[0]} accepted"))
    expect(accepted).to_have_count(1)
    accepted.get_by_role("button").press("Enter")
    expect(accepted).to_have_attribute("aria-current", "true")
    units = page.get_by_role("list", name="Units then")
    expect(units.get_by_role("button", name=callsign)).to_contain_text("On patrol")
    units.get_by_role("button", name=callsign).click()
    expect(units.get_by_role("button", name=callsign)).to_have_attribute("aria-pressed", "true")
    moment = page.get_by_role("slider", name="Moment")
    moment.press("Home")
    assert moment.input_value() == "0"
    expect(accepted).to_have_class("replay-ahead")
    page.get_by_label("Speed").select_option("60")
    page.get_by_role("button", name="Play", exact=True).press("Enter")
    expect(accepted).not_to_have_class("replay-ahead")
    assert findings(page) == []

    page.get_by_role("button", name="Another replay").click()
    page.get_by_role("link", name="What could they see?").click()
    expect(page.get_by_role("heading", name="What could they see?")).to_be_visible()

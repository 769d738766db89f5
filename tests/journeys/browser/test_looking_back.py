"""What could they see? The auditor comes by the number of the incident, and nothing is said that the record does not."""

from __future__ import annotations

import re
from collections.abc import Callable
from uuid import UUID, uuid4

from playwright.sync_api import Page, expect
from sqlalchemy import text

from api.actors import SYSTEM, Actor
from api.outbox import feeds, proofs
from tests.factories import HERE, NORTH, Made
from tests.journeys.browser.axe import findings
from tests.journeys.browser.board import Board

GONE = ("DELETE FROM messages WHERE recipient = :feed", "DELETE FROM deliveries WHERE recipient = :feed")


def stores(made: Made, crew: Actor, device: UUID) -> None:
    with made.database.transaction(SYSTEM) as session:
        last = feeds.last_seqs(session, [crew.feed])[crew.feed]
        proofs.acknowledge(session, crew.feed, device, last)


def test_the_auditor_looks_back_by_the_number_of_the_incident(made: Made, open_page: Callable[..., Page]) -> None:
    dispatcher, crew = made.dispatcher(pod="NE"), made.crew(pod="NE", name="Nuala Okoro")
    incident = made.incident(dispatcher, pod="NE", qualifiers=["weapon"], first_words="He has a knife")
    zone = {"zone_kind": "hazard", "name": "Gas leak", "note": "Keep upwind", "radius_m": 150}
    made.give(made.supervisor(pod="NE"), "make_zone", zone_id=uuid4(), lon=HERE[0], lat=HERE[1], **zone)
    first, second = made.device(crew), made.device(crew)
    tasking = made.tasking(crew, incident, dispatcher)
    stores(made, crew, first)
    stores(made, crew, second)
    made.give(crew, "mark_shown", tasking_id=tasking, brief_revision=1, device_id=second)
    cad = made.row("incident_rows", incident)["cad"]

    page = open_page("/audit", made.person("auditor"))
    page.get_by_role("button", name="Looking back").click()
    page.get_by_label("CAD reference").fill(cad)
    page.get_by_role("button", name="Find").click()
    tasked = page.get_by_role("link", name=re.compile(made.unit_row(crew)["callsign"]))
    expect(tasked).to_be_visible()
    assert findings(page) == []
    tasked.click()

    # The handset that came furthest stands chosen; two of one officer are told apart.
    expect(
        page.get_by_role("radio", name=re.compile(r"Handset of PC Nuala Okoro, since .* stood on the screen"))
    ).to_be_checked()
    expect(page.get_by_role("heading", name="Not on this device yet")).to_be_visible()
    later = page.get_by_role("button", name="Next change")
    # Two changes may lie within a tenth of a second: what is said of the moment need not differ.
    while later.is_enabled():
        later.dispatch_event("click")
    expect(page.get_by_role("heading", name=re.compile(r"On the screen since \d\d:\d\d:\d\d\.\d"))).to_be_visible()
    expect(page.get_by_text("Hazard area: Gas leak").first).to_be_visible()
    expect(page.get_by_text("2 On patrol")).to_be_visible()
    assert findings(page) == []
    page.get_by_role("radio", name=re.compile("stored$")).click()
    expect(page.get_by_role("heading", name="Stored on the device, not yet shown")).to_be_visible()


def test_what_is_no_longer_kept_is_said_to_be_gone(made: Made, open_page: Callable[..., Page]) -> None:
    crew = made.crew(pod="NE")
    device = made.device(crew)
    tasking = made.tasking(crew, made.incident(pod="NE"))
    stores(made, crew, device)
    made.give(crew, "mark_read", tasking_id=tasking, brief_revision=1, device_id=device)
    with made.database.transaction(SYSTEM) as session:
        for gone in GONE:
            session.execute(text(gone), {"feed": crew.feed})
    page = open_page(f"/look-back?tasking={tasking}", made.supervisor(pod="NE"))
    expect(page.get_by_role("heading", name="No longer kept")).to_be_visible()
    expect(page.get_by_text("risk confirmed as read").first).to_be_visible()
    assert page.get_by_text(re.compile("ever reported|had arrived\\.|never reached")).count() == 0
    assert findings(page) == []


def test_a_trail_is_a_line_for_each_device(made: Made, open_page: Callable[..., Page]) -> None:
    supervisor, crew = made.supervisor(pod="NE"), made.crew(pod="NE", at=None, name="Nuala Okoro")
    car, radio = uuid4(), uuid4()
    for step in range(12):
        way = (NORTH[0] + (HERE[0] - NORTH[0]) * step / 12, NORTH[1] + (HERE[1] - NORTH[1]) * step / 12)
        made.fix(crew, way, age_s=600 - 40 * step, source="vehicle", device=car)
        made.fix(crew, (way[0] + 0.004, way[1]), age_s=590 - 40 * step)
        made.fix(crew, (way[0] - 0.004, way[1]), age_s=580 - 40 * step, source="radio", device=radio)
    callsign = made.unit_row(crew)["callsign"]
    page = open_page("/board", supervisor)
    board = Board(page)
    board.is_live()
    board.press("u")
    board.units.get_by_role("button", name=callsign).first.click()
    expect(page.get_by_role("region", name=f"Unit {callsign}")).to_be_visible()
    board.press("Shift+T")
    expect(page.get_by_role("form", name=f"Trail of {callsign}").get_by_role("button").first).to_be_focused()
    board.press("1")
    trail = page.get_by_role("region", name=f"Trail of {callsign}")
    measured = trail.get_by_role("list", name="Measured by").get_by_role("listitem")
    expect(measured.filter(has_text="vehicle")).to_have_count(1)
    expect(trail.get_by_role("button", name="What placed the unit")).to_have_attribute("aria-pressed", "true")
    trail.get_by_role("button", name="Every device").click()
    expect(measured.filter(has_text="handset of PC Nuala Okoro")).to_have_count(1)
    assert findings(page) == []

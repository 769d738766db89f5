"""Looking somebody up, in the street and at the board: what is found, what is told with it, and what is written down."""

from __future__ import annotations

import re
from collections.abc import Callable
from uuid import UUID

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import text

from api.actors import SYSTEM
from tests import records
from tests.factories import Made
from tests.journeys.browser.axe import findings
from tests.journeys.browser.board import Board
from tests.journeys.browser.handset import Handset


@pytest.fixture
def known(made: Made) -> dict[str, UUID]:
    """Ada lives with Cal, whom everybody should be warned of; Ben of the same house is in a refuge."""
    # The journeys share a database: nobody of the test before may be found here.
    with made.database.transaction(SYSTEM) as session:
        for table in ("links", "nominals", "vehicle_records", "phones", "addresses"):
            session.execute(text(f"DELETE FROM {table} WHERE source_system = :source"), {"source": records.SOURCE})  # noqa: S608
    ada = records.nominal(made.database, "Ada", "Quellfrost", postcode="E2 0QN", description="Walks with a stick")
    cal = records.nominal(made.database, "Cal", "Fernwhistle", "1988-05-02")
    hidden = records.nominal(made.database, "Ben", "Hidemark", restriction="refuge")
    home = records.put(made.database, "addresses", house="214", street="Quarrel Lane", postcode="E2 0QN")
    phone = records.put(made.database, "phones", number="+447700900451")
    car = records.put(made.database, "vehicle_records", vrm="LK71QBD", make="Ford", colour="blue", reports=["stolen"])
    for who in (ada, cal, hidden):
        records.link(made.database, ("nominal", who), ("address", home), "lives at")
    records.link(made.database, ("nominal", cal), ("phone", phone), "uses")
    records.link(made.database, ("nominal", cal), ("vehicle", car), "keeper of")
    records.marker(made.database, cal, "WE", text="Carries a lock knife")
    records.marker(made.database, ada, "AT", text="Had a cough", review_on="2020-01-01")
    records.marker(made.database, ada, "SU", text="Said so twice in August")
    return {"ada": ada, "cal": cal, "hidden": hidden}


def looks(made: Made) -> list[tuple[str, str, str]]:
    """What people did. What the computer joins meanwhile is in the audit too, whenever it comes to it."""
    sql = text("SELECT action, subject, reason FROM audit WHERE actor_id <> :system ORDER BY id")
    with made.database.transaction(SYSTEM) as session:
        return [tuple(row) for row in session.execute(sql, {"system": SYSTEM.id})]


def search(page: Page, words: str, kind: str = "Person") -> None:
    change = page.get_by_role("button", name="Ask something else")
    if change.is_visible():
        change.click()
    page.get_by_role("button", name=kind, exact=True).click()
    page.get_by_role("main").locator("#look-term").fill(words)
    page.get_by_role("main").get_by_role("button", name="Look up", exact=True).click()


def record(page: Page, name: str) -> Locator:
    return page.get_by_role("article", name=re.compile(name))


def test_from_a_job_the_reason_comes_by_itself_and_the_record_shows_two_steps_out(
    made: Made, known: dict[str, UUID], open_handset: Callable[..., Handset], complaints: list[str]
) -> None:
    crew = made.crew()
    incident_id = made.incident(what="Shouting in the stairwell")
    made.tasking(crew, incident_id)
    officer = open_handset(crew)
    page = officer.page
    officer.accept()
    officer.button("Look up").click()
    cad = made.row("incident_rows", incident_id)["cad"]
    expect(page.get_by_text(f"For {cad}: Shouting in the stairwell")).to_be_visible()
    assert findings(page) == []

    search(page, "Ada Quelfrost")
    hit = officer.button(re.compile("Ada Quellfrost"))
    expect(officer.button(re.compile("Suicidal.*historic.*Ada Quellfrost"))).to_be_visible()
    expect(hit).to_contain_text("family name spelt differently")
    expect(hit).not_to_contain_text("stick")
    # It tells of a person, whatever their source says of it.
    expect(page.get_by_label("Marking of this screen")).to_have_text("OFFICIAL-SENSITIVE")
    assert findings(page) == []

    hit.click()
    ada = record(page, "Ada Quellfrost")
    expect(ada.get_by_text("Walks with a stick")).to_be_visible()
    warnings = ada.get_by_role("list", name="Warnings, worst first").get_by_role("listitem")
    expect(warnings).to_contain_text(["Suicidal", "(historic)"])
    expect(ada.get_by_role("heading", name="Ada Quellfrost")).to_be_focused()
    picture = ada.get_by_role("group", name=re.compile("links as a picture"))
    far = picture.get_by_role("button", name=re.compile("^Cal Fernwhistle.*Weapons, Person, lives at, warned of"))
    expect(far).to_be_visible()
    expect(page.get_by_text("Hidemark")).to_have_count(0)
    assert findings(page) == []
    far.scroll_into_view_if_needed()
    assert findings(page) == []

    far.focus()
    expect(far).to_be_focused()
    page.keyboard.press("Enter")
    expect(record(page, "Cal Fernwhistle").get_by_text("Carries a lock knife")).to_be_visible()
    officer.button("Back to Ada Quellfrost").click()
    expect(ada).to_be_visible()
    reasons = {subject: reason for action, subject, reason in looks(made) if action == "view nominal" and cad in reason}
    assert reasons == {
        f"nominal {known['ada']}": f"Attending an incident; {cad}",
        f"nominal {known['cal']}": f"Attending an incident; {cad}",
    }
    assert [one for one in complaints if "violat" in one or "refused" in one] == []


def test_namesakes_and_half_a_plate_are_told_apart_by_the_fact_that_the_answer_asks_for(
    made: Made, known: dict[str, UUID], open_handset: Callable[..., Handset]
) -> None:
    records.nominal(made.database, "Ada", "Quellfrost", "1961-11-30", postcode="N1 9AA")
    records.put(made.database, "vehicle_records", vrm="LK71QXY", make="Kia", colour="red")
    officer = open_handset(made.crew(pod="EA"))
    page = officer.page
    officer.button("Look up").click()
    officer.button("Traffic stop").click()
    main = page.get_by_role("main")
    search(page, "Ada Quellfrost")
    expect(main.get_by_text("2 people fit equally well. Add a date of birth or an age or a postcode.")).to_be_visible()
    expect(main.get_by_text("Possible: name as typed")).to_have_count(2)
    assert findings(page) == []

    officer.button("Ask something else").click()
    main.get_by_label("Where").fill("N1 9AA")
    search(page, "Ada Quellfrost")
    expect(main.get_by_role("list").get_by_role("button").first).to_contain_text("born 30/11/1961")
    expect(main.get_by_text(re.compile("fit equally well"))).to_have_count(0)

    search(page, "LK71Q??", "Plate")
    expect(main.get_by_text("2 plates fit equally well. Add another letter, the colour or the make.")).to_be_visible()
    officer.button("Ask something else").click()
    main.get_by_label("Looks").fill("red kia")
    search(page, "LK71Q??", "Plate")
    first = main.get_by_role("list").get_by_role("button").first
    expect(first).to_contain_text("LK71QXY")
    expect(first).to_contain_text("Strong match")


def test_on_its_own_a_look_needs_a_reason_and_a_network_and_ends_with_the_duty(
    made: Made, known: dict[str, UUID], open_handset: Callable[..., Handset]
) -> None:
    crew = made.crew()
    officer = open_handset(crew)
    page = officer.page
    officer.button("Look up").click()
    search(page, "LK7IQ?D", "Plate")
    expect(page.get_by_role("main").get_by_role("alert")).to_have_text("Choose why you look.")
    before = len(looks(made))
    officer.button("Traffic stop").click()
    page.context.set_offline(True)
    search(page, "LK7IQ?D", "Plate")
    expect(page.get_by_role("main").get_by_role("alert")).to_contain_text("A lookup needs a network")
    assert len(looks(made)) == before
    assert findings(page) == []
    page.context.set_offline(False)

    search(page, "LK71Q?D", "Plate")
    expect(officer.button(re.compile("LK71QBD"))).to_contain_text("Lost or stolen")
    search(page, "07700 900999", "Phone")
    expect(officer.heading("No trace")).to_be_visible()
    told = page.locator(".no-trace")
    expect(told.get_by_text("Number +447700900999")).to_be_visible()
    expect(told.get_by_text("Only its last digits, four or more")).to_be_visible()
    expect(told.get_by_text(re.compile(r"[\d,]+ records, to \d+ \w+ \d{4}")).first).to_be_visible()
    assert findings(page) == []

    search(page, "LK71Q?D", "Plate")
    expect(officer.button(re.compile("LK71QBD"))).to_be_visible()
    assert made.give(crew, "book_off").outcome == "done"
    expect(officer.heading("Go on duty")).to_be_visible()
    expect(page.get_by_text("LK71QBD")).to_have_count(0)
    officer.go_on_duty(made.unit_row(crew)["callsign"])
    expect(page.get_by_text("LK71QBD")).to_have_count(0)


def test_a_photograph_stands_on_the_card_and_is_looked_at_once_however_often_it_is_shown(
    made: Made, known: dict[str, UUID], open_handset: Callable[..., Handset]
) -> None:
    old = records.photograph(made.database, known["cal"], "2019-01-02", "blue")
    new = records.photograph(made.database, known["cal"], "2025-04-01", "green")
    officer = open_handset(made.crew(pod="EA"))
    page = officer.page
    officer.button("Look up").click()
    officer.button("Traffic stop").click()
    search(page, "Cal Fernwhistle")
    page.get_by_role("main").get_by_role("list").get_by_role("button").first.click()
    small = officer.button(re.compile("Enlarge: photograph of Cal Fernwhistle, taken 1 Apr 2025"))
    expect(small).to_be_visible()
    # What is drawn is the picture itself, of one colour.
    green = "c => [...c.getContext('2d').getImageData(20, 20, 1, 1).data].map(one => Math.round(one / 128))"
    expect_drawn = small.locator("canvas")
    page.wait_for_function(
        "c => c.getContext('2d').getImageData(20, 20, 1, 1).data[3] > 0", arg=expect_drawn.element_handle()
    )
    assert expect_drawn.evaluate(green) == [0, 1, 0, 2]
    assert findings(page) == []
    small.click()
    large = page.get_by_role("dialog", name="Cal Fernwhistle")
    expect(large.get_by_role("img")).to_have_count(2)
    expect(large.get_by_text("2 Jan 2019")).to_be_visible()
    # Help lies within reach of what lies over it.
    large.get_by_role("button", name="Hold: help").click(trial=True)
    assert findings(page) == []
    page.keyboard.press("Escape")
    expect(small).to_be_focused()
    small.click()
    expect(large.get_by_role("img")).to_have_count(2)
    large.get_by_role("button", name="Close").click()
    officer.button("Back to the list").click()
    search(page, "Ada Quellfrost")
    officer.button(re.compile("Ada Quellfrost")).click()
    expect(record(page, "Ada Quellfrost").get_by_text("No photograph")).to_be_visible()
    told = [subject for action, subject, _ in looks(made) if action == "view photograph"]
    assert sorted(told) == sorted(f"photograph {one} of nominal {known['cal']}" for one in (old, new))


def test_at_the_board_one_key_looks_up_and_a_call_shows_what_is_known_before_it_is_graded(
    made: Made, known: dict[str, UUID], open_board: Callable[..., Board]
) -> None:
    board = open_board(made.dispatcher())
    page = board.page
    board.is_live()
    board.press("s")
    panel = page.get_by_role("dialog", name="Look up")
    panel.get_by_role("button", name="Another reason").click()
    panel.get_by_role("button", name="Missing person").click()
    search(page, "Cal Fernwhistle")
    panel.get_by_role("button", name=re.compile("Cal Fernwhistle")).click()
    expect(record(page, "Cal Fernwhistle").get_by_text("Carries a lock knife")).to_be_visible()
    assert findings(page) == []
    board.press("Escape")

    board.press("n")
    panel = page.get_by_role("dialog", name="New incident")
    panel.get_by_label("Caller's number").fill("07700 900 451")
    panel.get_by_label("Address in words").fill("214 Quarrel Lane")
    region = panel.get_by_role("region", name="Known of the caller and the place")
    expect(region.get_by_text("Cal Fernwhistle, born 02/05/1988").first).to_be_visible()
    expect(region.get_by_role("status")).to_have_text(re.compile("^Weapons, Suicidal"))
    expect(region.get_by_text(re.compile("Consider"))).to_have_count(0)
    extended = panel.get_by_role("radio", name=re.compile("Extended"))
    extended.check()
    expect(region.get_by_text(re.compile("Consider Significant.*The grade stays yours"))).to_be_visible()
    expect(extended).to_be_checked()
    assert findings(page) == []
    assert ("search call", "Taking a call") in [(action, reason) for action, _, reason in looks(made)]


def test_of_the_flats_at_a_callers_address_the_warned_one_is_told_first_and_the_flat_is_asked_for(
    made: Made, known: dict[str, UUID], open_board: Callable[..., Board]
) -> None:
    for flat in range(1, 9):
        home = records.put(made.database, "addresses", flat=str(flat), house="9", street="Quarrel Lane")
        if flat == 7:
            records.link(made.database, ("nominal", known["cal"]), ("address", home), "lives at")
    board = open_board(made.dispatcher())
    board.is_live()
    board.press("n")
    panel = board.page.get_by_role("dialog", name="New incident")
    region = panel.get_by_role("region", name="Known of the caller and the place")
    panel.get_by_label("Address in words").fill("9 Quarrel Lane")
    expect(region.get_by_text("8 addresses fit equally well. Add the flat.")).to_be_visible()
    expect(region.get_by_text(re.compile("^Place Flat"))).to_have_count(5)
    expect(region.get_by_text(re.compile("^Place Flat")).first).to_have_text("Place Flat 7, 9 Quarrel Lane")
    assert findings(board.page) == []
    panel.get_by_label("Address in words").fill("Flat 3, 9 Quarrel Lane")
    expect(region.get_by_text("fit equally well")).to_have_count(0)
    expect(region.get_by_role("status")).to_have_text("No warning.")


def test_who_is_known_while_the_call_is_taken_is_named_in_the_incident_by_one_press(
    made: Made, known: dict[str, UUID], open_board: Callable[..., Board]
) -> None:
    """What the panel knew was gone with it: the crew's card said nothing of him until somebody looked him up again."""
    board = open_board(made.dispatcher())
    board.is_live()
    board.press("n")
    panel = board.page.get_by_role("dialog", name="New incident")
    panel.get_by_label("Caller's number").fill("07700 900 451")
    name = panel.get_by_role("button", name=re.compile("in this incident.*Cal Fernwhistle")).first
    name.click()
    expect(name).to_have_attribute("aria-pressed", "true")
    assert findings(board.page) == []
    board.press("Escape")
    board.create(type_words="collapse", what="Shouting", place="51.5330, -0.0480")
    risk = board.page.get_by_role("region", name=re.compile("^Risk: place and people"))
    expect(risk.get_by_text("Carries a lock knife")).to_be_visible()


def test_who_is_named_at_the_board_is_on_the_risk_card_until_it_was_somebody_else(
    made: Made, known: dict[str, UUID], open_board: Callable[..., Board]
) -> None:
    crew = made.crew(pod="CE")
    incident = made.incident(pod="CE", grade="E")
    made.tasking(crew, incident)
    board = open_board(made.dispatcher())
    board.open_incident(made.row("incident_rows", incident)["cad"])
    risk = board.page.get_by_role("region", name=re.compile("^Risk: place and people"))
    expect(risk.get_by_text("Carries a lock knife")).to_have_count(0)

    board.press("s")
    panel = board.page.get_by_role("dialog", name="Look up")
    search(board.page, "Cal Fernwhistle")
    panel.get_by_role("button", name=re.compile("Cal Fernwhistle")).click()
    panel.get_by_role("button", name="suspect", exact=True).click()
    expect(panel.get_by_text("Named as suspect.")).to_be_visible()
    assert findings(board.page) == []
    board.press("Escape")

    expect(risk.get_by_text("Carries a lock knife")).to_be_visible()
    expect(risk.get_by_text(re.compile("Cal Fernwhistle.*named in this call as suspect")).first).to_be_visible()
    told = [one["body"] for one in made.messages(crew.feed) if one["kind"] == "tasking.changed"][-1]
    assert "Carries a lock knife" in [item["text"] for item in told["risk"]["items"]]

    risk.get_by_role("button", name="Not them: take off").first.click()
    risk.get_by_label("Reason").fill("His brother")
    risk.get_by_role("button", name="Take off", exact=True).click()
    expect(risk.get_by_text("Carries a lock knife")).to_have_count(0)

"""A reviewer at the desk, and what becomes of it on the handset: pairs, intelligence that makes links, a warning put right."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

from playwright.sync_api import Page, expect

from api import clock
from tests import records
from tests.factories import Made
from tests.journeys.browser.axe import findings
from tests.journeys.browser.handset import Handset


def the_job(made: Made, pod: str) -> tuple[object, UUID, UUID, UUID]:
    """A crew at a job that names a person; a vehicle of the record beside them."""
    crew, dispatcher = made.crew(pod=pod), made.dispatcher(pod=pod)
    incident = made.incident(dispatcher, pod=pod, what="Shouting in the flat above")
    # Nobody else's namesake of one day: the linking would join the two, and what the other was named in is a new fact for this crew.
    person = records.nominal(made.database, "Odile", "Marchbank", f"{1950 + sum(map(ord, pod)) % 40}-03-12")
    asked = {"incident_id": incident, "record_kind": "nominal", "record_id": person, "role": "suspect"}
    assert made.give(dispatcher, "name_record", **asked).outcome == "done"
    made.tasking(crew, incident, dispatcher)
    return (
        crew,
        incident,
        person,
        records.put(made.database, "vehicle_records", vrm="KV19ZZA", colour="Green", make="Seat"),
    )


def test_intelligence_is_taken_in_with_its_links_and_stands_on_the_crews_card(
    made: Made, open_handset: Callable[..., Handset], open_page: Callable[..., Page], complaints: list[str]
) -> None:
    crew, incident, person, car = the_job(made, "SE")
    told = {"report_id": uuid4(), "incident_id": incident, "source": "2", "assessment": "B", "handling": "P"}
    subjects = [{"kind": "nominal", "id": str(person)}, {"kind": "vehicle", "id": str(car)}]
    words = {"text": "Sells from the stairwell and drives a green Seat", "provenance": "A neighbour in flat 4"}
    assert made.give(crew, "report_intelligence", subjects=subjects, **told, **words).outcome == "done"
    officer = open_handset(crew)
    officer.accept()
    card = officer.page.get_by_role("region", name="Know before you go")
    expect(card).not_to_contain_text("green Seat")

    desk = open_page("/records#street", made.person("reviewer", name="Edith Sandal"))
    desk.get_by_role("button", name=re.compile("3x5x2.*Odile Marchbank")).click()
    expect(desk.get_by_role("heading", name=re.compile("Odile Marchbank"))).to_be_focused()
    assert findings(desk) == []
    desk.get_by_label(re.compile("Odile Marchbank.* is told of as")).select_option("suspect")
    desk.get_by_role("checkbox", name=re.compile("Odile Marchbank.* uses KV19ZZA")).check()
    desk.get_by_role("button", name="Take it in and link").click()
    expect(desk.get_by_text(re.compile("Taken in.* by Reviewer|Taken in by"))).to_be_visible()
    expect(card).to_contain_text("green Seat")
    expect(card).not_to_contain_text("neighbour")
    assert findings(officer.page) == []
    assert complaints == []


def test_a_warning_made_here_is_put_right_and_withdrawn_at_the_desk(
    made: Made, open_handset: Callable[..., Handset], open_page: Callable[..., Page], complaints: list[str]
) -> None:
    crew, incident, person, _ = the_job(made, "SN")
    reviewer = made.person("reviewer", name="Edith Sandal")
    review_on = str(clock.london_date(clock.now()) + timedelta(days=90))
    said = {"fact_or_opinion": "fact", "review_on": review_on}
    asked = {"report_id": uuid4(), "incident_id": incident, "record_kind": "nominal", "record_id": person, "code": "VI"}
    grounds = {"grounds": "Struck out", "evidence": "Body-worn video"}
    assert made.give(crew, "request_marker", **asked, **grounds, **said).outcome == "done"
    approved = made.give(reviewer, "approve_marker", report_id=asked["report_id"], text="Violent to officers", **said)
    assert approved.outcome == "done"
    officer = open_handset(crew)
    officer.accept()
    card = officer.page.get_by_role("region", name="Know before you go")
    expect(card).to_contain_text("Violent to officers")

    desk = open_page("/records#street", reviewer)
    desk.get_by_role("button", name="Decided").click()
    desk.get_by_role("button", name=re.compile("Violent: Odile Marchbank")).click()
    desk.get_by_role("button", name="Correct it").click()
    desk.get_by_label("What the crews will read").fill("Shouts, does not strike")
    desk.get_by_role("button", name="Correct: crews are told now").click()
    expect(desk.get_by_role("alert")).to_contain_text("Say why")
    assert findings(desk) == []
    desk.get_by_label("Why", exact=True).fill("Seen on the video")
    desk.get_by_role("button", name="Correct: crews are told now").click()
    expect(desk.get_by_role("heading", name="What it said before")).to_be_visible()
    expect(desk.get_by_text("Corrected: Seen on the video")).to_be_visible()
    expect(card).to_contain_text("Shouts, does not strike")
    expect(card).not_to_contain_text("Violent to officers")

    desk.get_by_role("button", name="Withdraw it").click()
    desk.get_by_label("Why", exact=True).fill("It was her sister")
    desk.get_by_role("button", name="Withdraw: crews are told now").click()
    expect(desk.get_by_role("heading", name="This warning was withdrawn")).to_be_visible()
    expect(card).not_to_contain_text("Shouts, does not strike")
    assert complaints == []


def test_the_pairs_at_the_desk_are_open_to_a_reviewer_and_to_nobody_below(
    made: Made, open_page: Callable[..., Page]
) -> None:
    desk = open_page("/records", made.person("reviewer", name="Edith Sandal"))
    expect(desk.get_by_role("heading", name="Needs attention")).to_be_visible()
    assert findings(desk) == []
    other = open_page("/records", made.dispatcher())
    expect(other.get_by_text("Reviewing records is for reviewers and supervisors")).to_be_visible()
    assert findings(other) == []


def test_a_crew_names_whom_it_has_without_signal_and_the_card_counts_them(
    made: Made, open_handset: Callable[..., Handset], complaints: list[str]
) -> None:
    crew, dispatcher = made.crew(pod="CN"), made.dispatcher(pod="CN")
    incident = made.incident(dispatcher, pod="CN", what="Man at the bus stop")
    made.tasking(crew, incident, dispatcher)
    person = records.nominal(made.database, "Tobiah", "Wendlesham")
    records.marker(made.database, person, "VI", text="Bites")
    officer = open_handset(crew)
    officer.accept()
    page = officer.page
    card = page.get_by_role("region", name="Know before you go")
    expect(card).not_to_contain_text("Bites")
    page.get_by_role("button", name="Look up", exact=True).click()
    page.get_by_label("Name", exact=True).fill("Tobiah Wendlesham")
    page.get_by_role("button", name="Look up", exact=True).click()
    page.get_by_role("button", name=re.compile("Tobiah Wendlesham")).click()
    here = page.get_by_role("region", name="Is this who you have here?")
    expect(here).to_be_visible()
    assert findings(page) == []
    page.context.set_offline(True)
    here.get_by_role("button", name="Suspect").click()
    expect(page.get_by_text("waiting to be sent")).to_be_visible()
    page.context.set_offline(False)
    expect(page.get_by_text("named in", exact=False).first).to_contain_text("as suspect")
    page.go_back()
    expect(card).to_contain_text("Bites")
    assert made.log(incident)[-1].startswith("Named as suspect: Tobiah Wendlesham")


def test_the_search_field_stands_above_the_fold_and_the_rarer_reasons_are_one_tap_away(
    made: Made, open_handset: Callable[..., Handset]
) -> None:
    page = open_handset(made.crew(pod="EA")).page
    page.get_by_role("button", name="Look up", exact=True).click()
    field = page.get_by_label("Name", exact=True)
    expect(field).to_be_visible()
    foot = page.locator(".foot").bounding_box()
    box = field.bounding_box()
    assert box
    assert foot
    assert box["y"] + box["height"] < foot["y"]
    expect(page.get_by_role("button", name="Missing person")).to_have_count(0)
    page.get_by_role("button", name="Another reason").click()
    page.get_by_role("button", name="Missing person").click()
    expect(page.get_by_role("button", name="Missing person")).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_role("button", name="Data quality")).to_have_count(0)
    assert findings(page) == []


def test_a_report_is_written_of_a_job_that_was_left(
    made: Made, open_handset: Callable[..., Handset], complaints: list[str]
) -> None:
    crew, dispatcher = made.crew(pod="WA"), made.dispatcher(pod="WA")
    incident = made.incident(dispatcher, pod="WA", what="Bag left in the porch")
    tasking = made.tasking(crew, incident, dispatcher)
    assert made.give(crew, "accept_tasking", tasking_id=tasking).outcome == "done"
    assert made.give(crew, "set_status", status="2").outcome == "done"
    made.give(dispatcher, "withdraw_tasking", tasking_id=tasking, reason="closer")
    officer = open_handset(crew)
    page = officer.page
    officer.button("More", exact=True).click()
    page.get_by_role("button", name="On a job you left").click()
    page.get_by_role("button", name=re.compile("Bag left in the porch")).click()
    assert findings(page) == []
    page.get_by_role("button", name="Intelligence report").click()
    sheet = page.get_by_role("dialog", name="Intelligence report")
    expect(sheet).to_contain_text("Bag left in the porch")
    sheet.get_by_label("What was learnt").fill("Parcels change hands in the porch")
    sheet.get_by_label("Provenance").fill("Seen by me")
    for choice in ("2 · Untested", "A · Known directly", "P · Lawful sharing permitted"):
        sheet.get_by_text(choice, exact=True).click()
    sheet.get_by_role("button", name="Send", exact=True).click()
    expect(sheet).to_have_count(0)
    officer.button("More", exact=True).click()
    page.get_by_role("button", name="My reports").click()
    expect(page.get_by_text("With a supervisor").first).to_be_visible()
    assert complaints == []

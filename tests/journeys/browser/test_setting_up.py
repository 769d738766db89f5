"""What is set up without a change of code: partners' keys, restrictions of officers, covert units."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from playwright.sync_api import Page, expect

from api import clock
from api.actors import Actor
from api.officers import skills
from tests import records
from tests.factories import Made
from tests.journeys.browser.axe import findings


def test_a_partner_gets_a_key_that_is_shown_once_and_is_withdrawn_in_two_taps(
    made: Made, open_page: Callable[..., Page]
) -> None:
    page = open_page("/partners", made.supervisor())
    form = page.get_by_role("region", name="Give a partner a key")
    form.get_by_label("Who it is for").fill("London Ambulance")
    form.get_by_label("exact places").check()
    form.get_by_role("button", name="Make the partner's key").click()
    expect(form.get_by_role("status")).to_contain_text("Authorization: Bearer ")
    assert findings(page) == []
    form.get_by_role("button", name="Handed over").click()
    expect(form.get_by_role("status")).to_have_count(0)
    told = page.get_by_role("region", name="Partners who are told")
    expect(told.get_by_role("listitem")).to_contain_text("everywhere · every kind · exact places · 1 min late")
    told.get_by_role("button", name="Withdraw the key of London Ambulance").click()
    told.get_by_role("button", name="Withdraw for good").click()
    expect(told).to_contain_text("1 withdrawn")


def test_an_administrator_restricts_an_officer_and_makes_a_unit_covert(
    made: Made, open_page: Callable[..., Page]
) -> None:
    officer, crew = made.officer(name="Mo Lamb"), made.crew()
    page = open_page("/admin", made.person("administrator"))
    form = page.get_by_role("form", name="Enter a restriction")
    form.get_by_label("Pay number").fill("P999999")
    form.get_by_label("Restriction").select_option(label="No confrontation")
    expect(form).to_contain_text("Not sent to collision, injury; violence, in progress")
    form.get_by_role("button", name="Enter the restriction").click()
    expect(form.get_by_role("alert")).to_have_text("No officer who serves has this pay number.")
    form.get_by_label("Pay number").fill(officer.pay_number)
    form.get_by_role("button", name="Enter the restriction").click()
    row = page.get_by_role("list", name="Officers with a restriction").get_by_role("listitem")
    expect(row).to_contain_text("PC Mo Lamb")
    expect(row).to_contain_text("Holds today")

    callsign = made.unit_row(crew)["callsign"]
    covert = page.get_by_role("region", name="Covert units")
    covert.get_by_label("Callsign").fill(callsign)
    covert.get_by_role("button", name="Make covert").click()
    expect(covert.get_by_role("button", name=f"{callsign} is covert no more")).to_be_visible()
    assert made.unit_row(crew)["covert"]
    assert findings(page) == []

    row.get_by_role("button", name="End the restriction of PC Mo Lamb").click()
    row.get_by_role("button", name="End it now").click()
    expect(page.get_by_text("Nobody has one.")).to_be_visible()


def test_an_administrator_renews_a_skill_that_has_run_out_and_the_boards_are_told(
    made: Made, open_page: Callable[..., Page]
) -> None:
    crew = made.crew(name="Ro Quill", skills=("response", "taser"))
    ran_out(made, crew)
    page = open_page("/admin", made.person("administrator"))
    region = page.get_by_role("region", name="Skills of officers")
    ending = region.get_by_role("list", name="Training that runs out").get_by_role("listitem")
    expect(ending).to_contain_text("Ran out on")
    ending.get_by_role("button", name="Open the skills of PC Ro Quill").click()
    officer = region.get_by_role("article", name="Skills of PC Ro Quill")
    officer.get_by_label("Last day of Taser", exact=True).fill(
        str(clock.london_date(clock.now()) + timedelta(days=365))
    )
    officer.get_by_role("button", name="Keep the last day of Taser").click()
    expect(ending).to_have_count(0)
    expect(officer).to_contain_text("Counts until")
    assert findings(page) == []
    assert "taser" in made.unit_row(crew)["skills"]

    form = officer.get_by_role("form", name="Add a skill")
    form.get_by_label("Another skill").select_option(label="Dog handler")
    form.get_by_role("button", name="Add the skill").click()
    expect(officer.get_by_role("listitem").filter(has_text="Dog handler")).to_contain_text("Counts, without an end")

    officer.get_by_role("button", name="Take away Taser").click()
    officer.get_by_role("button", name="Take it away now").click()
    expect(officer.get_by_role("listitem").filter(has_text="Taser")).to_have_count(0)
    assert "taser" not in made.unit_row(crew)["skills"]


def test_what_a_unit_has_booked_out_is_corrected(made: Made, open_page: Callable[..., Page]) -> None:
    crew = made.crew()
    callsign = made.unit_row(crew)["callsign"]
    page = open_page("/admin", made.supervisor())
    region = page.get_by_role("region", name="Equipment of units on duty")
    region.get_by_label("Unit").fill("NOBODY")
    region.get_by_role("button", name="Show its equipment").click()
    expect(region.get_by_role("alert")).to_have_text("There is no unit with this callsign.")
    region.get_by_label("Unit").fill(callsign)
    region.get_by_role("button", name="Show its equipment").click()
    form = region.get_by_role("form", name=f"Equipment of {callsign}")
    expect(form).to_contain_text("(nobody said)")
    form.get_by_label("Taser").check()
    form.get_by_role("button", name="Correct the equipment").click()
    expect(region.get_by_role("status")).to_have_text(f"{callsign} has this booked out now.")
    expect(form.get_by_label("Taser")).to_be_checked()
    assert findings(page) == []


def ran_out(made: Made, crew: Actor) -> None:
    """Yesterday was the last day of their Taser training."""
    yesterday = clock.london_date(clock.now()) - timedelta(days=1)
    with made.database.transaction(made.person("administrator")) as session:
        skills.certify(session, {"pay_number": crew.pay_number, "skill": "taser", "valid_until": yesterday})


def test_companion_devices(made: Made, open_page: Callable[..., Page]) -> None:
    page = open_page("/companions", made.supervisor())
    expect(page.get_by_role("heading", name="How long positions are kept")).to_be_visible()
    assert findings(page) == []


def test_an_administrator_changes_the_escalation_of_a_grade(made: Made, open_page: Callable[..., Page]) -> None:
    page = open_page("/admin", made.person("administrator"))
    region = page.get_by_role("region", name="Escalation")
    region.get_by_text("voice call after 15 min · target 48 h").click()
    form = region.get_by_role("form", name="Steps of Extended")
    form.get_by_label("What step 4 does").select_option("again")
    form.get_by_role("button", name="Save the steps of Extended").click()
    expect(form.get_by_role("alert")).to_contain_text("Grade E needs a voice call or a supervisor")
    form.get_by_label("What step 4 does").select_option("voice")
    form.get_by_label("Seconds of step 4").fill("600")
    form.get_by_role("button", name="Add a step").first.click()
    form.get_by_label("What step 5 does").select_option("voice")
    form.get_by_label("Seconds of step 5").fill("600")
    form.get_by_role("button", name="Save the steps of Extended").click()
    expect(form.get_by_text("This step is there twice.")).to_be_visible()
    assert findings(page) == []
    form.get_by_role("button", name="Remove step 5").click()
    form.get_by_role("button", name="Save the steps of Extended").click()
    expect(form.get_by_role("status")).to_have_text("Holds from now on.")
    expect(region).to_contain_text("voice call after 10 min · target 48 h")


def test_a_supervisor_does_not_change_the_escalation(made: Made, open_page: Callable[..., Page]) -> None:
    page = open_page("/admin", made.supervisor())
    expect(page.get_by_role("region", name="Covert units")).to_be_visible()
    expect(page.get_by_role("region", name="Escalation")).to_have_count(0)


def test_an_administrator_looks_at_a_file_of_beats_and_replaces_them(
    made: Made, open_page: Callable[..., Page], tmp_path: Path
) -> None:
    west, south, east, north = -0.052, 51.528, -0.048, 51.532
    around = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    crossed = [[west, south], [east, north], [east, south], [west, north], [west, south]]
    page = open_page("/admin", made.person("administrator"))
    form = page.get_by_role("form", name="Areas out of a file")

    def choose(**wards: list[list[float]]) -> None:
        shapes = [
            {"type": "Feature", "properties": {"ward": name}, "geometry": {"type": "Polygon", "coordinates": [ring]}}
            for name, ring in wards.items()
        ]
        file = tmp_path / f"{'-'.join(wards)}.geojson"
        file.write_text(json.dumps({"type": "FeatureCollection", "features": shapes}))
        form.get_by_label("File").set_input_files(file)

    choose(Good=around, Crossed=crossed)
    expect(form.get_by_role("alert")).to_contain_text("Area 2 Crossed: The border of this area crosses itself.")
    expect(form.get_by_role("button", name="Replace the beats")).to_be_disabled()
    assert findings(page) == []
    choose(Good=around)
    expect(form.get_by_text("1 area: 1 new, 0 changed")).to_be_visible()
    form.get_by_role("button", name="Replace the beats").click()
    expect(form.get_by_role("status")).to_contain_text("Done: 1 new")
    expect(page.get_by_role("region", name="Areas").get_by_text("version 1, out of Good.geojson")).to_be_visible()


def test_an_administrator_says_who_owns_restricted_records_and_how_much_may_be_searched(
    made: Made, open_page: Callable[..., Page]
) -> None:
    desk = made.officer(name="Desk Owner")
    records.nominal(made.database, "Hid", "Den", restriction="witness", restriction_owner="Witness unit")
    page = open_page("/admin", made.person("administrator"))
    owners = page.get_by_role("region", name="Owners of restricted records")
    expect(owners).to_contain_text("Witness unit stands on restricted records and is nobody here")
    owners.get_by_role("button", name="Say who that is").click()
    row = owners.get_by_role("group", name="Witness unit", exact=True)
    numbers, save = row.get_by_label("Officers, by pay number"), owners.get_by_role("button", name="Save the owners")
    numbers.press_sequentially("p999999, ")
    save.click()
    expect(owners.get_by_role("alert")).to_have_text("No active officer has the pay number P999999.")
    numbers.fill(desk.pay_number.lower())
    save.click()
    expect(owners.get_by_role("status")).to_have_text("Holds from now on.")
    expect(numbers).to_have_value(desk.pay_number)
    expect(owners).not_to_contain_text("is nobody here")

    allowed = page.get_by_role("region", name="How much may be searched")
    searches = allowed.get_by_role("group", name="Officer").get_by_label("Searches in an hour")
    expect(searches).to_have_value("30")
    searches.fill("25")
    expect(allowed).to_contain_text("Changed, not saved")
    allowed.get_by_role("button", name="Save how much may be searched").click()
    expect(allowed.get_by_role("status")).to_have_text("Holds from now on.")
    assert findings(page) == []

"""What the crew is told, and what they are told again."""

from __future__ import annotations

import re
from collections.abc import Callable
from uuid import uuid4

from playwright.sync_api import expect
from sqlalchemy import text

from api.actors import SYSTEM
from tests.factories import Made
from tests.journeys.browser.axe import findings
from tests.journeys.browser.board import Board
from tests.journeys.browser.handset import Handset

# In Southgate, where no other journey is warned of what stands here.
MARKED = (-0.1280, 51.6320)
HOSTILE = '<img src=x onerror="document.title=1"> & <b>bold</b>'


def test_a_regrade_goes_to_the_handset_again_and_asks_to_be_read_again(
    made: Made, open_board: Callable[..., Board], open_handset: Callable[..., Handset]
) -> None:
    crew, dispatcher = made.crew(pod="CN"), made.dispatcher(pod="CN")
    incident_id = made.incident(dispatcher, pod="CN", grade="S", what="Shouting in the flat above")
    made.tasking(crew, incident_id, dispatcher)
    officer, board = open_handset(crew), open_board(dispatcher)
    officer.accept()
    officer.read_risk()
    cad = made.row("incident_rows", incident_id)["cad"]
    board.open_incident(cad)
    board.has_reached("Accepted")

    board.order(f"g {cad.split('/', maxsplit=1)[0]} i a knife was seen")
    expect(officer.alarm).to_contain_text("Changed: read it again")
    expect(officer.alarm).to_contain_text("Immediate")
    board.has_reached("Change shown, not read")
    officer.open_alarm()
    officer.button("I have read the change").click()
    expect(officer.page.get_by_text("You read this at")).to_be_visible()
    board.has_reached("Accepted")


def test_the_alarm_tells_what_the_dispatcher_wrote_before_anybody_accepts(
    made: Made, open_handset: Callable[..., Handset]
) -> None:
    crew, dispatcher = made.crew(pod="CN"), made.dispatcher(pod="CN")
    # As long as a note can be.
    note = ("Silent approach, RV at the corner of the street, wait for dogs. " * 8)[:500]
    made.tasking(crew, made.incident(dispatcher, pod="CN", what="Man with a dog"), dispatcher, note=note)
    officer = open_handset(crew)
    told = officer.alarm.get_by_text(f"Control: {note.strip()}")
    for width, height in ((390, 844), (1024, 600)):
        officer.page.set_viewport_size({"width": width, "height": height})
        expect(told).to_be_in_viewport(ratio=1)
        words, accept = (
            told.bounding_box(),
            officer.alarm.get_by_role("button", name="Accept", exact=True).bounding_box(),
        )
        assert words
        assert accept
        assert words["y"] + words["height"] <= accept["y"], "a part of it lies behind the button"
    assert findings(officer.page) == []
    officer.accept()
    expect(officer.page.get_by_text(f"Control: {note[:40]}")).to_be_visible()


def test_html_in_texts_is_text_on_both_sides(
    made: Made, open_board: Callable[..., Board], open_handset: Callable[..., Handset], complaints: list[str]
) -> None:
    crew, dispatcher = made.crew(pod="NA", name=f"Ann {HOSTILE}"), made.dispatcher(pod="NA")
    callsign = f"NA {HOSTILE}"
    with made.database.transaction(SYSTEM) as session:
        session.execute(text("UPDATE units SET callsign = :to WHERE id = :id"), {"to": callsign, "id": crew.unit_id})
    marker = {"marker_id": uuid4(), "category": "weapons", "text": f"Known {HOSTILE}", "source": f"By {HOSTILE}"}
    where = {"lon": MARKED[0], "lat": MARKED[1], "review_on": "2036-01-01"}
    assert made.give(made.supervisor(), "enter_place_marker", **marker, **where).outcome == "done"
    incident_id = made.incident(
        dispatcher, pod="NA", at=MARKED, what=HOSTILE, address=f"12 {HOSTILE}", first_words=f"Said {HOSTILE}"
    )
    made.tasking(crew, incident_id, dispatcher, note=f"Note {HOSTILE}")
    officer, board = open_handset(crew), open_board(dispatcher)
    expect(officer.alarm.get_by_text(HOSTILE, exact=True)).to_be_visible()
    expect(officer.alarm.get_by_text(f"Note {HOSTILE}")).to_be_visible()
    officer.accept()
    officer.add_line(f"Line {HOSTILE}")
    board.open_incident(made.row("incident_rows", incident_id)["cad"])
    for screen in (officer.page, board.page):
        expect(screen.get_by_role("heading", name=HOSTILE)).to_be_visible()
        expect(screen.get_by_text(f"12 {HOSTILE}", exact=True)).to_be_visible()
        expect(screen.get_by_text(f"Said {HOSTILE}").first).to_be_visible()
        expect(screen.get_by_text(f"Line {HOSTILE}")).to_be_visible()
        expect(screen.get_by_text(f"Known {HOSTILE}").first).to_be_visible()
        expect(screen.get_by_text(callsign).first).to_be_visible()
        expect(screen.locator("img[src=x]")).to_have_count(0)
        assert screen.title() != "1"
    assert complaints == []


def test_a_danger_that_the_caller_tells_is_typed_once_and_interrupts_the_crew(
    made: Made, open_board: Callable[..., Board], open_handset: Callable[..., Handset]
) -> None:
    crew, dispatcher = made.crew(pod="CN"), made.dispatcher(pod="CN")
    incident_id = made.incident(dispatcher, pod="CN", what="Shouting in the flat above")
    made.tasking(crew, incident_id, dispatcher)
    officer, board = open_handset(crew), open_board(dispatcher)
    officer.accept()
    officer.read_risk()
    board.open_incident(made.row("incident_rows", incident_id)["cad"])
    board.chosen.get_by_role("button", name="Checklist").click()
    board.chosen.get_by_label("Language, hearing, speech").locator("..").get_by_role("button", name="No needs").click()
    expect(board.chosen.get_by_text(re.compile("^No needs PC Made Up"))).to_be_visible()
    assert findings(board.page) == []
    board.chosen.get_by_label("Weapons").fill("Bread knife in his hand")
    board.page.keyboard.press("Enter")
    expect(officer.alarm).to_contain_text("Weapons: Bread knife in his hand")
    board.has_reached("Change shown, not read")
    officer.open_alarm()
    expect(officer.page.get_by_text("New risk: Weapons: Bread knife in his hand")).to_be_visible()
    officer.page.get_by_text("Not checked: ").first.click()
    assert findings(officer.page) == []


def test_a_danger_interrupts_a_crew_that_accepted_and_has_read_nothing(
    made: Made, open_board: Callable[..., Board], open_handset: Callable[..., Handset]
) -> None:
    crew, dispatcher = made.crew(pod="CN"), made.dispatcher(pod="CN")
    incident_id = made.incident(dispatcher, pod="CN", what="Shouting in the flat above")
    made.tasking(crew, incident_id, dispatcher)
    officer = open_handset(crew)
    officer.accept()
    answer = {"answer_id": uuid4(), "incident_id": incident_id, "point": "weapons", "state": "known", "text": "Knife"}
    assert made.give(dispatcher, "answer_checklist", **answer).outcome == "done"
    expect(officer.alarm).to_contain_text("Changed: read it now")
    expect(officer.alarm).to_contain_text("New risk: Weapons: Knife")
    officer.open_alarm()
    expect(officer.page.get_by_text("Changed since you were told")).to_be_visible()
    # A page that starts anew has told of it already.
    officer.page.reload()
    expect(officer.page.get_by_text("New risk: Weapons: Knife")).to_be_visible()
    expect(officer.alarm).to_have_count(0)
    officer.read_risk()

"""Everybody can use it: axe finds nothing by the rules of WCAG 2.2 AA, in any theme."""

from __future__ import annotations

import re
from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import text

from api.actors import SYSTEM
from tests.factories import Made
from tests.journeys.browser.axe import findings
from tests.journeys.browser.board import Board
from tests.journeys.browser.handset import Handset
from tests.patience import until

# In Havering: the crews of other journeys patrol elsewhere, and stand behind these in a ranking.
FAR_FROM_OTHERS = (0.2330, 51.5610)


@pytest.mark.parametrize("path", ["/", "/board"])
def test_signing_in(open_page: Callable[..., Page], path: str) -> None:
    page = open_page(path, None)
    expect(page.get_by_role("heading", name="Exercise accounts")).to_be_visible()
    assert findings(page) == []


def test_going_on_duty(made: Made, open_handset: Callable[..., Handset]) -> None:
    officer = open_handset(made.officer(pod="NE"))
    expect(officer.button(re.compile("^NE"))).not_to_have_count(0)
    assert findings(officer.page) == []


def test_the_handset(made: Made, open_handset: Callable[..., Handset]) -> None:
    crew = made.crew(pod="NE")
    officer = open_handset(crew)
    # As high as all that is on it: which link lies half under the foot at some place of a scroll is chance.
    width = officer.page.viewport_size["width"]
    officer.page.set_viewport_size({"width": width, "height": 1_700})
    expect(officer.heading(re.compile("nothing for you"))).to_be_visible()
    assert findings(officer.page) == []
    made.tasking(crew, made.incident(pod="NE", qualifiers=["weapon"], first_words="He has a knife"))
    expect(officer.alarm).to_be_visible()
    assert findings(officer.page) == []
    officer.accept()
    assert findings(officer.page) == []
    contact = officer.page.get_by_role("region", name="Contacts").get_by_role("link", name="Control room")
    # The finger finds it also while the list is drawn anew.
    contact.hover()
    expect(contact).to_be_in_viewport()
    assert findings(officer.page) == []
    officer.hold_help()
    expect(officer.page.get_by_text("The control room has it")).to_be_visible()
    assert findings(officer.page) == []
    emergency_id = made.unit_row(crew)["emergency_id"]
    made.give(made.dispatcher(), "close_emergency", emergency_id=emergency_id, outcome="test", note="Over")


def test_the_board(made: Made, open_board: Callable[..., Board]) -> None:
    crew, other = (made.crew(pod="NE", at=FAR_FROM_OTHERS) for _ in range(2))
    supervisor = made.supervisor(pod="NE")
    # No alarm takes the board over while it is looked at: this can wait.
    incident_id = made.incident(
        supervisor, pod="NE", at=FAR_FROM_OTHERS, what="Looked at by axe", first_words="Please hurry", grade="E"
    )
    made.tasking(crew, incident_id, supervisor)
    board = open_board(supervisor)
    board.open_incident(made.row("incident_rows", incident_id)["cad"])
    expect(board.candidates.get_by_role("button", name=re.compile(made.unit_row(other)["callsign"]))).to_be_visible()
    assert findings(board.page) == []
    board.press("u")
    expect(board.units).to_be_visible()
    assert findings(board.page) == []
    # Its fold stands over the list while it is open.
    board.button(re.compile("Skill and order")).click()
    expect(board.page.get_by_role("combobox", name="Skill")).to_be_visible()
    assert findings(board.page) == []
    board.press("Escape")
    expect(board.page.get_by_role("combobox", name="Skill")).to_have_count(0)
    callsign = made.unit_row(crew)["callsign"]
    board.units.get_by_role("button", name=re.compile(callsign)).first.click()
    expect(board.page.get_by_role("region", name=f"Unit {callsign}")).to_be_visible()
    assert findings(board.page) == []
    board.page.get_by_role("main").click(position={"x": 5, "y": 5})
    board.press("n")
    expect(board.page.get_by_role("dialog", name="New incident")).to_be_visible()
    assert findings(board.page) == []
    board.press("Escape")


def test_the_alarm_of_a_board(made: Made, open_board: Callable[..., Board]) -> None:
    crew, dispatcher = made.crew(pod="NE"), made.dispatcher(pod="NE")
    callsign = made.unit_row(crew)["callsign"]
    board = open_board(dispatcher)
    board.is_live()
    made.give(crew, "raise_emergency", emergency_id=(emergency_id := uuid4()))
    expect(board.alarm(callsign)).to_be_visible()
    assert findings(board.page) == []
    board.answer(board.held(callsign))
    board.press("c")
    expect(board.page.get_by_role("group", name="What was it?")).to_be_visible()
    assert findings(board.page) == []
    made.give(dispatcher, "close_emergency", emergency_id=emergency_id, outcome="test", note="Over")


# Of an immediate tasking: wake, send again, amber, voice call needed.
STEPS_WITH_THE_CALL = 4


def hurry(made: Made, tasking_id: UUID) -> bool:
    """The next step is due now, instead of in twenty seconds; the one after the call by voice in its own time."""
    with made.database.transaction(SYSTEM) as session:
        # Only the row itself is judged again after a wait for the worker: the tasking's alarm would be the old one.
        due = "UPDATE escalations SET due_at = now() WHERE tasking_id = :id AND steps_done < :with_the_call"
        session.execute(text(due), {"id": tasking_id, "with_the_call": STEPS_WITH_THE_CALL})
    return False


def test_a_tasking_that_nobody_answers_and_looking_back_at_it(
    made: Made, open_board: Callable[..., Board], open_handset: Callable[..., Handset], open_page: Callable[..., Page]
) -> None:
    crew, supervisor = made.crew(pod="NE"), made.supervisor(pod="NE")
    officer, board = open_handset(crew), open_board(supervisor)
    board.is_live()
    incident_id = made.incident(supervisor, pod="NE", what="Nobody answers this", first_words="Please hurry")
    tasking_id = made.tasking(crew, incident_id, supervisor)
    expect(officer.alarm).to_be_visible()
    needed = board.page.get_by_text("Voice call needed")
    until(lambda: needed.is_visible() or hurry(made, tasking_id), board.page)
    assert findings(board.page) == []

    page = open_page(f"/look-back?tasking={tasking_id}", supervisor)
    expect(page.get_by_role("main").get_by_text("Nobody answers this").first).to_be_visible()
    assert findings(page) == []


def test_a_crew_that_says_no_is_heard_by_whoever_looks_elsewhere(made: Made, open_board: Callable[..., Board]) -> None:
    crew, other, dispatcher = made.crew(pod="NE"), made.crew(pod="NE"), made.dispatcher(pod="NE")
    callsign = made.unit_row(crew)["callsign"]
    board = open_board(dispatcher)
    board.is_live()
    incident_id = made.incident(dispatcher, pod="NE", what="Nobody goes to this")
    band = board.page.get_by_role("region", name=f"{callsign} declined")

    def declined() -> UUID:
        tasking_id = made.tasking(crew, incident_id, dispatcher)
        assert made.give(crew, "decline_tasking", tasking_id=tasking_id, reason="vehicle").outcome == "done"
        expect(band.get_by_role("alert")).to_have_text(f"{callsign} declined: Vehicle not fit. Task another.")
        expect(board.page).to_have_title(f"DECLINED {callsign} · Bluelamp")
        return tasking_id

    tasking_id = declined()
    assert findings(board.page) == []
    board.answer(band, gone=True)
    expect(band).to_have_count(0)
    expect(board.chosen).to_contain_text("Nobody goes to this")
    assert made.row("tasking_rows", tasking_id)["alarm_acknowledged_by"] == dispatcher.label
    declined()
    made.tasking(other, incident_id, dispatcher)
    expect(band).to_have_count(0)

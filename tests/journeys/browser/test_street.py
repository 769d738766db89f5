"""What an officer says from the street, seen where it is looked for: THRIVE on the board."""

from __future__ import annotations

import re
from collections.abc import Callable
from uuid import uuid4

from playwright.sync_api import Locator, expect

from api.thrive.rules import PARTS
from tests.factories import Made
from tests.journeys.browser.board import Board
from tests.journeys.browser.handset import Handset

MEDIUM = dict.fromkeys(PARTS, "medium")


def assess(sheet: Locator, part: str, level: str, why: str = "") -> None:
    sheet.get_by_role("radio", name=f"{part}: {level}").check()
    if why:
        sheet.get_by_role("textbox", name=f"{part}: why").fill(why)


def test_thrive_from_the_handset_stands_on_the_board_beside_the_call_handlers_with_the_difference_in_words(
    made: Made, open_board: Callable[..., Board], open_handset: Callable[..., Handset], complaints: list[str]
) -> None:
    crew, dispatcher = made.crew(pod="SW"), made.dispatcher(pod="SW")
    incident_id = made.incident(dispatcher, pod="SW", what="Shouting in the flat above")
    made.tasking(crew, incident_id, dispatcher)
    officer, board = open_handset(crew), open_board(dispatcher)
    officer.accept()
    board.open_incident(made.row("incident_rows", incident_id)["cad"])

    # The call handler, by the keyboard.
    board.press("t")
    form = board.page.get_by_role("form", name=re.compile("THRIVE of .*, call handler"))
    for part in PARTS.values():
        assess(form, part, "Medium")
    form.get_by_role("button", name="Enter the assessment").click()
    on_board = board.page.get_by_role("region", name=re.compile("^THRIVE"))
    expect(on_board).to_contain_text("call handler only")

    # The officer sees it, and sees the threat otherwise.
    on_handset = officer.page.get_by_role("region", name=re.compile("^THRIVE"))
    expect(on_handset).to_contain_text("Call handler: medium")
    on_handset.get_by_role("button", name="Assess").click()
    sheet = officer.page.get_by_role("dialog", name=re.compile("^THRIVE"))
    expect(sheet.get_by_text("Call handler: medium").first).to_be_visible()
    assess(sheet, "Threat", "High")
    for part in list(PARTS.values())[1:]:
        assess(sheet, part, "Medium")
    sheet.get_by_role("button", name="Send my assessment").click()
    expect(sheet.get_by_role("alert")).to_contain_text("Say in a few words why Threat is high")
    assess(sheet, "Threat", "High", "Knife in his hand")
    sheet.get_by_role("button", name="Send my assessment").click()

    expect(on_handset).to_contain_text("You: high; call handler: medium")
    expect(on_handset).to_contain_text("1 of 6 differ")
    expect(on_board).to_contain_text("You: medium; officer: high")
    expect(on_board).to_contain_text("Knife in his hand")
    expect(on_board).to_contain_text("1 of 6 differ")
    expect(board.log).to_contain_text("Differs from the call handler in Threat (officer: high; call handler: medium)")
    for screen in (officer.page, board.page):
        expect(screen.get_by_text("OFFICIAL-SENSITIVE", exact=True)).to_be_visible()

    # A second opinion is a second version; the first stays to be read.
    made.give(crew, "assess_thrive", assessment_id=uuid4(), incident_id=incident_id, **MEDIUM)
    for shown in (on_handset, on_board):
        expect(shown).to_contain_text("both alike")
        expect(shown.get_by_text("1 earlier version")).to_be_visible()
    assert complaints == []


def test_thrive_without_signal_waits_in_sight_and_goes_out_when_the_link_is_back(
    made: Made, open_handset: Callable[..., Handset]
) -> None:
    crew, dispatcher = made.crew(pod="SW"), made.dispatcher(pod="SW")
    incident_id = made.incident(dispatcher, pod="SW", what="Shouting in the yard")
    made.tasking(crew, incident_id, dispatcher)
    officer = open_handset(crew)
    officer.accept()
    thrive = officer.page.get_by_role("region", name=re.compile("^THRIVE"))
    expect(thrive).to_contain_text("not assessed")
    officer.page.context.set_offline(True)
    thrive.get_by_role("button", name="Assess").click()
    sheet = officer.page.get_by_role("dialog", name=re.compile("^THRIVE"))
    for part in PARTS.values():
        assess(sheet, part, "Standard")
    sheet.get_by_role("button", name="Send my assessment").click()
    expect(thrive).to_contain_text("You: standard")
    expect(thrive).to_contain_text("waiting to be sent")
    officer.page.context.set_offline(False)
    expect(thrive.get_by_text("waiting to be sent")).to_have_count(0)
    assert made.log(incident_id)[-1].startswith("THRIVE by the officer, version 1: Threat standard")

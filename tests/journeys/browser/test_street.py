"""What an officer says from the street, seen where it is looked for: on the board, on the supervisors' desk, on the crew's card."""

from __future__ import annotations

import re
from collections.abc import Callable
from uuid import UUID, uuid4

from playwright.sync_api import Locator, Page, expect

from api.actors import Actor
from api.thrive.rules import PARTS
from tests.factories import Made
from tests.journeys.browser.board import Board
from tests.journeys.browser.handset import Handset
from tests.records import nominal

MEDIUM = dict.fromkeys(PARTS, "medium")


DRAFT_IS_KEPT = """async () => {
    const isThere = () => new Promise((tell) => {
        const opening = indexedDB.open("bluelamp");
        opening.onsuccess = () => {
            const asked = opening.result.transaction("sealed").objectStore("sealed").getKey("drafts");
            asked.onsuccess = () => { opening.result.close(); tell(asked.result === "drafts"); };
        };
    });
    while (!(await isThere())) await new Promise((again) => setTimeout(again, 50));
}"""


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
    expect(thrive).to_contain_text("Nobody has assessed this incident yet.")
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


def open_more(officer: Handset, choice: str) -> Locator:
    """A report of this job, out of the sheet with everything that is not the next action."""
    officer.button("More", exact=True).click()
    officer.page.get_by_role("dialog", name="More").get_by_role("button", name=choice).click()
    return officer.page.get_by_role("dialog", name=choice)


def on_the_job(made: Made, open_handset: Callable[..., Handset], pod: str) -> tuple[Actor, UUID, Handset]:
    """A crew at a job that names Nadia Osei, with her on the card and nothing left to read."""
    crew, dispatcher = made.crew(pod=pod), made.dispatcher(pod=pod)
    incident_id = made.incident(dispatcher, pod=pod, what="Shouting in the flat above")
    # Nobody else's namesake of one day: the linking would join the two, and what the other was named in is a new fact for this crew.
    person = nominal(made.database, "Nadia", "Osei", born=f"{1950 + sum(map(ord, pod)) % 40}-03-12")
    asked = {"incident_id": incident_id, "record_kind": "nominal", "record_id": person, "role": "suspect"}
    assert made.give(dispatcher, "name_record", **asked).outcome == "done"
    made.tasking(crew, incident_id, dispatcher)
    officer = open_handset(crew)
    officer.accept()
    officer.read_risk()
    return crew, incident_id, officer


def ask_for_marker(officer: Handset, grounds: str) -> None:
    sheet = open_more(officer, "Ask for a warning marker")
    expect(sheet).to_contain_text("Shouting in the flat above")
    sheet.get_by_role("radio", name=re.compile("Nadia Osei")).check()
    sheet.get_by_role("combobox", name="Which warning").select_option(label="Violent")
    sheet.get_by_role("textbox", name=re.compile("^Grounds")).fill(grounds)
    sheet.get_by_role("textbox", name=re.compile("^Evidence")).fill("Body-worn video")
    sheet.get_by_role("radio", name=re.compile("^Fact")).check()
    sheet.get_by_role("button", name="Send to a supervisor").click()
    expect(sheet).to_have_count(0)


def open_on_desk(open_page: Callable[..., Page], supervisor: Actor, words: str) -> Page:
    desk = open_page("/records#street", supervisor)
    desk.get_by_role("button", name=re.compile(words)).click()
    expect(desk.get_by_role("heading", name=re.compile(words))).to_be_visible()
    expect(desk.get_by_text("OFFICIAL-SENSITIVE", exact=True)).to_be_visible()
    return desk


def test_a_marker_asked_for_on_the_handset_is_approved_at_the_desk_and_stands_on_the_crews_card(
    made: Made, open_handset: Callable[..., Handset], open_page: Callable[..., Page], complaints: list[str]
) -> None:
    _, _, officer = on_the_job(made, open_handset, "AW")
    ask_for_marker(officer, "Struck out at officers when told to leave")
    card = officer.page.get_by_role("region", name="Know before you go")
    expect(card).not_to_contain_text("Violent")

    desk = open_on_desk(open_page, made.supervisor(pod="AW"), "Violent: Nadia Osei")
    expect(desk.get_by_role("article")).to_contain_text("Body-worn video")
    desk.get_by_role("textbox", name="What the crews will read").fill("Hit an officer on a visit")
    desk.get_by_role("button", name=re.compile("^Approve")).click()
    expect(desk.get_by_role("article")).to_contain_text("Approved by")

    expect(officer.alarm).to_contain_text("Changed: read it again")
    officer.open_alarm()
    expect(card).to_contain_text("Violent")
    expect(card).to_contain_text("Hit an officer on a visit")
    expect(card).to_contain_text("Nadia Osei")
    mine = open_more(officer, "My reports")
    expect(mine).to_contain_text("Approved by")
    assert complaints == []


def test_a_refusal_comes_back_to_the_officer_with_the_reason(
    made: Made, open_handset: Callable[..., Handset], open_page: Callable[..., Page]
) -> None:
    _, _, officer = on_the_job(made, open_handset, "EA")
    ask_for_marker(officer, "Is known for it")
    desk = open_on_desk(open_page, made.supervisor(pod="EA"), "Violent: Nadia Osei")
    desk.get_by_role("button", name="Refuse").click()
    expect(desk.get_by_role("alert")).to_contain_text("Say why")
    desk.get_by_role("textbox", name="Or why not; the officer reads it").fill("Say what was done, not what is said")
    desk.get_by_role("button", name="Refuse").click()
    expect(desk.get_by_role("article")).to_contain_text("Refused by")
    officer.button(re.compile("1 thing needs you")).click()
    needs = officer.page.get_by_role("dialog", name="Needs you")
    expect(needs).to_contain_text("Say what was done, not what is said")
    needs.get_by_role("button", name="I have seen this").click()
    expect(officer.page.get_by_text("1 thing needs you")).to_have_count(0)


def test_an_intelligence_report_that_was_written_without_signal_arrives_when_the_link_is_back(
    made: Made, open_handset: Callable[..., Handset], open_page: Callable[..., Page]
) -> None:
    _, incident_id, officer = on_the_job(made, open_handset, "NA")
    sheet = open_more(officer, "Intelligence report")
    sheet.get_by_role("textbox", name="What was learnt").fill("Sells from the stairwell, the neighbour in flat 4 says")
    # An app that is killed in the middle of it has what was written.
    officer.page.evaluate(DRAFT_IS_KEPT)
    officer.page.reload()
    sheet = open_more(officer, "Intelligence report")
    expect(sheet.get_by_role("textbox", name="What was learnt")).to_have_value(re.compile("^Sells from the stairwell"))
    officer.page.context.set_offline(True)
    sheet.get_by_role("textbox", name="Provenance").fill("the neighbour in flat 4")
    sheet.get_by_role("checkbox", name=re.compile("Nadia Osei")).check()
    for answer in ("2 · Untested", "C · Known indirectly", "C · Lawful sharing permitted with conditions"):
        sheet.get_by_role("radio", name=answer, exact=True).check()
    sheet.get_by_role("button", name="Send", exact=True).click()
    expect(sheet.get_by_role("alert")).to_contain_text("The text repeats where it comes from")
    expect(sheet.get_by_role("alert")).to_contain_text("Write the conditions for sharing")
    sheet.get_by_role("textbox", name="What was learnt").fill("Sells from the stairwell after dark")
    sheet.get_by_role("textbox", name="Conditions").fill("Not outside of the borough")
    sheet.get_by_role("button", name="Send", exact=True).click()

    mine = open_more(officer, "My reports")
    expect(mine).to_contain_text("Waiting to be sent")
    expect(mine).to_contain_text("3x5x2 2 C C: Nadia Osei")
    officer.page.context.set_offline(False)
    expect(mine).to_contain_text("With a supervisor")

    desk = open_on_desk(open_page, made.supervisor(pod="NA"), "3x5x2 2 C C: Nadia Osei")
    report = desk.get_by_role("article")
    for words in (
        "Sells from the stairwell after dark",
        "2 Untested",
        "Not outside of the borough",
        "the neighbour in flat 4",
    ):
        expect(report).to_contain_text(words)
    desk.get_by_role("textbox", name=re.compile("^What becomes of it")).fill("Passed to the local team")
    desk.get_by_role("button", name="Take it in").click()
    expect(report).to_contain_text("Taken in by")
    expect(mine).to_contain_text("Taken in by")
    expect(mine).to_contain_text("Passed to the local team")
    assert not any("stairwell" in line for line in made.log(incident_id))


def test_a_referral_with_an_immediate_risk_stands_first_at_the_desk(
    made: Made, open_handset: Callable[..., Handset], open_page: Callable[..., Page]
) -> None:
    _, _, officer = on_the_job(made, open_handset, "SN")
    sheet = open_more(officer, "Safeguarding referral")
    sheet.get_by_role("radio", name=re.compile("^Yes")).check()
    sheet.get_by_role("textbox", name="What was done to make it safe").fill("Taken to her aunt")
    sheet.get_by_role("radio", name="Child", exact=True).check()
    sheet.get_by_role("radio", name=re.compile("in no record")).check()
    sheet.get_by_role("textbox", name="Who it is").fill("Girl of about six, says her name is May")
    sheet.get_by_role("combobox", name="Concern").select_option(label="Neglect")
    sheet.get_by_role("textbox", name="What you saw and heard").fill("Alone since yesterday")
    sheet.get_by_role("radio", name=re.compile("^Not asked")).check()
    sheet.get_by_role("textbox", name="Why it is referred all the same").fill("Nobody there to ask")
    sheet.get_by_role("button", name="Send the referral").click()
    expect(sheet.get_by_role("alert")).to_contain_text("Write what the child says")
    sheet.get_by_role("textbox", name="Voice of the child").fill("She is hungry and does not want to go back")
    sheet.get_by_role("button", name="Send the referral").click()
    expect(sheet).to_have_count(0)

    desk = open_on_desk(open_page, made.supervisor(pod="SN"), "Child, neglect")
    expect(desk.locator(".desk-pair").first).to_contain_text("Immediate risk")
    report = desk.get_by_role("article")
    for words in ("Yes. Taken to her aunt", "Girl of about six", "She is hungry", "Not asked, because it was not safe"):
        expect(report).to_contain_text(words)
    desk.get_by_role("button", name="Take it in").click()
    expect(report).to_contain_text("Taken in by")
    expect(open_more(officer, "My reports")).to_contain_text("Taken in by")

"""Breaking the glass in the browser: a supervisor gives a key, an officer opens one record by it, and it ends in sight."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

from playwright.sync_api import Page, expect
from sqlalchemy import text

from api.actors import SYSTEM, Actor
from tests import records
from tests.factories import Made
from tests.journeys.browser.axe import findings
from tests.journeys.browser.board import Board
from tests.journeys.browser.handset import Handset

ENDS = re.compile("The restricted record is gone from this screen")


def give(board: Board, officer: Actor, reference: str) -> str:
    """A key by the panel of the board, as it is read out."""
    board.is_live()
    board.press("Shift+K")
    panel = board.page.get_by_role("dialog", name="Keys to restricted records")
    panel.get_by_label("Reference").fill(reference)
    panel.get_by_label("System that holds it").fill(records.SOURCE)
    panel.get_by_label("Officer").fill(officer.pay_number)
    panel.get_by_label("Reason").fill("Asked for by the owner of the record")
    assert findings(board.page) == []
    panel.get_by_role("button", name="Make the key").click()
    expect(panel.get_by_role("heading", name=re.compile(f"Read this out to .*{officer.pay_number}"))).to_be_visible()
    key = panel.locator(".the-key").inner_text()
    assert findings(board.page) == []
    panel.get_by_role("button", name="Read out: clear it").click()
    expect(board.page.get_by_text(key)).to_have_count(0)
    return key


def use(page: Page, key: str, why: str = "Arrest warrant, address needed") -> None:
    main = page.get_by_role("main")
    if not main.get_by_label("Key", exact=True).is_visible():
        main.get_by_role("button", name="I have a key").click()
    main.get_by_label("Key", exact=True).fill(key)
    main.get_by_label("Why you need it").fill(why)
    main.get_by_role("button", name="Open the record").click()


def ended(made: Made) -> None:
    with made.database.transaction(SYSTEM) as session:
        session.execute(
            text("UPDATE restricted_keys SET opened_at = opened_at - :by, ends_at = ends_at - :by"),
            {"by": timedelta(minutes=16)},
        )


def test_a_key_is_given_opens_one_record_and_ends_and_the_second_person_is_told(
    made: Made,
    open_board: Callable[..., Board],
    open_handset: Callable[..., Handset],
    open_page: Callable[..., Page],
) -> None:
    who = f"W-{made.officer().pay_number}"
    records.nominal(
        made.database,
        "Hid",
        "Quarrymark",
        restriction="witness",
        restriction_owner="Exercise safeguarding desk",
        source_id=who,
    )
    needs, giver = made.crew(name="Needs It"), made.supervisor(name="Key Giver")
    board = open_board(giver)
    key = give(board, needs, who)
    given = board.page.get_by_role("region", name="Keys that you gave").get_by_role("listitem")
    expect(given).to_contain_text("Not used yet")

    stranger = open_handset(made.crew(name="Found It"))
    stranger.button("Look up").click()
    use(stranger.page, key)
    expect(stranger.page.get_by_text("This key was given to another officer")).to_be_visible()
    # Whoever gave it is told on the board, whatever is open there, until they say that they saw it.
    board.page.keyboard.press("Escape")
    news = board.page.get_by_role("list", name="News of keys that you gave")
    expect(news).to_contain_text(f"PC Found It tried the key that you gave to PC Needs It, {needs.pay_number}")
    assert findings(board.page) == []
    news.get_by_role("button", name="Seen").click()
    expect(news).to_have_count(0)
    board.press("Shift+K")

    officer = open_handset(needs)
    page = officer.page
    # The clock of the page is ours from here on, so that fifteen minutes pass when we say so.
    page.clock.install()
    officer.button("Look up").click()
    use(page, "AAAAA-AAAAA")
    expect(page.get_by_text("This key opens nothing")).to_be_visible()
    assert findings(page) == []
    use(page, key.lower())
    record = page.get_by_role("article", name=re.compile("Hid Quarrymark"))
    expect(record).to_be_visible()
    expect(page.get_by_label("Marking of this screen")).to_have_text("OFFICIAL-SENSITIVE")
    expect(page.get_by_role("timer")).to_contain_text(re.compile("1[45]:.*left"))
    assert findings(page) == []

    expect(news).to_contain_text("Key opened at")
    expect(given).to_contain_text("Open since")
    expect(given).to_contain_text("They said: Arrest warrant, address needed")
    with made.database.transaction(SYSTEM) as session:
        words = session.execute(
            text("SELECT words FROM audit_alerts WHERE rule = 'break_glass' ORDER BY id DESC LIMIT 1")
        )
        assert (
            "PC Needs It opened a restricted record (owner: Exercise safeguarding desk; key given by PC Key Giver)"
            in words.scalar_one()
        )

    # The owner of the record is told as well, and so is nobody else.
    owner = open_page("/records#near", giver)
    row = owner.get_by_role("row").filter(has_text=who)
    expect(row.filter(has_text="PC Needs It")).to_contain_text("Opened it by a key")
    expect(row.filter(has_text="PC Found It")).to_contain_text("Tried a key to it that did not open for them")
    owner.close()

    page.clock.fast_forward("15:01")
    expect(page.get_by_text(ENDS)).to_be_visible()
    expect(page.get_by_text("Quarrymark")).to_have_count(0)
    ended(made)
    use(page, key)
    expect(page.get_by_text("The time of this key has ended")).to_be_visible()


def test_the_control_room_opens_by_a_key_as_well_and_leaves_it_when_it_says_so(
    made: Made, open_board: Callable[..., Board]
) -> None:
    who = f"W-{made.officer().pay_number}"
    records.nominal(made.database, "Hid", "Quarrymark", restriction="refuge", source_id=who)
    dispatcher, giver = made.dispatcher(name="At Board"), made.supervisor(name="Key Giver")
    key = give(open_board(giver), dispatcher, who)
    board = open_board(dispatcher)
    board.is_live()
    board.press("Shift+K")
    expect(board.page.get_by_role("dialog", name="Keys to restricted records")).to_have_count(0)
    board.press("s")
    panel = board.page.get_by_role("dialog", name="Look up")
    panel.get_by_role("button", name="I have a key").click()
    panel.get_by_label("Key", exact=True).fill(key)
    panel.get_by_label("Why you need it").fill("A crew at the door asks")
    panel.get_by_role("button", name="Open the record").click()
    expect(panel.get_by_role("timer")).to_be_visible()
    assert findings(board.page) == []
    panel.get_by_role("button", name="Close this record").click()
    expect(panel.get_by_role("timer")).to_have_count(0)
    expect(board.page.get_by_text("Quarrymark")).to_have_count(0)


def test_a_call_from_a_witness_is_on_the_open_page_of_their_owner_by_itself(
    made: Made, open_page: Callable[..., Page], open_board: Callable[..., Board]
) -> None:
    owner = made.supervisor(name="Wit Ness")
    who = f"W-{owner.pay_number}"
    secret = {"restriction": "witness", "restriction_owner": "Exercise safeguarding desk", "source_id": who}
    hidden = records.nominal(made.database, "Hid", "Quarrymark", **secret)
    number = "+4477009" + who[-5:]
    phone = records.put(made.database, "phones", number=number)
    records.link(made.database, ("nominal", hidden), ("phone", phone), "uses")
    board = open_board(owner)
    board.is_live()
    page = open_page("/records#near", owner)
    expect(page.get_by_text("You own the restricted records of")).to_be_visible()
    cad = made.row("incident_rows", made.incident(made.dispatcher(name="Call Taker"), caller_number=number))["cad"]
    row = page.get_by_role("row").filter(has_text=who)
    expect(row).to_contain_text("Took a call that is about it, shown nothing")
    expect(row).to_contain_text(f"The call {cad} is from their number")
    expect(page.get_by_role("status").filter(has_text="1 new row")).to_be_visible()
    assert findings(page) == []
    calls = board.page.get_by_role("list", name="Calls about your restricted records")
    expect(calls).to_contain_text(f"The call {cad} is from their number")
    assert findings(board.page) == []
    calls.get_by_role("button", name="Seen").click()
    expect(calls).to_have_count(0)

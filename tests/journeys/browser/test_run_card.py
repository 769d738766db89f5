"""The run card on the board: what should go, and one key that sends it."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import expect
from sqlalchemy import text

from api.actors import SYSTEM, Actor
from tests.factories import Made
from tests.journeys.browser.axe import findings
from tests.journeys.browser.board import Board

# In Uxbridge and in Enfield, where no other test has left a crew.
WEST, WEST_TOO, ENFIELD = (-0.4700, 51.5450), (-0.4650, 51.5460), (-0.0700, 51.6600)


def paired(made: Made, crew: Actor) -> Actor:
    """The same crew with a second officer."""
    mate = made.officer()
    with made.database.transaction(SYSTEM) as session:
        session.execute(
            text("INSERT INTO crew (duty_id, officer_id, joined_at) VALUES (:duty, :officer, now())"),
            {"duty": crew.duty_id, "officer": mate.id},
        )
    return crew


def test_one_key_tasks_the_set_that_the_card_asks_for(made: Made, open_board: Callable[..., Board]) -> None:
    dispatcher = made.dispatcher(pod="WA")
    crews = [paired(made, made.crew(at=place, pod="WA")) for place in (WEST, WEST_TOO)]
    alone = made.unit_row(made.crew(at=WEST, pod="WA"))["callsign"]
    incident_id = made.incident(dispatcher, at=WEST, type="CC", what="Robbery, made up")
    board = open_board(dispatcher)
    board.open_incident(made.row("incident_rows", incident_id)["cad"])
    card = board.page.get_by_role("region", name=re.compile("^Run card"))
    expect(card.get_by_text("Robbery")).to_be_visible()
    # Who is near and lacks what was asked for stands below, with why.
    expect(board.candidates.get_by_role("button", name=f"Send {alone} anyway")).to_be_visible()
    assert findings(board.page) == []
    board.press("q")
    for crew in crews:
        expect(board.reached.get_by_text(made.unit_row(crew)["callsign"], exact=True)).to_be_visible()
    expect(card.get_by_role("img", name="filled", exact=True)).to_be_visible()


def test_who_lacks_what_was_asked_for_is_sent_after_a_question(made: Made, open_board: Callable[..., Board]) -> None:
    dispatcher = made.dispatcher(pod="NA")
    alone = made.unit_row(made.crew(at=ENFIELD, pod="NA"))["callsign"]
    incident_id = made.incident(dispatcher, at=ENFIELD, type="PH", what="Domestic, made up")
    board = open_board(dispatcher)
    board.open_incident(made.row("incident_rows", incident_id)["cad"])
    send = board.candidates.get_by_role("button", name=f"Send {alone} anyway")
    send.click()
    expect(board.candidates.get_by_text("Send it all the same?")).to_be_visible()
    board.candidates.get_by_role("button", name=f"Yes, send {alone}").click()
    expect(board.reached.get_by_text(alone, exact=True)).to_be_visible()


def test_a_silent_unit_is_heard_by_voice_where_the_list_asks_for_it(
    made: Made, open_board: Callable[..., Board]
) -> None:
    dispatcher = made.dispatcher(pod="NA")
    crew = paired(made, made.crew(at=ENFIELD, pod="NA", has_device=False))
    callsign = made.unit_row(crew)["callsign"]
    incident_id = made.incident(dispatcher, at=ENFIELD, type="PG", what="Silent, made up")
    board = open_board(dispatcher)
    board.open_incident(made.row("incident_rows", incident_id)["cad"])
    expect(board.candidates).to_contain_text("confirm by voice first")
    assert findings(board.page) == []
    board.candidates.get_by_role("button", name=f"{callsign} was heard by voice").click()
    expect(
        board.candidates.get_by_role("button", name=re.compile(f"^{callsign} .*heard by voice", re.IGNORECASE))
    ).to_be_visible()


def test_a_unit_that_the_set_named_and_that_went_elsewhere_since_is_not_tasked_with_it(
    made: Made, open_board: Callable[..., Board]
) -> None:
    """The key still said *Task CE07* when CE07 had gone to its refreshments."""
    dispatcher = made.dispatcher(pod="WA")
    crew = paired(made, made.crew(at=WEST, pod="WA"))
    callsign = made.unit_row(crew)["callsign"]
    incident_id = made.incident(dispatcher, at=WEST, type="PG", what="Gone since, made up")
    board = open_board(dispatcher)
    board.open_incident(made.row("incident_rows", incident_id)["cad"])
    card = board.page.get_by_role("region", name=re.compile("^Run card"))
    expect(card.get_by_role("button", name=re.compile(f"Task.*{callsign}"))).to_be_visible()
    made.give(crew, "set_status", status="8")
    expect(card.get_by_text(re.compile(f"{callsign} has another status since"))).to_be_visible()
    expect(card.get_by_role("button", name=re.compile(callsign))).to_have_count(0)
    assert findings(board.page) == []

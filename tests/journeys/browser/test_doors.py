"""Who gets in where."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from api.actors import SYSTEM
from api.officers.models import SignedIn
from tests.factories import Made
from tests.journeys.browser.board import Board
from tests.journeys.browser.handset import Handset


def test_an_officer_gets_a_plain_page_instead_of_the_board(made: Made, open_page: Callable[..., Page]) -> None:
    page = open_page("/board", made.officer())
    expect(page.get_by_role("heading", name="The board is for dispatchers and supervisors")).to_be_visible()
    page.get_by_role("link", name="Go to the handset").click()
    expect(page.get_by_role("heading", name="Go on duty")).to_be_visible()


def test_a_dispatcher_gets_a_plain_page_instead_of_a_handset(made: Made, open_page: Callable[..., Page]) -> None:
    page = open_page("/", made.dispatcher())
    expect(page.get_by_role("heading", name="This account has no handset")).to_be_visible()


def test_a_session_that_was_ended_elsewhere_goes_to_the_sign_in(
    made: Made, open_board: Callable[..., Board], open_handset: Callable[..., Handset]
) -> None:
    crew, dispatcher = made.crew(pod="SE"), made.dispatcher(pod="SE")
    officer, board = open_handset(crew), open_board(dispatcher)
    board.is_live()
    expect(officer.link).to_have_text("Connected to the control room")
    with made.database.transaction(SYSTEM) as session:
        session.query(SignedIn).filter(SignedIn.officer_id.in_([crew.id, dispatcher.id])).delete()
    expect(board.page.get_by_role("heading", name="Sign in")).to_be_visible()
    expect(officer.page.get_by_role("heading", name="Sign in")).to_be_visible()

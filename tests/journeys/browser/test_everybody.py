"""Everybody can use it: axe finds nothing by the rules of WCAG 2.2 AA, in any theme."""

from __future__ import annotations

import re
from collections.abc import Callable
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from tests.factories import Made
from tests.journeys.browser.board import Board
from tests.journeys.browser.handset import Handset

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
LOOK = """async ([theme, values]) => {
  document.documentElement.dataset.theme = theme;
  // Colours on their way into the other theme are neither.
  const changing = document.getAnimations().filter((one) => one instanceof CSSTransition);
  await Promise.all(changing.map((one) => one.finished.catch(() => null)));
  const { violations } = await axe.run(document, { runOnly: { type: "tag", values } });
  const said = ({ target, any }) => `${target.join(" ")} ${any[0]?.message ?? ""}`;
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${theme}: ${id}: ${said(node)}`));
}"""


def findings(page: Page) -> list[str]:
    return [found for theme in ("day", "night", "red") for found in page.evaluate(LOOK, [theme, TAGS])]


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
    expect(officer.heading(re.compile("nothing for you"))).to_be_visible()
    assert findings(officer.page) == []
    made.tasking(crew, made.incident(pod="NE", qualifiers=["weapon"], first_words="He has a knife"))
    expect(officer.alarm).to_be_visible()
    assert findings(officer.page) == []
    officer.accept()
    assert findings(officer.page) == []
    officer.hold_help()
    assert findings(officer.page) == []
    emergency_id = made.unit_row(crew)["emergency_id"]
    made.give(made.dispatcher(), "close_emergency", emergency_id=emergency_id, outcome="test", note="Over")


def test_the_board(made: Made, open_board: Callable[..., Board]) -> None:
    crew, other, supervisor = made.crew(pod="NE"), made.crew(pod="NE"), made.supervisor(pod="NE")
    incident_id = made.incident(supervisor, pod="NE", what="Looked at by axe", first_words="Please hurry")
    made.tasking(crew, incident_id, supervisor)
    board = open_board(supervisor)
    board.open_incident(made.row("incident_rows", incident_id)["cad"])
    expect(board.candidates.get_by_role("button", name=re.compile(made.unit_row(other)["callsign"]))).to_be_visible()
    assert findings(board.page) == []
    board.press("u")
    expect(board.units).to_be_visible()
    assert findings(board.page) == []
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
    board.press("a")
    expect(board.held(callsign)).to_be_visible()
    board.press("c")
    expect(board.page.get_by_role("group", name="What was it?")).to_be_visible()
    assert findings(board.page) == []
    made.give(dispatcher, "close_emergency", emergency_id=emergency_id, outcome="test", note="Over")

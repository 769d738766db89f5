"""Where the last crew of a unit was says nothing of the next: not on a board, not on a map, not in the ranking, not in a call for help."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import uuid4

import orjson
import pytest

from api.actors import SYSTEM, Actor
from api.board import service as board
from api.fixes.jobs import PositionNews
from api.handset import around
from api.handset import service as handset
from api.taskings import candidates
from tests.factories import HERE, NORTH, Made


class Room:
    """Whose positions are told by socket."""

    def __init__(self) -> None:
        self.told: set[str] = set()

    def emit(self, _: str, payload: Any, **__: Any) -> None:
        self.told |= {row[0] for row in payload["positions"]}


@pytest.fixture
def late_turn(made: Made) -> Actor:
    """A crew that has just taken over a unit. Nothing was measured of it; the early turn was at custody a minute ago."""
    early = made.crew(at=HERE)
    assert made.give(early, "book_off").outcome == "done"
    return taking_over(made, early)


def taking_over(made: Made, early: Actor) -> Actor:
    officer, duty_id = made.officer(), uuid4()
    booking = {"duty_id": duty_id, "unit_id": early.unit_id, "skills": ["response"], "device_id": uuid4()}
    assert made.give(officer, "book_on", **booking).outcome == "done"
    late = replace(officer, unit_id=early.unit_id, duty_id=duty_id)
    assert made.give(late, "set_status", status="2").outcome == "done"
    return late


def on_board(made: Made, crew: Actor) -> list[dict[str, Any]]:
    with made.database.transaction(SYSTEM) as session:
        snapshot = orjson.loads(board.snapshot(session, ["CE"], sees_covert=False))
    return [row for row in snapshot["positions"] if row["unit_id"] == str(crew.unit_id)]


def test_a_board_shows_the_new_crew_nowhere_until_something_of_theirs_is_measured(made: Made, late_turn: Actor) -> None:
    assert on_board(made, late_turn) == []
    made.fix(late_turn, NORTH, device=uuid4())
    assert [row["lat"] for row in on_board(made, late_turn)] == [NORTH[1]]


def test_a_board_shows_nobody_who_is_off_duty(made: Made) -> None:
    crew = made.crew(at=HERE)
    assert made.give(crew, "book_off").outcome == "done"
    assert on_board(made, crew) == []


def test_no_board_is_told_by_socket_where_the_last_crew_was(made: Made) -> None:
    early, room = made.crew(at=HERE), Room()
    news = PositionNews(made.database, room)
    # From here on, whatever is written is looked at.
    news.tell()
    news._told.clear()
    room.told.clear()
    assert made.give(early, "book_off").outcome == "done"
    late = taking_over(made, early)
    # The booking writes the row of the position, which is no news.
    news.tell()
    assert str(late.unit_id) not in room.told
    made.fix(late, NORTH, device=uuid4())
    news.tell()
    assert str(late.unit_id) in room.told


def test_the_handset_of_the_new_crew_does_not_start_where_the_last_one_was(made: Made, late_turn: Actor) -> None:
    with made.database.transaction(SYSTEM) as session:
        assert handset.snapshot(session, late_turn)["position"] is None
        assert around.around(session, late_turn)["own"] is None


def test_the_ranking_does_not_send_a_crew_from_where_the_last_one_was(made: Made, late_turn: Actor) -> None:
    with made.database.transaction(SYSTEM) as session:
        ranked = candidates.rank(session, made.incident(type="PG"), limit=5)
    assert str(late_turn.unit_id) not in [one["unit_id"] for one in ranked["candidates"]]
    (left,) = [one for one in ranked["excluded"] if one["unit_id"] == str(late_turn.unit_id)]
    assert left["reasons"][0] == "No position known: call by radio."


def test_help_is_not_sent_to_where_the_last_crew_was(made: Made, late_turn: Actor) -> None:
    emergency_id = uuid4()
    assert made.give(late_turn, "raise_emergency", emergency_id=emergency_id).outcome == "done"
    row = made.row("emergency_rows", emergency_id)
    assert (row["lon"], row["lat"], row["source"]) == (None, None, None)

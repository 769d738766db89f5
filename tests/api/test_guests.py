"""Guests: a unit on another BCU's ground, or sent to a job of it, is told to that BCU's boards, and to nobody else because of it."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from sqlalchemy import text

from api.actors import SYSTEM, Actor
from api.board import service as board
from api.devices.presence import PresenceNews
from api.fixes.jobs import PositionNews
from api.units import guests
from tests.factories import Made

# 140 m on either side of the border of two BCUs, in Tower Hamlets and in Newham.
HOME = (-0.0200, 51.5320)
OVER = (-0.0160, 51.5320)


@pytest.fixture
def crew(made: Made) -> Actor:
    """Of Central East, and at home."""
    crew = made.crew(at=None)
    made.fix(crew, HOME, age_s=40)
    return crew


def goes(made: Made, crew: Actor, where: tuple[float, float], *, age_s: float = 0) -> None:
    made.fix(crew, where, age_s=age_s)
    guests.work(made.database)


def a_minute_later(made: Made, crew: Actor) -> None:
    """What the unit has left, it left a minute ago."""
    with made.database.transaction(SYSTEM) as session:
        session.execute(
            text("UPDATE area_stays SET left_at = left_at - interval '61 s' WHERE unit_id = :id"), {"id": crew.unit_id}
        )
    guests.work(made.database)


def told(made: Made, feed: str, crew: Actor) -> list[dict[str, Any]]:
    return [m["body"] for m in made.messages(feed) if m["kind"] == "unit.changed" and m["row_id"] == str(crew.unit_id)]


def shown(made: Made, pod: str, crew: Actor, *, sees_covert: bool = False) -> tuple[int, int]:
    """How often the board of one pod shows the unit and its place."""
    with made.database.transaction(SYSTEM) as session:
        snapshot = orjson.loads(board.snapshot(session, [pod], sees_covert=sees_covert))
    units = [row for row in snapshot["units"] if row["id"] == str(crew.unit_id)]
    return len(units), len([row for row in snapshot["positions"] if row["unit_id"] == str(crew.unit_id)])


def test_a_board_is_told_of_who_comes_onto_its_ground(made: Made, crew: Actor) -> None:
    assert shown(made, "NE", crew) == (0, 0)
    goes(made, crew, OVER)
    (row,) = told(made, "board:NE", crew)
    assert (row["pod"], row["guest_in"]) == ("CE", ["NE"])
    assert shown(made, "NE", crew) == (1, 1)
    # Its own board has the same row, and the snapshot agrees with both.
    assert told(made, "board:CE", crew)[-1] == row == made.unit_row(crew)


def test_a_unit_at_home_is_told_to_its_own_board_only(made: Made, crew: Actor) -> None:
    goes(made, crew, HOME)
    assert made.unit_row(crew)["guest_in"] == []
    assert (told(made, "board:NE", crew), shown(made, "NE", crew)) == ([], (0, 0))


def test_what_a_guest_does_is_told_there(made: Made, crew: Actor) -> None:
    goes(made, crew, OVER)
    assert made.give(crew, "set_status", status="4").outcome == "done"
    assert [row["status"] for row in told(made, "board:NE", crew)] == ["2", "4"]


def test_a_guest_that_goes_to_and_fro_on_the_border_is_told_of_once(made: Made, crew: Actor) -> None:
    for number, where in enumerate((OVER, HOME, OVER, HOME, OVER, HOME)):
        goes(made, crew, where, age_s=25 - 5 * number)
    assert len(told(made, "board:NE", crew)) == 1
    assert shown(made, "NE", crew) == (1, 1)


def test_a_guest_that_has_been_gone_for_a_minute_is_a_guest_no_more(made: Made, crew: Actor) -> None:
    goes(made, crew, OVER, age_s=5)
    goes(made, crew, HOME)
    a_minute_later(made, crew)
    assert told(made, "board:NE", crew)[-1]["guest_in"] == []
    assert shown(made, "NE", crew) == (0, 0)
    assert made.give(crew, "set_status", status="4").outcome == "done"
    assert told(made, "board:NE", crew)[-1]["status"] == "2"


def test_who_only_passed_by_long_ago_does_not_become_a_guest(made: Made, crew: Actor) -> None:
    made.fix(crew, OVER, age_s=5)
    goes(made, crew, HOME)
    assert told(made, "board:NE", crew) == []


def test_a_guest_that_books_off_is_none(made: Made, crew: Actor) -> None:
    goes(made, crew, OVER)
    assert made.give(crew, "book_off").outcome == "done"
    guests.work(made.database)
    assert told(made, "board:NE", crew)[-1]["guest_in"] == []
    assert shown(made, "NE", crew) == (0, 0)


def test_a_covert_guest_is_told_to_those_who_may_see_it_and_to_nobody_else(made: Made, crew: Actor) -> None:
    made.make_covert(crew)
    goes(made, crew, OVER)
    assert told(made, "board:NE", crew) == []
    assert [row["guest_in"] for row in told(made, "covert:NE", crew)] == [["NE"]]
    assert shown(made, "NE", crew) == (0, 0)
    assert shown(made, "NE", crew, sees_covert=True) == (1, 1)
    room = Room()
    PositionNews(made.database, room).tell()
    PresenceNews(made.database, room).tell()
    assert room.of(crew) == [
        ("positions", "covert:CE"),
        ("positions", "covert:NE"),
        *room.presence("covert", "CE", "NE"),
    ]


def test_nothing_is_told_where_nobody_has_crossed_a_border(made: Made, crew: Actor) -> None:
    goes(made, crew, OVER, age_s=5)
    with made.database.transaction(SYSTEM) as session:
        assert crew.unit_id not in guests.to_tell(session)
    before = made.unit_row(crew)["revision"]
    goes(made, crew, OVER)
    assert made.unit_row(crew)["revision"] == before


class Room:
    """Who is told what by socket."""

    def __init__(self) -> None:
        self.told: list[tuple[str, str, list[Any]]] = []
        self.manager = self

    def get_participants(self, *_: Any) -> list[Any]:
        return []

    def emit(self, event: str, payload: Any, *, room: str = "", to: str = "") -> None:
        self.told.append((event, room or to, payload[event]))

    def of(self, crew: Actor) -> list[tuple[str, str]]:
        return sorted((event, to) for event, to, rows in self.told for row in rows if row[0] == str(crew.unit_id))

    @staticmethod
    def presence(kind: str, *pods: str) -> list[tuple[str, str]]:
        return [("presence", f"{kind}:{pod}") for pod in pods]


def a_second_later(news: PositionNews) -> None:
    """A unit is told of at most once in a second."""
    news._told = {unit_id: (meaning, 0.0) for unit_id, (meaning, _) in news._told.items()}


def test_a_guest_is_told_to_two_boards_each_in_its_one_frame(made: Made, crew: Actor) -> None:
    room = Room()
    news = PositionNews(made.database, room)
    news.tell()
    stays = made.crew(at=None)
    made.fix(stays, HOME)
    goes(made, crew, OVER)
    room.told.clear()
    a_second_later(news)
    news.tell()
    assert room.of(crew) == [("positions", "board:CE"), ("positions", "board:NE")]
    assert room.of(stays) == [("positions", "board:CE")]
    rooms = [to for _, to, _ in room.told]
    assert len(rooms) == len(set(rooms))


def test_a_guest_that_stands_still_is_told_to_its_new_board_all_the_same(made: Made, crew: Actor) -> None:
    room = Room()
    news = PositionNews(made.database, room)
    made.fix(crew, OVER)
    news.tell()
    guests.work(made.database)
    a_second_later(news)
    news.tell()
    assert ("positions", "board:NE") in room.of(crew)


def test_how_a_guest_can_be_reached_is_told_to_both_boards(made: Made, crew: Actor) -> None:
    goes(made, crew, OVER)
    room = Room()
    PresenceNews(made.database, room).tell()
    assert room.of(crew) == room.presence("board", "CE", "NE")


def test_a_stay_that_ended_on_a_former_duty_makes_nobody_a_guest(made: Made, crew: Actor) -> None:
    made.fix(crew, OVER)
    assert made.give(crew, "book_off").outcome == "done"
    guests.work(made.database)
    with made.database.transaction(SYSTEM) as session:
        left = session.execute(text("SELECT guest_in FROM units WHERE id = :id"), {"id": crew.unit_id}).scalar_one()
    assert left == []


def test_a_unit_that_is_sent_to_another_bcus_job_is_live_on_that_board_from_then_on(made: Made, crew: Actor) -> None:
    room = Room()
    news = PositionNews(made.database, room)
    news.tell()
    made.tasking(crew, made.incident(at=OVER))
    # No look has been taken meanwhile, and the unit has not moved.
    assert told(made, "board:NE", crew)[-1] == made.unit_row(crew)
    assert made.unit_row(crew)["guest_in"] == ["NE"]
    assert shown(made, "NE", crew) == (1, 1)
    room.told.clear()
    a_second_later(news)
    news.tell()
    PresenceNews(made.database, room).tell()
    assert room.of(crew) == [("positions", "board:CE"), ("positions", "board:NE"), *room.presence("board", "CE", "NE")]
    room.told.clear()
    goes(made, crew, (HOME[0] - 0.004, HOME[1]))
    a_second_later(news)
    news.tell()
    assert room.of(crew) == [("positions", "board:CE"), ("positions", "board:NE")]


def test_who_is_sent_and_stands_on_that_ground_is_one_guest(made: Made, crew: Actor) -> None:
    made.tasking(crew, made.incident(at=OVER))
    goes(made, crew, OVER)
    assert made.unit_row(crew)["guest_in"] == ["NE"]
    with made.database.transaction(SYSTEM) as session:
        assert crew.unit_id not in guests.to_tell(session)


def test_a_job_of_ones_own_bcu_makes_nobody_a_guest(made: Made, crew: Actor) -> None:
    made.tasking(crew, made.incident(at=HOME))
    guests.work(made.database)
    assert made.unit_row(crew)["guest_in"] == []


def test_who_was_sent_is_a_guest_no_more_when_the_job_has_ended_for_it(made: Made, crew: Actor) -> None:
    tasking = made.tasking(crew, made.incident(at=OVER))
    asked = {"tasking_id": tasking, "reason": "not_needed"}
    assert made.give(made.dispatcher(), "withdraw_tasking", **asked).outcome == "done"
    guests.work(made.database)
    assert told(made, "board:NE", crew)[-1]["guest_in"] == []


def test_a_job_that_is_handed_over_takes_its_units_with_it(made: Made, crew: Actor) -> None:
    incident = made.incident(at=HOME)
    made.tasking(crew, incident)
    assert made.give(made.dispatcher(), "hand_over_incident", incident_id=incident, pod="NE").outcome == "done"
    guests.work(made.database)
    assert told(made, "board:NE", crew)[-1]["guest_in"] == ["NE"]
    assert shown(made, "NE", crew) == (1, 1)


def test_a_covert_unit_that_is_sent_is_live_for_those_who_may_see_it_only(made: Made, crew: Actor) -> None:
    made.make_covert(crew)
    made.tasking(crew, made.incident(at=OVER), made.supervisor(), override=True)
    assert told(made, "board:NE", crew) == []
    assert [row["guest_in"] for row in told(made, "covert:NE", crew)] == [["NE"]]
    assert (shown(made, "NE", crew), shown(made, "NE", crew, sees_covert=True)) == ((0, 0), (1, 1))

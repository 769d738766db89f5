"""What our own machinery has not done in time is said on every board: alarms that stand still look like a quiet shift."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from api import clock
from api.actors import SYSTEM
from api.board import overdue
from api.board.overdue import OverdueNews
from api.outbox import pushes
from api.taskings import escalation
from api.taskings.escalator import Escalator
from tests.factories import Made


class Boards:
    """Two boards and a handset that listen; what each room was told."""

    def __init__(self) -> None:
        self.manager = self
        self.feeds = {"board:CE", "covert:CE", "duty:1"}
        self.told: list[tuple[str, list[str]]] = []

    def emit(self, event: str, payload: dict[str, Any], *, room: str) -> None:
        assert event == "overdue"
        self.told.append((room, [what for what, _ in payload["items"]]))

    def heard(self) -> list[tuple[str, list[str]]]:
        told, self.told = self.told, []
        return told


@pytest.fixture
def boards() -> Boards:
    return Boards()


@pytest.fixture
def news(made: Made, boards: Boards) -> OverdueNews:
    """Of a gateway that has only begun: no pulse is missed."""
    return OverdueNews(made.database, boards, starting_s=3600)


def let_pass(made: Made, table: str, seconds: float) -> None:
    with made.database.transaction(SYSTEM) as session:
        session.execute(
            text(f"UPDATE {table} SET due_at = :at"),  # noqa: S608  (a name of our own)
            {"at": clock.now() - timedelta(seconds=seconds)},
        )


def test_alarms_that_nobody_works_off_are_told_until_somebody_does(
    made: Made, boards: Boards, news: OverdueNews
) -> None:
    made.tasking(made.crew(), made.incident())
    let_pass(made, "escalations", 3)
    news.tell()
    assert boards.heard() == []
    let_pass(made, "escalations", 7)
    for _ in range(2):
        news.tell()
        assert boards.heard() == [("board:CE", ["escalation"])]
    Escalator(made.database).work()
    news.tell()
    assert boards.heard() == [("board:CE", [])]
    news.tell()
    assert boards.heard() == []


def test_devices_that_nobody_wakes_are_told_while_waking_them_has_a_sense(
    made: Made, boards: Boards, news: OverdueNews
) -> None:
    crew = made.crew()
    subscription = made.subscription(crew)
    with made.database.transaction(SYSTEM) as session:
        pushes.wake_one(session, subscription.id, "test")
    let_pass(made, "pushes", 17)
    news.tell()
    assert boards.heard() == [("board:CE", ["push"])]
    with made.database.transaction(SYSTEM) as session:
        session.execute(text("UPDATE pushes SET expires_at = :at"), {"at": clock.now()})
    news.tell()
    assert boards.heard() == [("board:CE", [])]


def test_a_worker_that_is_gone_is_told_while_nothing_is_due(made: Made, boards: Boards) -> None:
    news = OverdueNews(made.database, boards, starting_s=0)
    Escalator(made.database).work()
    news.tell()
    assert boards.heard() == []
    with made.database.transaction(SYSTEM) as session:
        session.execute(text("UPDATE escalator_pulse SET looked_at = clock_timestamp() - interval '9 s'"))
    news.tell()
    assert boards.heard() == [("board:CE", ["escalation"])]
    # Another worker takes over.
    Escalator(made.database).work()
    news.tell()
    assert boards.heard() == [("board:CE", [])]


def test_a_worker_that_never_came_is_told_once_it_had_its_time(made: Made, boards: Boards, news: OverdueNews) -> None:
    news.tell()
    assert boards.heard() == []
    late = OverdueNews(made.database, boards, starting_s=0)
    late.tell()
    assert boards.heard() == [("board:CE", ["escalation"])]


def test_an_escalator_that_cannot_look_leaves_no_pulse(
    made: Made, boards: Boards, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_session: Any) -> None:
        raise ConnectionError("no look")

    monkeypatch.setattr(escalation, "next_due", fail)
    with pytest.raises(ConnectionError):
        Escalator(made.database).work()
    OverdueNews(made.database, boards, starting_s=0).tell()
    assert boards.heard() == [("board:CE", ["escalation"])]


def test_what_the_database_kept_us_from_seeing_is_no_silence_of_the_worker(
    made: Made, boards: Boards, monkeypatch: pytest.MonkeyPatch
) -> None:
    news = OverdueNews(made.database, boards, starting_s=60)
    news._began -= 120
    with monkeypatch.context() as patch:
        patch.setattr(overdue, "overdue", out_of_reach)
        with pytest.raises(OperationalError):
            news.tell()
    news.tell()
    assert boards.heard() == []


def out_of_reach(*_: Any, **__: Any) -> None:
    raise OperationalError("SELECT", {}, Exception("gone"))

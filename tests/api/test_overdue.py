"""What our own machinery has not done in time is said on every board: alarms that stand still look like a quiet shift."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from api import clock
from api.actors import SYSTEM
from api.board.overdue import OverdueNews
from api.outbox import pushes
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
    return OverdueNews(made.database, boards)


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

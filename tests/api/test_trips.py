"""A command's trips to the database are counted (decision 10): what is asked once more is asked by everybody."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import pytest

from api.actors import Actor
from api.watchdog import Watched
from tests.conftest import database_at, own_database, url_of
from tests.factories import Made


@pytest.fixture
def made(template: str) -> Iterator[Made]:
    """On connections of its own, because a savepoint of a test would be a trip too."""
    with own_database(template, "trips") as name:
        database = database_at(url_of(name, "bluelamp_app"))
        yield Made(database)
        database.engine.dispose()


@pytest.fixture
def trips(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """One entry for each time that somebody waited for the database."""
    counted: list[int] = []
    waits = Watched._watched

    def count(self: Watched, wait: object) -> object:
        counted.append(1)
        return waits(self, wait)  # type: ignore[arg-type]  # passed on as it came

    monkeypatch.setattr(Watched, "_watched", count)
    return counted


def task(made: Made, dispatcher: Actor, crew: Actor) -> None:
    made.tasking(crew, made.incident(dispatcher), dispatcher)


def test_a_tasking_and_an_answer_take_two_trips_each(made: Made, trips: list[int]) -> None:
    dispatcher, crew, other = made.dispatcher(), made.crew(), made.crew()
    # Once for what a process learns once.
    task(made, dispatcher, other)
    incident, tasking = made.incident(dispatcher), uuid4()
    trips.clear()
    made.give(dispatcher, "task_unit", tasking_id=tasking, incident_id=incident, unit_id=crew.unit_id)
    assert len(trips) == 2
    trips.clear()
    made.give(crew, "accept_tasking", tasking_id=tasking)
    assert len(trips) == 2
    trips.clear()
    made.give(crew, "set_status", status="5")
    # And one for who hears of the unit's job and its incident, which only the first trip names.
    assert len(trips) == 3

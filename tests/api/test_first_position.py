"""The nearest search knows by a mark of the position whether a unit may be sent: it agrees with the status, whichever came first."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from api import clock
from api.actors import SYSTEM, Actor
from api.codes import service as codes
from api.db import run
from api.fixes import walk as walking
from api.fixes.fix import Fix
from api.fixes.walk import Walk
from tests.conftest import database_at, own_database, url_of
from tests.factories import HERE, NORTH, Made
from tests.patience import until


@pytest.fixture
def real(template: str) -> Iterator[Made]:
    """A database whose commits are real: only there one waits for the other."""
    with own_database(template, "first") as name:
        database = database_at(url_of(name, "bluelamp_app"))
        yield Made(database)
        database.engine.dispose()


def fix(crew: Actor, at: tuple[float, float] = HERE) -> Fix:
    assert crew.unit_id
    return Fix(crew.unit_id, crew.duty_id, str(crew.id), *at, 8.0, None, None, clock.now(), "handset", uuid4(), None)


def take(made: Made, walk: Walk, *fixes: Fix) -> None:
    with made.database.transaction(SYSTEM) as session:
        walk.take(session, list(fixes))


def may_be_sent(made: Made, crew: Actor) -> list[bool]:
    with made.database.transaction(SYSTEM) as session:
        found = run(session, "SELECT is_deployable FROM positions WHERE unit_id = %s", (crew.unit_id,)).fetchall()
    return [row[0] for row in found]


def somebody_waits(made: Made) -> bool:
    # In a transaction of its own: within one, who waits is looked up once.
    with made.database.transaction(SYSTEM) as session:
        waits = "SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
        return bool(run(session, waits).fetchall())


def test_a_status_that_is_set_while_its_unit_is_placed_marks_the_place(real: Made) -> None:
    crew = real.crew(at=None)
    setting = threading.Thread(target=real.give, args=(crew, "set_status"), kwargs={"status": "8"})
    with real.database.transaction(SYSTEM) as session:
        Walk().take(session, [fix(crew)])
        setting.start()
        until(lambda: somebody_waits(real) or not setting.is_alive())
    setting.join()
    assert real.unit_row(crew)["status"] == "8"
    assert may_be_sent(real, crew) == [False]


def test_fixes_do_not_wait_for_a_status_and_the_unit_is_placed_with_the_next(real: Made) -> None:
    crew, other, walk = real.crew(at=None), real.crew(at=None), Walk()
    with real.database.transaction(SYSTEM) as session:
        run(session, "UPDATE units SET status = '8' WHERE id = %s", (crew.unit_id,))
        # Were it waited for, this would never end.
        take(real, walk, fix(crew), fix(other))
        assert (may_be_sent(real, crew), may_be_sent(real, other)) == ([], [True])
    take(real, walk, fix(other, NORTH))
    assert may_be_sent(real, crew) == [False]


def test_a_first_place_that_waited_is_not_of_a_duty_that_has_ended(real: Made) -> None:
    crew, other, walk = real.crew(at=None), real.crew(at=None), Walk()
    with real.database.transaction(SYSTEM) as session:
        run(session, "UPDATE units SET status = '8' WHERE id = %s", (crew.unit_id,))
        take(real, walk, fix(crew))
    real.give(crew, "book_off")
    take(real, walk, fix(other))
    assert may_be_sent(real, crew) == []


def test_a_first_place_is_not_tried_for_ever(real: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of whoever was covert when it was measured there is none to be had."""
    crew, other, walk = real.crew(at=None), real.crew(at=None), Walk()
    with real.database.transaction(SYSTEM) as session:
        run(session, "UPDATE units SET status = '8' WHERE id = %s", (crew.unit_id,))
        take(real, walk, fix(crew))
    monkeypatch.setattr(walking, "TRIED_FOR", timedelta(0))
    take(real, walk, fix(other))
    take(real, walk, fix(other))
    assert may_be_sent(real, crew) == []


def test_another_list_of_statuses_marks_who_stands_in_one_of_them(made: Made) -> None:
    free, busy = made.crew(at=HERE, status="2"), made.crew(at=HERE, status="8")
    assert (may_be_sent(made, free), may_be_sent(made, busy)) == ([True], [False])
    turned = {"2": "no", "8": "yes"}

    def changed(entry: dict[str, Any]) -> dict[str, Any]:
        return {**entry, "deployable": turned.get(entry["code"], entry["deployable"])}

    with made.database.transaction(SYSTEM) as session:
        entries = [changed(entry) for entry in codes.current(session).lists["statuses"]]
        assert codes.load(session, {"version": 9_000, "force": "Test", "note": "", "lists": {"statuses": entries}})
    assert (may_be_sent(made, free), may_be_sent(made, busy)) == ([False], [True])

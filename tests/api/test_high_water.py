"""A restored database is noticed by a mark that lies outside of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text

from api.actors import SYSTEM
from api.outbox import feeds, high_water
from tests.factories import Made


@pytest.fixture
def mark(tmp_path: Path) -> Path:
    return tmp_path / "high-water.json"


def epoch(made: Made) -> str:
    with made.database.transaction(SYSTEM) as session:
        return feeds.epoch(session)


def test_a_database_that_stands_before_its_mark_begins_another_life(made: Made, mark: Path) -> None:
    made.incident()
    high_water.keep(made.database, mark)
    before = epoch(made)
    # As a backup of ten minutes ago would: the newest rows are gone.
    with made.database.transaction(SYSTEM) as session:
        told = high_water.of_file(mark)
        assert told
        mark.write_text(f'{{"epoch": "{told.epoch}", "audit": {told.audit + 1}}}')
        session.execute(text("SELECT 1"))
    assert high_water.begin_again_if_restored(made.database, mark)
    assert epoch(made) != before


def test_a_database_that_has_come_further_lives_on(made: Made, mark: Path) -> None:
    high_water.keep(made.database, mark)
    before = epoch(made)
    made.incident()
    assert not high_water.begin_again_if_restored(made.database, mark)
    assert epoch(made) == before


@pytest.mark.parametrize("kept", ["", "{}", "[]", "no JSON", '{"epoch": 1, "audit": "x"}'])
def test_a_mark_that_cannot_be_read_changes_nothing(made: Made, mark: Path, kept: str) -> None:
    mark.write_text(kept)
    assert not high_water.begin_again_if_restored(made.database, mark)


def test_without_a_mark_there_is_nothing_to_compare(made: Made, mark: Path) -> None:
    assert not high_water.begin_again_if_restored(made.database, mark)


def test_a_mark_of_another_life_says_nothing_about_this_one(made: Made, mark: Path) -> None:
    mark.write_text('{"epoch": "11111111-1111-4111-8111-111111111111", "audit": 999999999}')
    assert not high_water.begin_again_if_restored(made.database, mark)


def test_a_database_that_is_restored_under_a_running_worker_is_noticed(made: Made, mark: Path) -> None:
    assert not high_water.follow(made.database, mark)
    made.incident()
    assert not high_water.follow(made.database, mark)
    before, told = epoch(made), high_water.of_file(mark)
    assert told
    mark.write_text(f'{{"epoch": "{told.epoch}", "audit": {told.audit + 1}}}')
    assert high_water.follow(made.database, mark)
    assert epoch(made) != before
    assert not high_water.follow(made.database, mark)

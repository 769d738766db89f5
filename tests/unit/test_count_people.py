"""Of how many people some records are: what a list of namesakes is told by."""

from __future__ import annotations

from uuid import UUID, uuid4

from api.lookups.hits import Hit
from api.nominals.search import count_people

JOINED = uuid4()


def record(born_on: str | None, golden: UUID | None = None) -> Hit:
    return Hit("nominal", uuid4(), 1.0, [], body={"born_on": born_on, "golden": golden})


def test_records_of_one_birth_are_one_person() -> None:
    assert count_people([record("1990-01-02"), record("1990-01-02")]) == 1


def test_other_births_and_unknown_ones_are_other_people() -> None:
    assert count_people([record("1990-01-02"), record("1985-06-07"), record(None), record(None)]) == 4


def test_joined_records_are_one_person_whatever_their_births() -> None:
    joined = [record("1990-01-02", JOINED), record("1990-02-01", JOINED)]
    assert count_people(joined) == 1
    assert count_people([*joined, record("1990-01-02"), record("1990-02-01")]) == 1
    assert count_people([*joined, record("1990-02-01", uuid4())]) == 2

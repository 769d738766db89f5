"""How a run of the tests is shared out (tests/lots.py)."""

from __future__ import annotations

import pytest

from tests.lots import JOURNEYS, in_order, lots_of

JOURNEY_IDS = [f"{JOURNEYS}test_cut.py::test_{name}" for name in ("a", "b", "c")]
FILES = ["tests/api/test_a.py::test_one", "tests/unit/test_b.py::test_one", "tests/unit/test_b.py::test_two"]


def test_the_journeys_begin_and_the_largest_file_follows() -> None:
    together = [*FILES, *JOURNEY_IDS]
    assert [together[place] for place in in_order(together)] == [*JOURNEY_IDS, *FILES[1:], FILES[0]]


def test_no_more_than_two_processes_draw_at_once_and_their_lots_are_alike() -> None:
    assert lots_of([*FILES, *JOURNEY_IDS]) == dict(
        zip(JOURNEY_IDS, ("journeys 1", "journeys 2", "journeys 1"), strict=True)
    )


def test_every_test_has_an_id_of_its_own_for_of_two_with_the_same_one_would_be_run(
    request: pytest.FixtureRequest,
) -> None:
    ids = [item.nodeid for item in request.session.items]
    assert sorted(set(ids)) == sorted(ids)

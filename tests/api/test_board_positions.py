"""Positions alone, for a board whose line was down: those of its snapshot, for whoever may see them."""

from __future__ import annotations

from typing import Any

import pytest

from api.actors import Actor
from tests.factories import HERE, NORTH, Made


@pytest.fixture
def crews(made: Made) -> tuple[Actor, Actor, Actor]:
    """Of two pods, and a covert one."""
    own, other, covert = made.crew(at=HERE), made.crew(at=NORTH, pod="NE"), made.crew(at=HERE)
    made.make_covert(covert)
    return own, other, covert


def read(app: Any, made: Made, who: Actor, door: str) -> dict[str, Any]:
    answer = made.client(app, who).get(door)
    assert answer.status_code == 200, answer.json
    return {row["unit_id"]: row for row in answer.json["positions"]}


@pytest.mark.parametrize("pods", ["CE", "CE,NE", "all"])
def test_they_are_those_of_the_snapshot(app: Any, made: Made, crews: tuple[Actor, ...], pods: str) -> None:
    for who in (made.dispatcher(), made.supervisor()):
        found = read(app, made, who, f"/api/board/positions?pods={pods}")
        assert found == read(app, made, who, f"/api/board?pods={pods}")
        assert str(crews[0].unit_id) in found


def test_a_covert_unit_is_among_them_for_a_supervisor_only(app: Any, made: Made, crews: tuple[Actor, ...]) -> None:
    seen = [
        str(crews[2].unit_id) in read(app, made, who, "/api/board/positions?pods=CE")
        for who in (made.dispatcher(), made.supervisor())
    ]
    assert seen == [False, True]


def test_nobody_else_reads_them(app: Any, made: Made, crews: tuple[Actor, ...]) -> None:
    for who, status in ((crews[0], 403), (made.person("auditor"), 403), (None, 401)):
        assert made.client(app, who).get("/api/board/positions?pods=CE").status_code == status


def test_a_pod_that_does_not_exist_is_named(app: Any, made: Made) -> None:
    answer = made.client(app, made.dispatcher()).get("/api/board/positions?pods=XX")
    assert (answer.status_code, answer.json["details"]) == (422, {"pods": ["There is no pod XX."]})

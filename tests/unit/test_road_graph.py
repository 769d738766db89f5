"""One search backwards gives the times that Dijkstra of the book gives forwards from each place."""

from __future__ import annotations

import random

import numpy as np
import pytest
from shapely import LineString

from geo.roads import ACCESS_MPS, Edges, RoadGraph
from tests.roadworks import EAST, NORTH, Streets, plain_seconds


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("share", [0.0, 0.15, 0.6])
def test_the_times_are_those_of_a_plain_dijkstra_from_every_place(seed: int, share: float) -> None:
    """With all turns allowed, with a few forbidden, and with most."""
    streets, chance = Streets(seed), random.Random(seed + 100)
    no_turns = streets.some_turns(seed, share)
    graph = RoadGraph(streets.edges(no_turns))

    def somewhere() -> tuple[float, float]:
        return EAST + chance.uniform(-500, 4_700), NORTH + chance.uniform(-500, 4_700)

    for _ in range(4):
        goal, places = somewhere(), [somewhere() for _ in range(25)]
        found = graph.search(graph.snap([goal[0]], [goal[1]]), np.inf).seconds(
            graph.snap([x for x, _ in places], [y for _, y in places])
        )
        plain = [plain_seconds(streets.roads, place, goal, no_turns) for place in places]
        assert np.allclose(found, plain, rtol=1e-6, atol=0.05)


def one_road(*, oneway: bool) -> RoadGraph:
    line = LineString([(0, 0), (1_000, 0)])
    back = np.array([np.inf if oneway else 100.0])
    return RoadGraph(Edges(np.array([1]), np.array([2]), np.array([100.0]), back, np.array([line], dtype=object)))


def seconds(graph: RoadGraph, start: tuple[float, float], goal: tuple[float, float], reach_s: float = np.inf) -> float:
    search = graph.search(graph.snap([goal[0]], [goal[1]]), reach_s)
    return float(search.seconds(graph.snap([start[0]], [start[1]]))[0])


def test_whoever_stands_in_the_street_of_the_goal_need_not_pass_a_crossing() -> None:
    assert seconds(one_road(oneway=False), (200, 0), (700, 0)) == pytest.approx(50)
    assert seconds(one_road(oneway=False), (700, 0), (200, 0)) == pytest.approx(50)


def test_a_one_way_street_is_driven_one_way() -> None:
    assert seconds(one_road(oneway=True), (200, 0), (700, 0)) == pytest.approx(50)
    assert seconds(one_road(oneway=True), (700, 0), (200, 0)) == np.inf


def test_the_way_to_the_road_counts() -> None:
    assert seconds(one_road(oneway=False), (200, 100), (200, 0)) == pytest.approx(100 / ACCESS_MPS)


def test_a_place_far_from_every_road_has_no_road_time() -> None:
    assert seconds(one_road(oneway=False), (200, 5_000), (700, 0)) == np.inf


def test_a_search_knows_nothing_beyond_its_reach() -> None:
    streets = Streets(3)
    graph = RoadGraph(streets.edges())
    goal = graph.snap([EAST], [NORTH])
    near, far = graph.search(goal, 120), graph.search(goal, np.inf)
    within = far.node_s <= 120
    assert within.any()
    assert not within.all()
    assert np.allclose(near.node_s[within], far.node_s[within])
    assert np.isinf(near.node_s[~within]).all()


def test_a_network_without_roads_is_none() -> None:
    nothing = np.array([])
    with pytest.raises(ValueError, match="at least one road"):
        RoadGraph(Edges(nothing.astype(int), nothing.astype(int), nothing, nothing, nothing.astype(object)))

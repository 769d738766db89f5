"""Made-up road networks for tests, and the plainest way to reckon on them: what the real one is compared with."""

from __future__ import annotations

import heapq
import random
from collections.abc import Collection, Container
from math import hypot
from typing import Any

import numpy as np
from shapely import LineString, Point

from geo.roads import ACCESS_MOST_M, ACCESS_MPS, Edges

# Metres of EPSG:27700 around Bethnal Green.
EAST, NORTH = 535_000.0, 182_500.0
# No crossing has this number, and no road.
GOAL = NOWHERE = -1


class Streets:
    """A crooked grid with gaps, one-way streets, curves and two roads between the same crossings."""

    def __init__(self, seed: int, *, wide: int = 7, step_m: float = 700.0) -> None:
        chance = random.Random(seed)
        self.nodes = {
            (x, y): (EAST + (x + chance.uniform(-0.3, 0.3)) * step_m, NORTH + (y + chance.uniform(-0.3, 0.3)) * step_m)
            for x in range(wide)
            for y in range(wide)
        }
        number = {node: 1_000 + at for at, node in enumerate(self.nodes)}
        # Start, end, seconds forward, seconds backward (infinite: one-way), line.
        self.roads: list[tuple[int, int, float, float, LineString]] = []
        for x, y in self.nodes:
            for there in ((x + 1, y), (x, y + 1)):
                if there not in self.nodes or chance.random() < 0.12:
                    continue
                for _ in range(2 if chance.random() < 0.1 else 1):
                    self._road((x, y), there, number, chance)

    def _road(self, here: Any, there: Any, number: Any, chance: random.Random) -> None:
        if chance.random() < 0.5:
            here, there = there, here
        (x0, y0), (x1, y1) = self.nodes[here], self.nodes[there]
        bend = ((x0 + x1) / 2 + chance.uniform(-150, 150), (y0 + y1) / 2 + chance.uniform(-150, 150))
        line = LineString([(x0, y0), bend, (x1, y1)])
        seconds = line.length / chance.choice([6.0, 9.0, 14.0])
        self.roads.append(
            (number[here], number[there], seconds, float("inf") if chance.random() < 0.3 else seconds, line)
        )

    def some_turns(self, seed: int, share: float = 0.15) -> set[tuple[int, int, int]]:
        """A part of all turns that there are, which are not allowed."""
        chance = random.Random(seed)
        turns = [
            (before, node, after)
            for before, one in enumerate(self.roads)
            for node in one[:2]
            for after, other in enumerate(self.roads)
            if node in other[:2]
        ]
        return {turn for turn in turns if chance.random() < share}

    def edges(self, no_turns: Collection[tuple[int, int, int]] = ()) -> Edges:
        return Edges(
            np.array([road[0] for road in self.roads]),
            np.array([road[1] for road in self.roads]),
            np.array([road[2] for road in self.roads]),
            np.array([road[3] for road in self.roads]),
            np.array([road[4] for road in self.roads], dtype=object),
            np.array(sorted(no_turns), dtype=np.int64).reshape(-1, 3),
        )


def plain_seconds(  # noqa: C901, PLR0912  as in the book, in one piece
    roads: list[Any],
    start: tuple[float, float],
    goal: tuple[float, float],
    no_turns: Container[tuple[int, int, int]] = (),
) -> float:
    """Forwards from one place to the other, by a heap and every road looked at: Dijkstra as in the book.

    Where one has come to is a crossing and the road by which, because of `no_turns`: from which road, where, into which.
    """
    onto, off = plain_snap(roads, start), plain_snap(roads, goal)
    if max(onto[2], off[2]) > ACCESS_MOST_M:
        return float("inf")
    (road, part, away), (last, last_part, last_away) = onto, off
    walked = (away + last_away) / ACCESS_MPS
    reached: set[Any] = set()
    one, other, ahead, back, _ = roads[road]
    # On the crossing itself every road of it is open.
    heap: list[tuple[float, Any, int]] = [((1 - part) * ahead, other, NOWHERE if part > 1 - 1e-9 else road)]
    if part < 1e-9:
        heap.append((0.0, one, NOWHERE))
    elif back != float("inf"):
        heap.append((part * back, one, road))
    if road == last and (last_part >= part or back != float("inf")):
        heap.append((abs(last_part - part) * (ahead if last_part >= part else back), GOAL, NOWHERE))
    heapq.heapify(heap)
    while heap:
        cost, here, by = heapq.heappop(heap)
        if here == GOAL:
            return cost + walked
        if (here, by) in reached:
            continue
        reached.add((here, by))
        for into, (first, second, forward, backward, _) in enumerate(roads):
            if (by, here, into) in no_turns:
                continue
            if first == here:
                heapq.heappush(heap, (cost + forward, second, into))
            if second == here and backward != float("inf"):
                heapq.heappush(heap, (cost + backward, first, into))
        first, second, forward, backward, _ = roads[last]
        if (here == first and last_part < 1e-9) or (here == second and last_part > 1 - 1e-9):
            heapq.heappush(heap, (cost, GOAL, NOWHERE))
        if (by, here, last) in no_turns:
            continue
        if here == first:
            heapq.heappush(heap, (cost + last_part * forward, GOAL, NOWHERE))
        if here == second and backward != float("inf"):
            heapq.heappush(heap, (cost + (1 - last_part) * backward, GOAL, NOWHERE))
    return float("inf")


def plain_snap(roads: list[Any], place: tuple[float, float]) -> tuple[int, float, float]:
    """The nearest road of all, how far along it, and how far away."""
    point = Point(place)
    nearest = min(range(len(roads)), key=lambda at: roads[at][4].distance(point))
    line = roads[nearest][4]
    return nearest, line.project(point) / line.length, line.distance(point)


def crow_m(one: tuple[float, float], other: tuple[float, float]) -> float:
    return hypot(one[0] - other[0], one[1] - other[1])

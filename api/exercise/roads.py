"""A made-up road network over London: a crooked grid with names, the same on every machine, and the way from here to there."""

from __future__ import annotations

import heapq
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from math import cos, hypot, radians
from typing import Any

from shapely import contains_xy, prepare
from shapely.geometry import LineString

from api.exercise.places import boroughs, joined
from api.roads import network as road_network

Node = tuple[int, int]
Point = tuple[float, float]

# About 800 m between crossings; every fourth road is a main road.
STEP_LON, STEP_LAT = 0.0115, 0.0072
WEST, SOUTH = -0.52, 51.28
COLUMNS, ROWS = 76, 58
METRES_PER_DEGREE = 111_320.0
LONDON_COS = cos(radians(51.5))

FIRST = [
    "Alder",
    "Amber",
    "Anvil",
    "Arden",
    "Ashby",
    "Barley",
    "Beacon",
    "Bishop",
    "Bramble",
    "Briar",
    "Cadmus",
    "Candle",
    "Carver",
    "Castor",
    "Cedar",
    "Chandler",
    "Clover",
    "Cooper",
    "Copper",
    "Corran",
    "Cutler",
    "Dexter",
    "Dorrit",
    "Drover",
    "Elder",
    "Ember",
    "Falcon",
    "Farrier",
    "Fenwick",
    "Fletcher",
    "Garnet",
    "Glover",
    "Granary",
    "Hadley",
    "Harper",
    "Hazel",
    "Heron",
    "Holloway",
    "Juniper",
    "Kestrel",
    "Lantern",
    "Larch",
    "Linden",
    "Mallow",
    "Marlin",
    "Mason",
    "Medlar",
    "Mercer",
    "Merlin",
    "Nettle",
    "Orchard",
    "Osier",
    "Palmer",
    "Perrin",
    "Piper",
    "Plover",
    "Quarry",
    "Raven",
    "Rowan",
    "Saddler",
    "Saffron",
    "Sexton",
    "Shaw",
    "Sorrel",
    "Tanner",
    "Teasel",
    "Thatcher",
    "Thistle",
    "Tollgate",
    "Turner",
    "Vesper",
    "Walnut",
    "Wharf",
    "Willow",
    "Yarrow",
]
LAST = ("Road", "Street", "Lane", "Avenue", "Hill", "Grove", "Way", "Row")


@dataclass
class Road:
    """One road: its name, its rank (1 main, 2 through, 3 side) and its crossings."""

    id: int
    name: str
    rank: int
    nodes: list[Node]


@dataclass
class Network:
    """Crossings with their places, and what leads from each to where."""

    places: dict[Node, Point]
    roads: list[Road]
    neighbours: dict[Node, list[tuple[Node, float]]] = field(default_factory=dict)

    def nearest(self, lon: float, lat: float) -> Node:
        """The crossing nearest to a place."""
        return min(self.places, key=lambda node: metres((lon, lat), self.places[node]))

    def route(self, start: Node, goal: Node) -> list[Point]:
        """The places along the shortest way (A*). Empty where none leads there."""
        ahead: list[tuple[float, Node]] = [(0.0, start)]
        cost, came_from = {start: 0.0}, {start: start}
        while ahead:
            _, here = heapq.heappop(ahead)
            if here == goal:
                return self._walk_back(came_from, goal)
            for there, length in self.neighbours.get(here, []):
                total = cost[here] + length
                if total < cost.get(there, float("inf")):
                    cost[there], came_from[there] = total, here
                    heapq.heappush(ahead, (total + metres(self.places[there], self.places[goal]), there))
        return []

    def _walk_back(self, came_from: dict[Node, Node], goal: Node) -> list[Point]:
        way = [goal]
        while came_from[way[-1]] != way[-1]:
            way.append(came_from[way[-1]])
        return [self.places[node] for node in reversed(way)]

    def lines(self) -> Iterator[tuple[int, str, int, LineString]]:
        for road in self.roads:
            yield road.id, road.name, road.rank, LineString([self.places[node] for node in road.nodes])


def metres(a: Point, b: Point) -> float:
    """The distance of two places that are not far apart."""
    return hypot((a[0] - b[0]) * LONDON_COS, a[1] - b[1]) * METRES_PER_DEGREE


def build(outline: Any) -> Network:
    """The network inside an outline. Chance with a fixed seed: every machine draws the same roads."""
    chance = random.Random(1829)
    places = _crossings(outline, chance)
    roads = list(_roads(places, chance))
    network = Network(places, roads)
    for road in roads:
        for one, other in pairwise(road.nodes):
            length = metres(places[one], places[other])
            network.neighbours.setdefault(one, []).append((other, length))
            network.neighbours.setdefault(other, []).append((one, length))
    # A crossing that no road leads to is no place to be.
    network.places = {node: place for node, place in places.items() if node in network.neighbours}
    return network


def _crossings(outline: Any, chance: random.Random) -> dict[Node, Point]:
    places = {}
    for column in range(COLUMNS):
        for row in range(ROWS):
            lon = WEST + (column + chance.uniform(-0.3, 0.3)) * STEP_LON
            lat = SOUTH + (row + chance.uniform(-0.3, 0.3)) * STEP_LAT
            if contains_xy(outline, lon, lat):
                places[(column, row)] = (round(lon, 6), round(lat, 6))
    return places


def _roads(places: dict[Node, Point], chance: random.Random) -> Iterator[Road]:
    number = 0
    for line in [*_lines_along(places, 0), *_lines_along(places, 1)]:
        for nodes in _stretches(line, chance):
            number += 1
            yield Road(number, f"{chance.choice(FIRST)} {chance.choice(LAST)}", _rank(line), nodes)


def _lines_along(places: dict[Node, Point], axis: int) -> list[list[Node]]:
    """All crossings, row by row or column by column."""
    by_line: dict[int, list[Node]] = {}
    for node in sorted(places, key=lambda node: node[axis]):
        by_line.setdefault(node[1 - axis], []).append(node)
    return list(by_line.values())


def _rank(line: list[Node]) -> int:
    fixed = line[0][0] if len({node[0] for node in line}) == 1 else line[0][1]
    return 1 if fixed % 8 == 0 else 2 if fixed % 4 == 0 else 3


def _stretches(line: list[Node], chance: random.Random) -> Iterator[list[Node]]:
    """A line of crossings is many roads: the outline breaks it, and a name lasts for a mile or two."""
    stretch = [line[0]]
    longest = 14 if _rank(line) == 1 else 5
    for before, node in pairwise(line):
        is_gap = abs(node[0] - before[0]) + abs(node[1] - before[1]) > 1
        if not is_gap:
            stretch.append(node)
        if is_gap or len(stretch) > chance.randint(longest - 2, longest):
            if len(stretch) > 1:
                yield stretch
            stretch = [node]
    if len(stretch) > 1:
        yield stretch


@lru_cache
def london() -> Network:
    """The network of London, from the outlines of its boroughs."""
    outline = joined(list(boroughs().values()))
    prepare(outline)
    return build(outline)


# What a road of each rank is in the words of OpenStreetMap, by which speeds go.
CLASSES = {1: "primary", 2: "secondary", 3: "residential"}


def drivable() -> road_network.Network:
    """London's made-up roads as the network that arrival times are reckoned on."""
    made = london()
    number = {node: count for count, node in enumerate(made.places)}
    return road_network.Network(
        name="made-up roads (exercise)",
        fingerprint="made-up roads 1",
        stretches=[
            road_network.Stretch(
                number[one], number[other], CLASSES[road.rank], road.name, False, [made.places[one], made.places[other]]
            )
            for road in made.roads
            for one, other in pairwise(road.nodes)
        ],
        is_made_up=True,
    )

"""Places of an exercise: a door in a made-up street of a BCU, and the way there."""

from __future__ import annotations

import random
from dataclasses import dataclass
from functools import lru_cache

from shapely import contains_xy

from api.exercise import roads
from api.exercise.places import BCUS, bcus, boroughs
from api.exercise.roads import Network, Node, Point


@dataclass(frozen=True)
class Door:
    """A made-up address."""

    lon: float
    lat: float
    address: str


class Ground:
    """The roads of London and which crossing lies where."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self.road_of = {node: road.name for road in network.roads for node in road.nodes}
        self.nodes = {code: self._inside(code) for code in BCUS}
        self._places = {
            name: outline for names in BCUS.values() for name, outline in boroughs().items() if name in names[1]
        }

    def _inside(self, code: str) -> list[Node]:
        return [
            node
            for node, (lon, lat) in self.network.places.items()
            if node in self.road_of and contains_xy(bcus()[code], lon, lat)
        ]

    def borough_at(self, point: Point) -> str:
        return next((name for name, outline in self._places.items() if contains_xy(outline, *point)), "London")

    def door(self, pod: str, chance: random.Random) -> Door:
        """Somewhere in a street of a BCU."""
        return self._door_at(chance.choice(self.nodes[pod]), chance)

    def door_near(self, point: Point, chance: random.Random) -> Door:
        """Somewhere in the street that is nearest to a place."""
        return self._door_at(self.network.nearest(*point), chance)

    def _door_at(self, node: Node, chance: random.Random) -> Door:
        there, _ = chance.choice(self.network.neighbours[node])
        (west, south), (east, north), part = (
            self.network.places[node],
            self.network.places[there],
            chance.uniform(0, 0.5),
        )
        lon, lat = round(west + (east - west) * part, 6), round(south + (north - south) * part, 6)
        return Door(lon, lat, f"{chance.randint(1, 180)} {self.road_of[node]}, {self.borough_at((lon, lat))}")

    def way(self, start: Point, goal: Point) -> list[Point]:
        """From a place to a place along the roads; straight where no road leads there."""
        route = self.network.route(self.network.nearest(*start), self.network.nearest(*goal))
        return [*route, goal] if route else [goal]


@lru_cache
def london() -> Ground:
    return Ground(roads.london())

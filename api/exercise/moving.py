"""A unit on its way: along the roads at its speed, one step at a time. Pure: the clock and the roads are handed in."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import atan2, cos, degrees, radians

from api.exercise.roads import METRES_PER_DEGREE, Point, metres

# Metres a second: a car on patrol, a car on blue lights, and the same on foot.
SPEEDS = {("car", False): 8.0, ("car", True): 15.0, ("foot", False): 1.4, ("foot", True): 2.2}


@dataclass
class Moving:
    """Where a unit is and where it still has to go."""

    at: Point
    pace: str
    way: list[Point] = field(default_factory=list)
    speed_mps: float = 0.0
    heading: float = 0.0

    @property
    def has_arrived(self) -> bool:
        return not self.way

    def go(self, way: list[Point]) -> None:
        self.way = [point for point in way if point != self.at]

    def stop(self) -> None:
        self.way, self.speed_mps = [], 0.0

    def step(self, seconds: float, *, is_urgent: bool) -> None:
        """Go on for so long, over as many crossings as that takes."""
        self.speed_mps = SPEEDS[(self.pace, is_urgent)] if self.way else 0.0
        left = self.speed_mps * seconds
        while self.way and left > 0:
            goal = self.way[0]
            length = metres(self.at, goal)
            if length > 0:
                self.heading = _heading(self.at, goal)
            if length <= left:
                self.at, left = goal, left - length
                self.way.pop(0)
            else:
                part = left / length
                self.at = (self.at[0] + (goal[0] - self.at[0]) * part, self.at[1] + (goal[1] - self.at[1]) * part)
                left = 0


def _heading(start: Point, end: Point) -> float:
    east = (end[0] - start[0]) * cos(radians(start[1])) * METRES_PER_DEGREE
    north = (end[1] - start[1]) * METRES_PER_DEGREE
    return degrees(atan2(east, north)) % 360

"""A road network on its way into the database: pure, whatever file or made-up city it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import isfinite

from shapely import LineString

from geo import points


@dataclass(frozen=True)
class Stretch:
    """A road from one crossing to the next, as longitudes and latitudes."""

    start: int
    end: int
    road_class: str
    name: str
    is_oneway: bool
    places: list[tuple[float, float]]

    def line(self) -> LineString | None:
        """In metres; None where it leaves Great Britain or is no longer than a point."""
        easts, norths = points.metres([lon for lon, _ in self.places], [lat for _, lat in self.places])
        if not all(points.is_in_britain(lon, lat) for lon, lat in self.places) or not all(map(isfinite, easts)):
            return None
        line = LineString(zip(easts, norths, strict=True))
        return line if line.length > 0 else None


@dataclass
class Network:
    """All stretches of one source, and how many were left out."""

    name: str
    fingerprint: str
    stretches: list[Stretch]
    is_made_up: bool = False
    # What was left out, in words, with how often.
    left_out: dict[str, int] | None = None

    @cached_property
    def usable(self) -> list[tuple[Stretch, LineString]]:
        """The stretches that lie in Great Britain, each with its line in metres."""
        lines = ((stretch, stretch.line()) for stretch in self.stretches)
        return [(stretch, line) for stretch, line in lines if line is not None]

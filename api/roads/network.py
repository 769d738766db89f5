"""A road network on its way into the database: pure, whatever file or made-up city it comes from."""

from __future__ import annotations

from dataclasses import dataclass, field
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


@dataclass(frozen=True)
class NoTurn:
    """Whoever comes by one stretch may not go on into another at the crossing between them. Stretches by their place in the list."""

    before: int
    crossing: int
    after: int


@dataclass
class Network:
    """All stretches of one source, and how many were left out."""

    name: str
    fingerprint: str
    stretches: list[Stretch]
    no_turns: list[NoTurn] = field(default_factory=list)
    is_made_up: bool = False
    # What was left out, in words, with how often.
    left_out: dict[str, int] | None = None

    @cached_property
    def usable(self) -> list[tuple[Stretch, LineString]]:
        """The stretches that lie in Great Britain, each with its line in metres."""
        return [(self.stretches[at], line) for at, line in self._lines]

    @cached_property
    def usable_no_turns(self) -> list[NoTurn]:
        """The turns between usable stretches, which they name by their place among these."""
        place = {at: number for number, (at, _) in enumerate(self._lines)}
        return [
            NoTurn(place[turn.before], turn.crossing, place[turn.after])
            for turn in self.no_turns
            if turn.before in place and turn.after in place
        ]

    @cached_property
    def _lines(self) -> list[tuple[int, LineString]]:
        lines = ((at, stretch.line()) for at, stretch in enumerate(self.stretches))
        return [(at, line) for at, line in lines if line is not None]

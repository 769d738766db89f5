"""In which areas points lie: outlines in memory, asked for many points at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import shapely
from shapely import Geometry, STRtree


class Outlines:
    """Areas by name. Names come out in the order in which the areas were given."""

    def __init__(self, areas: Iterable[tuple[str, Geometry]]) -> None:
        named = list(areas)
        self._names = [name for name, _ in named]
        outlines = [outline for _, outline in named]
        # A prepared outline answers ten times faster, and is prepared once.
        shapely.prepare(outlines)
        self._outlines = outlines
        self._tree = STRtree(outlines)

    def holding(self, lons: Sequence[float], lats: Sequence[float]) -> list[list[str]]:
        """For each point the names of the areas that hold it."""
        found: list[list[str]] = [[] for _ in lons]
        if not self._names or not found:
            return found
        here, areas = self._tree.query(shapely.points(lons, lats), predicate="intersects")
        for point, area in sorted(zip(here.tolist(), areas.tolist(), strict=True)):
            found[point].append(self._names[area])
        return found

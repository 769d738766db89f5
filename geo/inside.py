"""In which areas points lie: outlines in memory, asked for many points at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import floor

import shapely
from shapely import Geometry, STRtree

# A square of about 280 m: most of them lie whole in the areas they touch, and are answered without any geometry.
CELL_LON, CELL_LAT = 0.004, 0.0025
CELLS = 100_000

Cell = tuple[int, int]


class Outlines:
    """Areas by name. Names come out in the order in which the areas were given."""

    def __init__(self, areas: Iterable[tuple[str, Geometry]]) -> None:
        named = list(areas)
        self._names = [name for name, _ in named]
        self._outlines = [outline for _, outline in named]
        # A prepared outline answers ten times faster, and is prepared once.
        shapely.prepare(self._outlines)
        self._tree = STRtree(self._outlines)
        # What holds for every point of a square; None where a border runs through it.
        self._cells: dict[Cell, list[str] | None] = {}

    def holding(self, lons: Sequence[float], lats: Sequence[float]) -> list[list[str]]:
        """For each point the names of the areas that hold it. The lists are not the caller's to change."""
        found: list[list[str]] = []
        unsure: list[int] = []
        for place, (lon, lat) in enumerate(zip(lons, lats, strict=True)):
            names = self._of_cell((floor(lon / CELL_LON), floor(lat / CELL_LAT)))
            found.append([] if names is None else names)
            if names is None:
                unsure.append(place)
        if unsure:
            exact = self._exactly([lons[place] for place in unsure], [lats[place] for place in unsure])
            for place, names in zip(unsure, exact, strict=True):
                found[place] = names
        return found

    def _of_cell(self, cell: Cell) -> list[str] | None:
        if cell not in self._cells:
            if len(self._cells) >= CELLS:
                self._cells.clear()
            self._cells[cell] = self._look(cell)
        return self._cells[cell]

    def _look(self, cell: Cell) -> list[str] | None:
        west, south = cell[0] * CELL_LON, cell[1] * CELL_LAT
        square = shapely.box(west, south, west + CELL_LON, south + CELL_LAT)
        touched = sorted(self._tree.query(square, predicate="intersects").tolist())
        is_whole = all(self._outlines[area].contains(square) for area in touched)
        return [self._names[area] for area in touched] if is_whole else None

    def _exactly(self, lons: Sequence[float], lats: Sequence[float]) -> list[list[str]]:
        found: list[list[str]] = [[] for _ in lons]
        here, areas = self._tree.query(shapely.points(lons, lats), predicate="intersects")
        for point, area in sorted(zip(here.tolist(), areas.tolist(), strict=True)):
            found[point].append(self._names[area])
        return found

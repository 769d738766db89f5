"""A road network in memory, and the driving time from everywhere to one place: ONE search, backwards from the place.

Why this way: docs/decisions/0020. All places are in metres of EPSG:27700, all times in seconds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra
from shapely import STRtree

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

# From a place to its road: across a forecourt or along a drive.
ACCESS_MPS = 5.0
# Further than this from every road of the network, a place is not on the network.
ACCESS_MOST_M = 600.0
# A part of an edge that is nothing.
AT_CROSSING = 1e-9
# A crossing that takes no time would be a hole in the sparse matrix.
LEAST_S = 0.01


@dataclass(frozen=True)
class Edges:
    """The stretches of road between crossings, as arrays of one length. `backward_s` is infinite on a one-way street."""

    starts: Whole
    ends: Whole
    forward_s: Floats
    backward_s: Floats
    lines: NDArray[np.object_]

    def __len__(self) -> int:
        return len(self.starts)


@dataclass(frozen=True)
class Snapped:
    """Places on the network: on which edge, how far along it (0 to 1), and how far from it. Arrays of one length."""

    edges: Whole
    parts: Floats
    away_m: Floats

    @property
    def are_on_it(self) -> NDArray[np.bool_]:
        """Which of the places are near enough to a road."""
        return self.away_m <= ACCESS_MOST_M


@dataclass(frozen=True)
class Search:
    """The times to one place from every crossing that is nearer than `reach_s`; infinite from the others."""

    graph: RoadGraph
    goal: Snapped
    reach_s: float
    node_s: Floats

    def seconds(self, snapped: Snapped) -> Floats:
        """From each place to the goal. Infinite where no way is known within the reach."""
        edges, parts = snapped.edges, snapped.parts
        forward, backward = self.graph.edges.forward_s[edges], self.graph.edges.backward_s[edges]
        by_end = (1 - parts) * forward + self.node_s[self.graph.heads[edges]]
        by_start = _stretch(parts, backward) + self.node_s[self.graph.tails[edges]]
        on_road = np.minimum(np.minimum(by_end, by_start), self._along_one_edge(edges, parts, forward, backward))
        driven = on_road + (snapped.away_m + self.goal.away_m[0]) / ACCESS_MPS
        return np.where(snapped.are_on_it & self.goal.are_on_it[0], driven, np.inf)

    def _along_one_edge(self, edges: Whole, parts: Floats, forward: Floats, backward: Floats) -> Floats:
        """Whoever stands in the very street of the goal need not pass a crossing."""
        ahead = float(self.goal.parts[0]) - parts
        straight = np.where(ahead >= 0, _stretch(ahead, forward), _stretch(-ahead, backward))
        return np.where(edges == self.goal.edges[0], straight, np.inf)


class RoadGraph:
    """The network as one sparse matrix, turned round, so that a search from the goal finds the times to the goal."""

    def __init__(self, edges: Edges) -> None:
        if not len(edges):
            raise ValueError("A road network needs at least one road.")
        self.edges = edges
        self.nodes, ids = np.unique(np.concatenate([edges.starts, edges.ends]), return_inverse=True)
        self.tails, self.heads = ids[: len(edges)], ids[len(edges) :]
        self._tree = STRtree(edges.lines)
        self.lengths_m = shapely.length(edges.lines)
        quickest = np.minimum(edges.forward_s, edges.backward_s)
        self.fastest_mps = float(max(ACCESS_MPS, np.max(self.lengths_m / quickest)))
        self._matrix = self._turned_round()
        # The last row of the matrix is the goal of the search that runs: one search at a time writes it.
        self._lock = Lock()

    def _turned_round(self) -> Any:
        edges = self.edges
        sources = np.concatenate([self.heads, self.tails])
        targets = np.concatenate([self.tails, self.heads])
        seconds = np.concatenate([edges.forward_s, edges.backward_s])
        is_open = np.isfinite(seconds)
        sources, targets, seconds = sources[is_open], targets[is_open], seconds[is_open]
        # Of two roads between the same crossings the quicker one counts; a sparse matrix would add them up.
        order = np.lexsort((seconds, targets, sources))
        sources, targets, seconds = sources[order], targets[order], seconds[order]
        first = np.ones(len(sources), dtype=bool)
        first[1:] = (sources[1:] != sources[:-1]) | (targets[1:] != targets[:-1])
        sources, targets, seconds = sources[first], targets[first], seconds[first]
        count = len(self.nodes)
        starts = np.concatenate([[0], np.cumsum(np.bincount(sources, minlength=count)), [0]])
        starts[-1] = starts[-2] + 2
        return csr_array(
            (
                np.concatenate([np.maximum(seconds, LEAST_S), [np.inf, np.inf]]),
                np.concatenate([targets, [0, 0]]).astype(np.int32),
                starts.astype(np.int32),
            ),
            shape=(count + 1, count + 1),
        )

    def snap(self, easts: Sequence[float], norths: Sequence[float]) -> Snapped:
        """The nearest road of each place."""
        points = shapely.points(np.asarray(easts, dtype=float), np.asarray(norths, dtype=float))
        edges = np.atleast_1d(self._tree.nearest(points)).astype(np.int64)
        lines = self.edges.lines[edges]
        parts = shapely.line_locate_point(lines, points, normalized=True)
        return Snapped(edges, np.clip(parts, 0.0, 1.0), shapely.distance(lines, points))

    def search(self, goal: Snapped, reach_s: float) -> Search:
        """The times to the goal from everywhere within `reach_s` of it."""
        edge, part = int(goal.edges[0]), float(goal.parts[0])
        way_in = part * self.edges.forward_s[edge]
        way_back = float(_stretch(np.array([1 - part]), self.edges.backward_s[edge : edge + 1])[0])
        with self._lock:
            self._matrix.indices[-2:] = self.tails[edge], self.heads[edge]
            self._matrix.data[-2:] = max(way_in, LEAST_S), max(way_back, LEAST_S)
            found = dijkstra(self._matrix, indices=len(self.nodes), limit=reach_s)
        return Search(self, goal, reach_s, found[:-1])


def _stretch(parts: Floats, seconds: Floats) -> Floats:
    """A part of an edge. Whoever stands on the crossing itself needs none of it, even where it may not be driven."""
    taken = parts * np.where(np.isfinite(seconds), seconds, 0.0)
    return np.where(np.isfinite(seconds) | (parts <= AT_CROSSING), taken, np.inf)

"""A road network in memory, and the driving time from everywhere to one place: ONE search, backwards from the place.

Why this way: docs/decisions/0020. All places are in metres of EPSG:27700, all times in seconds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
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


NO_TURNS: Whole = np.empty((0, 3), dtype=np.int64)


@dataclass(frozen=True)
class Edges:
    """The stretches of road between crossings, as arrays of one length. `backward_s` is infinite on a one-way street.

    `no_turns`: where one may not go on, one row each: from which edge, at which crossing, into which edge.
    """

    starts: Whole
    ends: Whole
    forward_s: Floats
    backward_s: Floats
    lines: NDArray[np.object_]
    no_turns: Whole = field(default_factory=lambda: NO_TURNS)

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
        by_end = (1 - parts) * forward + self.node_s[self.graph.end_of(edges, parts)]
        by_start = _stretch(parts, backward) + self.node_s[self.graph.start_of(edges, parts)]
        on_road = np.minimum(np.minimum(by_end, by_start), self._along_one_edge(edges, parts, forward, backward))
        driven = on_road + (snapped.away_m + self.goal.away_m[0]) / ACCESS_MPS
        return np.where(snapped.are_on_it & self.goal.are_on_it[0], driven, np.inf)

    def _along_one_edge(self, edges: Whole, parts: Floats, forward: Floats, backward: Floats) -> Floats:
        """Whoever stands in the very street of the goal need not pass a crossing."""
        ahead = float(self.goal.parts[0]) - parts
        straight = np.where(ahead >= 0, _stretch(ahead, forward), _stretch(-ahead, backward))
        return np.where(edges == self.goal.edges[0], straight, np.inf)


class RoadGraph:
    """The network as one sparse matrix, turned round, so that a search from the goal finds the times to the goal.

    Each direction of an edge is a lane: first all edges forward, then all of them backward. Whoever comes by a lane from which
    one may not turn everywhere arrives at a crossing of its own, beside the common one, out of which only the allowed lanes lead.
    """

    def __init__(self, edges: Edges) -> None:
        if not len(edges):
            raise ValueError("A road network needs at least one road.")
        self.edges = edges
        self.nodes, ids = np.unique(np.concatenate([edges.starts, edges.ends]), return_inverse=True)
        tails, heads = ids[: len(edges)], ids[len(edges) :]
        self._seconds = np.concatenate([edges.forward_s, edges.backward_s])
        self._departs, self._arrives = np.concatenate([tails, heads]), np.concatenate([heads, tails])
        self._crossings = len(self.nodes)
        # What stands beside a common crossing, and which of it each lane can be entered from.
        self._beside: dict[int, list[int]] = {}
        self._entrances: dict[int, list[int]] = {}
        self._part_crossings()
        self._tree = STRtree(edges.lines)
        self.lengths_m = shapely.length(edges.lines)
        quickest = np.minimum(edges.forward_s, edges.backward_s)
        self.fastest_mps = float(max(ACCESS_MPS, np.max(self.lengths_m / quickest)))
        # A goal is entered by two lanes, each from its crossing and at most from all that stands beside it.
        self._ways_in = 2 * (1 + max(map(len, self._beside.values()), default=0))
        self._matrix = self._turned_round()
        # The last row of the matrix is the goal of the search that runs: one search at a time writes it.
        self._lock = Lock()

    def end_of(self, edges: Whole, parts: Floats) -> Whole:
        """Where one arrives who drives on to the end. Whoever stands there came by no road, and may go into each."""
        count = len(self.edges)
        return np.where(1 - parts <= AT_CROSSING, self._departs[count + edges], self._arrives[edges])

    def start_of(self, edges: Whole, parts: Floats) -> Whole:
        """The same for the start."""
        count = len(self.edges)
        return np.where(parts <= AT_CROSSING, self._departs[edges], self._arrives[count + edges])

    def _part_crossings(self) -> None:
        """A crossing of its own for each lane from which a turn is forbidden."""
        forbidden: dict[int, set[int]] = {}
        for before, node, after in self.edges.no_turns.tolist():
            crossing = int(np.searchsorted(self.nodes, node))
            for lane in self._lanes(before, self._arrives, crossing):
                forbidden.setdefault(lane, set()).update(self._lanes(after, self._departs, crossing))
        leaving = self._leaving({int(self._arrives[lane]) for lane in forbidden})
        for lane, into in forbidden.items():
            crossing = int(self._arrives[lane])
            for way_out in leaving[crossing]:
                if way_out not in into:
                    self._entrances.setdefault(way_out, []).append(self._crossings)
            self._beside.setdefault(crossing, []).append(self._crossings)
            self._arrives[lane] = self._crossings
            self._crossings += 1

    def _lanes(self, edge: int, ends: Whole, crossing: int) -> list[int]:
        """The lanes of an edge that can be driven and touch a crossing with this end."""
        lanes = (edge, len(self.edges) + edge)
        return [lane for lane in lanes if ends[lane] == crossing and np.isfinite(self._seconds[lane])]

    def _leaving(self, crossings: set[int]) -> dict[int, list[int]]:
        """The lanes that lead out of each of these crossings."""
        found: dict[int, list[int]] = {crossing: [] for crossing in crossings}
        touching = np.isin(self._departs, list(crossings)) & np.isfinite(self._seconds)
        for lane in np.flatnonzero(touching).tolist():
            found[int(self._departs[lane])].append(lane)
        return found

    def _ways_into(self, edge: int, part: float) -> list[tuple[int, float]]:
        """From which crossings a place on an edge is reached, and in how many seconds."""
        way_in = part * self.edges.forward_s[edge]
        way_back = float(_stretch(np.array([1 - part]), self.edges.backward_s[edge : edge + 1])[0])
        found: list[tuple[int, float]] = []
        for lane, drawn, seconds in ((edge, part, way_in), (len(self.edges) + edge, 1 - part, way_back)):
            crossing = int(self._departs[lane])
            # Whoever has come to the crossing on which the place lies need not turn any more.
            beside = self._beside if drawn <= AT_CROSSING else self._entrances
            of = crossing if drawn <= AT_CROSSING else lane
            found += [(node, max(seconds, LEAST_S)) for node in (crossing, *beside.get(of, []))]
        return found

    def _turned_round(self) -> Any:
        entered = [(lane, node) for lane, nodes in self._entrances.items() for node in nodes]
        lanes = np.concatenate([np.arange(len(self._departs)), np.array([lane for lane, _ in entered], dtype=np.int64)])
        targets = np.concatenate([self._departs, np.array([node for _, node in entered], dtype=np.int64)])
        sources, seconds = self._arrives[lanes], self._seconds[lanes]
        is_open = np.isfinite(seconds)
        sources, targets, seconds = sources[is_open], targets[is_open], seconds[is_open]
        # Of two roads between the same crossings the quicker one counts; a sparse matrix would add them up.
        order = np.lexsort((seconds, targets, sources))
        sources, targets, seconds = sources[order], targets[order], seconds[order]
        first = np.ones(len(sources), dtype=bool)
        first[1:] = (sources[1:] != sources[:-1]) | (targets[1:] != targets[:-1])
        sources, targets, seconds = sources[first], targets[first], seconds[first]
        goal, ways_in = self._crossings, self._ways_in
        starts = np.concatenate([[0], np.cumsum(np.bincount(sources, minlength=goal)), [0]])
        starts[-1] = starts[-2] + ways_in
        return csr_array(
            (
                np.concatenate([np.maximum(seconds, LEAST_S), np.full(ways_in, np.inf)]),
                np.concatenate([targets, np.full(ways_in, goal)]).astype(np.int32),
                starts.astype(np.int32),
            ),
            shape=(goal + 1, goal + 1),
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
        ways = self._ways_into(int(goal.edges[0]), float(goal.parts[0]))
        # What the row of this goal does not need leads nowhere.
        spare = self._ways_in - len(ways)
        row = slice(-self._ways_in, None)
        with self._lock:
            self._matrix.indices[row] = [*(node for node, _ in ways), *[self._crossings] * spare]
            self._matrix.data[row] = [*(seconds for _, seconds in ways), *[np.inf] * spare]
            found = dijkstra(self._matrix, indices=self._crossings, limit=reach_s)
        return Search(self, goal, reach_s, found[:-1])


def _stretch(parts: Floats, seconds: Floats) -> Floats:
    """A part of an edge. Whoever stands on the crossing itself needs none of it, even where it may not be driven."""
    taken = parts * np.where(np.isfinite(seconds), seconds, 0.0)
    return np.where(np.isfinite(seconds) | (parts <= AT_CROSSING), taken, np.inf)

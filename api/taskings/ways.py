"""The road times of one ranking: one search from the incident, widened while time allows; never a reason to wait."""

from __future__ import annotations

import time
from collections.abc import Sequence

import numpy as np

from api.roads import service as roads
from geo.roads import Floats, Search

# How far, in seconds of driving, a search looks first, and how far at most.
REACHES_S = (900.0, 3600.0)
# What all searches of one ranking may take. A wider search is not begun when the last one says that it would take longer.
BUDGET_S = 0.15
# How much more a wider search takes at worst: the square of the reach.
GROWS = 16.0


class Ways:
    """From anywhere to one place. Without a network every time is infinite, and `why_not` says why in words."""

    def __init__(self, east: float, north: float, network: str | None) -> None:
        self.known, self.why_not = roads.known(), ""
        self._searched: Search | None = None
        self._left_s, self._last_s = BUDGET_S, 0.0
        if self.known is None:
            self.why_not = "the road network is still being read" if network else "no road network has been brought in"
            return
        self._goal = self.known.graph.snap([east], [north])
        if not self._goal.are_on_it[0]:
            self.known, self.why_not = None, "the place is on no road of the network"

    @property
    def words(self) -> str:
        """By what arrival times are reckoned."""
        return f"By road: {self.known.name}." if self.known else f"In a straight line: {self.why_not}."

    @property
    def fastest_mps(self) -> float | None:
        return self.known.graph.fastest_mps if self.known else None

    def seconds(self, easts: Sequence[float], norths: Sequence[float]) -> Floats:
        """The road time of each place; infinite where none is known."""
        if self.known is None or not len(easts):
            return np.full(len(easts), np.inf)
        snapped = self.known.graph.snap(easts, norths)
        found = self._search().seconds(snapped)
        while (~np.isfinite(found) & snapped.are_on_it).any() and self._widen():
            found = self._search().seconds(snapped)
        return found

    def _search(self) -> Search:
        if self._searched is None:
            self._run(REACHES_S[0])
        assert self._searched is not None  # noqa: S101  run has just set it
        return self._searched

    def _widen(self) -> bool:
        """A search further out, if there is one and time for it."""
        assert self._searched is not None  # noqa: S101  only asked after a search
        wider = next((reach for reach in REACHES_S if reach > self._searched.reach_s), None)
        if wider is None or self._last_s * GROWS > self._left_s:
            return False
        self._run(wider)
        return True

    def _run(self, reach_s: float) -> None:
        assert self.known is not None  # noqa: S101  asked before
        began = time.perf_counter()
        self._searched = self.known.graph.search(self._goal, reach_s)
        self._last_s = time.perf_counter() - began
        self._left_s -= self._last_s

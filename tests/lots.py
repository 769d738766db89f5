"""How a run is shared out between its processes: the journeys as two lots that begin at once, everything else file by file.

Two browsers are what two cores can draw for, and the journeys take longest: so two processes begin with them while the others
go through the files, the largest first, and whoever is through with a lot takes from what is left of the files.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cached_property

from xdist.scheduler import LoadScopeScheduling

LOTS = 2
JOURNEYS = "tests/journeys/browser/"


class ByLots(LoadScopeScheduling):
    """Hands out a lot of journeys, or a file, at a time."""

    def _split_scope(self, nodeid: str) -> str:
        return self._lots.get(nodeid) or file_of(nodeid)

    @cached_property
    def _lots(self) -> dict[str, str]:
        return lots_of(self.collection or ())


def lots_of(nodeids: Sequence[str]) -> dict[str, str]:
    """The journeys dealt out like cards, for neighbours take about as long; nothing for all others."""
    journeys = [nodeid for nodeid in nodeids if is_journey(nodeid)]
    return {nodeid: f"journeys {number % LOTS + 1}" for number, nodeid in enumerate(journeys)}


def in_order(nodeids: Sequence[str]) -> list[int]:
    """The places of the journeys, then of the others by file, the largest first. Among the journeys nothing changes places."""
    sizes = Counter(map(file_of, nodeids))

    def rank(place: int) -> tuple[int, str]:
        file = file_of(nodeids[place])
        return (-sum(sizes.values()), "") if is_journey(file) else (-sizes[file], file)

    return sorted(range(len(nodeids)), key=rank)


def file_of(nodeid: str) -> str:
    return nodeid.partition("::")[0]


def is_journey(nodeid: str) -> bool:
    return nodeid.startswith(JOURNEYS)

"""The short life of a tasking: assigned, acknowledged, and one of four ends (domain reference 2.3)."""

from __future__ import annotations

ASSIGNED, ACKNOWLEDGED = "assigned", "acknowledged"
DECLINED, WITHDRAWN, DIVERTED, COMPLETE = "declined", "withdrawn", "diverted", "complete"

# By somebody else than the crew.
TAKEN_OFF = frozenset({WITHDRAWN, DIVERTED})
OPEN = frozenset({ASSIGNED, ACKNOWLEDGED})
MOVES: dict[str, frozenset[str]] = {
    ASSIGNED: frozenset({ACKNOWLEDGED, DECLINED, WITHDRAWN, DIVERTED, COMPLETE}),
    ACKNOWLEDGED: frozenset({DECLINED, WITHDRAWN, DIVERTED, COMPLETE}),
}


def may_become(state: str, new: str) -> bool:
    return new in MOVES.get(state, frozenset())

"""A line of the risk card, and which of two stands first."""

from __future__ import annotations

from typing import Any

SEVERITIES = ("critical", "high", "medium", "low")
_WARNINGS = ("marker", "record", "caller", "zone", "answer")

# What a line has when nobody says otherwise.
EMPTY: dict[str, Any] = {
    "count": 1,
    "last_on": None,
    "source": "",
    "distance_m": None,
    # Of this very house, by its address; of another one (false); null where no address tells and only distance does.
    "at_door": None,
    "review_on": None,
    "historic": False,
    "marker_id": None,
    # A warning that somebody is of this opinion is told as one; of whom it is, and who entered it.
    "opinion": False,
    "entered_by": None,
    "subject": None,
}


def line(kind: str, category: str, severity: str, title: str, words: str, **more: Any) -> dict[str, Any]:
    said = {"kind": kind, "category": category, "severity": severity, "title": title, "text": words}
    return EMPTY | said | more


def worst_first(item: dict[str, Any]) -> tuple[Any, ...]:
    """Worst first, and what holds before what was: what merely happened weighs one step less than a warning that holds.

    So no warning of the same weight stands below what happened here once, and no knife of last year below a warning of medium
    weight. Of one weight this house comes first, and then the nearer. What is past its review weighs like what happened, and
    stands after it. The handset sorts by the same weights (pwa/src/domain/risk.ts), with what is past its review last.
    """
    holds = item["kind"] in _WARNINGS and not item["historic"]
    weight = SEVERITIES.index(item["severity"]) + (not holds)
    is_said = item["kind"] == "caller"
    return (weight, not holds, item["historic"], _away(item), is_said, -item["count"])


def _away(item: dict[str, Any]) -> float:
    """How far off it counts as, in metres: what names no place is about this call, another flat comes after the house itself."""
    if item["at_door"]:
        return 0
    distance: float | None = item["distance_m"]
    return distance if distance is not None else int(item["at_door"] is False)

"""Which of two lines of the risk card stands first; the handset sorts by the same rule (pwa/tests/domain/risk.test.ts)."""

from __future__ import annotations

from api.places.lines import line, worst_first


def test_of_one_weight_this_house_stands_first_and_then_the_nearer() -> None:
    places = {"far": (False, 90), "nearby": (None, 41), "another flat": (False, None), "here": (True, None)}
    lines = [
        line("history", "violence", "high", title, "", at_door=at_door, distance_m=metres, count=len(title))
        for title, (at_door, metres) in places.items()
    ]
    assert [one["title"] for one in sorted(lines, key=worst_first)] == ["here", "another flat", "nearby", "far"]

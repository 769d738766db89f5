"""The checker is checked: into a copy of the history of a run that was just made something is planted, and it must be found.

A checker that finds nothing says either that nothing is wrong or that it looks at nothing. Every bench that asks it shows which.
"""

from __future__ import annotations

import copy
import sys
from collections.abc import Callable

from bench.checker import LATE_AVAILABLE_S, NEWS_S, SILENT_S, judge
from bench.history import Asked, FeedSeen, Held, History, Seen

FEED = "duty:made-up"


def good() -> History:
    """One handset that received, asked and was heard as it should, and a board that was told the truth."""
    feed = FeedSeen(start=10, received={11, 12, 13}, applied=[11, 12, 13])
    asked = Asked("c1", "set_status", {}, 0.0, attempts=2, answers=[(503, ""), (200, "done"), (200, "done")])
    handset = Seen("handset 1", "unit 1", {FEED: feed}, [asked], heard_at=[100.0, 103.0, 106.0])
    board = Seen("board 1", presence=[(107.0, "unit 1", "reachable", True), (140.0, "unit 1", "contact_lost", True)])
    kinds = dict.fromkeys(range(1, 14), "unit.changed")
    return History([handset, board], Held({FEED: kinds}, {"c1": "done"}, {"c1": 1}))


def _a_loss(history: History) -> None:
    """A message is committed at the end of a feed and never comes."""
    _device, feed, _ = _fed(history)
    held = history.held.messages.setdefault(feed, {})
    # Behind whatever any device has of it, by message or by snapshot.
    reach = [seen.through for device in history.devices for name, seen in device.feeds.items() if name == feed]
    held[max([*held, *reach]) + 1] = "tasking.assigned"


def _a_duplicate(history: History) -> None:
    """A device applies once more what it has applied."""
    _, _, seen = _fed(history)
    seen.applied.append(seen.applied[-1])


def _a_double_effect(history: History) -> None:
    """The database does a command a second time."""
    asked = next(one for device in history.devices for one in device.all_asked if history.held.effects.get(one.id) == 1)
    history.held.effects[asked.id] = 2


def _a_false_available(history: History) -> None:
    """A board is told that a unit is reachable, long after its last word."""
    device = next(one for one in history.devices if one.unit_id and one.heard_at)
    board = next(one for one in history.devices if not one.unit_id)
    heard = [at for one in history.devices if one.unit_id == device.unit_id for at in one.heard_at]
    board.presence.append((max(heard) + SILENT_S + NEWS_S + 1, device.unit_id, "reachable", True))


def _a_late_available(history: History) -> None:
    """An "available" that came too late is believed."""
    history.held.stale.append(("planted", LATE_AVAILABLE_S + 1, "done", False))


def _a_late_yes(history: History) -> None:
    """The officer's "yes, still so" waited without signal, and is believed when it comes."""
    history.held.stale.append(("planted", 40 * 60.0, "done", True))


PLANTS: dict[str, tuple[str, Callable[[History], None]]] = {
    "a loss": ("lost", _a_loss),
    "a duplicate on a device": ("applied_twice", _a_duplicate),
    "a command done twice": ("applied_twice", _a_double_effect),
    "a false available": ("false_available", _a_false_available),
    "a late available that was believed": ("false_available", _a_late_available),
    "a late yes that was believed": ("false_available", _a_late_yes),
}


def found_when_planted(history: History) -> dict[str, bool]:
    """For each thing that is planted, whether the checker found it beside what it finds anyway."""
    before = judge(history)
    found = {}
    for name, (where, plant) in PLANTS.items():
        changed = copy.deepcopy(history)
        plant(changed)
        found[name] = len(getattr(judge(changed), where)) > len(getattr(before, where))
    return found


def told(found: dict[str, bool]) -> str:
    missed = [name for name, is_found in found.items() if not is_found]
    return (
        f"Planted in a copy of this run's history and NOT found: {', '.join(missed)}."
        if missed
        else f"Planted in copies of this run's history, and found each time: {', '.join(found)}."
    )


def _fed(history: History) -> tuple[Seen, str, FeedSeen]:
    """A device that is there at the end, and a feed of which it has applied something."""
    return next(
        (device, feed, seen)
        for device in history.devices
        for feed, seen in device.feeds.items()
        if device.has_returned and seen.applied
    )


def main() -> int:
    """`./run bench planted`: a made-up history in which nothing is wrong, and what the checker makes of what is planted in it."""
    verdict, found = judge(good()), found_when_planted(good())
    print(f"A history in which nothing is wrong: {verdict}.")
    for name, is_found in found.items():
        print(f"{name}: {'found' if is_found else 'NOT FOUND'}")
    return 0 if verdict.is_clean and all(found.values()) else 1


if __name__ == "__main__":
    sys.exit(main())

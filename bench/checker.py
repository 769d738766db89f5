"""The judge: a history in, a verdict out. It talks to nobody and knows nothing of how the run was made.

It asks what no fault may break (reliability targets: all of these are 0 in every run):

lost        a message was committed, its device has returned, and it was never received
gaps        a device believes that it has come further than it has received, or the database's own numbers have a hole
applied_twice   a device applied a message twice, or the database did a command twice
forgotten   a command was answered with 2xx and the database does not know it, or says something else
two_answers     one command was given two different answers
false_available a board was told, or left to believe, that a unit is reachable while its device had been silent, or an old
                "available" was believed
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass, field, fields
from itertools import pairwise

from bench.history import Asked, FeedSeen, Held, History, Seen

# A device that has been silent longer than this is not reachable.
SILENT_S = 15.0
# Word of a silence travels to the boards once a second, and is written once a second.
NEWS_S = 3.0
# The last word that the server heard may be one whose answer never came back: a heartbeat later than the device knows.
UNANSWERED_S = 3.0
LATE_AVAILABLE_S = 120.0
AVAILABLE = "2"


@dataclass
class Verdict:
    lost: list[str] = field(default_factory=list)
    gaps: list[str] = field(default_factory=list)
    applied_twice: list[str] = field(default_factory=list)
    forgotten: list[str] = field(default_factory=list)
    two_answers: list[str] = field(default_factory=list)
    false_available: list[str] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        return not any(getattr(self, one.name) for one in fields(self))

    def __str__(self) -> str:
        return ", ".join(f"{one.name.replace('_', ' ')} {len(getattr(self, one.name))}" for one in fields(self))

    def examples(self) -> list[str]:
        """A few of each, for whoever must find the cause."""
        return [f"{one.name}: {what}" for one in fields(self) for what in getattr(self, one.name)[:3]]


def judge(history: History) -> Verdict:
    verdict = Verdict()
    for device in history.devices:
        for feed, seen in device.feeds.items():
            _judge_feed(
                verdict, f"{device.name} {feed}", seen, history.held.messages.get(feed, {}), device.has_returned
            )
        for asked in device.all_asked:
            _judge_command(verdict, asked, history.held)
    for feed, messages in history.held.messages.items():
        verdict.gaps += [f"{feed}: the database has no {seq}" for seq in holes(messages)]
    verdict.false_available += _false_reachable(history.devices) + _left_standing(history.devices)
    verdict.false_available += _believed_late(history.held)
    return verdict


def _judge_feed(verdict: Verdict, name: str, seen: FeedSeen, committed: dict[int, str], has_returned: bool) -> None:
    covered = max(seen.snapshots, default=seen.start)
    missing = [seq for seq in committed if seq > covered and seq not in seen.received]
    if has_returned:
        verdict.lost += [f"{name}: {seq} {committed[seq]}" for seq in missing]
    verdict.gaps += [f"{name}: {seq} was passed over" for seq in missing if seq <= seen.through]
    verdict.applied_twice += [f"{name}: {seq}" for seq, times in Counter(seen.applied).items() if times > 1]


def holes(messages: dict[int, str]) -> list[int]:
    """Numbers that are missing between the lowest and the highest."""
    return [seq for seq in range(min(messages), max(messages) + 1) if seq not in messages] if messages else []


def _judge_command(verdict: Verdict, asked: Asked, held: Held) -> None:
    name = f"{asked.kind} {asked.id}"
    said = {outcome for status, outcome in asked.answers if status == 200}
    if len(said) > 1:
        verdict.two_answers.append(f"{name}: {sorted(said)}")
    if said and held.commands.get(asked.id) not in said:
        verdict.forgotten.append(f"{name}: answered {sorted(said)}, held {held.commands.get(asked.id)}")
    if held.effects.get(asked.id, 0) > 1:
        verdict.applied_twice.append(f"{name}: {held.effects[asked.id]} times")
    if "done" in said and held.effects.get(asked.id) == 0:
        verdict.forgotten.append(f"{name}: done, and nothing came of it")


def _heard(devices: list[Seen]) -> dict[str, list[float]]:
    """When each unit was heard by any of its devices, in order."""
    heard: dict[str, list[float]] = {}
    for device in devices:
        if device.unit_id:
            heard.setdefault(device.unit_id, []).extend(device.heard_at)
    return {unit: sorted(times) for unit, times in heard.items()}


def _left_standing(devices: list[Seen]) -> list[str]:
    """Boards whose line was up and on which a unit stood as reachable while it was silent for too long: nobody told them."""
    heard = _heard(devices)
    found = []
    for board in (device for device in devices if device.lines and not device.unit_id):
        told: dict[str, list[tuple[float, str]]] = {}
        for at, unit, state, _ in board.presence:
            told.setdefault(unit, []).append((at, state))
        up = [(at + NEWS_S, until) for at, until in spans([(at, is_up) for at, is_up in board.lines])]
        for unit, states in told.items():
            green = spans([(at, state == "reachable") for at, state in states])
            silent = silences(heard.get(unit, []), SILENT_S + NEWS_S + UNANSWERED_S)
            if common := overlap(overlap(green, silent), up):
                found.append(
                    f"{board.name}: {unit} stood as reachable for {common[0][1] - common[0][0]:.1f} s too long"
                )
    return found


def spans(changes: list[tuple[float, bool]]) -> list[tuple[float, float]]:
    """From when to when something held, of the times at which it was said to and not to."""
    found: list[tuple[float, float]] = []
    since: float | None = None
    for at, holds in sorted(changes):
        if holds and since is None:
            since = at
        elif not holds and since is not None:
            found.append((since, at))
            since = None
    return found if since is None else [*found, (since, float("inf"))]


def silences(heard: list[float], limit_s: float) -> list[tuple[float, float]]:
    """The times between two words at which the first was longer ago than the limit."""
    return [(word + limit_s, after) for word, after in pairwise(heard) if after - word > limit_s]


def overlap(some: list[tuple[float, float]], others: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """The times that lie in both."""
    both = [(max(a, c), min(b, d)) for a, b in some for c, d in others]
    return [(since, until) for since, until in both if since < until]


def _false_reachable(devices: list[Seen]) -> list[str]:
    """Times at which a board was told that a unit is reachable although none of its devices had been heard lately."""
    heard = _heard(devices)
    return [
        f"{board.name}: {unit} reachable after {silence:.1f} s of silence"
        for board in devices
        for at, unit, state, _ in board.presence
        if state == "reachable" and unit in heard and (silence := silent_s(heard[unit], at)) > SILENT_S + NEWS_S
    ]


def silent_s(heard: list[float], at: float) -> float:
    """For how long nothing had been heard at this time."""
    earlier = bisect_right(heard, at)
    return at - heard[earlier - 1] if earlier else float("inf")


def _believed_late(held: Held) -> list[str]:
    return [
        f"{command}: {'a yes to the question' if is_confirmed else 'a status'}, applied {age_s:.0f} s after the tap"
        for command, age_s, outcome, is_confirmed in held.stale
        if age_s > LATE_AVAILABLE_S and outcome == "done"
    ]

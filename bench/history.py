"""What was seen during a run, by the devices and by the database. Plain data: the checker judges it and nothing else."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any


@dataclass
class FeedSeen:
    """One feed as one device saw it."""

    # The cursor when the run began: what was before is no concern of this run.
    start: int = 0
    received: set[int] = field(default_factory=set)
    # Numbers in the order in which they were applied. A device that starts over by snapshot notes how far that reached.
    applied: list[int] = field(default_factory=list)
    snapshots: list[int] = field(default_factory=list)

    @property
    def through(self) -> int:
        """How far the device has come without a gap."""
        return max([self.start, *self.snapshots[-1:], *self.applied[-1:]])


@dataclass
class Asked:
    """One command as its sender knows it."""

    id: str
    kind: str
    body: dict[str, Any]
    made_at: float
    attempts: int = 0
    # Status and outcome of every answer that came back.
    answers: list[tuple[int, str]] = field(default_factory=list)
    answered_at: float | None = None

    @property
    def outcome(self) -> str | None:
        """What a 200 said; None while nobody has said anything final."""
        return next((outcome for status, outcome in self.answers if status == 200), None)


@dataclass
class Seen:
    """One device: what it heard, what it asked, when it was heard."""

    name: str
    unit_id: str = ""
    feeds: dict[str, FeedSeen] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    # Times of heartbeats that were answered, so that the server must have heard them.
    heard_at: list[float] = field(default_factory=list)
    # The run ended with the device connected: then it must hold everything.
    has_returned: bool = True
    # Boards: what they were told of units, as (at, unit, state, is offered).
    presence: list[tuple[float, str, str, bool]] = field(default_factory=list)
    # Boards: when their line came up and went down, as (at, is up). Whose line is down says so on the screen.
    lines: list[tuple[float, bool]] = field(default_factory=list)
    # Milliseconds from the message's time in the database to the frame on this device, by kind.
    frames: list[tuple[str, float]] = field(default_factory=list)
    # Seconds from the time of a tasking in the database to its being applied here, by whichever way it came.
    applied_after_s: list[float] = field(default_factory=list)
    linked_at: list[float] = field(default_factory=list)
    reconnects: int = 0
    caught_up_s: list[float] = field(default_factory=list)
    # What was asked in former chapters of the same run.
    asked_before: list[Asked] = field(default_factory=list)
    frames_before: list[tuple[str, float]] = field(default_factory=list)

    @property
    def all_asked(self) -> list[Asked]:
        return self.asked_before + self.asked

    @property
    def all_frames(self) -> list[tuple[str, float]]:
        return self.frames_before + self.frames

    def begin_chapter(self) -> None:
        """Measure anew. What the checker judges is kept: what was asked, heard, told and received."""
        self.asked_before, self.asked = self.all_asked, []
        self.frames_before, self.frames, self.applied_after_s = self.all_frames, [], []
        self.linked_at, self.caught_up_s, self.reconnects = [], [], 0

    def forget(self) -> None:
        """Another history begins. Whoever was heard lately was heard."""
        self.asked_before, self.asked, self.frames_before, self.frames = [], [], [], []
        # What a board shows when the history begins is what it was told last: it is judged as if it were told now.
        now = time.time()
        self.presence = [(now, *row[1:]) for row in {row[1]: row for row in self.presence}.values()]
        self.heard_at, self.lines = self.heard_at[-10:], self.lines[-1:]


@dataclass
class Held:
    """What the database holds when the run has ended."""

    # Numbers and kinds by feed.
    messages: dict[str, dict[int, str]] = field(default_factory=dict)
    # Outcome by command.
    commands: dict[str, str | None] = field(default_factory=dict)
    # How often a command left its mark: rows in the statuses, the taskings, the audit.
    effects: dict[str, int] = field(default_factory=dict)
    # Commands that said "available" later than may be believed, with their outcome and whether they were themselves the
    # answer to "still so?": that is a tap too, and as stale as any other.
    stale: list[tuple[str, float, str | None, bool]] = field(default_factory=list)


@dataclass
class History:
    """One run."""

    devices: list[Seen]
    held: Held

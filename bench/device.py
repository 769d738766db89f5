"""Made-up devices that behave as ours promise to (docs/messages.md): cursors, gaps, snapshots, commands repeated until answered."""

from __future__ import annotations

import http.client
import random
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import uuid4

import gevent
import orjson

from api import clock
from bench.frames import Link, Refused
from bench.history import Asked, FeedSeen, Seen
from bench.world import Person

# As the app (pwa/src/sync): a heartbeat every 5 s, and another socket when two in a row were not answered within 2 s each; without
# a live feed it is asked for within 8 s and then every 12 s.
HEARTBEAT_S, FIRST_POLL_S, POLL_S, DEAD_S, SPREAD_S = 5.0, 8.0, 12.0, 12.0, 2.0
FINAL = frozenset({403, 404, 422})


@dataclass
class Doors:
    """Where devices knock: a fault test puts a proxy in between, or takes one away."""

    web: list[int] = field(default_factory=list)
    sockets: list[int] = field(default_factory=list)


class Device:
    """What a handset and a board have in common."""

    def __init__(self, person: Person, doors: Doors, source: str, name: str) -> None:
        self.person, self.doors, self.source = person, doors, source
        self.cookie, self.device_id = f"bluelamp={person.token}", str(uuid4())
        self.seen = Seen(name, person.unit_id)
        self.cursors: dict[str, int] = {}
        self.epoch = ""
        self._is_linked = False
        # A device may be told to stay away, as one in a tunnel.
        self.stays_away = False
        self.link = Link(self._heard)
        # The door that it went through.
        self.gateway = 0
        self.pending = 0
        self.on_message: Callable[[Any, dict[str, Any]], None] | None = None
        self.on_positions: Callable[[list[Any], float], None] | None = None
        self._free: list[http.client.HTTPConnection] = []
        self._fetching: set[str] = set()
        self._again: set[str] = set()
        self._answered_at = time.monotonic()
        self._tapped_at = 0.0

    @property
    def is_linked(self) -> bool:
        return self._is_linked

    @is_linked.setter
    def is_linked(self, is_up: bool) -> None:
        if is_up != self._is_linked:
            self.seen.lines.append((time.time(), is_up))
        self._is_linked = is_up

    # --- HTTP

    def ask(self, method: str, path: str, body: bytes | None = None, timeout: float = 6.0) -> tuple[int, bytes, str]:
        """Status, body and Retry-After. Raises OSError when nobody answers."""
        port = random.choice(self.doors.web)
        line = next((one for one in self._free if one.port == port), None)
        if line:
            self._free.remove(line)
        else:
            line = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout, source_address=(self.source, 0))
        try:
            line.request(method, path, body, {"Cookie": self.cookie, "Content-Type": "application/json"})
            answer = line.getresponse()
            content = answer.read()
        except (OSError, http.client.HTTPException) as error:
            line.close()
            raise ConnectionError(str(error)) from error
        self._free.append(line)
        return answer.status, content, answer.headers.get("Retry-After", "")

    def snapshot(self) -> None:
        """Start over with everything that is there now: a handset and a board each have their own."""
        raise NotImplementedError

    def forget_lines(self) -> None:
        for line in self._free:
            line.close()
        self._free.clear()

    # --- commands

    def command(self, kind: str, late_s: float = 0.0, **body: Any) -> Asked:
        """Ask for something; it is repeated with the same id until somebody answers."""
        asked = self.make(kind, late_s, **body)
        self.pending += 1
        self._send(asked)
        return asked

    def _send(self, asked: Asked) -> None:
        gevent.spawn(self._until_answered, asked)

    def make(self, kind: str, late_s: float = 0.0, **body: Any) -> Asked:
        at_s = time.time() - late_s
        if not late_s:
            # No two at the same time: what came of each is found by its time.
            at_s = self._tapped_at = max(at_s, self._tapped_at + 0.001)
        at = datetime.fromtimestamp(at_s, tz=clock.now().tzinfo)
        body = {"id": str(uuid4()), "occurred_at": clock.iso(at), **body}
        asked = Asked(body["id"], kind, body, time.time())
        self.seen.asked.append(asked)
        return asked

    def _until_answered(self, asked: Asked) -> None:
        try:
            while asked.answered_at is None:
                wait = self.attempt(asked)
                if asked.answered_at is None:
                    gevent.sleep(wait)
        finally:
            self.pending -= 1

    def attempt(self, asked: Asked) -> float:
        """Try once. Returns how many seconds to wait before the next time, as the app does (pwa/src/sync/retries.ts)."""
        patience = min(15.0, 2.0 * 2 ** min(asked.attempts, 3)) * random.uniform(0.5, 1.0)
        asked.attempts += 1
        if self.stays_away:
            return 1.0
        try:
            status, content, retry = self.ask("POST", f"/api/commands/{asked.kind}", orjson.dumps(asked.body))
            answer = orjson.loads(content)
        except (OSError, ValueError):
            # No answer, or a page of somebody's hotel in place of one.
            return patience
        if not isinstance(answer, dict) or (status == 200 and "outcome" not in answer):
            return patience
        asked.answers.append((status, str(answer.get("outcome") or answer.get("code") or "")))
        if status == 200 or status in FINAL:
            asked.answered_at = time.time()
        return max(float(retry) + random.uniform(0.0, 1.0), patience) if retry.isdecimal() else patience

    # --- the socket

    def live(self) -> None:
        """Be connected for as long as anybody lets us, and come back with jitter."""
        attempt = 0
        while True:
            try:
                if not self.stays_away:
                    self._connect()
                    attempt = 0
                    self.link.run()
            except (OSError, Refused, ValueError, gevent.Timeout):
                self.seen.reconnects += self.is_linked
            self.is_linked = False
            self.link.close()
            attempt += 1
            gevent.sleep(random.uniform(0.3, 1.7) * min(3.0, 0.3 * 2 ** min(attempt, 5)))

    def _connect(self) -> None:
        self.link.close()
        self.link = Link(self._heard)
        self.gateway = random.choice(self.doors.sockets)
        self.link.connect(self.gateway, self.cookie, self.source)
        self._answered_at = time.monotonic()
        # Both sides have spoken by now, whether or not the answer to this comes back.
        self.seen.heard_at.append(time.time())
        self.link.emit("watch", self._watch(), self._watching)

    def _watch(self) -> dict[str, Any]:
        return {"device_id": self.device_id}

    def _watch_again(self, link: Link) -> None:
        if link is self.link:
            with suppress(OSError):
                self.link.emit("watch", self._watch(), self._watching)

    def _watching(self, answer: dict[str, Any]) -> None:
        # Whoever is answered was heard.
        self.seen.heard_at.append(time.time())
        if not answer.get("ok"):
            # As ours: it asks again a little later.
            gevent.spawn_later(random.uniform(1.0, 3.0), self._watch_again, self.link)
            return
        self.is_linked, began = True, time.monotonic()
        self.seen.linked_at.append(began)
        self._answered_at = began
        if answer["epoch"] != self.epoch:
            gevent.spawn(self._start_over)
            return
        self._numbers(answer["feeds"])
        gevent.spawn(self._note_catching_up, answer["feeds"], began)

    def _note_catching_up(self, numbers: dict[str, int], began: float) -> None:
        while any(self.cursors.get(feed, 0) < last for feed, last in numbers.items()):
            if time.monotonic() - began > 120:
                return
            gevent.sleep(0.05)
        self.seen.caught_up_s.append(time.monotonic() - began)

    def _heard(self, name: str, payload: Any, at: float) -> None:
        if name == "feed":
            self._frame(payload, at)
        elif name == "beat":
            self._answered_at = time.monotonic()
            self._numbers(payload["feeds"])
        elif name == "positions" and self.on_positions:
            self.on_positions(payload["positions"], at)
        elif name == "presence":
            self.seen.presence += [(at, row[0], row[1], bool(row[-1])) for row in payload["presence"]]

    def _frame(self, frame: dict[str, Any], at: float) -> None:
        feed = frame["feed"]
        if feed not in self.seen.feeds:
            return
        for message in frame["messages"]:
            self.seen.feeds[feed].received.add(message["seq"])
            self._note_time(message, at)
        if not self._apply(feed, frame["messages"]):
            self.fetch(feed)

    def _note_time(self, message: dict[str, Any], at: float) -> None:
        sent = datetime.fromisoformat(message["at"]).timestamp()
        self.seen.frames.append((message["kind"], (at - sent) * 1000))

    def _apply(self, feed: str, messages: list[dict[str, Any]]) -> bool:
        """Apply what comes next in order. False when something before it is missing."""
        before = self.cursors[feed]
        for message in messages:
            if message["seq"] > self.cursors[feed] + 1:
                break
            if message["seq"] == self.cursors[feed] + 1:
                self.cursors[feed] = message["seq"]
                self.seen.feeds[feed].applied.append(message["seq"])
                self._note_applied(message)
                if self.on_message:
                    self.on_message(self, message)
        if self.cursors[feed] > before:
            self._ack(feed)
        return not messages or self.cursors[feed] >= messages[-1]["seq"]

    def _note_applied(self, message: dict[str, Any]) -> None:
        if message["kind"] == "tasking.assigned":
            self.seen.applied_after_s.append(time.time() - datetime.fromisoformat(message["at"]).timestamp())

    def _ack(self, feed: str) -> None:
        """Handsets say what they have stored; boards do not."""

    def _numbers(self, numbers: dict[str, int]) -> None:
        for feed, last in numbers.items():
            if feed in self.cursors and last > self.cursors[feed]:
                self.fetch(feed)

    # --- the feed

    def fetch(self, feed: str) -> None:
        """Ask for what is missing, one question at a time."""
        if feed in self._fetching:
            self._again.add(feed)
            return
        self._fetching.add(feed)
        gevent.spawn(self._fetch, feed)

    def _fetch(self, feed: str) -> None:
        try:
            while self._page(feed) or feed in self._again:
                self._again.discard(feed)
        finally:
            self._fetching.discard(feed)

    def _page(self, feed: str) -> bool:
        """One page. True when there is more."""
        path = f"/api/feeds/{feed}?epoch={self.epoch}&after={self.cursors[feed]}&limit=200{self._who()}"
        try:
            status, content, _ = self.ask("GET", path)
            page = orjson.loads(content)
        except (OSError, ValueError):
            # The next heartbeat tells of what is missing, or the next round asks.
            return False
        if status == 410:
            self._start_over()
            return False
        if status != 200 or not isinstance(page, dict) or "messages" not in page:
            return False
        self.seen.feeds[feed].received.update(message["seq"] for message in page["messages"])
        self._apply(feed, page["messages"])
        return bool(page["more"])

    def _who(self) -> str:
        """A crew's device says which it is: its cursor is a receipt, or a sign of a restored database."""
        return f"&device_id={self.device_id}" if self.person.duty_id else ""

    def _start_over(self) -> None:
        while True:
            try:
                self.snapshot()
            except (OSError, ValueError, KeyError):
                gevent.sleep(random.uniform(0.5, 2.0))
                continue
            return

    def _take_numbers(self, epoch: str, numbers: dict[str, int]) -> None:
        for feed, through in numbers.items():
            seen = self.seen.feeds.get(feed)
            if seen is None or epoch != self.epoch or through < self.cursors[feed]:
                # Another life of the database: what was held before means nothing in it.
                self.seen.feeds[feed] = FeedSeen(start=through)
            else:
                seen.snapshots.append(through)
            self.cursors[feed] = through
        self.epoch = epoch


class Handset(Device):
    """An officer's device."""

    def __init__(self, person: Person, doors: Doors, source: str, name: str) -> None:
        super().__init__(person, doors, source, name)
        self._outbox: list[Asked] = []
        self._carries, self._is_asking = True, False

    def _send(self, asked: Asked) -> None:
        """In order, one at a time, as the app's outbox does: what is shed holds up what is behind it, and is asked once."""
        self._outbox.append(asked)
        if len(self._outbox) == 1:
            gevent.spawn(self._drain)

    def _drain(self) -> None:
        while self._outbox:
            self._until_answered(self._outbox[0])
            self._outbox.pop(0)

    def _watch(self) -> dict[str, Any]:
        """It says what it holds: a sign of a restored database, when that is more than there is."""
        held = [{"feed": feed, "epoch": self.epoch, "seq": seq} for feed, seq in self.cursors.items()]
        return {"device_id": self.device_id, **({"held": held[0]} if held and self.epoch else {})}

    def snapshot(self) -> None:
        status, content, _ = self.ask("GET", "/api/handset")
        found = orjson.loads(content)
        if status != 200:
            raise ConnectionError(str(status))
        self._take_numbers(found["epoch"], {found["feed"]: found["through"]})

    def _ack(self, feed: str) -> None:
        try:
            self.link.emit("ack", {"feed": feed, "through": self.cursors[feed], "device_id": self.device_id})
        except OSError:
            self.is_linked = False

    def beat(self) -> None:
        """A heartbeat every 5 s while there is a socket; without a live feed it is asked for in between."""
        gevent.sleep(random.uniform(0, HEARTBEAT_S))
        while True:
            if self.is_linked and time.monotonic() - self._answered_at > DEAD_S:
                gevent.sleep(random.uniform(0, SPREAD_S))
                self.is_linked = False
                self.link.close()
            if self.is_linked:
                self._heartbeat()
            self._ask_if_unfed()
            gevent.sleep(HEARTBEAT_S * (1.0 if self.is_linked else random.uniform(0.7, 1.3)))

    def _is_fed(self) -> bool:
        """Whether the last word of the gateway was that it carries the feed."""
        return self.is_linked and self._carries

    def _ask_if_unfed(self) -> None:
        if not self._is_asking and not self._is_fed():
            self._is_asking = True
            gevent.spawn(self._ask_while_unfed)

    def _ask_while_unfed(self) -> None:
        gevent.sleep(random.uniform(0, FIRST_POLL_S))
        while not self._is_fed():
            if not self.stays_away:
                self._fetch_own()
            gevent.sleep(POLL_S)
        self._is_asking = False

    def _fetch_own(self) -> None:
        """Who has no snapshot yet has no cursor to ask with."""
        if not self.epoch:
            return
        for feed in list(self.cursors)[:1]:
            self.fetch(feed)

    def _heartbeat(self) -> None:
        sent = time.time()

        def answered(answer: dict[str, Any]) -> None:
            self._answered_at = time.monotonic()
            # Also a gateway whose feed is dead has heard us.
            self.seen.heard_at.append(sent)
            # The gateway may be there and have lost the database: the other door may still be open.
            self._carries = bool(answer.get("ok"))
            if self._carries:
                self._numbers(answer["feeds"])
            self._ask_if_unfed()

        try:
            self.link.emit("heartbeat", {"device_id": self.device_id, "visible": True}, answered)
        except OSError:
            self.is_linked = False


class Board(Device):
    """A controller's screen on one pod, or on all of London."""

    pods = ""

    def snapshot(self) -> None:
        status, content, _ = self.ask("GET", f"/api/board?pods={self.pods}", timeout=30.0)
        found = orjson.loads(content)
        if status != 200:
            raise ConnectionError(str(status))
        self._take_numbers(found["epoch"], found["feeds"])

    def _watch(self) -> dict[str, Any]:
        return {"pods": self.pods if self.pods == "all" else self.pods.split(",")}

    def beat(self) -> None:
        """A board is told; when it hears nothing for long it opens another socket."""
        while True:
            gevent.sleep(1.0)
            if self.is_linked and time.monotonic() - self._answered_at > DEAD_S:
                self.is_linked = False
                self.link.close()

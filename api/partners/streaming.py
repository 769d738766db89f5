"""Where a partner's TAK clients connect to be told: Cursor on Target over TCP (or TLS, with our certificate).

Everybody has a greenlet of their own, and the picture is made once for all who have the same scope. Who does not take what is sent
within five seconds is cut: nothing is kept for them, and nobody waits for them.
"""

from __future__ import annotations

import contextlib
from collections import Counter
from datetime import datetime
from typing import Any
from uuid import UUID

import gevent
import structlog
from gevent.event import Event
from gevent.server import StreamServer

from api import clock
from api.companions import cot
from api.config import Config
from api.db import OUT_OF_REACH
from api.devices.flood import Flood
from api.errors import TooManyAttempts
from api.fixes.parse import Unreadable
from api.partners import told
from api.partners.service import Bound, Partners

log = structlog.get_logger()

FIRST_WORD_WITHIN_S, TAKEN_WITHIN_S = 10.0, 5.0
EVERY_S = 2.0
MOST_CONNECTIONS, MOST_OF_A_KEY, MOST_STRANGERS_OF_AN_ADDRESS = 500, 5, 10


class Cut(Exception):
    """Why a line was ended, in words for the log."""


class PartnerServer:
    """All TAK clients of partners that this process tells."""

    def __init__(self, config: Config, partners: Partners) -> None:
        self.partners = partners
        self.lines: Counter[UUID] = Counter()
        self.strangers: Counter[str] = Counter()
        self.guessing = Flood(most=20, within_s=60)
        tls = {"certfile": config.cert, "keyfile": config.key} if config.https else {}
        self.server = StreamServer((config.host, config.cot_out_port), self.serve, spawn=MOST_CONNECTIONS, **tls)

    def begin(self) -> None:
        self.server.start()

    def serve(self, connection: Any, address: Any) -> None:
        """One client until it goes, or is made to."""
        try:
            Line(self, connection, str(address[0])).live()
        except (Cut, Unreadable, cot.TooLong, TooManyAttempts, OSError, gevent.Timeout, *OUT_OF_REACH) as error:
            log.info(
                "partner's TAK client gone", kind=type(error).__name__, why=str(error) if isinstance(error, Cut) else ""
            )
        finally:
            with contextlib.suppress(OSError):
                connection.close()


class Line:
    """One connection: it says its key, and from then on is told."""

    def __init__(self, server: PartnerServer, connection: Any, address: str) -> None:
        self.server, self.connection, self.address = server, connection, address
        # What it was told of each unit: the instant of the fix.
        self.shown: dict[str, datetime] = {}
        self.has_gone = Event()

    def live(self) -> None:
        """Raises whatever ends it."""
        key = self._key()
        bound = self._bound(key)
        if self.server.lines[bound.id] >= MOST_OF_A_KEY:
            raise Cut("too many lines of one key")
        self.server.lines[bound.id] += 1
        drain = gevent.spawn(self._drain)
        try:
            while not self.has_gone.is_set():
                self._tell(self._bound(key))
                self.has_gone.wait(EVERY_S)
        finally:
            self.server.lines[bound.id] -= 1
            drain.kill(block=False)

    def _key(self) -> str:
        if self.server.strangers[self.address] >= MOST_STRANGERS_OF_AN_ADDRESS:
            raise Cut("too many strangers from one address")
        self.server.strangers[self.address] += 1
        try:
            with gevent.Timeout(FIRST_WORD_WITHIN_S):
                return self._first_word()
        finally:
            self.server.strangers[self.address] -= 1

    def _first_word(self) -> str:
        splitter = cot.Splitter()
        while data := self.connection.recv(4_096):
            for document in splitter.feed(data):
                said = cot.read(document)
                if not isinstance(said, cot.Auth):
                    raise Cut("the first word is the key")
                return said.password
        raise Cut("gone before the key")

    def _bound(self, key: str) -> Bound:
        """The key is asked for each time: a withdrawn one ends the line."""
        bound = self.server.partners.bound(key, "cot")
        if bound is None:
            self.server.guessing.note(self.address)
            raise Cut("no such key")
        return bound

    def _drain(self) -> None:
        """A TAK client talks all the time. It is let talk, slowly, and nobody listens."""
        with contextlib.suppress(OSError):
            while self.connection.recv(8_192):
                gevent.sleep(0.1)
        self.has_gone.set()

    def _tell(self, bound: Bound) -> None:
        units, now = self.server.partners.seen(bound.scope), clock.now()
        fresh = [one for one in units if self.shown.get(one.uid) != one.fixed_at]
        here = {one.uid: one.fixed_at for one in units}
        left = [uid for uid in self.shown if uid not in here]
        if not fresh and not left:
            return
        self.server.partners.note(bound, "told", len(fresh))
        self._send(
            b"".join([told.event(one, now, bound.scope.delay) for one in fresh] + [told.gone(uid, now) for uid in left])
        )
        self.shown = here

    def _send(self, frame: bytes) -> None:
        with gevent.Timeout(TAKEN_WITHIN_S, Cut("does not take what is sent")):
            self.connection.sendall(frame)

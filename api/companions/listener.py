"""Where TAK clients connect: Cursor on Target over TCP (or TLS, with our certificate). The first word is who it is."""

from __future__ import annotations

import contextlib
import time
from typing import Any

import gevent
import structlog
from gevent.server import StreamServer

from api.companions import cot
from api.companions.service import Bound
from api.companions.taking import Taking
from api.config import Config
from api.db import OUT_OF_REACH
from api.fixes.allowance import TooManyFixes
from api.fixes.batch import NotStored
from api.fixes.parse import Unreadable

log = structlog.get_logger()

# Who does not say who it is within this is a stranger; who says nothing for this long has gone.
FIRST_WORD_WITHIN_S, NEXT_WORD_WITHIN_S = 10.0, 300.0
MOST_CONNECTIONS = 4_000
# A client says where it is every few seconds; what is more than this is let go, newest first kept by the next event.
BURST, EVENTS_PER_S = 20.0, 2.0
MOST_FAULTS = 20


class CotServer:
    """All TAK clients of this process."""

    def __init__(self, config: Config, taking: Taking) -> None:
        self.taking = taking
        tls = {"certfile": config.cert, "keyfile": config.key} if config.https else {}
        self.server = StreamServer((config.host, config.cot_port), self.serve, spawn=MOST_CONNECTIONS, **tls)

    def begin(self) -> None:
        self.server.start()

    def serve(self, connection: Any, _address: Any) -> None:
        """One client until it goes, or is made to."""
        try:
            Client(self.taking, connection).live()
        except (cot.TooLong, Unreadable, OSError, gevent.Timeout, *OUT_OF_REACH) as error:
            log.info("TAK client gone", kind=type(error).__name__)
        finally:
            with contextlib.suppress(OSError):
                connection.close()


class Client:
    """One connection: it says its key, then where it is."""

    def __init__(self, taking: Taking, connection: Any) -> None:
        self.taking, self.connection = taking, connection
        self.splitter = cot.Splitter()
        self.key = self.uid = ""
        self._allowance, self._counted_at = BURST, time.monotonic()
        self._faults = 0

    def live(self) -> None:
        """Raises whatever ends it."""
        while True:
            with gevent.Timeout(NEXT_WORD_WITHIN_S if self.key else FIRST_WORD_WITHIN_S):
                data = self.connection.recv(8_192)
            if not data:
                return
            for document in self.splitter.feed(data):
                self._hear(document)

    def _hear(self, document: bytes) -> None:
        try:
            said = cot.read(document)
        except Unreadable:
            self._faults += 1
            if not self.key or self._faults > MOST_FAULTS:
                raise
            return
        if isinstance(said, cot.Auth):
            self.key = said.password
        self._take(said if isinstance(said, cot.Event) else None)

    def _take(self, event: cot.Event | None) -> None:
        """The key is asked for each time: a withdrawn one ends the connection, a crew that has booked off ends the keeping."""
        bound = self.taking.keys.bound(self.key, "cot")
        if bound is None:
            raise Unreadable("no such key")
        if event is None or event.measured is None or not self._is_own(event) or not self._may_send():
            return
        self._keep(bound, event)

    def _keep(self, bound: Bound, event: cot.Event) -> None:
        assert event.measured  # noqa: S101  asked before
        # The protocol has no answer: what could not be stored is lost to the history, and the next event is a few seconds away.
        with contextlib.suppress(NotStored, TooManyFixes):
            self.taking.take(bound, [event.measured])

    def _is_own(self, event: cot.Event) -> bool:
        """A TAK client passes on what others say. Only the first that it speaks of as itself is it."""
        self.uid = self.uid or event.uid
        return bool(self.uid) and event.uid == self.uid

    def _may_send(self) -> bool:
        now = time.monotonic()
        self._allowance = min(BURST, self._allowance + (now - self._counted_at) * EVENTS_PER_S) - 1
        self._counted_at = now
        self._allowance = max(self._allowance, -1.0)
        return self._allowance >= 0

"""The loop behind the sender: a lane for each push service, so that one that hangs delays nobody but itself."""

from __future__ import annotations

import random
import time
from collections import defaultdict
from datetime import datetime
from typing import Protocol

import gevent
import structlog
from gevent.event import Event
from gevent.pool import Pool

from api import clock
from api.db import Database
from api.outbox import keys, pushes
from api.outbox.keys import VapidKey
from api.outbox.pushes import Wakeup
from api.outbox.service import POSTMAN
from push.circuit import Circuit
from push.policy import Answer, Fault, Judgement, judge
from push.sender import WITHIN_S

log = structlog.get_logger()

# So many at once to one service; and how often the table is looked at when no notice comes.
AT_ONCE, LOOK_EVERY_S = 24, 1.0


class Sends(Protocol):
    def send(self, wakeup: Wakeup, key: VapidKey, now: datetime) -> Answer: ...


class Lane:
    """What is on its way to one service."""

    def __init__(self) -> None:
        self.circuit, self.pool = Circuit(), Pool(AT_ONCE)

    def room(self) -> int:
        return max(0, self.circuit.most_at_once(time.monotonic(), AT_ONCE) - len(self.pool))


class Lanes:
    """Claims what is due and sends it."""

    def __init__(self, database: Database, sender: Sends) -> None:
        self.database, self.sender = database, sender
        self.lanes: defaultdict[str, Lane] = defaultdict(Lane)
        self._notice = Event()

    def wake(self, _: str = "") -> None:
        """Something was queued, or there is room again."""
        self._notice.set()

    def run(self) -> None:
        """Never returns."""
        while True:
            self._notice.wait(LOOK_EVERY_S)
            self._notice.clear()
            try:
                self.look()
            except Exception as error:
                log.warning("pushes not looked at", kind=type(error).__name__)
                gevent.sleep(LOOK_EVERY_S)

    def look(self) -> None:
        """Take what there is room for, and send it."""
        with self.database.transaction(POSTMAN) as session:
            pushes.expire(session)
            taken = [
                wakeup
                for service in pushes.services_due(session)
                if (room := self.lanes[service].room())
                for wakeup in pushes.claim(session, room, service)
            ]
        for wakeup in taken:
            self.lanes[wakeup.service].pool.spawn(self._carry, wakeup)

    def _carry(self, wakeup: Wakeup) -> None:
        lane, sent_at = self.lanes[wakeup.service], clock.now()
        judgement = self._try(wakeup, sent_at)
        self._note(lane.circuit, wakeup.service, judgement)
        try:
            with self.database.transaction(POSTMAN) as session:
                pushes.settle(session, wakeup, judgement.verdict, sent_at=sent_at)
        except Exception as error:
            # It will be claimed again when its time is up. A push that comes twice harms nobody.
            log.warning("push not settled", kind=type(error).__name__)
        self.wake()

    def _try(self, wakeup: Wakeup, now: datetime) -> Judgement:
        answer: Answer | Fault
        key = keys.ring(self.database.info["vapid_keys"]).named(wakeup.vapid_key)
        if key is None:
            return Judgement(pushes.Verdict("refused", "The key of this subscription is gone."))
        try:
            # Over the sender's own deadline, for what it cannot interrupt: a resolver that does not answer.
            with gevent.Timeout(WITHIN_S + 0.5, Fault("timeout")):
                answer = self.sender.send(wakeup, key, now)
        except Fault as fault:
            answer = fault
        left_s = (wakeup.expires_at - clock.now()).total_seconds()
        return judge(answer, attempts=wakeup.attempts, left_s=left_s, chance=random.random(), now=clock.now())  # noqa: S311  a pause is no secret

    def _note(self, circuit: Circuit, service: str, judgement: Judgement) -> None:
        now = time.monotonic()
        if judgement.is_failure:
            circuit.failed(now)
        elif not judgement.silent_s:
            circuit.succeeded()
        circuit.silence(now, judgement.silent_s)
        if judgement.verdict.outcome != "accepted":
            # Of the endpoint nothing: it is a key to somebody's lock screen.
            log.warning("push not taken", service=service, outcome=judgement.verdict.outcome)

"""Sends one push: sealed, signed, to an address that was looked at, within five seconds, over connections that are kept."""

from __future__ import annotations

import math
import ssl
import time
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from api.outbox.keys import VapidKey
from api.outbox.push_services import NotAPushService, origin_of, service_of
from api.outbox.pushes import Wakeup
from push.addresses import public_address
from push.encryption import seal
from push.payload import payload
from push.policy import Answer, Fault
from push.vapid import Signatures
from push.wire import Connection

WITHIN_S = 5.0
# Services close a connection that idles; one that is this old is not worth the try.
KEPT_FOR_S, KEPT = 50.0, 64


@dataclass
class Sender:
    """`home` is our own address, `test_origins` may be asked over http and on this machine."""

    subject: str
    home: str
    test_origins: Collection[str] = ()
    context: ssl.SSLContext = field(default_factory=ssl.create_default_context)

    def __post_init__(self) -> None:
        self.signatures = Signatures(self.subject)
        self._kept: defaultdict[str, list[tuple[float, Connection]]] = defaultdict(list)

    def send(self, wakeup: Wakeup, key: VapidKey, now: datetime) -> Answer:
        """One try. Raises Fault when there is no answer."""
        try:
            service_of(wakeup.endpoint, self.test_origins)
        except NotAPushService as error:
            raise Fault("not_public") from error
        origin = origin_of(wakeup.endpoint)
        plain = payload(wakeup.reason, wakeup.receipt, self.home)
        left_s = math.ceil((wakeup.expires_at - now).total_seconds())
        request = _request(wakeup, self.signatures.header(key, origin), max(0, left_s), plain)
        return self._ask(origin, request, time.monotonic() + WITHIN_S)

    def _ask(self, origin: str, request: bytes, deadline: float) -> Answer:
        kept = self._take(origin)
        if kept:
            try:
                return self._over(origin, kept, request, deadline)
            except Fault as fault:
                # It was closed while it idled: that says nothing of the service. A push that comes twice harms nobody.
                if fault.word not in ("closed", "unreachable"):
                    raise
        return self._over(origin, self._connect(origin, deadline), request, deadline)

    def _over(self, origin: str, connection: Connection, request: bytes, deadline: float) -> Answer:
        try:
            return connection.ask(request, deadline)
        finally:
            if connection.is_reusable and len(self._kept[origin]) < KEPT:
                self._kept[origin].append((time.monotonic(), connection))
            else:
                connection.close()

    def _take(self, origin: str) -> Connection | None:
        while self._kept[origin]:
            since, connection = self._kept[origin].pop()
            if time.monotonic() - since < KEPT_FOR_S:
                return connection
            connection.close()
        return None

    def _connect(self, origin: str, deadline: float) -> Connection:
        scheme, _, place = origin.partition("://")
        host, _, port = place.partition(":")
        context = self.context if scheme == "https" else None
        address = (host, int(port or 443)) if origin in self.test_origins else public_address(host, 443)
        return Connection(host, address, context, deadline)


def _request(wakeup: Wakeup, signature: str, left_s: int, plain: bytes) -> bytes:
    body = seal(plain, wakeup.p256dh, wakeup.auth)
    place, _, path = wakeup.endpoint.partition("://")[2].partition("/")
    head = (
        f"POST /{path} HTTP/1.1\r\nHost: {place}\r\nAuthorization: {signature}\r\n"
        # No topic: one push would replace another that nobody has read yet.
        f"TTL: {left_s}\r\nUrgency: high\r\n"
        f"Content-Encoding: aes128gcm\r\nContent-Type: application/octet-stream\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode("ascii") + body

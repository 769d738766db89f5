"""The sockets. Handlers sit on python-socketio's own server, below Flask's request context, with their own guard.

A socket belongs to a session. The server decides which feeds it hears: those of its duty, or the boards that a controller asks for.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from http.cookies import CookieError, SimpleCookie
from typing import Any
from uuid import UUID

import gevent
import structlog
from gevent.event import AsyncResult
from marshmallow import ValidationError, fields, validate

from api import clock
from api.actors import SYSTEM
from api.arrivals import Arrivals, Carrier, Watch
from api.auth import service as auth
from api.auth.door import cookie_name
from api.config import Config
from api.db import OUT_OF_REACH, Database
from api.devices.presence import Presence
from api.errors import Invalid
from api.express import Answer, Express, Handler
from api.fields import Flag, Strict, Words
from api.fixes.allowance import TooManyFixes
from api.fixes.batch import Batch, Taken
from api.fixes.parse import Read, Unreadable, read_all
from api.fixes.routes import sender_of
from api.handset import around
from api.listeners import Listeners, Socket
from api.outbox import feeds
from api.outbox.proofs import Stored
from api.units import duties

log = structlog.get_logger()

# So many are asked about in one look, however few that is of all.
FEW = 1_000
CUT_OFF = {"ok": False, "code": "cut_off"}


class Ack(Strict):
    feed = Words(80, required=True)
    through = fields.Integer(required=True, strict=True, validate=validate.Range(0, 2**62))
    device_id = fields.UUID(required=True)


class Heartbeat(Strict):
    device_id = fields.UUID(required=True)
    visible = Flag(load_default=True)
    duty_id = fields.UUID(load_default=None, allow_none=True)


_HEARTBEAT, _ACK = Heartbeat(), Ack()


class Around(Strict):
    """Nothing is asked but who is around."""


# An event that comes by the thousand: who sent it, what it says, and whom to answer when there is an answer.
Hot = Callable[..., None]


class Sockets:
    """All sockets of this process."""

    def __init__(
        self, server: Any, config: Config, database: Database, carrier: Carrier, batch: Batch, presence: Presence
    ) -> None:
        self.server, self.config, self.database, self.carrier = server, config, database, carrier
        self.batch, self.presence = batch, presence
        self.open: dict[str, Socket] = {}
        self._by_line: dict[str, Socket] = {}
        # Those whose sessions are looked at next.
        self._to_ask: list[Socket] = []
        hot = {"heartbeat": self.heartbeat, "fixes": self.fixes, "ack": self.ack}
        self.express = Express({name: self._of_line(handle) for name, handle in hot.items()})
        self.listeners = Listeners(server)
        self.arrivals = Arrivals(database, carrier, self.listeners)
        for name, handler in self._handlers().items():
            server.on(name, handler)
        for name, handle in hot.items():
            server.on(name, self._waited_for(handle))

    def _handlers(self) -> dict[str, Callable[..., Any]]:
        return {
            "connect": self.on_connect,
            "disconnect": self.on_disconnect,
            "watch": self._guarded(Watch, self.on_watch),
            "around": self._guarded(Around, self.on_around),
        }

    def _guarded(self, schema: type[Strict], handle: Callable[[Socket, dict[str, Any]], Any]) -> Callable[..., Any]:
        """Nothing runs for a socket without a session, for a flood, or for something that is not what it says."""
        loader = schema()

        def event(sid: str, payload: Any = None, *_: Any) -> Any:
            if (socket := self._of(sid)) is None:
                return CUT_OFF
            return _served(handle.__name__, lambda: handle(socket, _read(loader, payload)))

        return event

    def _of_line(self, handle: Hot) -> Handler:
        """The same guard for an event that comes by express."""

        def event(line: str, payload: Any, answer: Answer) -> bool:
            if (socket := self._by_line.get(line)) is None:
                return False
            if self._of(socket.sid) is not None:
                handle(socket, payload, answer)
            return True

        return event

    def _waited_for(self, handle: Hot) -> Callable[..., Any]:
        """And for one that came the usual way, because it is written in another way than ours write it."""

        def event(sid: str, payload: Any = None, *_: Any) -> Any:
            if (socket := self._of(sid)) is None:
                return CUT_OFF
            told: AsyncResult[Any] = AsyncResult()
            handle(socket, payload, told.set)
            return told.get()

        return event

    def _of(self, sid: str) -> Socket | None:
        """The socket of an event, unless it is a stranger's or a flood's: those are cut off."""
        socket = self.open.get(sid)
        if socket is not None and socket.may_send():
            return socket
        self.server.disconnect(sid)
        return None

    def on_connect(self, sid: str, environ: dict[str, Any], _auth: Any = None) -> bool:
        """A live session, or no socket."""
        token = _cookie(environ, cookie_name(self.config))
        # Without a database this raises, and the connection is dropped: only a session that has ended is refused.
        found = self.arrivals.session_of(token)
        if found is None:
            return False
        session_id, actor, _ = found
        line = self.server.manager.eio_sid_from_sid(sid, "/")
        self.open[sid] = self._by_line[line] = Socket(sid, line, session_id, token, actor)
        return True

    def on_disconnect(self, sid: str, _reason: Any = None) -> None:
        if gone := self.open.pop(sid, None):
            self._by_line.pop(gone.line, None)
            self.presence.forget(gone.device_id, sid)
            self.listeners.forget(gone, gone.feeds)

    def on_watch(self, socket: Socket, asked: dict[str, Any]) -> dict[str, Any]:
        """Join the rooms that this session may hear. The duty may have changed since the socket was opened."""
        found = self.arrivals.session_of(socket.token)
        if found is None:
            self.cut(socket, "Your session has ended.")
            return {"ok": False, "code": "not_signed_in"}
        socket.actor, socket.device_id = found[1], asked["device_id"]
        return self.arrivals.let_in(socket, {**asked, "visible": self._is_in_sight(socket, asked)})

    def _is_in_sight(self, socket: Socket, asked: dict[str, Any]) -> bool:
        """A tab that comes back out of sight does not take another of the same device out of it."""
        told = bool(asked["visible"])
        return self.presence.is_in_sight(socket.device_id, socket.sid, is_visible=told) if socket.device_id else told

    def heartbeat(self, socket: Socket, payload: Any, answer: Answer) -> None:
        """Every five seconds from everybody, and nearly always in the same words: those are read once."""

        def serve() -> dict[str, Any]:
            if socket.beat is None or socket.beat[0] != payload:
                socket.beat = payload, _read(_HEARTBEAT, payload)
            return self.on_heartbeat(socket, socket.beat[1])

        answer(_served("heartbeat", serve))

    def on_heartbeat(self, socket: Socket, given: dict[str, Any]) -> dict[str, Any]:
        """The link works and the feed is carried. Without a live feed there is no good answer: the handset shows a dead link."""
        if socket.device_id == given["device_id"]:
            self.presence.note(socket.device_id, socket.sid, is_visible=given["visible"])
        if not self.carrier.is_live():
            return {"ok": False, "code": "feed_dead"}
        reached = self.carrier.reached()
        return {
            "ok": True,
            "at": clock.iso(clock.now()),
            "feeds": {feed: reached[feed] for feed in socket.feeds if feed in reached},
        }

    def on_around(self, socket: Socket, _asked: dict[str, Any]) -> dict[str, Any]:
        """Who is around, for an open map: every few seconds, and of one's own unit only."""
        now = time.monotonic()
        if now - socket.looked_around_at < around.LEAST_S:
            return {"ok": False, "code": "too_soon"}
        socket.looked_around_at = now
        with self.database.transaction(SYSTEM) as session:
            return {"ok": True, **around.around(session, socket.actor)}

    def fixes(self, socket: Socket, payload: Any, answer: Answer, *, may_ask_again: bool = True) -> None:
        """Positions of the crew's own unit, whatever the device says, 1,200 times a second: read by hand, answered after the commit."""
        told = _served("fixes", lambda: self._hand_in(socket, payload, answer, may_ask_again=may_ask_again))
        if told is not None:
            answer(told)

    def _hand_in(self, socket: Socket, payload: Any, answer: Answer, *, may_ask_again: bool) -> dict[str, Any] | None:
        """What can be said at once; nothing, if the commit has to be waited for."""
        try:
            read = self._read(socket, payload.get("fixes") if isinstance(payload, dict) else None)
        except Unreadable as fault:
            return {"ok": False, "code": "invalid", "details": {"fixes": [str(fault)]}}
        if socket.actor.unit_id is None:
            return {"ok": False, "code": "off_duty"}
        if not read.fixes:
            return _stored(read, Taken(0, 0))
        self.batch.clocks.of_device(read.fixes, payload.get("sent_at"), clock.now())
        try:
            self.batch.allowance.spend(read.fixes)
        except TooManyFixes as told:
            return {"ok": False, "code": told.code, "retry_after_s": told.retry_after_s}

        def tell(taken: Taken | None) -> None:
            if taken is None:
                self.batch.allowance.give_back(read.fixes)
            if taken and taken.off_duty and may_ask_again:
                # Whoever tells us goes round for everybody, and cannot wait while a session is looked up.
                gevent.spawn(self._ask_again, socket, payload, answer, _stored(read, taken))
            else:
                answer(_stored(read, taken))

        self.batch.hand_in(read.fixes, tell)
        return None

    def _ask_again(self, socket: Socket, payload: Any, answer: Answer, told: dict[str, Any]) -> None:
        """No duty covered them. It may have changed since this socket last told us who it is: then once more, in its name."""
        has_changed = _served("fixes", lambda: self._has_another_duty(socket))
        if has_changed is True:
            self.fixes(socket, payload, answer, may_ask_again=False)
        else:
            answer(has_changed or told)

    def _read(self, socket: Socket, given: Any) -> Read:
        sender = sender_of(socket.actor, socket.device_id)
        if sender is None and self._has_another_duty(socket):
            # The first fix of a duty may overtake the word that the duty has begun.
            sender = sender_of(socket.actor, socket.device_id)
        return read_all(given, sender) if sender else Read([], [])

    def _has_another_duty(self, socket: Socket) -> bool:
        found = self.arrivals.session_of(socket.token)
        before, socket.actor = socket.actor.duty_id, found[1] if found else socket.actor
        return socket.actor.duty_id != before

    def ack(self, socket: Socket, payload: Any, answer: Answer) -> None:
        answer(_served("ack", lambda: self.on_ack(socket, _read(_ACK, payload))))

    def on_ack(self, socket: Socket, given: dict[str, Any]) -> dict[str, Any]:
        """A device has stored its feed through a number. Only what was posted can be stored, and only by the device that says so."""
        feed, through = given["feed"], given["through"]
        if feed != socket.actor.feed or given["device_id"] != socket.device_id:
            return {"ok": False, "code": "not_yours"}
        if through > self.carrier.reached().get(feed, 0) and through > self._posted(feed):
            return {"ok": False, "code": "never_sent"}
        proof = Stored(feed, given["device_id"], through, "socket", clock.now())
        self.carrier.stored(proof)
        return {"ok": True}

    def _posted(self, feed: str) -> int:
        """The last number of a feed. A device that has fetched its feed may be ahead of what we carried, and need not be asked to wait."""
        with self.database.transaction(SYSTEM) as session:
            return feeds.last_seqs(session, [feed])[feed]

    def cut(self, socket: Socket, reason: str) -> None:
        self.server.emit("signed_out", {"reason": reason}, to=socket.sid)
        self.on_disconnect(socket.sid)
        self.server.sleep(0)
        self.server.disconnect(socket.sid)

    def cut_revoked(self) -> None:
        """Every half second for a quarter of the sockets: a session that has ended ends its own within two.

        All of twelve thousand at once would hold up whoever else has something to say. The same look finds those whom somebody
        else has booked on: nothing that they hear would tell them.
        """
        # Those who connect while we ask are none of those we asked about.
        self._to_ask = [one for one in self._to_ask if one.sid in self.open] or list(self.open.values())
        share = max(FEW, math.ceil(len(self.open) / 4))
        asked_about, self._to_ask = self._to_ask[:share], self._to_ask[share:]
        if not asked_about:
            return
        with self.database.transaction(SYSTEM, speaks_first=True) as session:
            ended = auth.ended(session, list({socket.session_id for socket in asked_about}))
            off_duty = [one for one in asked_about if one.device_id and not one.feeds]
            begun = duties.open_of(session, {_officer(one) for one in off_duty}) if off_duty else {}
        for socket in [one for one in asked_about if one.session_id in ended]:
            self.cut(socket, "Your session has ended.")
        for socket in [one for one in off_duty if one.session_id not in ended]:
            if duty_id := begun.get(_officer(socket)):
                self._tell_of(socket, duty_id)

    def _tell_of(self, socket: Socket, duty_id: UUID) -> None:
        """A device that believes to be off duty watches anew. Once for each duty: what it is answered then is kept up by itself."""
        if socket.told_of != duty_id:
            socket.told_of = duty_id
            self.server.emit("crewed", {}, to=socket.sid)


def _officer(socket: Socket) -> UUID:
    return UUID(str(socket.actor.id))


def _read(loader: Strict, payload: Any) -> dict[str, Any]:
    read: dict[str, Any] = loader.load(payload if payload is not None else {})
    return read


def _served(asked: str, serve: Callable[[], Any]) -> Any:
    """What an event is answered, whatever is wrong with it or with us."""
    try:
        return serve()
    except OUT_OF_REACH as error:
        # The device asks again in a moment; until then it shows that its link is not live.
        log.warning("socket not served", asked=asked, kind=type(error).__name__)
        return {"ok": False, "code": "not_ready"}
    except (ValidationError, Invalid) as error:
        details = error.details if isinstance(error, Invalid) else error.messages
        return {"ok": False, "code": "invalid", "details": details}


def _stored(read: Read, taken: Taken | None) -> dict[str, Any]:
    if taken is None:
        return {"ok": False, "code": "not_stored", "retry_after_s": 2}
    return {"ok": True, "stored": taken.stored, "off_duty": taken.off_duty, "refused": read.refused}


def _cookie(environ: dict[str, Any], name: str) -> str:
    try:
        found = SimpleCookie(environ.get("HTTP_COOKIE", "")).get(name)
    except CookieError:
        return ""
    return found.value if found else ""

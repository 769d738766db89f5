"""Reading the outbox: a feed after a cursor, the last numbers, and what devices say they have stored."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from api import clock
from api.errors import StartOver

PAGE = 200

_MESSAGES = """
    SELECT COALESCE(jsonb_agg(jsonb_build_object('seq', m.seq, 'kind', m.kind, 'at', iso(m.at), 'body', m.body)
        ORDER BY m.seq), '[]')::text,
           COALESCE(max(m.seq), :after), count(*)
    FROM (SELECT * FROM messages WHERE recipient = :feed AND seq > :after ORDER BY seq LIMIT :limit) m
"""


def epoch(session: Session) -> str:
    """Which life of the database this is."""
    return str(session.execute(text("SELECT id FROM epochs ORDER BY began_at DESC LIMIT 1")).scalar_one())


def begin_epoch(session: Session) -> str:
    """Begin another life: every cursor of the former one means nothing from now on, and every device starts over."""
    return str(session.execute(text("SELECT begin_epoch()")).scalar_one())


def last_seqs(session: Session, feeds: Sequence[str]) -> dict[str, int]:
    """The last number of each feed; 0 for one that nothing was ever posted to."""
    found = session.execute(
        text("SELECT name, last_seq FROM recipients WHERE name = ANY(:feeds)"), {"feeds": list(feeds)}
    )
    return dict.fromkeys(feeds, 0) | {row.name: row.last_seq for row in found}


def messages_after(session: Session, feed: str, after: int, limit: int = PAGE) -> tuple[str, int, int]:
    """A JSON list of the messages after a number, the number of the last of them, and how many they are."""
    body, through, count = session.execute(text(_MESSAGES), {"feed": feed, "after": after, "limit": limit}).one()
    return str(body), int(through), int(count)


def page(session: Session, feed: str, *, given_epoch: str, after: int, limit: int) -> str:
    """What `GET /api/feeds/<feed>` answers. Raises StartOver for another epoch, a cursor ahead of us, or one too old."""
    now = epoch(session)
    last = last_seqs(session, [feed])[feed]
    if given_epoch != now or after > last or _is_pruned(session, feed, after, last):
        raise StartOver
    body, through, _ = messages_after(session, feed, after, limit)
    more = "true" if through < last else "false"
    return f'{{"epoch":"{now}","feed":"{feed}","messages":{body},"through":{through},"more":{more}}}'


def _is_pruned(session: Session, feed: str, after: int, last: int) -> bool:
    if after == last:
        return False
    oldest = session.execute(text("SELECT min(seq) FROM messages WHERE recipient = :feed"), {"feed": feed}).scalar()
    return oldest is None or oldest > after + 1


# The kinds of message that tell a crew of a tasking and its brief.
BRIEFS = frozenset({"tasking.assigned", "tasking.changed"})
# Who wants to know that the brief of a tasking went out to, or is stored on, devices: with the channel that said so.
Told = tuple[UUID, int]
SentListener = Callable[[Session, Sequence[Told], Sequence[UUID]], None]
StoredListener = Callable[[Session, Sequence[Told], Sequence[UUID], str, datetime], None]
_on_sent: list[SentListener] = []
_on_stored: list[StoredListener] = []


def when_sent(listener: SentListener) -> None:
    _on_sent.append(listener)


def when_stored(listener: StoredListener) -> None:
    _on_stored.append(listener)


def note_sent(session: Session, feed: str, after: int, through: int, devices: Sequence[UUID]) -> None:
    """Messages of a crew's feed went out on the sockets of these devices."""
    if devices and (told := _briefs(session, feed, after, through)):
        for listener in _on_sent:
            listener(session, told, devices)


_CURSOR = text("""
    INSERT INTO cursors AS c (recipient, device_id, through, at) VALUES (:feed, :device, :through, :at)
    ON CONFLICT (recipient, device_id) DO UPDATE SET through = greatest(c.through, EXCLUDED.through), at = EXCLUDED.at
""")
_DELIVERY = text("""
    INSERT INTO deliveries (recipient, device_id, through, at, channel) VALUES (:feed, :device, :through, :at, :channel)
    ON CONFLICT DO NOTHING
""")


def acknowledge(session: Session, feed: str, device_id: UUID, through: int, channel: str = "socket") -> None:
    """A device has stored a feed through a number. A cursor never goes back, and never beyond what was posted."""
    params: dict[str, Any] = {"feed": feed, "device": device_id, "at": clock.now(), "channel": channel}
    params["through"] = min(through, last_seqs(session, [feed])[feed])
    query = text("SELECT through FROM cursors WHERE recipient = :feed AND device_id = :device FOR UPDATE")
    before = session.execute(query, params).scalar() or 0
    session.execute(_CURSOR, params)
    if params["through"] <= before:
        return
    session.execute(_DELIVERY, params)
    if told := _briefs(session, feed, before, params["through"]):
        for listener in _on_stored:
            listener(session, told, [device_id], channel, params["at"])


def _briefs(session: Session, feed: str, after: int, through: int) -> list[Told]:
    """The taskings, each with the state of its brief, that a stretch of a crew's feed tells of."""
    found = session.execute(
        text(
            "SELECT DISTINCT CAST(row_id AS uuid), CAST(body ->> 'brief_revision' AS integer) FROM messages"
            " WHERE recipient = :feed AND seq > :after AND seq <= :through AND kind = ANY(:kinds)"
        ),
        {"feed": feed, "after": after, "through": through, "kinds": list(BRIEFS)},
    )
    return [(row_id, brief) for row_id, brief in found]

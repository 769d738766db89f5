"""Reading the outbox: a feed after a cursor, the last numbers, and what devices say they have stored."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from api import clock
from api.errors import StartOver
from api.outbox import service

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


def note_sent(session: Session, feed: str, after: int, through: int) -> None:
    """Messages went out on a socket: tell those who asked, once each."""
    at = clock.now()
    changed = session.execute(
        text(
            "UPDATE messages SET sent_at = :at WHERE recipient = :feed AND seq > :after AND seq <= :through"
            " AND sent_at IS NULL AND kind = ANY(:kinds) RETURNING kind, row_id"
        ),
        {"at": at, "feed": feed, "after": after, "through": through, "kinds": service.watched_kinds()},
    )
    for kind, row_id in changed.all():
        service.sent(session, kind, row_id, at)


def acknowledge(session: Session, feed: str, device_id: UUID, through: int) -> None:
    """A device has stored a feed through a number. A cursor never goes back, and never beyond what was posted."""
    at = clock.now()
    params: dict[str, Any] = {
        "feed": feed,
        "device": device_id,
        "through": min(through, last_seqs(session, [feed])[feed]),
        "at": at,
    }
    before = (
        session.execute(
            text("SELECT through FROM cursors WHERE recipient = :feed AND device_id = :device FOR UPDATE"), params
        ).scalar()
        or 0
    )
    session.execute(
        text(
            "INSERT INTO cursors AS c (recipient, device_id, through, at) VALUES (:feed, :device, :through, :at)"
            " ON CONFLICT (recipient, device_id) DO UPDATE SET through = greatest(c.through, :through), at = :at"
        ),
        params,
    )
    _tell_stored(session, feed, before, params["through"])


def _tell_stored(session: Session, feed: str, before: int, through: int) -> None:
    news = session.execute(
        text(
            "SELECT kind, row_id FROM messages WHERE recipient = :feed AND seq > :before AND seq <= :through AND"
            " kind = ANY(:kinds) ORDER BY seq"
        ),
        {"feed": feed, "before": before, "through": through, "kinds": service.watched_kinds()},
    )
    for kind, row_id in news.all():
        service.stored(session, kind, row_id, clock.now())

"""Reading the outbox: a feed after a cursor, the last numbers, and what devices say they have stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import text
from sqlalchemy.orm import Session

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


# Two long texts and not two arrays: what a driver writes down one by one for twelve thousand feeds took longer than the look.
_FURTHER = text("""
    SELECT r.name, r.last_seq
    FROM unnest(string_to_array(:feeds, ','), CAST(string_to_array(:reached, ',') AS bigint[])) AS k (name, seq)
    JOIN recipients r ON r.name = k.name AND r.last_seq > k.seq
""")


def further(session: Session, reached: Mapping[str, int]) -> dict[str, int]:
    """Those of many feeds that have come further than the number given for each, with how far."""
    told = {"feeds": ",".join(reached), "reached": ",".join(map(str, reached.values()))}
    return {row.name: row.last_seq for row in session.execute(_FURTHER, told)}


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

"""Reading the outbox: a feed after a cursor, the last numbers, and what devices say they have stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.orm import Session

from api.db import look
from api.errors import StartOver

PAGE = 200

_PAGE = """
    SELECT (SELECT id::text FROM epochs ORDER BY began_at DESC LIMIT 1),
        COALESCE((SELECT last_seq FROM recipients WHERE name = %(feed)s), 0),
        (SELECT min(seq) FROM messages WHERE recipient = %(feed)s),
        COALESCE(jsonb_agg(jsonb_build_object('seq', m.seq, 'kind', m.kind, 'at', iso(m.at), 'body', m.body) ORDER BY m.seq), '[]')::text,
        COALESCE(max(m.seq), %(after)s)
    FROM (SELECT * FROM messages WHERE recipient = %(feed)s AND seq > %(after)s ORDER BY seq LIMIT %(limit)s) m
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


@dataclass(frozen=True)
class Page:
    """A stretch of a feed as it is answered, with the number of its last message."""

    written: str
    through: int


def page(session: Session, feed: str, *, given_epoch: str, after: int, limit: int) -> Page:
    """What `GET /api/feeds/<feed>` answers. Raises StartOver for another epoch, a cursor ahead of us, or one too old.

    All in one look: whoever has no socket asks again and again, and mostly for nothing.
    """
    told = {"feed": feed, "after": after, "limit": limit}
    now, last, oldest, body, through = look(session, _PAGE, told).fetchall()[0]
    is_pruned = after < last and (oldest is None or oldest > after + 1)
    if given_epoch != now or after > last or is_pruned:
        raise StartOver
    more = "true" if through < last else "false"
    written = f'{{"epoch":"{now}","feed":"{feed}","messages":{body},"through":{through},"more":{more}}}'
    return Page(written, through)

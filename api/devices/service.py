"""Devices and their last word. A heartbeat says that a device lives; how its unit can be reached follows by the clock (`unit_reach`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from api import clock, columns
from api.actors import Actor
from api.db import run
from api.outbox import boards

# As the board has it: unit, state, last heard, push proven, reached by voice, may be offered.
ReachRow = list[Any]

# A page says every five seconds whether it is in sight. So long its word stands against that of another tab.
SAID_LATELY = timedelta(seconds=7)
ANY_GATEWAY = UUID(int=0)

# In the order of their ids, as below.
_MEET = """
    WITH told AS (
        SELECT * FROM unnest(%s::uuid[], %s::uuid[], %s::uuid[], %s::text[], %s::boolean[]) AS t (id, officer, duty, kind, visible)
    )
    INSERT INTO devices AS d (id, officer_id, duty_id, kind, is_visible, first_heard_at, heard_at)
    SELECT id, officer, duty, COALESCE(kind, 'handset'), visible, %s, %s FROM told ORDER BY id
    ON CONFLICT (id) DO UPDATE SET officer_id = EXCLUDED.officer_id, duty_id = EXCLUDED.duty_id,
        kind = COALESCE((SELECT kind FROM told WHERE told.id = d.id), d.kind),
        is_visible = EXCLUDED.is_visible, heard_at = GREATEST(d.heard_at, EXCLUDED.heard_at)
"""
# Locked in sorted order, so that two gateways that hear of one device do not wait in a circle. What was heard goes with the locked
# row: joined to it afterwards it is a list beside a list, and PostgreSQL, which takes both for short, compares each with each.
_HEAR = """
    WITH heard AS (
        SELECT d.id, to_timestamp(h.at) AS at, h.visible
        FROM unnest(%(ids)b, %(times)b, %(visible)b) AS h (id, at, visible)
        JOIN devices d ON d.id = h.id ORDER BY d.id FOR NO KEY UPDATE OF d
    )
    UPDATE devices d SET heard_at = h.at,
        -- A gateway knows of its own sockets only. What another has heard lately is not undone by a tab behind on this one.
        is_visible = h.visible OR COALESCE(d.visible_by <> %(gateway)s::uuid AND d.visible_at > h.at - %(lately)s, false),
        visible_at = CASE WHEN h.visible THEN h.at WHEN d.visible_by <> %(gateway)s::uuid THEN d.visible_at END,
        visible_by = CASE WHEN h.visible THEN %(gateway)s::uuid ELSE d.visible_by END
    FROM heard h
    -- A word from the future was noted before our clock was put back: the next one takes its place.
    WHERE d.id = h.id AND (d.heard_at <= h.at OR d.heard_at > %(now)s + interval '5 s')
"""
# A thousand buckets by the end of the id, which is made up by chance: a dozen units are read again when one of them has changed.
# `mark` is what of a row is news: a device that is heard every few seconds says nothing new by it.
_REACH = f"""
    SELECT board, unit_id, state, heard_at, proven_at, voice_at, is_offered, bucket, hash_record_extended(ROW(unit_id, board, state,
        CASE WHEN state <> 'reachable' THEN heard_at END, proven_at, voice_at, is_offered), 0) AS mark
    FROM (SELECT r.*, {boards.PREFIX} || shown.pod AS board,
            (get_byte(uuid_send(r.unit_id), 15) << 2) | (get_byte(uuid_send(r.unit_id), 14) & 3) AS bucket
        FROM unit_reach(:now) r JOIN units u ON u.id = r.unit_id CROSS JOIN LATERAL unnest(u.pod || u.guest_in) AS shown (pod)) told
"""  # noqa: S608  our own words
_MARKS = text(f"SELECT bucket, bit_xor(mark) AS mark FROM ({_REACH}) marked GROUP BY bucket")  # noqa: S608


@dataclass(frozen=True)
class Heard:
    """One word of one device: when we heard it, and whether its page was in sight."""

    device_id: UUID
    at: datetime
    is_visible: bool


@dataclass(frozen=True)
class Met:
    """A device that comes with a session. Its kind stays what it was unless it is said."""

    device_id: UUID
    actor: Actor
    kind: str | None = None
    is_visible: bool = True


def meet(session: Session, device_id: UUID, actor: Actor, *, kind: str | None = None, is_visible: bool = True) -> None:
    """A device comes with a session: from now on it speaks for that officer and that duty."""
    meet_all(session, [Met(device_id, actor, kind, is_visible)])


def meet_all(session: Session, those: Sequence[Met]) -> None:
    """Many devices come at once. One that comes twice among them is taken at its last word."""
    last = {one.device_id: one for one in those}
    if not last:
        return
    told = [(one.device_id, one.actor.id, one.actor.duty_id, one.kind, one.is_visible) for one in last.values()]
    now = clock.now()
    run(session, _MEET, (*map(list, zip(*told, strict=True)), now, now))


def speaks_for(session: Session, device_id: UUID, actor: Actor) -> bool:
    """Whether what this device says of itself is this officer's to say. One that nobody has met yet is theirs from now on."""
    found = run(session, "SELECT officer_id FROM devices WHERE id = %s", (device_id,)).fetchall()
    if not found:
        meet(session, device_id, actor)
    return not found or bool(found[0][0] == actor.id)


def hear(session: Session, words: Sequence[Heard], gateway: UUID = ANY_GATEWAY) -> None:
    """Store the newest word of each device, as one gateway heard it."""
    newest = {word.device_id: word for word in sorted(words, key=lambda word: word.at)}
    run(
        session,
        _HEAR,
        {
            "ids": columns.uuids(list(newest)),
            "times": columns.doubles([word.at.timestamp() for word in newest.values()]),
            "visible": columns.flags([word.is_visible for word in newest.values()]),
            "now": clock.now(),
            "gateway": gateway,
            "lately": SAID_LATELY,
        },
    )


@dataclass(frozen=True)
class Reach:
    """How one unit can be reached, for the boards that may know of it. `mark` differs whenever they would be told something else."""

    board: str
    bucket: int
    mark: int
    row: ReachRow


def reach_marks(session: Session) -> dict[int, int]:
    """One mark for every bucket of a thousandth of the crewed units: another one as soon as any of them is news."""
    found = session.execute(_MARKS, {"now": clock.now()})
    return {row.bucket: row.mark for row in found}


def reach_in(session: Session, buckets: Sequence[int]) -> list[Reach]:
    """How each crewed unit of some buckets can be reached now."""
    return _reach(session, "bucket = ANY(:buckets)", buckets=list(buckets))


def reach_by_board(session: Session, feeds: Sequence[str] | None = None) -> dict[str, list[ReachRow]]:
    """How each crewed unit can be reached now, by the feed of the boards that may know of it."""
    found = _reach(session, "true" if feeds is None else "board = ANY(:feeds)", feeds=list(feeds or []))
    by_board: dict[str, list[ReachRow]] = {}
    for one in found:
        by_board.setdefault(one.board, []).append(one.row)
    return by_board


def _reach(session: Session, which: str, **more: Any) -> list[Reach]:
    found = session.execute(text(f"{_REACH} WHERE {which}"), {"now": clock.now(), **more})
    return [
        Reach(board, bucket, mark, [str(unit_id), state, *_times(heard_at, proven_at, voice_at), is_offered])
        for board, unit_id, state, heard_at, proven_at, voice_at, is_offered, bucket, mark in found
    ]


def _times(*times: datetime | None) -> list[str | None]:
    return [clock.iso(at) if at else None for at in times]

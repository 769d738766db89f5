"""Devices that hold more than the database does. After a restore they know of things that were done and that we forgot.

What a device says of itself it may have made up. So in the life that runs the boards are told when a second crew says so too;
what was said before a restore was noticed is believed when the new life begins (`begin_epoch`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from api import clock
from api.commands.service import Order
from api.errors import Refused
from api.outbox import boards, feeds
from api.outbox import service as outbox

# Those who hold more than a feed had reached when the present life began; in the same life, than it has reached now.
_AHEAD = text("""
    SELECT t.n, COALESCE(ours.last_seq, 0) AS last_seq
    FROM unnest(CAST(:feeds AS text[]), CAST(:epochs AS uuid[]), CAST(:seqs AS bigint[])) WITH ORDINALITY AS t (feed, epoch, seq, n)
    CROSS JOIN (SELECT id FROM epochs ORDER BY began_at DESC LIMIT 1) e
    CROSS JOIN LATERAL (
        SELECT CASE WHEN t.epoch = e.id THEN (SELECT last_seq FROM recipients WHERE name = t.feed)
            ELSE (SELECT last_seq FROM epoch_marks m WHERE m.epoch = e.id AND m.recipient = t.feed) END AS last_seq
    ) ours
    WHERE t.seq > COALESCE(ours.last_seq, 0)
""")
_BOARDS = text(f"""
    SELECT {boards.PREFIX} || p.code FROM pods p CROSS JOIN devices_ahead a
    LEFT JOIN duties d ON 'duty:' || d.id = a.recipient LEFT JOIN units u ON u.id = d.unit_id WHERE a.id = :id
""")  # noqa: S608  our own words
_NOTICE = text("""
    INSERT INTO devices_ahead (device_id, recipient, epoch, held, last_seq, label, noticed_at, is_believed)
    VALUES (:device, :feed, :epoch, :held, :ours, :label, :at, :believed) ON CONFLICT DO NOTHING RETURNING id
""")
# Two crews do not make up the same within a quarter of an hour: after a restore most of those who are on duty come back.
_BELIEVE = text("""
    UPDATE devices_ahead a SET is_believed = true
    WHERE NOT is_believed AND settled_at IS NULL AND noticed_at > :since AND EXISTS (SELECT FROM devices_ahead o
        WHERE o.epoch = a.epoch AND o.recipient <> a.recipient AND o.noticed_at > :since)
    RETURNING id
""")
TOGETHER = timedelta(minutes=15)


@dataclass(frozen=True)
class Holding:
    """What a device says that it holds: a feed through a number, in one life of a database."""

    device_id: UUID
    label: str
    feed: str
    epoch: UUID
    seq: int


def compare(session: Session, those: Sequence[Holding]) -> None:
    """Devices tell what they hold. When that is more than we have, the boards are told: something was done that we forgot."""
    if not those:
        return
    told = {
        "feeds": [one.feed for one in those],
        "epochs": [one.epoch for one in those],
        "seqs": [one.seq for one in those],
    }
    for place, ours in session.execute(_AHEAD, told).all():
        _notice(session, those[place - 1], ours)


def _notice(session: Session, one: Holding, ours: int) -> None:
    if not _was_ours(session, one.epoch):
        return
    now, is_over = clock.now(), str(one.epoch) != feeds.epoch(session)
    row = {"device": one.device_id, "feed": one.feed, "epoch": one.epoch, "held": one.seq, "ours": ours}
    noticed = session.execute(_NOTICE, {**row, "label": one.label, "at": now, "believed": is_over}).scalar()
    if noticed is None:
        return
    believed = [noticed] if is_over else list(session.execute(_BELIEVE, {"since": now - TOGETHER}).scalars())
    for one_id in believed:
        _announce(session, one_id)


def _was_ours(session: Session, epoch: UUID) -> bool:
    """A life that this database never lived says nothing about it."""
    return bool(session.execute(text("SELECT 1 FROM epochs WHERE id = :id"), {"id": epoch}).scalar())


def settle_ahead(session: Session, order: Order) -> None:
    """A named controller has asked that crew what is missing here."""
    found = session.execute(
        text(
            "UPDATE devices_ahead SET settled_at = :at, settled_by = :by WHERE id = :id AND settled_at IS NULL RETURNING id"
        ),
        {"id": order.body["ahead_id"], "at": order.received_at, "by": order.actor.label},
    ).scalar()
    if not found:
        raise Refused("already_settled", "Somebody has dealt with this already.")
    _announce(session, found)


def _announce(session: Session, ahead_id: UUID) -> None:
    told = session.execute(_BOARDS, {"id": ahead_id}).scalars()
    outbox.post(session, list(told), "device.ahead", ahead_id)

"""Devices that hold more than the database does. After a restore they know of things that were done and that we forgot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from api import clock
from api.commands.service import Order
from api.errors import Refused
from api.outbox import boards
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
    INSERT INTO devices_ahead (device_id, recipient, epoch, held, last_seq, label, noticed_at)
    VALUES (:device, :feed, :epoch, :held, :ours, :label, :at) ON CONFLICT DO NOTHING RETURNING id
""")


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
    row = {"device": one.device_id, "feed": one.feed, "epoch": one.epoch, "held": one.seq, "ours": ours}
    if noticed := session.execute(_NOTICE, {**row, "label": one.label, "at": clock.now()}).scalar():
        _announce(session, noticed)


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

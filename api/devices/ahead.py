"""Devices that hold more than the database does. After a restore they know of things that were done and that we forgot."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from api import clock
from api.commands.service import Order
from api.errors import Refused
from api.outbox import boards
from api.outbox import service as outbox

# What a feed had reached when the present life began; in the same life, what it has reached now.
_OURS = text("""
    SELECT CASE WHEN :held_epoch = e.id THEN COALESCE((SELECT last_seq FROM recipients WHERE name = :feed), 0)
        ELSE COALESCE((SELECT last_seq FROM epoch_marks m WHERE m.epoch = e.id AND m.recipient = :feed), 0) END
    FROM epochs e ORDER BY e.began_at DESC LIMIT 1
""")
_BOARDS = text(f"""
    SELECT {boards.PREFIX} || p.code FROM pods p CROSS JOIN devices_ahead a
    LEFT JOIN duties d ON 'duty:' || d.id = a.recipient LEFT JOIN units u ON u.id = d.unit_id WHERE a.id = :id
""")  # noqa: S608  our own words
_NOTICE = text("""
    INSERT INTO devices_ahead (device_id, recipient, epoch, held, last_seq, label, noticed_at)
    VALUES (:device, :feed, :epoch, :held, :ours, :label, :at) ON CONFLICT DO NOTHING RETURNING id
""")


def compare(session: Session, device_id: UUID, label: str, *, feed: str, epoch: UUID, seq: int) -> None:
    """A device tells what it holds. When that is more than we have, the boards are told: something was done that we forgot."""
    ours = session.execute(_OURS, {"held_epoch": epoch, "feed": feed}).scalar() or 0
    if seq <= ours or not _was_ours(session, epoch):
        return
    row = {"device": device_id, "feed": feed, "epoch": epoch, "held": seq, "ours": ours, "label": label}
    if noticed := session.execute(_NOTICE, {**row, "at": clock.now()}).scalar():
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

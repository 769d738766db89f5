"""The outbox: what must leave the server, numbered without gaps for each recipient."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from api.db import Base


class Epoch(Base):
    """Which life of the database this is. A restored one gets another, and every device starts over."""

    __tablename__ = "epochs"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    began_at: Mapped[datetime] = mapped_column(server_default=text("now()"))


class EpochMark(Base):
    """How far a feed had come when this life of the database began."""

    __tablename__ = "epoch_marks"

    epoch: Mapped[UUID] = mapped_column(ForeignKey("epochs.id"), primary_key=True)
    recipient: Mapped[str] = mapped_column(primary_key=True)
    last_seq: Mapped[int] = mapped_column(BigInteger)


class Recipient(Base):
    __tablename__ = "recipients"

    name: Mapped[str] = mapped_column(primary_key=True)
    last_seq: Mapped[int] = mapped_column(BigInteger)


class Message(Base):
    __tablename__ = "messages"
    __table_args__ = (Index("messages_by_age", "at", postgresql_using="brin"),)

    # No foreign key: the counter of a recipient is written by the statement that writes its messages.
    recipient: Mapped[str] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    kind: Mapped[str]
    row_id: Mapped[str]
    body: Mapped[dict[str, Any]] = mapped_column(JSONB)
    at: Mapped[datetime] = mapped_column(server_default=text("now()"))
    sent_at: Mapped[datetime | None]


class Cursor(Base):
    """How far one device has stored a feed: its own word for *delivered*."""

    __tablename__ = "cursors"

    recipient: Mapped[str] = mapped_column(primary_key=True)
    device_id: Mapped[UUID] = mapped_column(primary_key=True)
    through: Mapped[int] = mapped_column(BigInteger)
    at: Mapped[datetime]


class Delivery(Base):
    """One step of a cursor, kept: what a screen held at any minute follows from it."""

    __tablename__ = "deliveries"

    recipient: Mapped[str] = mapped_column(primary_key=True)
    device_id: Mapped[UUID] = mapped_column(primary_key=True)
    through: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    at: Mapped[datetime]
    channel: Mapped[str]


class KeptMessage(Base):
    """What a crew was told of a job it was sent to, put by when its feed was swept: kept for as long as the incident, or the duty."""

    __tablename__ = "kept_messages"
    __table_args__ = (
        Index("kept_messages_by_incident", "incident_id", postgresql_where=text("incident_id IS NOT NULL")),
    )

    recipient: Mapped[str] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    kind: Mapped[str]
    at: Mapped[datetime]
    body: Mapped[dict[str, Any]] = mapped_column(JSONB)
    incident_id: Mapped[UUID | None] = mapped_column(ForeignKey("incidents.id"))


class KeptDelivery(Base):
    """One step of a cursor of such a crew, put by with what it was told."""

    __tablename__ = "kept_deliveries"

    recipient: Mapped[str] = mapped_column(primary_key=True)
    device_id: Mapped[UUID] = mapped_column(primary_key=True)
    through: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    at: Mapped[datetime]
    channel: Mapped[str]


class Push(Base):
    """A wake-up for one subscription. It carries a reference that only its own receipt address understands."""

    __tablename__ = "pushes"
    __table_args__ = (
        CheckConstraint("reason IN ('tasking', 'changed', 'message', 'test', 'renew', 'check')"),
        Index("pushes_due", "due_at", postgresql_where=text("settled_at IS NULL")),
        Index("pushes_by_tasking", "tasking_id"),
        Index("pushes_by_telling", "telling_id", postgresql_where=text("telling_id IS NOT NULL")),
        Index("pushes_by_subscription", "subscription_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    subscription_id: Mapped[UUID] = mapped_column(ForeignKey("push_subscriptions.id"))
    reason: Mapped[str]
    tasking_id: Mapped[UUID | None] = mapped_column(ForeignKey("taskings.id"))
    telling_id: Mapped[UUID | None] = mapped_column(ForeignKey("notice_tellings.id", ondelete="CASCADE"))
    brief_revision: Mapped[int | None]
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0, server_default="0")
    settled_at: Mapped[datetime | None]
    outcome: Mapped[str | None]
    shown_at: Mapped[datetime | None]
    pressed_at: Mapped[datetime | None]

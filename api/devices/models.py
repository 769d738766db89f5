"""Devices of officers, and the subscriptions by which a sleeping one is woken."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from api.db import Base

# What an officer holds, and what a vehicle carries.
KINDS = ("handset", "terminal")


class Device(Base):
    """A browser on a handset or a vehicle terminal, named by itself, with the last word that we had of it."""

    __tablename__ = "devices"
    __table_args__ = (
        CheckConstraint("kind IN ('handset', 'terminal')"),
        Index("devices_by_duty", "duty_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    officer_id: Mapped[UUID] = mapped_column(ForeignKey("officers.id"))
    duty_id: Mapped[UUID | None] = mapped_column(ForeignKey("duties.id"))
    kind: Mapped[str] = mapped_column(default="handset", server_default="handset")
    is_visible: Mapped[bool] = mapped_column(default=True, server_default="true")
    # The last word that a page of it is in sight, and the gateway that heard it: a tab behind may be on another.
    visible_at: Mapped[datetime | None]
    visible_by: Mapped[UUID | None]
    first_heard_at: Mapped[datetime]
    heard_at: Mapped[datetime]
    # Kept by a trigger on the subscriptions.
    push_proven_at: Mapped[datetime | None]


class PushSubscription(Base):
    """Where a push service takes wake-ups for a device. Proven when a receipt came back from the device itself."""

    __tablename__ = "push_subscriptions"
    __table_args__ = (
        Index("push_subscriptions_by_session", "session_id", postgresql_where=text("session_id IS NOT NULL")),
        Index(
            "one_live_subscription_of_a_device", "device_id", unique=True, postgresql_where=text("retired_at IS NULL")
        ),
        # Whoever only names an endpoint of somebody else takes nothing from them: it moves to whoever proves it.
        Index(
            "one_proven_subscription_of_an_endpoint",
            "endpoint",
            unique=True,
            postgresql_where=text("retired_at IS NULL AND proven_at IS NOT NULL"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    device_id: Mapped[UUID] = mapped_column(ForeignKey("devices.id"))
    session_id: Mapped[UUID | None] = mapped_column(ForeignKey("sessions.id", ondelete="SET NULL"))
    endpoint: Mapped[str]
    service: Mapped[str]
    p256dh: Mapped[bytes]
    auth: Mapped[bytes]
    vapid_key: Mapped[str]
    created_at: Mapped[datetime]
    renewed_at: Mapped[datetime]
    proven_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]
    failure: Mapped[str | None]
    retired_at: Mapped[datetime | None]
    retired_reason: Mapped[str | None]


class DeviceAhead(Base):
    """A device that holds more than the database does: the sign of a database that was restored."""

    __tablename__ = "devices_ahead"
    __table_args__ = (UniqueConstraint("device_id", "recipient", "epoch"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=text("gen_random_uuid()"))
    device_id: Mapped[UUID]
    recipient: Mapped[str]
    epoch: Mapped[UUID]
    held: Mapped[int] = mapped_column(BigInteger)
    last_seq: Mapped[int] = mapped_column(BigInteger)
    label: Mapped[str]
    noticed_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[str | None]
    # In the life that runs a crew that is alone in saying so is not: two are, and so is everybody once another life has begun.
    is_believed: Mapped[bool] = mapped_column(default=True, server_default="true")

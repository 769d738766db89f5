"""Notices: words that a crew must read and that are no tasking; each crew that was told one, and how far it has come there."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from api.db import Base


class Notice(Base):
    """What the control room said once, to one crew or to many. `addressed` is to whom, in the words of who sent it."""

    __tablename__ = "notices"
    __table_args__ = (
        Index("notices_by_incident", "incident_id", postgresql_where=text("incident_id IS NOT NULL")),
        Index("notices_by_time", "sent_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    text: Mapped[str]
    is_urgent: Mapped[bool]
    addressed: Mapped[str]
    incident_id: Mapped[UUID | None] = mapped_column(ForeignKey("incidents.id", ondelete="CASCADE"))
    sent_by: Mapped[str]
    # Of whoever sent it: their board follows it, wherever the crews are.
    pod: Mapped[str]
    sent_at: Mapped[datetime]
    # The crews on the incident are meant, also those that are sent to it later.
    to_incident: Mapped[bool] = mapped_column(default=False, server_default="false")
    withdrawn_at: Mapped[datetime | None]


class NoticeTelling(Base):
    """One crew was told of a notice. `due_at`: when the next step is taken unless somebody has read it."""

    __tablename__ = "notice_tellings"
    __table_args__ = (
        CheckConstraint("alarm IN ('amber', 'voice')"),
        UniqueConstraint("notice_id", "duty_id"),
        Index("notice_tellings_by_duty", "duty_id"),
        Index("notice_tellings_by_unit", "unit_id"),
        Index("notice_tellings_due", "due_at", postgresql_where=text("due_at IS NOT NULL")),
        Index("notice_tellings_by_time", "told_at"),
        Index("notice_tellings_unread", "id", postgresql_where=text("read_at IS NULL AND ended_at IS NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    revision: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    notice_id: Mapped[UUID] = mapped_column(ForeignKey("notices.id", ondelete="CASCADE"))
    duty_id: Mapped[UUID] = mapped_column(ForeignKey("duties.id", ondelete="CASCADE"))
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("units.id"))
    told_at: Mapped[datetime]
    steps_done: Mapped[int] = mapped_column(default=0, server_default="0")
    due_at: Mapped[datetime | None]
    read_at: Mapped[datetime | None]
    read_by: Mapped[str | None]
    ended_at: Mapped[datetime | None]
    end_reason: Mapped[str | None]
    alarm: Mapped[str | None]
    alarmed_at: Mapped[datetime | None]
    alarm_acknowledged_by: Mapped[str | None]
    alarm_acknowledged_at: Mapped[datetime | None]


class NoticeReceipt(Base):
    """One rung that one device has reached with a notice, by one channel."""

    __tablename__ = "notice_receipts"
    __table_args__ = (
        CheckConstraint("rung IN ('sent', 'notified', 'delivered', 'shown', 'read')"),
        CheckConstraint("channel IN ('socket', 'feed', 'push', 'handset')"),
    )

    telling_id: Mapped[UUID] = mapped_column(ForeignKey("notice_tellings.id", ondelete="CASCADE"), primary_key=True)
    device_id: Mapped[UUID] = mapped_column(primary_key=True)
    rung: Mapped[str] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(primary_key=True)
    occurred_at: Mapped[datetime]
    received_at: Mapped[datetime]

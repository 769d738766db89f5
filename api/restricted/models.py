"""Keys to restricted records."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, SmallInteger, text
from sqlalchemy.orm import Mapped, mapped_column

from api.db import Base


class RestrictedKey(Base):
    """One key: for one officer, to one record, once, for fifteen minutes at most. Only its hash is kept.

    Without a record it opens nothing.
    """

    __tablename__ = "restricted_keys"
    __table_args__ = (
        Index("restricted_keys_by_giver", "given_by_id", text("given_at DESC")),
        CheckConstraint("open_minutes BETWEEN 1 AND 15", name="restricted_keys_minutes_check"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    key_hash: Mapped[bytes] = mapped_column(unique=True)
    officer_id: Mapped[UUID] = mapped_column(ForeignKey("officers.id"))
    record_kind: Mapped[str | None]
    record_id: Mapped[UUID | None]
    given_by: Mapped[str]
    given_by_id: Mapped[str]
    given_at: Mapped[datetime]
    reason: Mapped[str]
    expires_at: Mapped[datetime]
    opened_at: Mapped[datetime | None]
    opened_reason: Mapped[str] = mapped_column(server_default="")
    ends_at: Mapped[datetime | None]
    reads: Mapped[int] = mapped_column(server_default="0")
    open_minutes: Mapped[int] = mapped_column(SmallInteger, server_default="15")
    # The last time that it was tried and did not open: by whom, and what they said.
    refused_at: Mapped[datetime | None]
    refused_to: Mapped[str | None]
    refused_reason: Mapped[str | None]
    # Until when whoever gave it has seen what became of it.
    seen_until: Mapped[datetime | None]


class SeenCall(Base):
    """A call about one of their restricted records that an owner has seen: a row of the audit."""

    __tablename__ = "restricted_calls_seen"
    __table_args__ = (Index("restricted_calls_seen_by_time", "seen_at"),)

    officer_id: Mapped[UUID] = mapped_column(ForeignKey("officers.id", ondelete="CASCADE"), primary_key=True)
    audit_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    seen_at: Mapped[datetime]

"""Decisions on records whose time has come. They are only ever added; the newest holds."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from api.db import Base


class RetentionDecision(Base):
    __tablename__ = "retention_decisions"
    __table_args__ = (
        CheckConstraint("decision IN ('keep', 'hold', 'release', 'erase')"),
        Index("retention_decisions_by_record", "record_id", text("decided_at DESC")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    record_kind: Mapped[str]
    record_id: Mapped[UUID]
    decision: Mapped[str]
    reason: Mapped[str]
    decided_by: Mapped[str]
    decided_at: Mapped[datetime]
    next_review_on: Mapped[date | None]

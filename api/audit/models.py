"""Who did or looked at what, and why. Rows are only ever added; the database refuses the rest."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Identity, Index
from sqlalchemy.orm import Mapped, mapped_column

from api.db import Base


class AuditEntry(Base):
    __tablename__ = "audit"
    __table_args__ = (Index("audit_by_time", "at", postgresql_using="brin"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    at: Mapped[datetime]
    actor_id: Mapped[str]
    actor: Mapped[str]
    action: Mapped[str]
    subject: Mapped[str]
    reason: Mapped[str]
    request_id: Mapped[str]

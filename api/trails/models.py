"""Looks at where units were: only ever added, each beside its row of the audit."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Identity, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from api.db import Base


class TrailLook(Base):
    """Somebody was shown where a unit was on one duty, from `since` to `until`, and said why."""

    __tablename__ = "trail_looks"
    __table_args__ = (
        CheckConstraint("kind IN ('trail', 'replay')"),
        Index("trail_looks_by_duty", "duty_id", text("at DESC")),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    at: Mapped[datetime]
    kind: Mapped[str]
    looker_id: Mapped[str]
    looker: Mapped[str]
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("units.id"))
    duty_id: Mapped[UUID] = mapped_column(ForeignKey("duties.id"))
    since: Mapped[datetime]
    until: Mapped[datetime]
    reason: Mapped[str]
    fixes: Mapped[int]

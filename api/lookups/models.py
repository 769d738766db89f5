"""More searches than the budget, for a time."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from api.db import Base


class LookupAllowance(Base):
    """An officer asked for more searches; a supervisor decided. `is_allowed` is empty until then."""

    __tablename__ = "lookup_allowances"
    __table_args__ = (Index("lookup_allowances_by_officer", "officer_id", text("asked_at DESC")),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    officer_id: Mapped[UUID] = mapped_column(ForeignKey("officers.id"))
    asked_at: Mapped[datetime]
    words: Mapped[str]
    decided_by: Mapped[str | None]
    decided_at: Mapped[datetime | None]
    is_allowed: Mapped[bool | None]
    ends_at: Mapped[datetime | None]

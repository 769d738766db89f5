"""What was handed out. The decisions and a hash are kept, never a copy of the data."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from api.db import Base


class Disclosure(Base):
    """`changes`: which item was put back or taken out by a person, and why. `digest`: SHA-256 of the JSON document."""

    __tablename__ = "disclosures"
    __table_args__ = (
        CheckConstraint("purpose IN ('access', 'court')"),
        CheckConstraint("subject_kind IN ('nominal', 'incident')"),
        Index("disclosures_of_subject", "subject_id", text("made_at DESC")),
        Index("disclosures_by_time", text("made_at DESC")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    purpose: Mapped[str]
    subject_kind: Mapped[str]
    subject_id: Mapped[UUID]
    recipient: Mapped[str]
    reference: Mapped[str]
    marking: Mapped[str]
    shown: Mapped[int]
    removed: Mapped[int]
    changes: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    digest: Mapped[bytes]
    made_by: Mapped[str]
    made_at: Mapped[datetime]

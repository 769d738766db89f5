"""Assessments of an incident by THRIVE. Each is a version that stays as it was."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from api.db import Base


class ThriveAssessment(Base):
    """What one person thought of an incident at one time. `levels` and `texts` by part, as `threat` (rules.py)."""

    __tablename__ = "thrive_assessments"
    __table_args__ = (
        CheckConstraint("role IN ('call_handler', 'officer')"),
        UniqueConstraint("incident_id", "role", "version"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    incident_id: Mapped[UUID] = mapped_column(ForeignKey("incidents.id"))
    role: Mapped[str]
    version: Mapped[int]
    levels: Mapped[dict[str, str]] = mapped_column(JSONB)
    texts: Mapped[dict[str, str]] = mapped_column(JSONB)
    author: Mapped[str]
    author_id: Mapped[str]
    callsign: Mapped[str | None]
    assessed_at: Mapped[datetime]
    received_at: Mapped[datetime]

"""Taskings: one unit sent to one incident, with a time for everything that must be provable."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from api.db import Base


class Tasking(Base):
    __tablename__ = "taskings"
    __table_args__ = (
        CheckConstraint("state IN ('assigned', 'acknowledged', 'declined', 'withdrawn', 'diverted', 'complete')"),
        Index(
            "one_open_tasking_of_a_unit_to_an_incident",
            "incident_id",
            "unit_id",
            unique=True,
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index("taskings_by_incident", "incident_id"),
        Index("taskings_open_by_unit", "unit_id", postgresql_where=text("ended_at IS NULL")),
        Index("taskings_by_duty", "duty_id"),
        Index("taskings_by_unit", "unit_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    revision: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    incident_id: Mapped[UUID] = mapped_column(ForeignKey("incidents.id"))
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("units.id"))
    duty_id: Mapped[UUID] = mapped_column(ForeignKey("duties.id"))
    state: Mapped[str]
    note: Mapped[str] = mapped_column(default="", server_default="")
    assigned_by: Mapped[str]
    assigned_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    delivered_at: Mapped[datetime | None]
    seen_at: Mapped[datetime | None]
    read_at: Mapped[datetime | None]
    read_brief_revision: Mapped[int | None]
    acknowledged_at: Mapped[datetime | None]
    en_route_at: Mapped[datetime | None]
    at_scene_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    end_reason: Mapped[str | None]
    risk: Mapped[dict[str, Any]] = mapped_column(JSONB)

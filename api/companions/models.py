"""Companions: who tells whose place, by which protocol."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from api.db import Base

PROTOCOLS = {
    "owntracks": "OwnTracks",
    "osmand": "Traccar Client or OsmAnd",
    "cot": "TAK (Cursor on Target)",
    "lip": "Airwave radio (TETRA LIP)",
}


class Companion(Base):
    __tablename__ = "companions"
    __table_args__ = (
        CheckConstraint("protocol IN ('owntracks', 'osmand', 'cot', 'lip')"),
        CheckConstraint("(officer_id IS NULL) <> (vehicle IS NULL)"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    key_hash: Mapped[bytes] = mapped_column(unique=True)
    protocol: Mapped[str]
    label: Mapped[str]
    officer_id: Mapped[UUID | None] = mapped_column(ForeignKey("officers.id"))
    vehicle: Mapped[str | None] = mapped_column(ForeignKey("vehicles.registration"))
    made_by: Mapped[str]
    made_at: Mapped[datetime]
    withdrawn_by: Mapped[str | None]
    withdrawn_at: Mapped[datetime | None]
    heard_at: Mapped[datetime | None]
    outcome: Mapped[str | None]

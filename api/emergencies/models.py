"""Emergencies: a flag over whatever the unit is doing, which only a named controller closes."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from geoalchemy2 import Geometry
from geoalchemy2.elements import WKBElement, WKTElement
from sqlalchemy import REAL, BigInteger, CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from api.db import Base


class Emergency(Base):
    __tablename__ = "emergencies"
    __table_args__ = (
        CheckConstraint("outcome IN ('genuine', 'accidental', 'test', 'equipment')"),
        Index("emergencies_by_incident", "incident_id", postgresql_where=text("incident_id IS NOT NULL")),
        Index("emergencies_open", "raised_at", postgresql_where=text("closed_at IS NULL")),
        Index(
            "one_open_emergency_of_an_officer", "officer_id", unique=True, postgresql_where=text("closed_at IS NULL")
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    revision: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    unit_id: Mapped[UUID | None] = mapped_column(ForeignKey("units.id"))
    duty_id: Mapped[UUID | None] = mapped_column(ForeignKey("duties.id"))
    officer_id: Mapped[UUID] = mapped_column(ForeignKey("officers.id"))
    callsign: Mapped[str]
    pod: Mapped[str]
    officer: Mapped[str]
    raised_at: Mapped[datetime]
    received_at: Mapped[datetime]
    # The last press after somebody had acknowledged it: from then on it waits for an answer again.
    pressed_again_at: Mapped[datetime | None]
    place: Mapped[WKBElement | WKTElement | None] = mapped_column(Geometry("POINT", srid=27700, spatial_index=False))
    fixed_at: Mapped[datetime | None]
    accuracy_m: Mapped[float | None] = mapped_column(REAL)
    source: Mapped[str | None]
    device: Mapped[UUID | None]
    incident_id: Mapped[UUID | None] = mapped_column(ForeignKey("incidents.id"))
    acknowledged_by: Mapped[str | None]
    acknowledged_at: Mapped[datetime | None]
    closed_by: Mapped[str | None]
    closed_at: Mapped[datetime | None]
    outcome: Mapped[str | None]
    note: Mapped[str] = mapped_column(default="", server_default="")

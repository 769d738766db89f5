"""Fixes by day and the latest position of each unit."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from geoalchemy2 import Geometry
from geoalchemy2.elements import WKBElement
from sqlalchemy import REAL, Column, DateTime, ForeignKey, Index, Table, Text, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column

from api.db import Base


class Position(Base):
    """Where we believe a unit is now: its newest fix. Always shown with its age."""

    __tablename__ = "positions"
    __table_args__ = (
        Index("positions_deployable", "place", postgresql_using="gist", postgresql_where=text("is_deployable")),
        Index("positions_by_receipt", "received_at"),
    )

    unit_id: Mapped[UUID] = mapped_column(ForeignKey("units.id"), primary_key=True)
    place: Mapped[WKBElement] = mapped_column(Geometry("POINT", srid=27700, spatial_index=False))
    fixed_at: Mapped[datetime]
    received_at: Mapped[datetime]
    accuracy_m: Mapped[float] = mapped_column(REAL)
    speed_mps: Mapped[float | None] = mapped_column(REAL)
    heading: Mapped[float | None] = mapped_column(REAL)
    source: Mapped[str]
    pod: Mapped[str]
    is_deployable: Mapped[bool] = mapped_column(default=False, server_default="false")


# History is written in batches and read by time: it has no key of its own, so it is a table and not a class.
fixes = Table(
    "fixes",
    Base.metadata,
    Column("unit_id", Uuid, nullable=False),
    Column("fixed_at", DateTime(timezone=True), nullable=False),
    Column("received_at", DateTime(timezone=True), nullable=False),
    Column("place", Geometry("POINT", srid=4326, spatial_index=False), nullable=False),
    Column("accuracy_m", REAL, nullable=False),
    Column("speed_mps", REAL),
    Column("heading", REAL),
    Column("source", Text, nullable=False),
    Column("officer_id", Text, nullable=False),
    Index("fixes_by_unit", "unit_id", "fixed_at"),
    Index("fixes_by_receipt", "received_at", postgresql_using="brin"),
)

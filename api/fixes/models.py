"""Fixes by source and day, the position of each unit, members who are elsewhere, and when areas were entered and left."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from geoalchemy2 import Geometry
from geoalchemy2.elements import WKBElement
from sqlalchemy import (
    REAL,
    CheckConstraint,
    Column,
    Computed,
    DateTime,
    Double,
    ForeignKey,
    Index,
    SmallInteger,
    Table,
    Text,
    Uuid,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from api.db import Base

_NO_DEVICE = text("'00000000-0000-0000-0000-000000000000'")
# As PostgreSQL says it back.
_ABROAD = "starts_with(areas, 'pod:'::text) AND NOT starts_with(areas || '|'::text, 'pod:'::text || pod || '|'::text)"


class Position(Base):
    """Where we believe a unit is now: the newest fix of its best source. Always shown with its age and its source."""

    __tablename__ = "positions"
    __table_args__ = (Index("positions_abroad", "unit_id", postgresql_where=text("is_abroad")),)

    unit_id: Mapped[UUID] = mapped_column(ForeignKey("units.id"), primary_key=True)
    place: Mapped[WKBElement] = mapped_column(Geometry("POINT", srid=27700, spatial_index=False))
    fixed_at: Mapped[datetime]
    received_at: Mapped[datetime]
    accuracy_m: Mapped[float] = mapped_column(REAL)
    speed_mps: Mapped[float | None] = mapped_column(REAL)
    heading: Mapped[float | None] = mapped_column(REAL)
    source: Mapped[str]
    pod: Mapped[str] = mapped_column(server_default="")
    is_deployable: Mapped[bool] = mapped_column(default=False, server_default="false")
    lon: Mapped[float] = mapped_column(Double)
    lat: Mapped[float] = mapped_column(Double)
    trust: Mapped[int] = mapped_column(SmallInteger, server_default="2")
    device: Mapped[UUID] = mapped_column(server_default=_NO_DEVICE)
    battery: Mapped[int | None] = mapped_column(SmallInteger)
    duty_id: Mapped[UUID | None]
    areas: Mapped[str] = mapped_column(server_default="")
    crossed_at: Mapped[datetime | None]
    doubted_at: Mapped[datetime | None]
    # On the ground of another pod than the unit's own.
    is_abroad: Mapped[bool] = mapped_column(Computed(_ABROAD, persisted=True))


class MemberPosition(Base):
    """Where one of the crew's devices is, while a better source says where the unit is."""

    __tablename__ = "member_positions"

    unit_id: Mapped[UUID] = mapped_column(ForeignKey("units.id"), primary_key=True)
    device: Mapped[UUID] = mapped_column(primary_key=True)
    duty_id: Mapped[UUID | None]
    officer_id: Mapped[str]
    lon: Mapped[float] = mapped_column(Double)
    lat: Mapped[float] = mapped_column(Double)
    fixed_at: Mapped[datetime]
    received_at: Mapped[datetime]
    accuracy_m: Mapped[float] = mapped_column(REAL)
    source: Mapped[str]


class AreaStay(Base):
    """A unit was in an area from one fix to another; `left_at` is open while it is there."""

    __tablename__ = "area_stays"
    __table_args__ = (
        Index("one_open_stay", "unit_id", "kind", "code", unique=True, postgresql_where=text("left_at IS NULL")),
    )

    unit_id: Mapped[UUID] = mapped_column(ForeignKey("units.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    entered_at: Mapped[datetime] = mapped_column(primary_key=True)
    duty_id: Mapped[UUID] = mapped_column(ForeignKey("duties.id"))
    left_at: Mapped[datetime | None]


class FixSource(Base):
    """For how many days the fixes of a source are kept."""

    __tablename__ = "fix_sources"
    __table_args__ = (CheckConstraint("keep_days BETWEEN 1 AND 3660"),)

    source: Mapped[str] = mapped_column(primary_key=True)
    keep_days: Mapped[int | None]
    changed_by: Mapped[str | None]
    changed_at: Mapped[datetime | None]


# History is written in batches and read by time: it has no key of its own, so it is a table and not a class.
fixes = Table(
    "fixes",
    Base.metadata,
    Column("unit_id", Uuid, nullable=False),
    Column("duty_id", Uuid),
    Column("officer_id", Text, nullable=False),
    Column("device", Uuid, nullable=False),
    Column("source", Text, nullable=False),
    Column("fixed_at", DateTime(timezone=True), nullable=False),
    Column("received_at", DateTime(timezone=True), nullable=False),
    Column("place", Geometry("POINT", srid=4326, spatial_index=False)),
    Column("accuracy_m", REAL, nullable=False),
    Column("speed_mps", REAL),
    Column("heading", REAL),
    Column("battery", SmallInteger),
    Column("flag", Text),
    Index("fixes_by_unit", "unit_id", "fixed_at"),
    Index("fixes_by_receipt", "received_at", postgresql_using="brin"),
)

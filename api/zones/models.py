"""Zones: hazard areas and event zones, each for a while; and which crew was told of which, and why."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from api.db import Base

HAZARD, EVENT = "hazard", "event"
KINDS = (HAZARD, EVENT)


class Zone(Base):
    """An area for a while, with what to know of it. Its name and outline are in `areas`, under its kind and code."""

    __tablename__ = "zones"
    __table_args__ = (
        UniqueConstraint("kind", "code"),
        CheckConstraint("until_at > from_at"),
        Index("zones_standing", "until_at", postgresql_where=text("ended_at IS NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    revision: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    kind: Mapped[str]
    code: Mapped[str]
    note: Mapped[str]
    from_at: Mapped[datetime]
    until_at: Mapped[datetime | None]
    made_by: Mapped[str]
    made_at: Mapped[datetime]
    ended_by: Mapped[str | None]
    ended_at: Mapped[datetime | None]
    end_reason: Mapped[str | None]


class ZoneTelling(Base):
    """A crew was told of a zone. `incident_id` is null where they are in it without a job."""

    __tablename__ = "zone_tellings"
    __table_args__ = (
        UniqueConstraint("duty_id", "zone_id", "incident_id", postgresql_nulls_not_distinct=True),
        Index("zone_tellings_by_zone", "zone_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=text("gen_random_uuid()"))
    zone_id: Mapped[UUID] = mapped_column(ForeignKey("zones.id", ondelete="CASCADE"))
    duty_id: Mapped[UUID] = mapped_column(ForeignKey("duties.id", ondelete="CASCADE"))
    incident_id: Mapped[UUID | None] = mapped_column(ForeignKey("incidents.id", ondelete="CASCADE"))
    why: Mapped[str]
    told_at: Mapped[datetime]

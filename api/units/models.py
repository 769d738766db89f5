"""Units, the duties they are crewed for, and every status that anybody ever set."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from api.db import Base


class Vehicle(Base):
    __tablename__ = "vehicles"

    registration: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    pod: Mapped[str] = mapped_column(ForeignKey("pods.code"))


class Unit(Base):
    """What can be tasked. It has one status, which its crew inherits, and perhaps an emergency over it."""

    __tablename__ = "units"
    __table_args__ = (
        Index("units_by_pod", "pod"),
        Index("units_abroad", "id", postgresql_where=text("guest_in <> '{}'")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    revision: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    callsign: Mapped[str] = mapped_column(unique=True)
    pod: Mapped[str] = mapped_column(ForeignKey("pods.code"))
    kind: Mapped[str]
    duty_id: Mapped[UUID | None] = mapped_column(ForeignKey("duties.id", use_alter=True))
    status: Mapped[str] = mapped_column(default="11", server_default="11")
    status_at: Mapped[datetime]
    status_received_at: Mapped[datetime]
    status_source: Mapped[str]
    is_odd: Mapped[bool] = mapped_column(default=False, server_default="false")
    incident_id: Mapped[UUID | None] = mapped_column(ForeignKey("incidents.id", use_alter=True))
    emergency_id: Mapped[UUID | None] = mapped_column(ForeignKey("emergencies.id", use_alter=True))
    voice_confirmed_at: Mapped[datetime | None]
    voice_confirmed_by: Mapped[str | None]
    # Its places are in no trail, no replay and no feed of a partner.
    is_covert: Mapped[bool] = mapped_column(default=False, server_default="false")
    # On whose ground it stands, or stood a moment ago, and to whose jobs it is tasked, besides those of its own pod (`guests`).
    guest_in: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list, server_default="{}")


class Duty(Base):
    """A stretch of work of one unit with one crew."""

    __tablename__ = "duties"
    __table_args__ = (
        Index("one_open_duty_for_a_unit", "unit_id", unique=True, postgresql_where=text("ended_at IS NULL")),
        Index("one_open_duty_for_a_vehicle", "vehicle", unique=True, postgresql_where=text("ended_at IS NULL")),
        Index("duties_by_unit", "unit_id", "started_at"),
        Index("duties_by_skill", "skills", postgresql_using="gin", postgresql_where=text("ended_at IS NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("units.id"))
    vehicle: Mapped[str | None]
    skills: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    dropped_skills: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, server_default="[]")
    # What was booked out, by the codes of the list `equipment`. None: nobody said.
    equipment: Mapped[list[str] | None] = mapped_column(ARRAY(Text))
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class CrewMember(Base):
    __tablename__ = "crew"
    __table_args__ = (
        Index("one_open_duty_for_an_officer", "officer_id", unique=True, postgresql_where=text("left_at IS NULL")),
        Index("crew_by_officer", "officer_id"),
    )

    duty_id: Mapped[UUID] = mapped_column(ForeignKey("duties.id"), primary_key=True)
    officer_id: Mapped[UUID] = mapped_column(ForeignKey("officers.id"), primary_key=True)
    joined_at: Mapped[datetime]
    left_at: Mapped[datetime | None]


class CovertTime(Base):
    """From when to when a unit was covert: what it did then stays covert afterwards (decision 23)."""

    __tablename__ = "covert_times"
    __table_args__ = (
        CheckConstraint("ended_at >= began_at"),
        Index("one_open_covert_time", "unit_id", unique=True, postgresql_where=text("ended_at IS NULL")),
    )

    unit_id: Mapped[UUID] = mapped_column(ForeignKey("units.id"), primary_key=True)
    began_at: Mapped[datetime] = mapped_column(primary_key=True)
    ended_at: Mapped[datetime | None]


class StatusEntry(Base):
    """A status as it was set: also the late ones that did not move the unit, and the odd ones that did."""

    __tablename__ = "statuses"
    __table_args__ = (
        Index("statuses_by_unit", "unit_id", "occurred_at"),
        Index("statuses_by_duty", "duty_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("units.id"))
    duty_id: Mapped[UUID | None] = mapped_column(ForeignKey("duties.id"))
    code: Mapped[str]
    previous: Mapped[str]
    incident_id: Mapped[UUID | None]
    occurred_at: Mapped[datetime]
    received_at: Mapped[datetime]
    source: Mapped[str]
    set_by: Mapped[str]
    is_odd: Mapped[bool]
    is_applied: Mapped[bool]

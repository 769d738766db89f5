"""Taskings: one unit sent to one incident, with a time for everything that must be provable."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, SmallInteger, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from api.db import Base


class Tasking(Base):
    __tablename__ = "taskings"
    __table_args__ = (
        CheckConstraint("state IN ('assigned', 'acknowledged', 'declined', 'withdrawn', 'diverted', 'complete')"),
        CheckConstraint("alarm IN ('amber', 'voice', 'supervisor', 'declined')"),
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
        Index("taskings_with_alarm", "alarmed_at", postgresql_where=text("alarm IS NOT NULL")),
        Index("taskings_by_unit", "unit_id"),
        Index("taskings_covert", "id", postgresql_where=text("is_covert")),
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
    shown_at: Mapped[datetime | None]
    seen_at: Mapped[datetime | None]
    read_at: Mapped[datetime | None]
    read_brief_revision: Mapped[int | None]
    # What a controller told them on the radio. It is not read by that, and nobody is called for it again.
    told_brief_revision: Mapped[int | None]
    told_at: Mapped[datetime | None]
    told_by: Mapped[str | None]
    acknowledged_at: Mapped[datetime | None]
    en_route_at: Mapped[datetime | None]
    at_scene_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    end_reason: Mapped[str | None]
    # Several kilobytes that the views read and nobody here does: fetched only by whoever asks for them.
    risk: Mapped[dict[str, Any]] = mapped_column(JSONB, deferred=True)
    # What machines report moves a row on for the boards, and not for the crew, which is not told of it.
    machine_revision: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    alarm: Mapped[str | None]
    alarmed_at: Mapped[datetime | None]
    alarm_acknowledged_by: Mapped[str | None]
    alarm_acknowledged_at: Mapped[datetime | None]
    # Its unit was covert in some of its life: it stays hidden when the unit is shown again (decision 23).
    is_covert: Mapped[bool] = mapped_column(default=False, server_default="false")


class Receipt(Base):
    """One rung that one device has reached with one state of the brief, by one channel."""

    __tablename__ = "receipts"
    __table_args__ = (
        CheckConstraint("rung IN ('sent', 'notified', 'delivered', 'shown', 'read', 'answered')"),
        CheckConstraint("channel IN ('socket', 'feed', 'push', 'handset')"),
    )

    tasking_id: Mapped[UUID] = mapped_column(ForeignKey("taskings.id"), primary_key=True)
    brief_revision: Mapped[int] = mapped_column(primary_key=True)
    device_id: Mapped[UUID] = mapped_column(primary_key=True)
    rung: Mapped[str] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(primary_key=True)
    occurred_at: Mapped[datetime]
    received_at: Mapped[datetime]


class Escalation(Base):
    """What will be done next, and when, unless a person answers first. Each step is done once: the row moves on in its transaction."""

    __tablename__ = "escalations"
    __table_args__ = (
        CheckConstraint("plan IN ('new', 'changed', 'ended')"),
        Index("escalations_due", "due_at", postgresql_where=text("ended_at IS NULL")),
        Index(
            "escalations_unaware",
            "tasking_id",
            postgresql_where=text("brief_revision = 0 AND (ended_at IS NULL OR outcome = 'all steps done')"),
        ),
    )

    tasking_id: Mapped[UUID] = mapped_column(ForeignKey("taskings.id"), primary_key=True)
    # 0 is no brief: that the crew was taken off the job.
    brief_revision: Mapped[int] = mapped_column(primary_key=True)
    plan: Mapped[str]
    grade: Mapped[str]
    steps_done: Mapped[int] = mapped_column(default=0, server_default="0")
    # Since when they are waited for: handed on from a brief that was replaced before anybody answered, or read it.
    began_at: Mapped[datetime]
    # When this brief was written.
    made_at: Mapped[datetime]
    # An alarm of an earlier waiting stands: it does not answer for this one, whose first call is made all the same.
    calls_anew: Mapped[bool] = mapped_column(default=False, server_default="false")
    due_at: Mapped[datetime]
    # Its step could not be taken: the row waits aside and is tried again, and somebody was called.
    failed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    outcome: Mapped[str | None]


class EscalatorPulse(Base):
    """When a worker last looked for what is due: one row, by the database's clock. Boards are told when it is missing."""

    __tablename__ = "escalator_pulse"
    __table_args__ = (CheckConstraint("id = 1"),)

    id: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    looked_at: Mapped[datetime]


class ClockStep(Base):
    """A step of the server's clock by which the waiting escalations were moved."""

    __tablename__ = "clock_steps"

    noticed_at: Mapped[datetime] = mapped_column(primary_key=True)
    seconds: Mapped[float]

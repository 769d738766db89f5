"""Reports that officers send from the street, and whom or what of the record each is about."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from api.db import Base


class Report(Base):
    """What an officer asks for or tells, as it was sent. `about` names no person: the subjects are read anew each time.

    `body` by kind (schemas.py); `made_id` is the marker that an approved request has become.
    """

    __tablename__ = "reports"
    __table_args__ = (
        CheckConstraint("kind IN ('marker', 'intelligence', 'safeguarding')"),
        CheckConstraint("state IN ('waiting', 'approved', 'taken', 'refused')"),
        CheckConstraint("(state = 'waiting') = (decided_at IS NULL)"),
        CheckConstraint("state <> 'approved' OR (kind = 'marker' AND made_id IS NOT NULL)"),
        CheckConstraint("state <> 'taken' OR kind <> 'marker'"),
        Index("reports_waiting", "occurred_at", postgresql_where=text("state = 'waiting'")),
        Index("reports_decided", text("decided_at DESC"), postgresql_where=text("state <> 'waiting'")),
        Index("reports_by_incident", "incident_id"),
        Index("reports_by_officer", "officer_id", text("occurred_at DESC")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    revision: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    kind: Mapped[str]
    officer_id: Mapped[UUID] = mapped_column(ForeignKey("officers.id"))
    officer: Mapped[str]
    duty_id: Mapped[UUID] = mapped_column(ForeignKey("duties.id"))
    callsign: Mapped[str]
    incident_id: Mapped[UUID] = mapped_column(ForeignKey("incidents.id"))
    about: Mapped[str]
    is_urgent: Mapped[bool] = mapped_column(default=False, server_default="false")
    body: Mapped[dict[str, Any]] = mapped_column(JSONB)
    occurred_at: Mapped[datetime]
    received_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(default="waiting", server_default="waiting")
    decided_by: Mapped[str | None]
    decided_by_id: Mapped[str | None]
    decided_at: Mapped[datetime | None]
    reason: Mapped[str | None]
    made_id: Mapped[UUID | None]


class ReportSubject(Base):
    __tablename__ = "report_subjects"
    __table_args__ = (Index("report_subjects_by_record", "record_id"),)

    report_id: Mapped[UUID] = mapped_column(ForeignKey("reports.id"), primary_key=True)
    record_kind: Mapped[str]
    record_id: Mapped[UUID] = mapped_column(primary_key=True)

"""Incidents, the log that is only ever added to, and the counter behind the CAD reference."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from geoalchemy2 import Geometry
from geoalchemy2.elements import WKBElement, WKTElement
from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from api.db import Base


class CadCounter(Base):
    __tablename__ = "cad_counters"

    local_date: Mapped[date] = mapped_column(primary_key=True)
    last_number: Mapped[int]


class Incident(Base):
    """What was reported. It has exactly one owning pod at all times."""

    __tablename__ = "incidents"
    __table_args__ = (
        UniqueConstraint("cad_date", "cad_number"),
        CheckConstraint("state IN ('open', 'resulted', 'closed')"),
        Index("incidents_open_by_pod", "pod", "grade", postgresql_where=text("state <> 'closed'")),
        Index(
            "incidents_open_by_caller",
            "caller_number",
            postgresql_where=text("state <> 'closed' AND caller_number IS NOT NULL"),
        ),
        Index(
            "incidents_duplicates_by_caller",
            "caller_number",
            postgresql_where=text("duplicate_of IS NOT NULL AND caller_number IS NOT NULL"),
        ),
        Index("incidents_open_by_door", text("door_of(address)"), postgresql_where=text("state <> 'closed'")),
        Index("incidents_by_place", "place", postgresql_using="gist"),
        Index("incidents_by_opening", "opened_at", "id"),
        Index("incidents_duplicates", "duplicate_of", postgresql_where=text("duplicate_of IS NOT NULL")),
        Index("incidents_by_closing", "closed_at", postgresql_where=text("closed_at IS NOT NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    revision: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    cad_date: Mapped[date]
    cad_number: Mapped[int]
    grade: Mapped[str]
    type: Mapped[str]
    what: Mapped[str]
    address: Mapped[str]
    place: Mapped[WKBElement | WKTElement] = mapped_column(Geometry("POINT", srid=27700, spatial_index=False))
    pod: Mapped[str] = mapped_column(ForeignKey("pods.code"))
    state: Mapped[str]
    qualifiers: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    opened_at: Mapped[datetime]
    graded_at: Mapped[datetime]
    attend_by: Mapped[datetime | None]
    arrived_at: Mapped[datetime | None]
    resulted_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    result: Mapped[str | None]
    result_text: Mapped[str | None]
    # Told to the control room with the incident, never to a crew.
    caller_number: Mapped[str | None]
    duplicate_of: Mapped[UUID | None] = mapped_column(ForeignKey("incidents.id"))
    source: Mapped[str]
    is_exercise: Mapped[bool] = mapped_column(default=False, server_default="false")
    brief_revision: Mapped[int] = mapped_column(default=1, server_default="1")
    log_count: Mapped[int] = mapped_column(default=0, server_default="0")


class LogEntry(Base):
    """A line of the record. A correction is a new line that refers to the old one."""

    __tablename__ = "log_entries"
    __table_args__ = (
        UniqueConstraint("incident_id", "number"),
        Index("log_entries_corrected", "refers_to", postgresql_where=text("refers_to IS NOT NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    incident_id: Mapped[UUID] = mapped_column(ForeignKey("incidents.id"))
    number: Mapped[int]
    kind: Mapped[str]
    text: Mapped[str]
    author: Mapped[str]
    author_id: Mapped[str]
    source: Mapped[str]
    occurred_at: Mapped[datetime]
    received_at: Mapped[datetime]
    refers_to: Mapped[UUID | None] = mapped_column(ForeignKey("log_entries.id"))


class NamedRecord(Base):
    """Somebody or something of the record that an incident names. What was taken off stays, with who did it."""

    __tablename__ = "named_records"
    __table_args__ = (
        CheckConstraint("kind IN ('nominal', 'vehicle', 'address')"),
        Index("named_records_by_record", "record_id", postgresql_where=text("removed_at IS NULL")),
    )

    incident_id: Mapped[UUID] = mapped_column(ForeignKey("incidents.id"), primary_key=True)
    record_id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str]
    role: Mapped[str]
    named_by: Mapped[str]
    named_at: Mapped[datetime]
    removed_by: Mapped[str | None]
    removed_at: Mapped[datetime | None]


class ChecklistAnswer(Base):
    """What the control room was told of one point of the checklist. Another answer is another version; the last one holds."""

    __tablename__ = "checklist_answers"
    __table_args__ = (
        CheckConstraint("state IN ('known', 'nothing', 'unchecked')"),
        UniqueConstraint("incident_id", "point", "version"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    incident_id: Mapped[UUID] = mapped_column(ForeignKey("incidents.id"))
    point: Mapped[str]
    version: Mapped[int]
    state: Mapped[str]
    text: Mapped[str]
    author: Mapped[str]
    author_id: Mapped[str]
    answered_at: Mapped[datetime]
    received_at: Mapped[datetime]

"""What every record of people, objects and locations carries, what links them, and the warnings on them.

Names and sizes follow the Single Online Home data model where it has them (domain reference 4.1).
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Identity, Index, SmallInteger, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from api.db import Base

KINDS = ("nominal", "vehicle", "phone", "object", "organisation", "address", "event")
SUBJECTS = ("suspect", "convicted", "victim", "witness", "other")
# On which a warning can stand.
MARKED = ("nominal", "vehicle", "phone", "address")
RESTRICTIONS = ("refuge", "witness", "blocked")


class Recorded:
    """One source's record of something: whose it is, how far it may be trusted and shown, how long it may be kept.

    `id` is made of system and source id (`record_id` in the database), so that a second import finds the first.
    `restriction` hides the record from everybody who looks; `restriction_owner` is whom that concerns.
    `more` keeps what the source told and we have no column for.
    """

    id: Mapped[UUID] = mapped_column(primary_key=True)
    source_system: Mapped[str]
    source_id: Mapped[str]
    recorded_at: Mapped[datetime] = mapped_column(server_default=text("now()"))
    changed_at: Mapped[datetime] = mapped_column(server_default=text("now()"))
    provenance: Mapped[str] = mapped_column(server_default="")
    fact_or_opinion: Mapped[str] = mapped_column(server_default="fact")
    classification: Mapped[str] = mapped_column(server_default="OFFICIAL")
    handling: Mapped[str] = mapped_column(server_default="")
    retention_group: Mapped[int] = mapped_column(SmallInteger, server_default="4")
    review_on: Mapped[date | None]
    restriction: Mapped[str | None]
    restriction_owner: Mapped[str] = mapped_column(server_default="")
    is_exercise: Mapped[bool] = mapped_column(server_default="false")
    import_id: Mapped[UUID | None]

    @declared_attr
    def more(cls) -> Mapped[dict[str, Any]]:  # noqa: N805  SQLAlchemy calls it on the class
        return mapped_column(JSONB, server_default="{}")


class Link(Base):
    """From one record to another or to an event. Who a person is in an event is never left open (DPA 2018 s.38(3))."""

    __tablename__ = "links"
    __table_args__ = (
        Index("links_from", "from_id"),
        Index("links_to", "to_id"),
        CheckConstraint("NOT (from_kind = 'nominal' AND to_kind = 'event') OR subject_category IS NOT NULL"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    source_system: Mapped[str]
    source_id: Mapped[str]
    from_kind: Mapped[str]
    from_id: Mapped[UUID]
    to_kind: Mapped[str]
    to_id: Mapped[UUID]
    role: Mapped[str]
    subject_category: Mapped[str | None]
    provenance: Mapped[str] = mapped_column(server_default="")
    fact_or_opinion: Mapped[str] = mapped_column(server_default="fact")
    confidence: Mapped[int | None] = mapped_column(SmallInteger)
    classification: Mapped[str] = mapped_column(server_default="OFFICIAL")
    handling: Mapped[str] = mapped_column(server_default="")
    retention_group: Mapped[int] = mapped_column(SmallInteger, server_default="4")
    review_on: Mapped[date | None]
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    is_exercise: Mapped[bool] = mapped_column(server_default="false")
    import_id: Mapped[UUID | None]


class RecordMarker(Base):
    """A warning on a person, a vehicle, a phone or an address. Past its review date it is historic, never dropped in silence."""

    __tablename__ = "record_markers"
    __table_args__ = (
        Index("record_markers_by_record", "record_id"),
        Index("record_markers_by_code", "code", "added_on", postgresql_where=text("withdrawn_at IS NULL")),
        Index(
            "record_markers_by_words",
            text("to_tsvector('english', text)"),
            postgresql_using="gin",
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    record_kind: Mapped[str]
    record_id: Mapped[UUID]
    code: Mapped[str]
    text: Mapped[str]
    source: Mapped[str]
    force: Mapped[str] = mapped_column(server_default="")
    fact_or_opinion: Mapped[str] = mapped_column(server_default="fact")
    added_on: Mapped[date]
    review_on: Mapped[date]
    entered_by: Mapped[str]
    entered_at: Mapped[datetime] = mapped_column(server_default="now()")
    withdrawn_by: Mapped[str | None]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_reason: Mapped[str | None]
    # The one that this stands in for; it is withdrawn, and stays.
    corrects: Mapped[UUID | None]
    is_exercise: Mapped[bool] = mapped_column(server_default="false")
    import_id: Mapped[UUID | None]


class ChangedRecord(Base):
    """A record that a statement has touched, until the cards that tell of it were looked at again. None: too many to name."""

    __tablename__ = "changed_records"

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    record_id: Mapped[UUID | None]
    at: Mapped[datetime] = mapped_column(server_default=text("now()"))
    # How often a card that it concerns could not be looked at.
    tries: Mapped[int] = mapped_column(SmallInteger, server_default="0")


class RecordSource(Base):
    """What a source holds of one kind, counted when it was last brought in."""

    __tablename__ = "record_sources"

    source_system: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    records: Mapped[int] = mapped_column(BigInteger)
    newest_at: Mapped[datetime]
    counted_at: Mapped[datetime]


class Object(Recorded, Base):
    """A weapon, a document, property: told apart by its kind, found by its number or its words."""

    __tablename__ = "objects"
    __table_args__ = (
        Index("objects_by_serial", "serial", postgresql_where=text("serial <> ''")),
        Index(
            "objects_by_words",
            text("to_tsvector('english', thing_text(kind, label, description))"),
            postgresql_using="gin",
        ),
    )

    kind: Mapped[str]
    label: Mapped[str]
    serial: Mapped[str] = mapped_column(server_default="")
    description: Mapped[str] = mapped_column(server_default="")


class Organisation(Recorded, Base):
    __tablename__ = "organisations"
    __table_args__ = (
        Index(
            "organisations_by_words",
            text("to_tsvector('english', organisation_text(name, kind, description))"),
            postgresql_using="gin",
        ),
    )

    name: Mapped[str]
    kind: Mapped[str] = mapped_column(server_default="")
    number: Mapped[str] = mapped_column(server_default="")
    description: Mapped[str] = mapped_column(server_default="")

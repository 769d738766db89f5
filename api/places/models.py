"""The history of places, the markers that supervisors enter, and street names."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from geoalchemy2 import Geography
from geoalchemy2.elements import WKBElement, WKTElement
from sqlalchemy import REAL, BigInteger, Computed, ForeignKey, Identity, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from api.db import Base


class Import(Base):
    """One file, read once: what it held, what of it was new and what was refused. `fault` says why it did not come to its end."""

    __tablename__ = "imports"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    source: Mapped[str]
    file_name: Mapped[str]
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    rows_read: Mapped[int] = mapped_column(default=0, server_default="0")
    rows_added: Mapped[int] = mapped_column(default=0, server_default="0")
    rows_changed: Mapped[int] = mapped_column(default=0, server_default="0")
    rows_known: Mapped[int] = mapped_column(default=0, server_default="0")
    rows_refused: Mapped[int] = mapped_column(default=0, server_default="0")
    fault: Mapped[str] = mapped_column(default="", server_default="")


class Source(Base):
    """What a source covers, counted when it was last brought in."""

    __tablename__ = "sources"

    name: Mapped[str] = mapped_column(primary_key=True)
    rows: Mapped[int] = mapped_column(BigInteger)
    first_at: Mapped[datetime]
    last_at: Mapped[datetime]
    counted_at: Mapped[datetime]


class Event(Base):
    """Something that happened at a place, as a source tells it. A row without a place is kept and counted, and found by nobody nearby."""

    __tablename__ = "events"
    __table_args__ = (
        UniqueConstraint("source", "source_key"),
        Index("events_by_place", "place", postgresql_using="gist"),
        Index("events_by_door", "door", postgresql_where=text("door <> ''")),
        Index("events_by_source", "source", "happened_at"),
        Index("events_by_record", "record_id", unique=True),
        Index(
            "events_by_words",
            text("to_tsvector('english', event_text(category, label, address, detail))"),
            postgresql_using="gin",
        ),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    source: Mapped[str]
    source_key: Mapped[str]
    category: Mapped[str]
    label: Mapped[str]
    outcome: Mapped[str] = mapped_column(default="", server_default="")
    happened_at: Mapped[datetime]
    is_whole_month: Mapped[bool] = mapped_column(default=False, server_default="false")
    place: Mapped[WKBElement | None] = mapped_column(Geography("POINT", srid=4326, spatial_index=False))
    address: Mapped[str] = mapped_column(default="", server_default="")
    detail: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default="{}")
    is_exercise: Mapped[bool] = mapped_column(default=False, server_default="false")
    import_id: Mapped[UUID | None] = mapped_column(ForeignKey("imports.id"))
    # By which links point at it, like at any record.
    record_id: Mapped[UUID] = mapped_column(Computed("md5(source || E'\\x1f' || source_key)::uuid", persisted=True))
    # As `PlaceMarker.door`. Most events of a city are told without a number and have none.
    door: Mapped[str | None] = mapped_column(
        Computed("CASE WHEN address ~ '[0-9]' THEN door_of(address) ELSE '' END", persisted=True)
    )


class PlaceMarker(Base):
    """A warning on a place. Past its review date it is shown as historic, never dropped in silence."""

    __tablename__ = "place_markers"
    __table_args__ = (
        Index("place_markers_by_place", "place", postgresql_using="gist"),
        Index("place_markers_by_door", "door", postgresql_where=text("withdrawn_at IS NULL")),
        Index("place_markers_by_category", "category", "entered_at", postgresql_where=text("withdrawn_at IS NULL")),
        Index(
            "place_markers_by_words",
            text("to_tsvector('english', place_words(text, address))"),
            postgresql_using="gin",
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    category: Mapped[str]
    text: Mapped[str]
    source: Mapped[str]
    address: Mapped[str]
    place: Mapped[WKBElement | WKTElement] = mapped_column(Geography("POINT", srid=4326, spatial_index=False))
    radius_m: Mapped[float] = mapped_column(REAL)
    review_on: Mapped[date]
    fact_or_opinion: Mapped[str] = mapped_column(default="fact", server_default="fact")
    entered_by: Mapped[str]
    entered_at: Mapped[datetime]
    withdrawn_by: Mapped[str | None]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_reason: Mapped[str | None]
    # The one that this stands in for; it is withdrawn, and stays.
    corrects: Mapped[UUID | None]
    # House and street as they are compared, without the flat and the locality; empty where there is no number.
    door: Mapped[str | None] = mapped_column(Computed("door_of(address)", persisted=True))


class Street(Base):
    """A name that a dispatcher types, and where it is."""

    __tablename__ = "streets"
    __table_args__ = (
        UniqueConstraint("name", "area", "source"),
        Index("streets_by_name", "name", postgresql_using="gin", postgresql_ops={"name": "gin_trgm_ops"}),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    name: Mapped[str]
    area: Mapped[str]
    pod: Mapped[str]
    place: Mapped[WKBElement] = mapped_column(Geography("POINT", srid=4326, spatial_index=False))
    source: Mapped[str]

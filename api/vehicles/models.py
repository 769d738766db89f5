"""Vehicles of the record. The force's own are `vehicles` (api/units)."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Index, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Text

from api.db import Base
from api.records.models import Recorded


class VehicleRecord(Recorded, Base):
    """`vrm` has no spaces; `reports` are codes of the list `vehicle_reports`."""

    __tablename__ = "vehicle_records"
    __table_args__ = (
        Index("vehicle_records_restricted", "id", postgresql_where=text("restriction IS NOT NULL")),
        Index("vehicle_records_by_vrm", "vrm"),
        Index("vehicle_records_by_plate", text("plate_grams(vrm)"), postgresql_using="gin"),
        Index("vehicle_records_by_slip", text("plate_cuts(vrm)"), postgresql_using="gin"),
        Index("vehicle_records_by_vin", "vin", postgresql_where=text("vin <> ''")),
        Index(
            "vehicle_records_by_words",
            text("to_tsvector('english', vehicle_looks(colour, make, model, description))"),
            postgresql_using="gin",
            postgresql_where=text("description <> ''"),
        ),
        Index(
            "vehicle_records_by_looks",
            text("looks_key(colour, make, model)"),
            postgresql_where=text("description = ''"),
        ),
    )

    vrm: Mapped[str]
    nation: Mapped[str] = mapped_column(server_default="GB")
    vin: Mapped[str] = mapped_column(server_default="")
    make: Mapped[str] = mapped_column(server_default="")
    model: Mapped[str] = mapped_column(server_default="")
    colour: Mapped[str] = mapped_column(server_default="")
    description: Mapped[str] = mapped_column(server_default="")
    reports: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")


class Look(Base):
    """Colour, make and model as words: what millions of vehicles share. Kept by the database itself, for the search by words."""

    __tablename__ = "looks"
    __table_args__ = (Index("looks_by_words", text("to_tsvector('english', said)"), postgresql_using="gin"),)

    key: Mapped[UUID] = mapped_column(primary_key=True)
    said: Mapped[str]

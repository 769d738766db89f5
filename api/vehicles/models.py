"""Vehicles of the record. The force's own are `vehicles` (api/units)."""

from __future__ import annotations

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

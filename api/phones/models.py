"""Phones of the record."""

from __future__ import annotations

from sqlalchemy import Index, literal_column, text
from sqlalchemy.orm import Mapped, mapped_column

from api.db import Base
from api.records.models import Recorded


class Phone(Recorded, Base):
    """`number` is E.164; `as_given` what the source wrote."""

    __tablename__ = "phones"
    __table_args__ = (
        Index("phones_restricted", "id", postgresql_where=text("restriction IS NOT NULL")),
        Index("phones_by_number", "number"),
        Index(
            "phones_by_end",
            literal_column("reverse(number)").label("ending"),
            postgresql_ops={"ending": "text_pattern_ops"},
        ),
        Index("phones_by_imei", "imei", postgresql_where=text("imei <> ''")),
    )

    number: Mapped[str]
    as_given: Mapped[str] = mapped_column(server_default="")
    imei: Mapped[str] = mapped_column(server_default="")
    description: Mapped[str] = mapped_column(server_default="")

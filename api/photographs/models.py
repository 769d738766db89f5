"""Photographs of people, in a table of their own: no list and no search ever reads them."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, SmallInteger, text
from sqlalchemy.orm import Mapped, mapped_column

from api.db import Base


class Photograph(Base):
    """One picture of one source's record of a person, which goes when the record goes.

    `image` is a JPEG that we have written (pictures.py); `digest` the SHA-256 of the file as it came, by which it is known again.
    """

    __tablename__ = "photographs"
    __table_args__ = (
        Index("photographs_by_nominal", "nominal_id", text("taken_on DESC NULLS LAST")),
        CheckConstraint("octet_length(image) BETWEEN 100 AND 500000", name="photographs_size_check"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    nominal_id: Mapped[UUID] = mapped_column(ForeignKey("nominals.id", ondelete="CASCADE"))
    source_system: Mapped[str]
    source_id: Mapped[str]
    taken_on: Mapped[date | None]
    provenance: Mapped[str] = mapped_column(server_default="")
    image: Mapped[bytes] = mapped_column(LargeBinary)
    width: Mapped[int] = mapped_column(SmallInteger)
    height: Mapped[int] = mapped_column(SmallInteger)
    digest: Mapped[bytes] = mapped_column(LargeBinary)
    recorded_at: Mapped[datetime] = mapped_column(server_default="now()")
    is_exercise: Mapped[bool] = mapped_column(server_default="false")
    import_id: Mapped[UUID | None]

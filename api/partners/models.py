"""Partners: a key for each, what it opens, and how it was used."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from api.db import Base

FORMS = {"geojson": "GeoJSON over HTTPS", "cot": "TAK (Cursor on Target) over TCP"}


class PartnerKey(Base):
    """Who is told where which units are, how exactly, and how late."""

    __tablename__ = "partner_keys"
    __table_args__ = (
        CheckConstraint("form IN ('geojson', 'cot')"),
        CheckConstraint("delay_s BETWEEN 0 AND 3600"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    key_hash: Mapped[bytes] = mapped_column(unique=True)
    label: Mapped[str]
    form: Mapped[str]
    area_kind: Mapped[str | None]
    area_code: Mapped[str | None]
    kinds: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    is_precise: Mapped[bool]
    delay_s: Mapped[int]
    made_by: Mapped[str]
    made_at: Mapped[datetime]
    withdrawn_by: Mapped[str | None]
    withdrawn_at: Mapped[datetime | None]
    used_at: Mapped[datetime | None]


class PartnerUse(Base):
    """How often a key was used in a minute, what came of it, and how many units were told."""

    __tablename__ = "partner_uses"

    key_id: Mapped[UUID] = mapped_column(ForeignKey("partner_keys.id"), primary_key=True)
    minute: Mapped[datetime] = mapped_column(primary_key=True)
    outcome: Mapped[str] = mapped_column(primary_key=True)
    uses: Mapped[int]
    units: Mapped[int] = mapped_column(BigInteger)

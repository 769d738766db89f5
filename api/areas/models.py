"""Versions of the areas of a kind. The areas themselves are geometry (geo/areas.py)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from api.db import Base


class AreaVersion(Base):
    """Which file all areas of a kind came from. Of those before it the audit tells."""

    __tablename__ = "area_versions"

    kind: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int]
    file_name: Mapped[str]
    sha256: Mapped[str]
    areas_count: Mapped[int]
    brought_by: Mapped[str]
    brought_at: Mapped[datetime]

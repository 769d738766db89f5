"""One row: how fast the exercise lives, and when a replay last said that it brings the demand."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import REAL, CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from api.db import Base


class Exercise(Base):
    __tablename__ = "exercise"
    __table_args__ = (CheckConstraint("is_only"),)

    is_only: Mapped[bool] = mapped_column(primary_key=True, default=True, server_default="true")
    pace: Mapped[float] = mapped_column(REAL)
    replay_heard_at: Mapped[datetime | None]

"""Commands with the answers they were given."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from api.db import Base


class Command(Base):
    __tablename__ = "commands"
    __table_args__ = (
        Index("commands_waiting", "actor_id", postgresql_where=text("NOT is_settled")),
        Index("commands_by_age", "received_at", postgresql_using="brin"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str]
    actor_id: Mapped[str]
    body_hash: Mapped[bytes]
    body: Mapped[dict[str, Any]] = mapped_column(JSONB)
    occurred_at: Mapped[datetime]
    received_at: Mapped[datetime]
    outcome: Mapped[str | None]
    code: Mapped[str | None]
    message: Mapped[str | None]
    result: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    is_settled: Mapped[bool] = mapped_column(default=True, server_default="true")

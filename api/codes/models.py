"""Code lists as versioned data. Every force differs, so nothing of this is in the code."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from api.db import Base


class CodeList(Base):
    __tablename__ = "code_lists"
    __table_args__ = (Index("one_current_version", "name", unique=True, postgresql_where=text("is_current")),)

    name: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    force: Mapped[str]
    note: Mapped[str]
    loaded_at: Mapped[datetime] = mapped_column(server_default=text("now()"))
    is_current: Mapped[bool]


class Code(Base):
    __tablename__ = "codes"
    __table_args__ = (
        ForeignKeyConstraint(["list", "version"], ["code_lists.name", "code_lists.version"]),
        # The rest of what a table of steps must hold is asked when it is loaded (api/taskings/plan_rules.py).
        CheckConstraint(
            """list <> 'escalation_steps' OR COALESCE(
            detail->>'plan' IN ('new', 'changed') AND detail->>'action' IN ('wake', 'again', 'amber', 'voice', 'supervisor')
            AND detail->>'unless' IN ('delivered', 'answered', 'read') AND jsonb_typeof(detail->'grade') = 'string'
            AND jsonb_typeof(detail->'after_s') = 'number', false)""",
            name="escalation_steps_can_be_taken",
        ),
    )

    list: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    label: Mapped[str]
    rank: Mapped[int]
    detail: Mapped[dict[str, Any]] = mapped_column(JSONB)

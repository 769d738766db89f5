"""Who did or looked at what, and why. Rows are only ever added; the database refuses the rest."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, FetchedValue, Identity, Index, LargeBinary
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql.base import ischema_names
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import UserDefinedType

from api.audit.states import KINDS
from api.db import Base


class Xid8(UserDefinedType[Any]):
    """The number of a transaction, over all lives of PostgreSQL's short one."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        return "xid8"


# So that the test that compares models with migrations knows the column again.
ischema_names["xid8"] = Xid8


class AuditEntry(Base):
    """`xact` is the place of the row in the order of sealing (seals.py)."""

    __tablename__ = "audit"
    __table_args__ = (
        CheckConstraint("kind IN ({})".format(", ".join(f"'{kind}'" for kind in KINDS)), name="audit_kind_check"),
        Index("audit_by_time", "at", postgresql_using="brin"),
        Index("audit_by_place", "xact", "id"),
        Index("audit_by_actor", "actor_id", "id"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    at: Mapped[datetime]
    actor_id: Mapped[str]
    actor: Mapped[str]
    action: Mapped[str]
    subject: Mapped[str]
    reason: Mapped[str]
    request_id: Mapped[str]
    kind: Mapped[str]
    unit_id: Mapped[UUID | None]
    device_id: Mapped[UUID | None]
    xact: Mapped[int] = mapped_column(Xid8, server_default=FetchedValue())


class AuditSeal(Base):
    """One tree over some rows, chained to the tree before (seals.py)."""

    __tablename__ = "audit_seals"

    number: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    sealed_at: Mapped[datetime]
    after_xact: Mapped[int] = mapped_column(Xid8)
    after_id: Mapped[int] = mapped_column(BigInteger)
    through_xact: Mapped[int] = mapped_column(Xid8)
    through_id: Mapped[int] = mapped_column(BigInteger)
    ids: Mapped[list[int]] = mapped_column(ARRAY(BigInteger))
    digests: Mapped[bytes] = mapped_column(LargeBinary)
    root: Mapped[bytes] = mapped_column(LargeBinary)
    previous: Mapped[bytes] = mapped_column(LargeBinary)
    seal: Mapped[bytes] = mapped_column(LargeBinary)


class AuditCheck(Base):
    """What the verifier found. `fault` is empty when all was whole."""

    __tablename__ = "audit_checks"

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    checked_at: Mapped[datetime]
    seals: Mapped[int] = mapped_column(BigInteger)
    rows: Mapped[int] = mapped_column(BigInteger)
    is_all: Mapped[bool]
    fault: Mapped[str]

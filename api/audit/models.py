"""Who did or looked at what, and why. Rows are only ever added; the database refuses the rest."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    FetchedValue,
    ForeignKey,
    Identity,
    Index,
    LargeBinary,
    SmallInteger,
    text,
)
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
        Index("audit_by_view", "subject", "id", postgresql_where=text("action LIKE 'view %'")),
        Index(
            "audit_by_restricted",
            "id",
            postgresql_where=text("action LIKE 'restricted record %' OR action LIKE 'open restricted %'"),
        ),
        Index(
            "audit_by_look",
            "actor_id",
            "at",
            postgresql_where=text("action LIKE 'search %' OR action = 'view nominal'"),
        ),
        Index(
            "audit_by_restricted_record",
            text("\"substring\"(subject, '[0-9a-f-]{36}$'::text)"),
            "id",
            postgresql_where=text("action LIKE 'restricted record %' OR action LIKE 'open restricted %'"),
        ),
        Index("audit_by_look_back", "subject", postgresql_where=text("action = 'look_back'")),
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
    __table_args__ = (Index("audit_seals_by_time", "sealed_at"),)

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


class WatchedRecord(Base):
    """A record that an officer has declared to be close to, or that is under the protected flag; looks at it raise an alert."""

    __tablename__ = "watched_records"
    __table_args__ = (
        CheckConstraint("relation IN ('self', 'family', 'home', 'associate', 'protected')"),
        CheckConstraint("(relation = 'protected') = (officer_id IS NULL)"),
        Index(
            "watched_records_once",
            "record_id",
            text("COALESCE(officer_id, '00000000-0000-0000-0000-000000000000'::uuid)"),
            unique=True,
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
        Index("watched_records_by_officer", "officer_id", postgresql_where=text("withdrawn_at IS NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    record_kind: Mapped[str]
    record_id: Mapped[UUID]
    officer_id: Mapped[UUID | None] = mapped_column(ForeignKey("officers.id"))
    relation: Mapped[str]
    note: Mapped[str] = mapped_column(server_default="")
    entered_by: Mapped[str]
    entered_at: Mapped[datetime]
    withdrawn_by: Mapped[str | None]
    withdrawn_at: Mapped[datetime | None]


class AuditAlert(Base):
    """What stood out, once; what came again before it was settled is counted on it."""

    __tablename__ = "audit_alerts"
    __table_args__ = (
        Index("audit_alerts_open", "rule", "key", unique=True, postgresql_where=text("settled_at IS NULL")),
        Index("audit_alerts_by_time", text("last_at DESC"), text("id DESC")),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    rule: Mapped[str]
    key: Mapped[str]
    first_at: Mapped[datetime]
    last_at: Mapped[datetime]
    raised_at: Mapped[datetime] = mapped_column(server_default="now()")
    count: Mapped[int]
    actor_id: Mapped[str]
    actor: Mapped[str]
    subject: Mapped[str]
    words: Mapped[str]
    seen_by: Mapped[str | None]
    seen_at: Mapped[datetime | None]
    settled_by: Mapped[str | None]
    settled_at: Mapped[datetime | None]
    note: Mapped[str] = mapped_column(server_default="")


class AuditWatch(Base):
    """Up to where the watch has looked: one row."""

    __tablename__ = "audit_watch"
    __table_args__ = (CheckConstraint("id = 1"),)

    id: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    xact: Mapped[int] = mapped_column(Xid8)
    row_id: Mapped[int] = mapped_column(BigInteger)

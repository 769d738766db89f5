"""Officers and staff, their roles and skills, and the sessions they sign in to."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Identity, Index, SmallInteger, text
from sqlalchemy.orm import Mapped, mapped_column

from api.db import Base


class Pod(Base):
    __tablename__ = "pods"

    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    lon: Mapped[float]
    lat: Mapped[float]


class Officer(Base):
    __tablename__ = "officers"
    __table_args__ = (
        CheckConstraint("pay_number ~ '^[A-Z][0-9]{6}$'"),
        Index("officers_by_name", text("lower(name)")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    pay_number: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    rank: Mapped[str]
    shoulder_number: Mapped[str | None]
    pod: Mapped[str] = mapped_column(ForeignKey("pods.code"))
    password_hash: Mapped[str | None]
    is_active: Mapped[bool] = mapped_column(default=True, server_default="true")
    # Stamped by the database when somebody stops serving: from here on retention counts.
    inactive_at: Mapped[datetime | None]
    is_made_up: Mapped[bool] = mapped_column(default=False, server_default="false")


class OfficerRole(Base):
    __tablename__ = "officer_roles"

    officer_id: Mapped[UUID] = mapped_column(ForeignKey("officers.id", ondelete="CASCADE"), primary_key=True)
    role: Mapped[str] = mapped_column(primary_key=True)


class OfficerSkill(Base):
    __tablename__ = "officer_skills"

    officer_id: Mapped[UUID] = mapped_column(ForeignKey("officers.id", ondelete="CASCADE"), primary_key=True)
    skill: Mapped[str] = mapped_column(primary_key=True)
    valid_until: Mapped[date | None]


class OfficerRestriction(Base):
    """What they may not be sent to for now (recuperative or adjusted duties): a code of the list `restrictions`."""

    __tablename__ = "officer_restrictions"
    __table_args__ = (
        CheckConstraint("until_on >= from_on"),
        CheckConstraint("(ended_at IS NULL) = (ended_by IS NULL)"),
        Index("officer_restrictions_standing", "officer_id", postgresql_where=text("ended_at IS NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    officer_id: Mapped[UUID] = mapped_column(ForeignKey("officers.id", ondelete="CASCADE"))
    restriction: Mapped[str]
    from_on: Mapped[date]
    # The last day of it.
    until_on: Mapped[date | None]
    set_by: Mapped[str]
    set_at: Mapped[datetime]
    ended_by: Mapped[str | None]
    ended_at: Mapped[datetime | None]


class SignedIn(Base):
    """One sign-in. Only the hash of its token is kept, so a copy of the table opens nothing."""

    __tablename__ = "sessions"
    __table_args__ = (Index("sessions_by_officer", "officer_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    token_hash: Mapped[bytes] = mapped_column(unique=True)
    officer_id: Mapped[UUID] = mapped_column(ForeignKey("officers.id"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class DeviceRoot(Base):
    """What the keys of all handsets' data are derived from: one row, made with the database."""

    __tablename__ = "device_roots"

    id: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    secret: Mapped[bytes]


class SignInAttempt(Base):
    """A failed attempt against one pay number or from one address, both only as a hash."""

    __tablename__ = "sign_in_attempts"
    __table_args__ = (Index("sign_in_attempts_by_subject", "subject_hash", "at"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    subject_hash: Mapped[bytes]
    at: Mapped[datetime]

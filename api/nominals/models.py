"""People: each source's record of one, and the keys under which they are found (docs/decisions/0013)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Identity, Index, SmallInteger, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, REAL
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Integer, Text, Uuid

from api.db import Base
from api.records.models import Recorded


class Nominal(Recorded, Base):
    """One source's record of a person. Several of one person stay several; a golden nominal holds them together.

    `aliases`: `[{"given_names": [..], "family_name": ".."}]`. `age_from` and `age_to` are as seen on `age_on`.
    """

    __tablename__ = "nominals"
    __table_args__ = (
        Index("nominals_restricted", "id", postgresql_where=text("restriction IS NOT NULL")),
        Index("nominals_by_postcode", "postcode", postgresql_where=text("postcode <> ''")),
        Index(
            "nominals_by_words",
            text("to_tsvector('english', description)"),
            postgresql_using="gin",
            postgresql_where=text("description <> ''"),
        ),
        Index(
            "nominals_by_name_and_words",
            text("described(description, given_names, family_name)"),
            postgresql_using="gin",
            postgresql_where=text("description <> ''"),
        ),
    )

    title: Mapped[str] = mapped_column(server_default="")
    given_names: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    family_name: Mapped[str] = mapped_column(server_default="")
    aliases: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, server_default="[]")
    sex: Mapped[str] = mapped_column(server_default="U")
    born_on: Mapped[date | None]
    age_from: Mapped[int | None] = mapped_column(SmallInteger)
    age_to: Mapped[int | None] = mapped_column(SmallInteger)
    age_on: Mapped[date | None]
    ethnicity: Mapped[str] = mapped_column(server_default="")
    postcode: Mapped[str] = mapped_column(server_default="")
    description: Mapped[str] = mapped_column(server_default="")
    photo: Mapped[str] = mapped_column(server_default="")
    subject_category: Mapped[str] = mapped_column(server_default="other")


class NominalIdentifier(Base):
    """A number that names a person: PNC id, CRO, ASN. One that fails its check is kept and says so."""

    __tablename__ = "nominal_identifiers"
    __table_args__ = (Index("nominal_identifiers_by_value", "value"),)

    nominal_id: Mapped[UUID] = mapped_column(ForeignKey("nominals.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str] = mapped_column(primary_key=True)
    is_valid: Mapped[bool] = mapped_column(server_default="true")


class Name(Base):
    """A name that somebody, or some street, bears: errors live in names, so names are what is searched."""

    __tablename__ = "names"
    __table_args__ = (
        UniqueConstraint("name", "kind"),
        Index("names_by_key", "keys", postgresql_using="gin"),
        Index(
            "names_by_beginning",
            "name",
            postgresql_where=text("kind = 'street'"),
            postgresql_ops={"name": "text_pattern_ops"},
        ),
        Index("names_by_near_key", "near_keys", postgresql_using="gin"),
        Index("names_by_sound", "kind", "sound", text("bearers DESC"), postgresql_include=["name", "id"]),
        Index(
            "names_by_other_sound",
            "kind",
            "other_sound",
            text("bearers DESC"),
            postgresql_include=["name", "id"],
            postgresql_where=text("other_sound <> ''"),
        ),
    )

    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    kind: Mapped[str]
    name: Mapped[str]
    sound: Mapped[str]
    other_sound: Mapped[str]
    letters: Mapped[str]
    keys: Mapped[list[int]] = mapped_column(ARRAY(Integer))
    bearers: Mapped[int] = mapped_column(server_default="0")
    near_keys: Mapped[list[int]] = mapped_column(ARRAY(Integer))


class NameGroup(Base):
    """Names that stand for one another: nicknames, and spellings of one name in other alphabets and tongues."""

    __tablename__ = "name_groups"

    name: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    how: Mapped[str]


class NominalKey(Base):
    """One pair of names under which a person is found. Kept by the database itself, whenever a nominal changes."""

    __tablename__ = "nominal_keys"
    __table_args__ = (
        Index(
            "nominal_keys_by_name",
            "family_id",
            "initial",
            "given_id",
            "born_on",
            postgresql_include=["nominal_id", "born_year", "is_alias", "is_restricted"],
        ),
        Index(
            "nominal_keys_by_birth",
            "born_on",
            "family_id",
            "given_id",
            postgresql_include=["nominal_id", "born_year", "is_alias", "is_restricted"],
        ),
        Index("nominal_keys_by_birth_and_given", "born_on", "given_id"),
        Index(
            "nominal_keys_by_given",
            "given_id",
            "born_year",
            postgresql_include=["nominal_id", "is_alias", "is_restricted"],
        ),
        Index("nominal_keys_of_nominal", "nominal_id"),
    )
    # No row of it is ever loaded as an object; SQLAlchemy wants a name for one all the same.
    __mapper_args__ = {"primary_key": ["nominal_id", "family_id", "given_id"]}

    nominal_id: Mapped[UUID]
    family_id: Mapped[int]
    given_id: Mapped[int]
    initial: Mapped[str]
    born_on: Mapped[date | None]
    born_year: Mapped[int | None] = mapped_column(SmallInteger)
    is_alias: Mapped[bool]
    is_restricted: Mapped[bool]


class GoldenMember(Base):
    """Where a record stands that is not alone: in the cluster that is named by its lowest record."""

    __tablename__ = "golden_members"
    __table_args__ = (Index("golden_members_of", "golden_id"),)

    nominal_id: Mapped[UUID] = mapped_column(ForeignKey("nominals.id", ondelete="CASCADE"), primary_key=True)
    golden_id: Mapped[UUID]


class NominalPair(Base):
    """What the computer made of two records. `levels` are numbers in the order of the model's comparisons (comparing.py)."""

    __tablename__ = "nominal_pairs"
    __table_args__ = (
        Index("nominal_pairs_of_other", "other_id"),
        Index(
            "nominal_pairs_waiting",
            text("weight DESC"),
            "one_id",
            "other_id",
            postgresql_where=text("state = 'attention'"),
        ),
        CheckConstraint("one_id < other_id"),
    )

    one_id: Mapped[UUID] = mapped_column(ForeignKey("nominals.id", ondelete="CASCADE"), primary_key=True)
    other_id: Mapped[UUID] = mapped_column(ForeignKey("nominals.id", ondelete="CASCADE"), primary_key=True)
    weight: Mapped[float] = mapped_column(REAL)
    levels: Mapped[list[int]] = mapped_column(ARRAY(SmallInteger))
    state: Mapped[str]
    why: Mapped[str] = mapped_column(server_default="")
    model: Mapped[str]
    scored_at: Mapped[datetime] = mapped_column(server_default=text("now()"))


class NominalDecision(Base):
    """What a person decided of two records. It wins over the computer until it is withdrawn."""

    __tablename__ = "nominal_decisions"
    __table_args__ = (
        Index(
            "nominal_decisions_standing",
            "one_id",
            "other_id",
            unique=True,
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
        Index("nominal_decisions_of_other", "other_id", postgresql_where=text("withdrawn_at IS NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    one_id: Mapped[UUID] = mapped_column(ForeignKey("nominals.id", ondelete="CASCADE"))
    other_id: Mapped[UUID] = mapped_column(ForeignKey("nominals.id", ondelete="CASCADE"))
    verdict: Mapped[str]
    reason: Mapped[str]
    decided_by: Mapped[str]
    decided_at: Mapped[datetime]
    withdrawn_by: Mapped[str | None]
    withdrawn_at: Mapped[datetime | None]


class GoldenAct(Base):
    """One change of clusters: `{record: cluster}` before and after, so that it can be undone exactly."""

    __tablename__ = "golden_acts"
    __table_args__ = (
        Index("golden_acts_of_record", "records", postgresql_using="gin"),
        Index("golden_acts_by_time", text("at DESC")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    act: Mapped[str]
    at: Mapped[datetime]
    acted_by: Mapped[str]
    reason: Mapped[str]
    decision_id: Mapped[UUID | None] = mapped_column(ForeignKey("nominal_decisions.id", ondelete="SET NULL"))
    undoes: Mapped[UUID | None] = mapped_column(ForeignKey("golden_acts.id", ondelete="SET NULL"))
    undone_at: Mapped[datetime | None]
    before: Mapped[dict[str, str]] = mapped_column(JSONB)
    after: Mapped[dict[str, str]] = mapped_column(JSONB)
    records: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))


class GoldenWaiting(Base):
    """A new or changed record that is still to be compared. The database itself puts it here."""

    __tablename__ = "golden_waiting"
    __table_args__ = (Index("golden_waiting_by_age", "since"),)

    nominal_id: Mapped[UUID] = mapped_column(primary_key=True)
    since: Mapped[datetime] = mapped_column(server_default=text("now()"))

"""Addresses of the record. What happened at and around a place, and the warnings on it, are in api/places."""

from __future__ import annotations

from geoalchemy2 import Geometry
from geoalchemy2.elements import WKBElement, WKTElement
from sqlalchemy import BigInteger, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from api.db import Base
from api.records.models import Recorded


class Address(Recorded, Base):
    """`place` in metres (EPSG:27700). `street_id` is the street's name in the dictionary, set by the database."""

    __tablename__ = "addresses"
    __table_args__ = (
        Index("addresses_restricted", "id", postgresql_where=text("restriction IS NOT NULL")),
        Index("addresses_by_uprn", "uprn", postgresql_where=text("uprn IS NOT NULL")),
        Index("addresses_by_postcode", "postcode", "house", postgresql_where=text("postcode <> ''")),
        Index("addresses_by_street", "street_id", "house"),
        Index("addresses_by_words", "what3words", postgresql_where=text("what3words <> ''")),
        Index("addresses_by_place", "place", postgresql_using="gist"),
    )

    uprn: Mapped[int | None] = mapped_column(BigInteger)
    flat: Mapped[str] = mapped_column(server_default="")
    house: Mapped[str] = mapped_column(server_default="")
    street: Mapped[str] = mapped_column(server_default="")
    locality: Mapped[str] = mapped_column(server_default="")
    postcode: Mapped[str] = mapped_column(server_default="")
    what3words: Mapped[str] = mapped_column(server_default="")
    place: Mapped[WKBElement | WKTElement | None] = mapped_column(Geometry("POINT", srid=27700, spatial_index=False))
    street_id: Mapped[int] = mapped_column(server_default="0")
    description: Mapped[str] = mapped_column(server_default="")

"""Road networks and their edges, as they were brought in."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from geoalchemy2 import Geometry
from geoalchemy2.elements import WKBElement, WKTElement
from sqlalchemy import BigInteger, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from api.db import Base


class RoadNetwork(Base):
    """A whole network. One is in use."""

    __tablename__ = "road_networks"
    __table_args__ = (
        Index("one_current_road_network", "is_current", unique=True, postgresql_where=text("is_current")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    fingerprint: Mapped[str]
    loaded_at: Mapped[datetime]
    edges: Mapped[int]
    is_made_up: Mapped[bool]
    is_current: Mapped[bool]


class RoadEdge(Base):
    """A stretch of road between two crossings. The class is OpenStreetMap's highway tag; its speed is in the code lists."""

    __tablename__ = "road_edges"

    network_id: Mapped[UUID] = mapped_column(ForeignKey("road_networks.id", ondelete="CASCADE"), primary_key=True)
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    start_node: Mapped[int] = mapped_column(BigInteger)
    end_node: Mapped[int] = mapped_column(BigInteger)
    road_class: Mapped[str] = mapped_column("class")
    name: Mapped[str]
    is_oneway: Mapped[bool]
    line: Mapped[WKBElement | WKTElement] = mapped_column(Geometry("LINESTRING", srid=27700, spatial_index=False))


class RoadNoTurn(Base):
    """Whoever comes by one edge may not go on into another at the crossing between them."""

    __tablename__ = "road_no_turns"

    network_id: Mapped[UUID] = mapped_column(ForeignKey("road_networks.id", ondelete="CASCADE"), primary_key=True)
    before_edge: Mapped[int] = mapped_column(primary_key=True)
    crossing: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    after_edge: Mapped[int] = mapped_column(primary_key=True)

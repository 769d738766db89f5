"""Areas and roads: polygons that a place can lie in, and lines that a map can draw."""

from __future__ import annotations

from geoalchemy2 import Geometry
from sqlalchemy import Column, Index, Integer, MetaData, SmallInteger, Table, Text

metadata = MetaData()

areas = Table(
    "areas",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("code", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("outline", Geometry("MULTIPOLYGON", srid=27700, spatial_index=False), nullable=False),
    Column("parent", Text),
    Index("areas_by_outline", "outline", postgresql_using="gist"),
)

roads = Table(
    "roads",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False),
    Column("rank", SmallInteger, nullable=False),
    Column("line", Geometry("LINESTRING", srid=27700, spatial_index=False), nullable=False),
    Index("roads_by_line", "line", postgresql_using="gist"),
)

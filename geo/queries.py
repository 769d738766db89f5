"""Questions about areas: in which one a place lies, and the vector tiles that draw them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from shapely.geometry import LineString, MultiPolygon
from sqlalchemy import text
from sqlalchemy.orm import Session

# The nearest outline within this distance still counts: simplified borders leave slivers between neighbours.
NEAREST_AREA_M = 5_000

_AREA_AT = text("""
    SELECT code FROM areas, (SELECT ST_Transform(ST_SetSRID(ST_MakePoint(:lon, :lat), 4326), 27700) AS here) place
    WHERE kind = :kind AND ST_DWithin(outline, here, :reach) ORDER BY outline <-> here, code LIMIT 1
""")


def area_at(session: Session, kind: str, lon: float, lat: float) -> str | None:
    """The code of the area of a kind in which a place lies, or the nearest one close by, or None."""
    found = session.execute(_AREA_AT, {"kind": kind, "lon": lon, "lat": lat, "reach": NEAREST_AREA_M})
    return found.scalar()


def store_areas(session: Session, kind: str, areas: Iterable[tuple[str, str, MultiPolygon]]) -> None:
    """Put areas (code, name, outline in degrees) into the database, replacing those of the same code."""
    session.execute(
        text(
            "INSERT INTO areas (kind, code, name, outline)"
            " VALUES (:kind, :code, :name, ST_Multi(ST_Transform(ST_GeomFromText(:outline, 4326), 27700)))"
            " ON CONFLICT (kind, code) DO UPDATE SET name = EXCLUDED.name, outline = EXCLUDED.outline"
        ),
        [{"kind": kind, "code": code, "name": name, "outline": outline.wkt} for code, name, outline in areas],
    )


def store_roads(session: Session, roads: Iterable[tuple[int, str, int, LineString]]) -> None:
    """Put roads (id, name, rank, line in degrees) into the database, replacing those of the same id."""
    session.execute(
        text(
            "INSERT INTO roads (id, name, rank, line)"
            " VALUES (:id, :name, :rank, ST_Transform(ST_GeomFromText(:line, 4326), 27700))"
            " ON CONFLICT (id) DO UPDATE SET name = EXCLUDED.name, rank = EXCLUDED.rank, line = EXCLUDED.line"
        ),
        [{"id": id_, "name": name, "rank": rank, "line": line.wkt} for id_, name, rank, line in roads],
    )


_LAYER = """
    SELECT COALESCE(ST_AsMVT(shapes, '{layer}', 4096, 'geom'), ''::bytea) FROM (
        SELECT {columns}, ST_AsMVTGeom(ST_Transform({shape}, 3857), ST_TileEnvelope(:z, :x, :y), 4096, 64, true) AS geom
        FROM {table}
        WHERE {shape} && ST_Transform(ST_TileEnvelope(:z, :x, :y), 27700) AND {only}
    ) shapes WHERE geom IS NOT NULL
"""

# Minor roads would be noise on a map of the whole city, so they come with the zoom.
_LAYERS = [
    _LAYER.format(layer="pods", columns="code, name", shape="outline", table="areas", only="kind = 'pod'"),
    _LAYER.format(layer="boroughs", columns="name", shape="outline", table="areas", only="kind = 'borough'"),
    _LAYER.format(
        layer="beats", columns="code, name", shape="outline", table="areas", only="kind = 'beat' AND :z >= 12"
    ),
    _LAYER.format(layer="roads", columns="name, rank", shape="line", table="roads", only="rank <= greatest(:z - 9, 1)"),
    _LAYER.format(
        layer="labels",
        columns="name, kind",
        shape="ST_PointOnSurface(outline)",
        table="areas",
        only="kind = CASE WHEN :z < 10 THEN 'pod' ELSE 'borough' END",
    ),
]


def tile(session: Session, z: int, x: int, y: int) -> bytes:
    """One vector tile with the layers `pods`, `boroughs`, `beats`, `roads` and `labels`; empty where there is nothing."""
    at: dict[str, Any] = {"z": z, "x": x, "y": y}
    # Tiles of one format may simply be joined: each layer is a field of its own.
    return b"".join(bytes(session.execute(text(layer), at).scalar_one()) for layer in _LAYERS)

"""Reads areas out of files: GeoJSON (RFC 7946, and the older form that names its system) and GeoPackage (OGC 12-128r18)."""

from __future__ import annotations

import json
import re
import sqlite3
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import shapely
from shapely import Geometry
from shapely.errors import GEOSException

from geo import points

LARGEST_BYTES = 64 * 1024 * 1024
MOST_FEATURES = 10_000
# How many bytes of envelope stand before the shape, by the kind of envelope.
ENVELOPES = (0, 32, 48, 48, 64)


class NotReadable(ValueError):
    """This file cannot be read; the message says why."""


@dataclass(frozen=True)
class Feature:
    """A shape in the system `srid`, and what the file says of it. Names are in small letters."""

    shape: Geometry
    srid: int
    says: dict[str, Any]


def read(path: Path) -> list[Feature]:
    """All features of a file. Raises NotReadable."""
    if path.stat().st_size > LARGEST_BYTES:
        raise NotReadable(f"This file is larger than {LARGEST_BYTES // 1024 // 1024} MB.")
    with path.open("rb") as file:
        is_database = file.read(16) == b"SQLite format 3\0"
    found: list[Feature] = []
    for feature in _of_geopackage(path) if is_database else _of_geojson(path):
        found.append(feature)
        if len(found) > MOST_FEATURES:
            raise NotReadable(f"There are more than {MOST_FEATURES:,} areas in this file.")
    if not found:
        raise NotReadable("There is no area in this file.")
    return found


def _of_geojson(path: Path) -> Iterator[Feature]:
    try:
        document = json.loads(path.read_bytes())
    except (ValueError, RecursionError):
        raise NotReadable("This is neither GeoJSON nor a GeoPackage, or the file is broken.") from None
    if not isinstance(document, dict) or document.get("type") not in {"FeatureCollection", "Feature"}:
        raise NotReadable("This JSON is no GeoJSON: it has no features.")
    features = document.get("features") if document["type"] == "FeatureCollection" else [document]
    srid = _named_system(document)
    for number, feature in enumerate(features if isinstance(features, list) else [], 1):
        yield Feature(_shape(feature, number), srid, _said(feature.get("properties")))


def _named_system(document: dict[str, Any]) -> int:
    """RFC 7946 knows only WGS 84; what older programs write names another one in `crs`."""
    told = document.get("crs")
    if told is None:
        return points.WGS84
    name = str((told.get("properties") or {}).get("name", "") if isinstance(told, dict) else "")
    if name.endswith("CRS84"):
        return points.WGS84
    found = re.search(r"EPSG:+(?:[\d.]*:)?(\d+)$", name)
    return _known_system(int(found[1]) if found else None)


def _known_system(srid: int | None) -> int:
    if srid not in {points.WGS84, points.METRES}:
        raise NotReadable(
            f"The coordinates are in {srid or 'an unknown system'}. Export them as EPSG:4326 or EPSG:27700."
        )
    return srid


def _shape(feature: Any, number: int) -> Geometry:
    try:
        shape = shapely.from_geojson(json.dumps(feature["geometry"]))
    except (GEOSException, KeyError, TypeError, ValueError, RecursionError):
        raise NotReadable(f"Area {number} has no shape that can be read.") from None
    if shape is None:
        raise NotReadable(f"Area {number} has no shape.")
    return shape


def _said(properties: Any) -> dict[str, Any]:
    return {str(name).lower(): value for name, value in properties.items()} if isinstance(properties, dict) else {}


def _of_geopackage(path: Path) -> Iterator[Feature]:
    database = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
    database.row_factory = sqlite3.Row
    try:
        layers = database.execute(
            "SELECT g.table_name, g.column_name, g.srs_id FROM gpkg_geometry_columns g"
            " JOIN gpkg_contents c ON c.table_name = g.table_name WHERE c.data_type = 'features'"
        ).fetchall()
        for table, column, srid in layers:
            yield from _of_layer(database, table, column, _known_system(srid))
    except sqlite3.Error:
        raise NotReadable("This GeoPackage is broken, or it is another kind of database.") from None
    finally:
        database.close()


def _of_layer(database: sqlite3.Connection, table: str, column: str, srid: int) -> Iterator[Feature]:
    # A name out of a stranger's file is quoted; the file is open for reading only.
    quoted = table.replace('"', '""')
    for number, row in enumerate(database.execute(f'SELECT * FROM "{quoted}"'), 1):  # noqa: S608
        says = {name.lower(): row[name] for name in row.keys() if name != column}  # noqa: SIM118  a Row is no dict
        yield Feature(_unpacked(row[column], number), srid, says)


def _unpacked(blob: Any, number: int) -> Geometry:
    """The shape behind the header of a GeoPackage's geometry."""
    try:
        magic, _, flags, _ = struct.unpack_from("<2sBBi", blob)
        # What has no such header is no geometry of a GeoPackage.
        shape: Geometry = shapely.from_wkb(blob[8 + ENVELOPES[(flags >> 1) & 7] :] if magic == b"GP" else b"")
    except (GEOSException, IndexError, TypeError, ValueError, struct.error):
        raise NotReadable(f"Area {number} has no shape that can be read.") from None
    return shape

"""Reads areas out of files: GeoJSON (RFC 7946, and the older form that names its system) and GeoPackage (OGC 12-128r18)."""

from __future__ import annotations

import json
import re
import sqlite3
import struct
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import shapely
from shapely import Geometry
from shapely.errors import GEOSException

from geo import points

LARGEST_BYTES = 64 * 1024 * 1024
MOST_FEATURES = 10_000
# A view or a trigger in a stranger's database can count for ever; real layers of this size take a second.
DATABASE_WITHIN_S = 10.0
_STEPS_A_LOOK = 20_000
# How many bytes of envelope stand before the shape, by the kind of envelope.
ENVELOPES = (0, 32, 48, 48, 64)


class NotReadable(ValueError):
    """This file cannot be read; the message says why."""


@dataclass(frozen=True)
class Feature:
    """A shape in the system `srid`, and what the file says of it. Names are in small letters. Without a shape `fault` says why."""

    shape: Geometry | None
    srid: int
    says: dict[str, Any]
    fault: str = ""


def read(path: Path) -> list[Feature]:
    """All features of a file. Raises NotReadable."""
    features = read_each(path)
    for number, feature in enumerate(features, 1):
        if feature.fault:
            raise NotReadable(f"Area {number} {feature.fault}")
    return features


def read_each(path: Path) -> list[Feature]:
    """The same, where a shape that cannot be read is a fault of that one. Raises NotReadable for the file itself."""
    if path.stat().st_size > LARGEST_BYTES:
        raise NotReadable(f"This file is larger than {LARGEST_BYTES // 1024 // 1024} MB.")
    with path.open("rb") as file:
        begins = file.read(16)
    is_database = begins == b"SQLite format 3\0"
    if begins.startswith((b"PK\3\4", b"\x1f\x8b")):
        raise NotReadable("This file is packed. Unpack it first: what is in it is GeoJSON or a GeoPackage.")
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
    for feature in features if isinstance(features, list) else []:
        says = _said(feature.get("properties")) if isinstance(feature, dict) else {}
        yield _feature(partial(_shape, feature), srid, says)


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


def _feature(shape: Callable[[], Geometry | None], srid: int, says: dict[str, Any]) -> Feature:
    try:
        found = shape()
    except (GEOSException, IndexError, KeyError, TypeError, ValueError, RecursionError, struct.error):
        return Feature(None, srid, says, "has no shape that can be read.")
    return Feature(found, srid, says, "" if found is not None else "has no shape.")


def _shape(feature: Any) -> Geometry | None:
    shape: Geometry | None = shapely.from_geojson(json.dumps(feature["geometry"]))
    return shape


def _said(properties: Any) -> dict[str, Any]:
    return {str(name).lower(): value for name, value in properties.items()} if isinstance(properties, dict) else {}


def _of_geopackage(path: Path) -> Iterator[Feature]:
    database = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
    database.row_factory = sqlite3.Row
    _bind(database)
    try:
        # Tables only: what a view of a stranger does is the stranger's.
        layers = database.execute(
            "SELECT g.table_name, g.column_name, g.srs_id FROM gpkg_geometry_columns g"
            " JOIN gpkg_contents c ON c.table_name = g.table_name"
            " JOIN sqlite_master m ON m.name = g.table_name AND m.type = 'table' WHERE c.data_type = 'features'"
        ).fetchall()
        for table, column, srid in layers:
            yield from _of_layer(database, table, column, _known_system(srid))
    except sqlite3.Error:
        raise NotReadable("This GeoPackage is broken, or it is another kind of database.") from None
    finally:
        database.close()


def _bind(database: sqlite3.Connection) -> None:
    """A stranger's database gets so much time and so much of a value, and none of its own functions."""
    until = time.monotonic() + DATABASE_WITHIN_S
    database.set_progress_handler(lambda: int(time.monotonic() > until), _STEPS_A_LOOK)
    database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LARGEST_BYTES)
    database.execute("PRAGMA trusted_schema = OFF")


def _of_layer(database: sqlite3.Connection, table: str, column: str, srid: int) -> Iterator[Feature]:
    # A name out of a stranger's file is quoted; the file is open for reading only.
    quoted = table.replace('"', '""')
    for row in database.execute(f'SELECT * FROM "{quoted}"'):  # noqa: S608
        says = {name.lower(): row[name] for name in row.keys() if name != column}  # noqa: SIM118  a Row is no dict
        yield _feature(partial(_unpacked, row[column]), srid, says)


def _unpacked(blob: Any) -> Geometry:
    """The shape behind the header of a GeoPackage's geometry."""
    magic, _, flags, _ = struct.unpack_from("<2sBBi", blob)
    # What has no such header is no geometry of a GeoPackage.
    shape: Geometry = shapely.from_wkb(blob[8 + ENVELOPES[(flags >> 1) & 7] :] if magic == b"GP" else b"")
    return shape

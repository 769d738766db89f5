"""What a row of a source becomes: an event of a place, or a refusal with its reason."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from math import isfinite

Box = tuple[float, float, float, float]

# Where the force's places lie; what is measured elsewhere in Britain is kept and told of.
LONDON: Box = (-0.56, 51.24, 0.38, 51.74)
BRITAIN: Box = (-9.0, 49.0, 2.5, 61.0)


class RowRefused(Exception):
    """This row cannot be used: the message says why."""


@dataclass(frozen=True)
class Happening:
    """One event as it will be stored. `key` is the source's own name for it, or nothing where it has none."""

    category: str
    label: str
    happened_at: datetime
    outcome: str = ""
    is_whole_month: bool = False
    lon: float | None = None
    lat: float | None = None
    address: str = ""
    key: str = ""
    detail: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Format:
    """A kind of file: how its rows are read, which columns it needs and which it knows."""

    source: str
    read: Callable[[dict[str, str]], Happening]
    needs: frozenset[str]
    knows: frozenset[str]

    def fits(self, header: list[str]) -> bool:
        return self.needs <= set(header)

    def unknown(self, header: list[str]) -> list[str]:
        return [name for name in header if name not in self.knows]


def place(lon_text: str, lat_text: str, area: Box) -> tuple[float | None, float | None]:
    """A place as numbers, or none where the source gives none. Raises RowRefused for one that cannot be."""
    if not lon_text and not lat_text:
        return None, None
    try:
        lon, lat = float(lon_text), float(lat_text)
    except ValueError:
        raise RowRefused("coordinates that are not numbers") from None
    if not (isfinite(lon) and isfinite(lat)):
        raise RowRefused("coordinates that are not numbers")
    if lon == 0 and lat == 0:
        raise RowRefused("coordinates 0/0")
    if not is_inside(lon, lat, area):
        raise RowRefused(
            "longitude and latitude swapped"
            if is_inside(lat, lon, area)
            else f"coordinates outside the area ({lon:.4f}, {lat:.4f})"
        )
    return lon, lat


def is_inside(lon: float, lat: float, box: Box) -> bool:
    west, south, east, north = box
    return west <= lon <= east and south <= lat <= north


def fingerprint(row: dict[str, str]) -> str:
    """A name for a row that has none. Rows that are the same to the letter are told apart by their count."""
    return hashlib.sha256(
        "\x1f".join(f"{name}={row[name]}" for name in sorted(row)).encode("utf-8", "replace")
    ).hexdigest()[:32]

"""Calls for service from a CSV of any force: a small column map says what is where."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from api.imports.formats import Box, Format, Happening, RowRefused, place


class BrokenMap(Exception):
    """A column map that cannot be used: the message says why."""


MAPS = Path(__file__).parent / "maps"


@dataclass(frozen=True)
class CallMap:
    """Which column holds what, in which zone its times are, where its places lie, and what its titles mean."""

    source: str
    columns: dict[str, str]
    knows: frozenset[str]
    zone: ZoneInfo
    area: Box
    kinds: list[dict[str, str]]

    def kind_of(self, title: str) -> dict[str, str]:
        """The first rule whose words all stand in the title."""
        low = title.lower()
        return next((kind for kind in self.kinds if all(word in low for word in kind["words"].split())), self.kinds[-1])

    def read(self, row: dict[str, str]) -> Happening:
        title = row[self.columns["title"]]
        if not title:
            raise RowRefused("no title")
        lon, lat = place(row[self.columns["lon"]], row[self.columns["lat"]], self.area)
        return Happening(
            category=self.kind_of(title)["category"],
            label=title.rstrip(" -"),
            happened_at=self._time(row[self.columns["time"]]),
            lon=lon,
            lat=lat,
            address=row.get(self.columns.get("address", ""), ""),
            key=row.get(self.columns.get("id", ""), ""),
        )

    def _time(self, text: str) -> datetime:
        try:
            at = datetime.fromisoformat(text)
        except ValueError:
            raise RowRefused(f"impossible time {text[:40]!r}") from None
        at = at if at.tzinfo else at.replace(tzinfo=self.zone)
        if at > datetime.now(at.tzinfo) or at.year < 1990:
            raise RowRefused(f"impossible time {text[:40]!r}")
        return at

    @property
    def format(self) -> Format:
        needs = frozenset(self.columns[name] for name in ("title", "time", "lon", "lat"))
        return Format(self.source, self.read, needs, self.knows)


def load(path: Path) -> CallMap:
    """A column map from its file. Raises BrokenMap for one that is not complete, or holds what is no text where one belongs."""
    try:
        given: dict[str, Any] = json.loads(path.read_text())
        west, south, east, north = map(float, given["area"])
        columns, passed_over = given["columns"], given.get("passed_over", [])
        if lacking := [name for name in ("title", "time", "lon", "lat") if name not in columns]:
            raise BrokenMap(f"It says no column for {', '.join(lacking)}.")
        if not all(isinstance(name, str) for name in (given["source"], *columns.values(), *passed_over)):
            raise BrokenMap("Its source and the names of its columns must be texts.")
        if not given["kinds"] or not all(isinstance(kind["words"] + kind["category"], str) for kind in given["kinds"]):
            raise BrokenMap("Each of its kinds needs words and a category.")
        return CallMap(
            source=given["source"],
            columns=columns,
            knows=frozenset([*columns.values(), *passed_over]),
            zone=ZoneInfo(given["time_zone"]),
            area=(west, south, east, north),
            kinds=given["kinds"],
        )
    except KeyError as missing:
        raise BrokenMap(f"A map of calls needs {missing}; a map of records says its kind.") from None
    except (ValueError, TypeError, AttributeError, OSError) as fault:
        raise BrokenMap(f"It is no map as in api/imports/maps: {fault}.") from None


def shipped() -> list[CallMap]:
    """The maps that come with the product: the Montgomery County layout, and a generic one."""
    return [load(path) for path in sorted(MAPS.glob("*.json"), key=lambda path: path.stem == "generic")]

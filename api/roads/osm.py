"""OpenStreetMap's files as a road network: ways that can be driven, cut at their crossings."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import osmium

from api.imports.lines import NotReadable
from api.roads.network import Network, Stretch

ENDINGS = (".osm.pbf", ".pbf", ".osm", ".osm.gz", ".osm.bz2", ".xml")
CLOSED = frozenset({"no"})
ROUND = frozenset({"roundabout", "circular"})


@dataclass(frozen=True)
class Way:
    """A way as drawn: its nodes in order, and their places."""

    road_class: str
    name: str
    oneway: str
    nodes: list[int]
    places: list[tuple[float, float]]


def read(path: Path, classes: Collection[str]) -> Network:
    """The roads of an extract whose highway tag is one of `classes`.

    Raises NotReadable, with what to do about it, for a file that is none, is broken, or holds no such road.
    """
    if not path.name.lower().endswith(ENDINGS):
        raise NotReadable(f"{path.name}: an OpenStreetMap file ends in {', '.join(ENDINGS)}.")
    left_out: Counter[str] = Counter()
    try:
        ways = list(_ways(path, classes, left_out))
    except (RuntimeError, OSError, osmium.InvalidLocationError) as error:
        raise NotReadable(f"{path.name} is no OpenStreetMap file, or it is broken: {error}") from error
    if not ways:
        raise NotReadable(_nothing(path, left_out))
    return Network(path.name, _fingerprint(path), list(_cut(ways)), left_out=dict(left_out))


def _nothing(path: Path, left_out: Counter[str]) -> str:
    because = "; ".join(f"{count:,} {what}" for what, count in left_out.items())
    return f"There is no road in {path.name} that a car can drive" + (f" ({because})." if because else ".")


def _ways(path: Path, classes: Collection[str], left_out: Counter[str]) -> Iterator[Way]:
    reading = osmium.FileProcessor(str(path), osmium.osm.NODE | osmium.osm.WAY).with_locations()
    for one in reading.with_filter(osmium.filter.KeyFilter("highway")):
        if not isinstance(one, osmium.osm.Way) or one.tags.get("highway") not in classes:
            continue
        if one.tags.get("access") in CLOSED or one.tags.get("motor_vehicle") in CLOSED or one.tags.get("area") == "yes":
            left_out["ways closed to cars"] += 1
        elif way := _way(one):
            yield way
        else:
            left_out["ways whose nodes are not in the file"] += 1


def _way(one: Any) -> Way | None:
    known = [(node.ref, (node.lon, node.lat)) for node in one.nodes if node.location.valid()]
    if len(known) < 2:
        return None
    tags = one.tags
    return Way(
        road_class=tags["highway"],
        name=tags.get("name") or tags.get("ref") or "",
        oneway=_oneway(tags),
        nodes=[ref for ref, _ in known],
        places=[place for _, place in known],
    )


def _oneway(tags: Any) -> str:
    """`forward`, `backward` or `both`. Motorways and roundabouts are one-way unless they say otherwise."""
    said = tags.get("oneway", "")
    if said in {"yes", "true", "1"}:
        return "forward"
    if said in {"-1", "reverse"}:
        return "backward"
    implied = tags.get("junction") in ROUND or tags["highway"] in {"motorway", "motorway_link"}
    return "forward" if implied and said != "no" else "both"


def _cut(ways: list[Way]) -> Iterator[Stretch]:
    """Ways end where it pleased who drew them. What counts are the crossings: nodes that more than one stretch uses."""
    used = Counter(node for way in ways for node in way.nodes)
    for way in ways:
        last = len(way.nodes) - 1
        # A closed loop without any crossing is cut in the middle, so that it has two ends.
        middle = last // 2 if way.nodes[0] == way.nodes[last] else -1
        cuts = [at for at, node in enumerate(way.nodes) if at in {0, middle, last} or used[node] > 1]
        for start, end in pairwise(cuts):
            yield _stretch(way, start, end)


def _stretch(way: Way, start: int, end: int) -> Stretch:
    nodes, places = way.nodes[start : end + 1], way.places[start : end + 1]
    if way.oneway == "backward":
        nodes, places = nodes[::-1], places[::-1]
    return Stretch(nodes[0], nodes[-1], way.road_class, way.name, way.oneway != "both", places)


def _fingerprint(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()

"""OpenStreetMap's files as a road network: ways that can be driven, cut at their crossings, and the turns that are not allowed."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import pairwise, product
from pathlib import Path
from typing import Any

import osmium

from api.imports.lines import NotReadable
from api.roads.network import Network, NoTurn, Stretch

ENDINGS = (".osm.pbf", ".pbf", ".osm", ".osm.gz", ".osm.bz2", ".xml")
CLOSED = frozenset({"no"})
# A gate or a bus street that says it lets us through.
FOR_US = frozenset({"yes", "designated", "permissive"})
# A restriction of turns with one of these among its exceptions does not hold for us.
US = frozenset({"emergency", "motorcar", "motor_vehicle"})
ROUND = frozenset({"roundabout", "circular"})


@dataclass(frozen=True)
class Way:
    """A way as drawn: its nodes in order, and their places."""

    id: int
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
        cut = Cut(ways)
        no_turns = list(_no_turns(path, cut, left_out))
    except (RuntimeError, OSError, osmium.InvalidLocationError) as error:
        raise NotReadable(f"{path.name} is no OpenStreetMap file, or it is broken: {error}") from error
    if not ways:
        raise NotReadable(_nothing(path, left_out))
    return Network(path.name, _fingerprint(path), cut.stretches, no_turns, left_out=dict(left_out))


def _nothing(path: Path, left_out: Counter[str]) -> str:
    because = "; ".join(f"{count:,} {what}" for what, count in left_out.items())
    return f"There is no road in {path.name} that a car can drive" + (f" ({because})." if because else ".")


def _ways(path: Path, classes: Collection[str], left_out: Counter[str]) -> Iterator[Way]:
    reading = osmium.FileProcessor(str(path), osmium.osm.NODE | osmium.osm.WAY).with_locations()
    for one in reading.with_filter(osmium.filter.KeyFilter("highway")):
        if not isinstance(one, osmium.osm.Way) or one.tags.get("highway") not in classes:
            continue
        if _is_closed(one.tags):
            left_out["ways closed to cars"] += 1
        elif way := _way(one):
            yield way
        else:
            left_out["ways whose nodes are not in the file"] += 1


def _is_closed(tags: Any) -> bool:
    if tags.get("area") == "yes":
        return True
    is_closed = tags.get("access") in CLOSED or tags.get("motor_vehicle") in CLOSED
    return is_closed and tags.get("emergency") not in FOR_US


def _way(one: Any) -> Way | None:
    known = [(node.ref, (node.lon, node.lat)) for node in one.nodes if node.location.valid()]
    if len(known) < 2:
        return None
    tags = one.tags
    return Way(
        id=one.id,
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


class Cut:
    """Ways end where it pleased who drew them. What counts are the crossings: nodes that more than one stretch uses.

    `stretches` is what they were cut into, `by_way` which of these each way became, by their place in that list.
    """

    def __init__(self, ways: list[Way]) -> None:
        self.stretches: list[Stretch] = []
        self.by_way: dict[int, list[int]] = {}
        self.by_crossing: dict[int, list[int]] = {}
        used = Counter(node for way in ways for node in way.nodes)
        for way in ways:
            for start, end in pairwise(_cuts(way, used)):
                self._add(way, _stretch(way, start, end))

    def _add(self, way: Way, stretch: Stretch) -> None:
        at = len(self.stretches)
        self.stretches.append(stretch)
        self.by_way.setdefault(way.id, []).append(at)
        for node in {stretch.start, stretch.end}:
            self.by_crossing.setdefault(node, []).append(at)

    def of_way_at(self, way_id: int, crossing: int) -> list[int]:
        """The stretches of a way that touch a crossing."""
        return [at for at in self.by_way.get(way_id, []) if crossing in self.ends(at)]

    def ends(self, at: int) -> tuple[int, int]:
        return self.stretches[at].start, self.stretches[at].end


def _cuts(way: Way, used: Counter[int]) -> list[int]:
    last = len(way.nodes) - 1
    # A closed loop without any crossing is cut in the middle, so that it has two ends.
    middle = last // 2 if way.nodes[0] == way.nodes[last] else -1
    return [at for at, node in enumerate(way.nodes) if at in {0, middle, last} or used[node] > 1]


def _stretch(way: Way, start: int, end: int) -> Stretch:
    nodes, places = way.nodes[start : end + 1], way.places[start : end + 1]
    if way.oneway == "backward":
        nodes, places = nodes[::-1], places[::-1]
    return Stretch(nodes[0], nodes[-1], way.road_class, way.name, way.oneway != "both", places)


def _no_turns(path: Path, cut: Cut, left_out: Counter[str]) -> Iterator[NoTurn]:
    """The file's restrictions of turns at one crossing that hold for us."""
    reading = osmium.FileProcessor(str(path), osmium.osm.RELATION)
    for one in reading.with_filter(osmium.filter.TagFilter(("type", "restriction"))):
        said = _restriction(one.tags)
        if not said.startswith(("no_", "only_")):
            continue
        via = _members(one, "via", "n")
        if len(via) != 1:
            left_out["restrictions of turns over more than one crossing"] += 1
            continue
        for before, after in product(_members(one, "from", "w"), _members(one, "to", "w")):
            try:
                yield from _between(cut, before, via[0], after, is_only=said.startswith("only_"))
            except LookupError:
                left_out["restrictions of turns between ways that are no road here, or go on beyond the crossing"] += 1


def _restriction(tags: Any) -> str:
    is_ours = not US & set(tags.get("except", "").split(";"))
    return str(tags.get("restriction") or tags.get("restriction:motorcar") or "") if is_ours else ""


def _members(relation: Any, role: str, kind: str) -> list[int]:
    return [member.ref for member in relation.members if (member.role, member.type) == (role, kind)]


def _between(cut: Cut, before: int, crossing: int, after: int, *, is_only: bool) -> Iterator[NoTurn]:
    """From one way into another at a crossing; where that is the only turn allowed, into all others.

    Raises LookupError where one of them is not here, or does not end at the crossing, so that nobody can say which half is meant.
    """
    come, go = cut.of_way_at(before, crossing), cut.of_way_at(after, crossing)
    if len(come) != 1 or len(go) != 1:
        raise LookupError(before, crossing, after)
    others = [at for at in cut.by_crossing[crossing] if at not in {come[0], go[0]}]
    for into in others if is_only else go:
        yield NoTurn(come[0], crossing, into)


def _fingerprint(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()

"""The road network: brought in as a whole, kept in memory by every process that ranks, and read anew when another is in use.

A ranking never waits for it: while there is none, or it is still being read, arrival times are reckoned in a straight line,
and the words say so (docs/decisions/0020).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import numpy as np
import shapely
import structlog
from sqlalchemy import text
from sqlalchemy.orm import Session

from api import clock
from api.actors import SYSTEM
from api.codes import service as codes
from api.db import Database, run
from api.roads.network import Network, NoTurn, Stretch
from geo.roads import Edges, RoadGraph, Whole

log = structlog.get_logger()

BATCH = 5_000
# How soon a network that was brought in is used.
LOOK_EVERY_S = 5.0
# Where a class is in no list: a cautious street.
UNKNOWN_KPH = 30.0
KPH = 3.6

_INSERT = """
    INSERT INTO road_edges (network_id, id, start_node, end_node, class, name, is_oneway, line)
    SELECT %(network)s, id, starts, ends, class, name, is_oneway, ST_GeomFromWKB(line, 27700)
    FROM unnest(%(ids)s::integer[], %(starts)s::bigint[], %(ends)s::bigint[], %(classes)s::text[], %(names)s::text[],
        %(oneways)s::boolean[], %(lines)s::bytea[]) AS e (id, starts, ends, class, name, is_oneway, line)
"""
_INSERT_NO_TURNS = """
    INSERT INTO road_no_turns (network_id, before_edge, crossing, after_edge)
    SELECT %(network)s, before, crossing, after
    FROM unnest(%(befores)s::integer[], %(crossings)s::bigint[], %(afters)s::integer[]) AS t (before, crossing, after)
    ON CONFLICT DO NOTHING
"""
_CURRENT = text("SELECT id, name, is_made_up FROM road_networks WHERE is_current")
_EDGES = text(
    "SELECT id, start_node, end_node, class, is_oneway, ST_AsBinary(line) AS line FROM road_edges"
    " WHERE network_id = :network AND id > :after ORDER BY id LIMIT :many"
)
_NO_TURNS = text("SELECT before_edge, crossing, after_edge FROM road_no_turns WHERE network_id = :network")


@dataclass(frozen=True)
class Known:
    """The network that this process has in memory."""

    network_id: UUID
    # Edges keep their times: other speeds are another graph.
    codes_version: str
    name: str
    graph: RoadGraph


class _Memory:
    known: Known | None = None


_memory = _Memory()


def known() -> Known | None:
    """The network that can be searched now, if there is one."""
    return _memory.known


def forget() -> None:
    """Tests start without one."""
    _memory.known = None


def current(session: Session) -> Any:
    """The network that is in use: `id`, `name`, `is_made_up`; None where none was ever brought in."""
    return session.execute(_CURRENT).one_or_none()


def keep(database: Database) -> None:
    """Read the network if it is another one than this process knows. Called every few seconds, beside the requests."""
    with database.transaction(SYSTEM) as session:
        refresh(session)


def refresh(session: Session) -> None:
    """The same inside a transaction."""
    row, version = current(session), codes.version(session)
    if row is None:
        _memory.known = None
        return
    have = _memory.known
    if have and (have.network_id, have.codes_version) == (row.id, version):
        return
    graph = RoadGraph(_edges(session, row.id))
    _memory.known = Known(row.id, version, row.name, graph)
    log.info("roads read", edges=len(graph.edges), nodes=len(graph.nodes))


def _edges(session: Session, network_id: UUID) -> Edges:
    lists = codes.current(session)
    kph = {entry["code"]: float(entry["kph"]) for entry in lists.lists.get("road_classes", [])}
    rows = list(_rows(session, network_id))
    lines = shapely.from_wkb([bytes(row.line) for row in rows])
    speeds = np.array([kph.get(row[3], UNKNOWN_KPH) for row in rows]) / KPH
    forward = np.maximum(shapely.length(lines) / speeds, 0.01)
    oneway = np.array([row.is_oneway for row in rows], dtype=bool)
    return Edges(
        starts=np.array([row.start_node for row in rows], dtype=np.int64),
        ends=np.array([row.end_node for row in rows], dtype=np.int64),
        forward_s=forward,
        backward_s=np.where(oneway, np.inf, forward),
        lines=np.asarray(lines, dtype=object),
        no_turns=_no_turns(session, network_id, [row.id for row in rows]),
    )


def _no_turns(session: Session, network_id: UUID, ids: list[int]) -> Whole:
    place = {edge: at for at, edge in enumerate(ids)}
    found = session.execute(_NO_TURNS, {"network": network_id})
    turns = [(place[before], crossing, place[after]) for before, crossing, after in found]
    return np.array(turns, dtype=np.int64).reshape(-1, 3)


def _rows(session: Session, network_id: UUID) -> Iterator[Any]:
    """In pages, so that no statement runs long and others come in between."""
    after = -1
    while page := session.execute(_EDGES, {"network": network_id, "after": after, "many": BATCH}).all():
        yield from page
        after = page[-1].id


@dataclass(frozen=True)
class Brought:
    """What became of a network that was brought in."""

    is_new: bool
    edges: int = 0
    no_turns: int = 0
    outside: int = 0


class NoRoads(Exception):
    """A source without a single road that can be used: nothing was changed."""


def replace(session: Session, network: Network) -> Brought:
    """Put a network into use in the place of the one before. The same source again changes nothing."""
    same = session.execute(
        text("SELECT 1 FROM road_networks WHERE is_current AND fingerprint = :fingerprint"),
        {"fingerprint": network.fingerprint},
    )
    if same.one_or_none():
        return Brought(is_new=False)
    if not (usable := network.usable):
        raise NoRoads("No road in it lies in Great Britain. The network in use was left as it is.")
    _delete(session)
    network_id = uuid4()
    session.execute(
        text(
            "INSERT INTO road_networks (id, name, fingerprint, loaded_at, edges, is_made_up, is_current)"
            " VALUES (:id, :name, :fingerprint, :at, :edges, :made_up, true)"
        ),
        {
            "id": network_id,
            "name": network.name,
            "fingerprint": network.fingerprint,
            "at": clock.now(),
            "edges": len(usable),
            "made_up": network.is_made_up,
        },
    )
    _insert(session, network_id, usable)
    _insert_no_turns(session, network_id, network.usable_no_turns)
    return Brought(
        is_new=True,
        edges=len(usable),
        no_turns=len(network.usable_no_turns),
        outside=len(network.stretches) - len(usable),
    )


def _delete(session: Session) -> None:
    """In pages: a city's edges take longer than one statement may."""
    page = text("DELETE FROM road_edges WHERE id BETWEEN :first AND :last")
    last = session.execute(text("SELECT max(id) FROM road_edges")).scalar()
    for first in range(0, (last or 0) + 1, BATCH):
        session.execute(page, {"first": first, "last": first + BATCH - 1})
    # The turns go with their network.
    session.execute(text("DELETE FROM road_networks"))


def _insert(session: Session, network_id: UUID, usable: list[tuple[Stretch, Any]]) -> None:
    for number in range(0, len(usable), BATCH):
        part = usable[number : number + BATCH]
        run(
            session,
            _INSERT,
            {
                "network": network_id,
                "ids": list(range(number, number + len(part))),
                "starts": [stretch.start for stretch, _ in part],
                "ends": [stretch.end for stretch, _ in part],
                "classes": [stretch.road_class for stretch, _ in part],
                "names": [stretch.name for stretch, _ in part],
                "oneways": [stretch.is_oneway for stretch, _ in part],
                "lines": shapely.to_wkb([line for _, line in part]).tolist(),
            },
        )


def _insert_no_turns(session: Session, network_id: UUID, no_turns: list[NoTurn]) -> None:
    for part in (no_turns[first : first + BATCH] for first in range(0, len(no_turns), BATCH)):
        run(
            session,
            _INSERT_NO_TURNS,
            {
                "network": network_id,
                "befores": [turn.before for turn in part],
                "crossings": [turn.crossing for turn in part],
                "afters": [turn.after for turn in part],
            },
        )

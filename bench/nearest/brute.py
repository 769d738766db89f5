"""Everybody looked at, one by one: distances on the globe, Dijkstra of the book. Shares nothing with what it judges but the code lists."""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg.rows import namedtuple_row

from api.codes.service import met_default

LISTS = met_default()["lists"]
KINDS = {entry["code"]: entry for entry in LISTS["unit_kinds"]}
SPEEDS = {entry["code"]: entry["kph"] / 3.6 for entry in LISTS["road_classes"]}
RULES = {entry["code"]: entry for entry in LISTS["ranking_rules"]}

_UNITS = """
    SELECT u.id::text, u.kind, u.pod, u.status, i.pod AS at_pod, d.skills, p.accuracy_m, p.speed_mps,
        EXTRACT(epoch FROM clock_timestamp() - p.fixed_at)::float AS age,
        EXTRACT(epoch FROM clock_timestamp() - d.started_at)::float AS since,
        ST_Distance(ST_Transform(p.place, 4326)::geography, ST_Transform(i.place, 4326)::geography) AS metres,
        (SELECT count(*) FROM crew c WHERE c.duty_id = u.duty_id AND c.left_at IS NULL) AS crew,
        EXISTS (SELECT FROM devices v WHERE v.duty_id = u.duty_id) AS has_device
    FROM units u JOIN positions p ON p.unit_id = u.id AND p.duty_id = u.duty_id JOIN duties d ON d.id = u.duty_id, incidents i
    WHERE i.id = %s
"""
_SNAPPED = """
    SELECT p.unit_id::text AS id, e.start_node, e.end_node, e.class AS kind, e.part, e.away, e.metres FROM
        (SELECT unit_id, place FROM positions UNION ALL SELECT id, place FROM incidents) p
        CROSS JOIN LATERAL (SELECT start_node, end_node, class, ST_LineLocatePoint(line, p.place) AS part,
            ST_Distance(line, p.place) AS away, ST_Length(line) AS metres
            FROM bench_edges ORDER BY line <-> p.place LIMIT 1) e
"""


@dataclass
class Roads:
    """The network as lists, and on which road everybody stands."""

    near: dict[int, list[tuple[int, float]]]
    spots: dict[str, Any]

    @classmethod
    def read(cls, url: str) -> Roads:
        with psycopg.connect(url, row_factory=namedtuple_row) as connection:
            connection.execute("CREATE TEMP TABLE bench_edges AS SELECT * FROM road_edges")
            connection.execute("CREATE INDEX ON bench_edges USING gist (line)")
            near: dict[int, list[tuple[int, float]]] = {}
            for one, other, kind, metres in connection.execute(
                "SELECT start_node, end_node, class AS kind, ST_Length(line) AS metres FROM bench_edges"
            ):
                # The made-up roads have no one-way streets.
                near.setdefault(one, []).append((other, metres / SPEEDS[kind]))
                near.setdefault(other, []).append((one, metres / SPEEDS[kind]))
            return cls(near, {row.id: row for row in connection.execute(_SNAPPED)})

    def seconds(self, incident: str) -> dict[str, float]:
        """From everybody to an incident."""
        goal = self.spots[incident]
        across = goal.metres / SPEEDS[goal[3]]
        best: dict[int, float] = {}
        heap = [(goal.part * across, goal.start_node), ((1 - goal.part) * across, goal.end_node)]
        while heap:
            cost, here = heapq.heappop(heap)
            if here in best:
                continue
            best[here] = cost
            for there, more in self.near[here]:
                heapq.heappush(heap, (cost + more, there))
        return {name: self._from(spot, goal, best) for name, spot in self.spots.items()}

    def _from(self, spot: Any, goal: Any, best: dict[int, float]) -> float:
        if max(spot.away, goal.away) > 600:
            return float("inf")
        length = spot.metres / SPEEDS[spot[3]]
        ways = [
            best.get(spot.start_node, float("inf")) + spot.part * length,
            best.get(spot.end_node, float("inf")) + (1 - spot.part) * length,
        ]
        if (spot.start_node, spot.end_node) == (goal.start_node, goal.end_node):
            ways.append(abs(spot.part - goal.part) * length)
        return float(min(ways) + (spot.away + goal.away) / 5)


def judged(url: str, incident: str, skills: list[str], crew: int, roads: Roads | None) -> dict[str, float]:
    """Everybody who may go, with the seconds that each counts."""
    by_road = roads.seconds(incident) if roads else {}
    with psycopg.connect(url, row_factory=namedtuple_row) as connection:
        rows = connection.execute(_UNITS, (incident,)).fetchall()
    return {
        row.id: _counts(row, by_road.get(row.id, float("inf")))
        for row in rows
        if row.status != "6"
        and row.age <= 900
        and row.has_device
        and row.crew >= crew
        and set(skills) <= set(row.skills)
    }


def _counts(row: Any, road: float) -> float:
    kind = KINDS[row.kind]
    pace = kind["straight_kph"] / 3.6
    if kind["road_factor"] and road < float("inf"):
        worst = road / kind["road_factor"] * (1 + RULES["spread_road"]["percent"] / 100)
    else:
        worst = row.metres * 1.4 / pace * (1 + RULES["spread_straight"]["percent"] / 100)
    disc = row.accuracy_m + max(row.speed_mps or 0, kind["drift_mps"]) * min(900, max(0, row.age - 30))
    return float(worst + disc * 1.4 / pace + _penalties(row))


def _penalties(row: Any) -> float:
    seconds = {code: RULES[code]["seconds"] for code in ("cross_bcu", "divert", "refs_due", "old_position")}
    holds = {
        "cross_bcu": row.pod != row.at_pod,
        "divert": row.status == "5",
        "refs_due": row.since > RULES["refs_due"]["after_min"] * 60,
        "old_position": row.age > RULES["old_position"]["after_s"],
    }
    return float(sum(seconds[code] for code, is_so in holds.items() if is_so))

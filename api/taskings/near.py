"""The units that could be there first, with all that a dispatcher weighs: one look at the positions, details for a few only."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from api import clock
from api.taskings.arriving import FRESH_S, LOST_FIX_S

# From a pool by plain distance, which costs little for all of twelve thousand, to the least time that each can take at worst, to
# the few that are asked about in detail.
_ALL = """
    WITH here AS MATERIALIZED (SELECT id, place, pod FROM incidents WHERE id = :id),
    kinds AS MATERIALIZED (SELECT * FROM unnest(CAST(:kinds AS text[]), CAST(:beats AS float8[]), CAST(:discs AS float8[]),
        CAST(:drifts AS float8[])) AS k (kind, beat_mps, disc_mps, drift_mps)),
    pool AS MATERIALIZED ({pool}),
    everyone AS MATERIALIZED (
        SELECT u.id, p.is_deployable, p.distance_m, p.age_s,
            p.distance_m / COALESCE(k.beat_mps, :beat) + (p.accuracy_m + COALESCE(NULLIF(p.speed_mps, 0), k.drift_mps, :drift)
                * LEAST(GREATEST(0, p.age_s - :fresh), :lost)) / COALESCE(k.disc_mps, :disc) AS at_least_s
        FROM pool p JOIN units u ON u.id = p.unit_id JOIN duties d ON d.id = u.duty_id LEFT JOIN kinds k ON k.kind = u.kind
        WHERE NOT u.is_covert {only}),
    near AS ({near})
    SELECT u.id, u.callsign, u.pod, u.kind, u.status, u.emergency_id IS NOT NULL AS has_emergency,
        EXTRACT(epoch FROM :now - u.status_at)::float8 AS status_age_s, d.skills, d.dropped_skills, d.equipment,
        near.is_deployable, near.distance_m, near.age_s, near.at_least_s,
        (SELECT CASE WHEN count(*) >= :pool THEN max(distance_m) END FROM pool WHERE is_deployable) AS far_m, p.accuracy_m, p.speed_mps,
        ST_X(p.place) AS east, ST_Y(p.place) AS north, here.pod AS incident_pod, c.crew_size, c.restrictions,
        (SELECT cad_reference(o.cad_number, o.cad_date) || ' (' || o.grade || ')' FROM taskings t JOIN incidents o ON o.id = t.incident_id
            WHERE t.unit_id = u.id AND t.ended_at IS NULL ORDER BY t.assigned_at DESC LIMIT 1) AS job,
        EXISTS (SELECT FROM taskings t WHERE t.unit_id = u.id AND t.incident_id = :id AND t.ended_at IS NULL) AS is_on_it,
        (SELECT count(*) FROM taskings t WHERE t.duty_id = u.duty_id) AS jobs,
        EXTRACT(epoch FROM :now - GREATEST(d.started_at, (SELECT max(s.occurred_at) FROM statuses s
            WHERE s.unit_id = u.id AND s.duty_id = u.duty_id AND s.code = :refs)))::float8 AS since_refs_s,
        r.state AS reach, r.heard_at, r.proven_at, r.voice_at, COALESCE(r.is_offered, false) AS is_offered
    FROM near JOIN units u ON u.id = near.id JOIN positions p ON p.unit_id = u.id JOIN duties d ON d.id = u.duty_id, here
    LEFT JOIN LATERAL (SELECT count(DISTINCT c.officer_id) AS crew_size,
            COALESCE(array_agg(DISTINCT x.restriction) FILTER (WHERE x.restriction IS NOT NULL), '{{}}') AS restrictions
        FROM crew c LEFT JOIN officer_restrictions x ON x.officer_id = c.officer_id AND x.ended_at IS NULL
            AND CAST(:today AS date) BETWEEN x.from_on AND COALESCE(x.until_on, 'infinity')
        WHERE c.duty_id = u.duty_id AND c.left_at IS NULL) c ON true
    LEFT JOIN LATERAL (SELECT * FROM unit_reach(:now) WHERE unit_id = u.id) r ON true
    ORDER BY near.at_least_s, u.callsign
"""
_HERE = "(SELECT place FROM here)"
_POOL = f"""SELECT p.unit_id, p.is_deployable, p.accuracy_m, p.speed_mps, p.place <-> {_HERE} AS distance_m,
    EXTRACT(epoch FROM :now - p.fixed_at)::float8 AS age_s FROM positions p WHERE {{which}}"""  # noqa: S608  our own words
# Those who could be sent, and the few nearest who are busy: somebody will ask about them.
_NEAREST = f"""
    ({_POOL.format(which="p.is_deployable")} ORDER BY distance_m LIMIT :pool)
    UNION ALL ({_POOL.format(which="NOT p.is_deployable")} ORDER BY distance_m LIMIT :busy)
"""
_NEAR = """
    (SELECT * FROM everyone WHERE is_deployable ORDER BY at_least_s, id LIMIT :scan)
    UNION ALL (SELECT * FROM everyone WHERE NOT is_deployable ORDER BY at_least_s, id LIMIT :few)
"""
# Everybody who could be there by a time, however fast they go.
_REACHING = _POOL.format(which="p.is_deployable AND p.place <-> (SELECT place FROM here) <= :reach_m")
_IN_TIME = "SELECT * FROM everyone WHERE at_least_s <= :until_s"
_TASKED = _POOL.format(which="unit_id IN (SELECT unit_id FROM taskings WHERE incident_id = :id AND ended_at IS NULL)")
_ALL_OF_THEM = "SELECT * FROM everyone"


@dataclass(frozen=True)
class Asked:
    """What a query is told of paces: by kind of unit, and for a kind that is in no list."""

    kinds: Sequence[str]
    beats: Sequence[float]
    discs: Sequence[float]
    drifts: Sequence[float]
    beat: float
    disc: float
    drift: float
    refs: str
    at: datetime

    def params(self) -> dict[str, Any]:
        return {
            **{name: list(getattr(self, name)) for name in ("kinds", "beats", "discs", "drifts")},
            **{name: getattr(self, name) for name in ("beat", "disc", "drift", "refs")},
            "now": self.at,
            "today": clock.london_date(self.at),
            "fresh": FRESH_S,
            "lost": LOST_FIX_S,
        }


@dataclass(frozen=True)
class Only:
    """What is asked of a unit beside its place. Nothing of it: everybody on duty."""

    skills: Sequence[str] = ()
    kinds: Sequence[str] = ()
    crew: int = 1
    # Old positions, calls for help and the like are left out in the database already.
    is_sendable: bool = False

    def sql(self) -> str:
        parts = []
        if self.skills:
            parts.append("AND d.skills @> CAST(:skills AS text[])")
        if self.kinds:
            parts.append("AND u.kind = ANY (CAST(:only_kinds AS text[]))")
        if self.crew > 1:
            parts.append("AND (SELECT count(*) FROM crew c WHERE c.duty_id = u.duty_id AND c.left_at IS NULL) >= :crew")
        if self.is_sendable:
            parts.append("AND p.is_deployable AND p.age_s <= :lost AND u.emergency_id IS NULL")
        return " ".join(parts)

    def params(self) -> dict[str, Any]:
        return {"skills": list(self.skills), "only_kinds": list(self.kinds), "crew": self.crew}


EVERYBODY = Only()


# Of those who are busy, so many are told of.
FEW = 12
# No force has more units on duty.
EVERYBODY_THERE_IS = 1_000_000


@dataclass(frozen=True)
class Look:
    """How far a look goes: how many of the nearest by plain distance, and how many of those by time; or all who could be in time."""

    pool: int
    scan: int
    until_s: float | None = None


@dataclass
class Near:
    """The nearest. `all_within_s`: everybody who could be there sooner at worst is in `rows`."""

    rows: list[Any] = field(default_factory=list)
    all_within_s: float = float("inf")


def nearest(
    session: Session, incident_id: UUID, asked: Asked, look: Look, *, busy: int = 0, only: Only = EVERYBODY
) -> Near:
    """The deployable units that can be there soonest, and the `busy` nearest that are not deployable."""
    params = {"id": incident_id, "pool": look.pool, "scan": look.scan, "busy": busy, "few": FEW, **asked.params()}
    if look.until_s is not None:
        reach = {"until_s": look.until_s, "reach_m": look.until_s * max(*asked.beats, asked.beat)}
        return Near(_rows(session, _REACHING, _IN_TIME, only, params | reach), look.until_s)
    rows = _rows(session, _NEAREST, _NEAR, only, params)
    return Near(rows, _all_within_s([row for row in rows if row["is_deployable"]], look, asked))


def _all_within_s(rows: list[Any], look: Look, asked: Asked) -> float:
    """Within which time nobody is whom this look has not shown."""
    beyond = [rows[-1]["at_least_s"]] if len(rows) >= look.scan else []
    if not rows and look.pool < EVERYBODY_THERE_IS:
        # Nobody of the pool was wanted, which says nothing of those who are further.
        return 0.0
    if rows and rows[0]["far_m"] is not None:
        beyond.append(rows[0]["far_m"] / max(*asked.beats, asked.beat))
    return min(beyond, default=float("inf"))


def going(session: Session, incident_id: UUID, asked: Asked) -> list[Any]:
    """The units that are tasked to it now."""
    return _rows(
        session, _TASKED, _ALL_OF_THEM, EVERYBODY, {"id": incident_id, "pool": EVERYBODY_THERE_IS, **asked.params()}
    )


def _rows(session: Session, pool: str, near: str, only: Only, params: dict[str, Any]) -> list[Any]:
    sql = _ALL.format(pool=pool, only=only.sql(), near=near)
    # The planner is told how many are wanted: for a few hundred it looks each up, instead of reading all units.
    sql = re.sub(r":(pool|scan|busy|few)\b", lambda found: str(int(params[found[1]])), sql)
    known = {name: value for name, value in {**only.params(), **params}.items() if f":{name}" in sql}
    return list(session.execute(text(sql), known).mappings())

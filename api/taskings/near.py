"""The units that could be there first, with all that a dispatcher weighs: one look at the positions, details for a few only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from api.taskings.arriving import FRESH_S, LOST_FIX_S

# All on duty with the least time that each can take at worst, cheaply; `near` keeps few, and only those are asked about.
_ALL = """
    WITH here AS MATERIALIZED (SELECT id, place, pod FROM incidents WHERE id = :id),
    kinds AS MATERIALIZED (SELECT * FROM unnest(CAST(:kinds AS text[]), CAST(:beats AS float8[]), CAST(:discs AS float8[]),
        CAST(:drifts AS float8[])) AS k (kind, beat_mps, disc_mps, drift_mps)),
    everyone AS MATERIALIZED (
        SELECT u.id, p.is_deployable, a.distance_m, a.age_s,
            a.distance_m / COALESCE(k.beat_mps, :beat) + (p.accuracy_m + COALESCE(NULLIF(p.speed_mps, 0), k.drift_mps, :drift)
                * LEAST(GREATEST(0, a.age_s - :fresh), :lost)) / COALESCE(k.disc_mps, :disc) AS at_least_s
        FROM here, positions p JOIN units u ON u.id = p.unit_id JOIN duties d ON d.id = u.duty_id LEFT JOIN kinds k ON k.kind = u.kind,
            LATERAL (SELECT ST_Distance(p.place, here.place) AS distance_m, EXTRACT(epoch FROM :now - p.fixed_at)::float8 AS age_s) a
        WHERE true {only}),
    near AS ({near})
    SELECT u.id, u.callsign, u.pod, u.kind, u.status, u.emergency_id IS NOT NULL AS has_emergency,
        EXTRACT(epoch FROM :now - u.status_at)::float8 AS status_age_s, d.skills, d.dropped_skills, d.equipment,
        near.is_deployable, near.distance_m, near.age_s, near.at_least_s, p.accuracy_m, p.speed_mps,
        ST_X(p.place) AS east, ST_Y(p.place) AS north, here.pod AS incident_pod, c.crew_size, c.restrictions,
        (SELECT cad_reference(o.cad_number, o.cad_date) || ' (' || o.grade || ')' FROM taskings t JOIN incidents o ON o.id = t.incident_id
            WHERE t.unit_id = u.id AND t.ended_at IS NULL ORDER BY t.assigned_at DESC LIMIT 1) AS job,
        EXISTS (SELECT FROM taskings t WHERE t.unit_id = u.id AND t.incident_id = :id AND t.ended_at IS NULL) AS is_on_it,
        (SELECT count(*) FROM taskings t WHERE t.duty_id = u.duty_id) AS jobs,
        EXTRACT(epoch FROM :now - GREATEST(d.started_at, (SELECT max(s.occurred_at) FROM statuses s
            WHERE s.unit_id = u.id AND s.duty_id = u.duty_id AND s.code = :refs)))::float8 AS since_refs_s,
        r.state AS reach, r.heard_at, r.proven_at, r.voice_at, COALESCE(r.is_offered, false) AS is_offered
    FROM near JOIN units u ON u.id = near.id JOIN positions p ON p.unit_id = u.id JOIN duties d ON d.id = u.duty_id, here
    LEFT JOIN LATERAL (SELECT count(*) AS crew_size,
            COALESCE(array_agg(DISTINCT x.code) FILTER (WHERE x.code IS NOT NULL), '{{}}') AS restrictions
        FROM crew c JOIN officers o ON o.id = c.officer_id LEFT JOIN LATERAL unnest(o.restrictions) AS x (code) ON true
        WHERE c.duty_id = u.duty_id AND c.left_at IS NULL) c ON true
    LEFT JOIN LATERAL (SELECT * FROM unit_reach(:now) WHERE unit_id = u.id) r ON true
    ORDER BY near.at_least_s, u.callsign
"""
# Those who could be sent, and the few nearest who are busy: somebody will ask about them.
_NEAR = """
    (SELECT * FROM everyone WHERE is_deployable ORDER BY at_least_s, id LIMIT :scan)
    UNION ALL (SELECT * FROM everyone WHERE NOT is_deployable ORDER BY at_least_s, id LIMIT :busy)
"""
_GOING = (
    "SELECT * FROM everyone WHERE id IN (SELECT unit_id FROM taskings WHERE incident_id = :id AND ended_at IS NULL)"
)


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
            parts.append("AND p.is_deployable AND a.age_s <= :lost AND u.emergency_id IS NULL")
        return " ".join(parts)

    def params(self) -> dict[str, Any]:
        return {"skills": list(self.skills), "only_kinds": list(self.kinds), "crew": self.crew}


EVERYBODY = Only()


@dataclass
class Near:
    """The nearest. `all_within_s`: everybody who could be there sooner at worst is in `rows`."""

    rows: list[Any] = field(default_factory=list)
    all_within_s: float = float("inf")


def nearest(session: Session, incident_id: UUID, asked: Asked, *, scan: int, busy: int, only: Only = EVERYBODY) -> Near:
    """The `scan` deployable units that can be there soonest, and the `busy` nearest that are not deployable."""
    rows = _rows(session, _NEAR, only, {"id": incident_id, "scan": scan, "busy": busy, **asked.params()})
    deployable = [row for row in rows if row["is_deployable"]]
    return Near(rows, deployable[-1]["at_least_s"] if len(deployable) >= scan else float("inf"))


def going(session: Session, incident_id: UUID, asked: Asked) -> list[Any]:
    """The units that are tasked to it now."""
    return _rows(session, _GOING, EVERYBODY, {"id": incident_id, **asked.params()})


def _rows(session: Session, near: str, only: Only, params: dict[str, Any]) -> list[Any]:
    sql = text(_ALL.format(only=only.sql(), near=near))
    known = {name: value for name, value in {**only.params(), **params}.items() if f":{name}" in str(sql)}
    return list(session.execute(sql, known).mappings())

"""The units that could be there first, with all that a dispatcher weighs: one look at the positions, details for a few only."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from math import cos, radians
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from api import clock
from api.db import run
from api.taskings.arriving import FRESH_S, LOST_FIX_S

# A degree of latitude is never shorter, and metres of the national grid differ from real ones by less than the margin.
METRES_A_DEGREE, BOX_MARGIN = 110_500.0, 1.01

# From those in a box, which is told from two plain numbers, to a pool by distance, to the least time that each can take at
# worst, to the few that are asked about in detail. No index on places: it would cost every fix its HOT update (decision 18).
_ALL = """
    WITH here AS MATERIALIZED (SELECT id, place, pod FROM incidents WHERE id = :id),
    kinds AS MATERIALIZED (SELECT * FROM unnest(CAST(:kinds AS text[]), CAST(:beats AS float8[]), CAST(:discs AS float8[]),
        CAST(:drifts AS float8[])) AS k (kind, beat_mps, disc_mps, drift_mps)),
    around AS MATERIALIZED ({around}),
    pool AS MATERIALIZED (
        SELECT p.*, EXTRACT(epoch FROM :now - p.fixed_at)::float8 AS age_s FROM ({pool}) p),
    everyone AS MATERIALIZED (
        SELECT u.id, u.duty_id, p.is_deployable, p.distance_m, p.age_s,
            p.distance_m / COALESCE(k.beat_mps, :beat) + (p.accuracy_m + GREATEST(COALESCE(p.speed_mps, 0), COALESCE(k.drift_mps, :drift))
                * LEAST(GREATEST(0, p.age_s - :fresh), :lost)) / COALESCE(k.disc_mps, :disc) AS at_least_s
        FROM pool p JOIN units u ON u.id = p.unit_id JOIN duties d ON d.id = u.duty_id LEFT JOIN kinds k ON k.kind = u.kind
        -- Of this duty: where the last crew was says nothing. Not an equality, which the planner would join by, reading all units.
        WHERE NOT u.is_covert AND p.duty_id IS NOT DISTINCT FROM u.duty_id {only}),
    near AS ({near})
    SELECT u.id, u.callsign, u.pod, u.kind, u.status, u.emergency_id IS NOT NULL AS has_emergency,
        EXTRACT(epoch FROM :now - u.status_at)::float8 AS status_age_s, d.skills, d.dropped_skills, d.equipment,
        near.is_deployable, near.distance_m, near.age_s, near.at_least_s,
        (SELECT CASE WHEN count(*) >= :pool THEN max(distance_m) END FROM pool WHERE is_deployable) AS far_m, p.accuracy_m, p.speed_mps,
        p.doubted_at,
        ST_X(p.place) AS east, ST_Y(p.place) AS north, here.pod AS incident_pod, c.crew_size, c.restrictions,
        (SELECT cad_reference(o.cad_number, o.cad_date) || ' (' || o.grade || ')' FROM taskings t JOIN incidents o ON o.id = t.incident_id
            WHERE t.unit_id = u.id AND t.ended_at IS NULL ORDER BY t.assigned_at DESC LIMIT 1) AS job,
        EXISTS (SELECT FROM taskings t WHERE t.unit_id = u.id AND t.incident_id = :id AND t.ended_at IS NULL) AS is_on_it,
        (SELECT count(*) FROM taskings t WHERE t.duty_id = u.duty_id) AS jobs,
        EXTRACT(epoch FROM :now - GREATEST(d.started_at, (SELECT max(s.occurred_at) FROM statuses s
            WHERE s.unit_id = u.id AND s.duty_id = u.duty_id AND s.code = :refs)))::float8 AS since_refs_s,
        r.state AS reach, r.heard_at, r.proven_at, r.voice_at, COALESCE(r.is_offered, false) AS is_offered
    FROM near JOIN units u ON u.id = near.id JOIN duties d ON d.id = u.duty_id CROSS JOIN here
    LEFT JOIN positions p ON p.unit_id = u.id AND p.duty_id = u.duty_id
    LEFT JOIN LATERAL (SELECT count(DISTINCT c.officer_id) AS crew_size,
            COALESCE(array_agg(x.restriction ORDER BY x.restriction) FILTER (WHERE x.restriction IS NOT NULL), '{{}}') AS restrictions
        FROM crew c LEFT JOIN officer_restrictions x ON x.officer_id = c.officer_id AND x.ended_at IS NULL
            AND CAST(:today AS date) BETWEEN x.from_on AND COALESCE(x.until_on, 'infinity')
        WHERE c.duty_id = u.duty_id AND c.left_at IS NULL) c ON true
    LEFT JOIN LATERAL (SELECT * FROM unit_reach(:now) WHERE unit_id = u.id) r ON true
    ORDER BY near.at_least_s, u.callsign
"""
_PLACED = """
    SELECT p.unit_id, p.duty_id, p.is_deployable, p.accuracy_m, p.speed_mps, p.fixed_at,
        p.place <-> (SELECT place FROM here) AS distance_m
    FROM positions p {who} WHERE {where}
"""
_ANYWHERE = "true"
_BOX = "p.lon BETWEEN :west AND :east AND p.lat BETWEEN :south AND :north"
# Also of whom no place is known on this duty: they go all the same.
_TASKED = """
    SELECT u.id AS unit_id, u.duty_id, COALESCE(p.is_deployable, false) AS is_deployable, p.accuracy_m, p.speed_mps, p.fixed_at,
        p.place <-> (SELECT place FROM here) AS distance_m
    FROM taskings t JOIN units u ON u.id = t.unit_id LEFT JOIN positions p ON p.unit_id = u.id AND p.duty_id = u.duty_id
    WHERE t.incident_id = :id AND t.ended_at IS NULL
"""
# On duty, and nothing of theirs was measured on it: somewhere. Who could be sent comes first, and then who is of the incident's own BCU.
_UNPLACED = """
    SELECT u.id AS unit_id, u.duty_id, false AS is_deployable, NULL::real AS accuracy_m, NULL::real AS speed_mps,
        NULL::timestamptz AS fixed_at, NULL::float8 AS distance_m
    FROM units u JOIN duties s ON s.id = u.duty_id
    WHERE u.id = ANY(CAST(:lost_units AS uuid[])) AND {crew} {only}
    ORDER BY u.status <> ALL(CAST(:offerable AS text[])), u.pod <> (SELECT pod FROM here), length(u.callsign), u.callsign LIMIT :few
"""
# Those who could be sent, and the few nearest who are busy: somebody will ask about them. Around a station lie the last places of
# whole turns that have gone home: each is looked up by its unit, the nearest first, until there are enough who are on duty.
_NEAREST = """(SELECT * FROM around WHERE is_deployable ORDER BY distance_m LIMIT :pool)
    UNION ALL (SELECT * FROM (SELECT * FROM around WHERE NOT is_deployable ORDER BY distance_m OFFSET 0) a
        WHERE (SELECT u.duty_id = a.duty_id AND NOT u.is_covert FROM units u WHERE u.id = a.unit_id)
        ORDER BY distance_m LIMIT :busy)"""
# Everybody who could be there by a time, however fast they go.
_REACHING = "SELECT * FROM around WHERE is_deployable AND distance_m <= :reach_m"
_ALL_AROUND = "SELECT * FROM around"
# Below OFFSET 0 nothing is asked of a crew: in their order, the soonest are, until there are enough.
_NEAR = """
    (SELECT * FROM (SELECT * FROM everyone WHERE is_deployable ORDER BY at_least_s, id OFFSET 0) e
        WHERE {crew} ORDER BY at_least_s, id LIMIT :scan)
    UNION ALL (SELECT * FROM (SELECT * FROM everyone WHERE NOT is_deployable ORDER BY at_least_s, id OFFSET 0) e
        WHERE {crew} ORDER BY at_least_s, id LIMIT :few)
"""
_IN_TIME = "SELECT * FROM everyone e WHERE at_least_s <= :until_s AND {crew}"
_ALL_OF_THEM = "SELECT * FROM everyone"
_TOLD_TO_THE_PLANNER = re.compile(r":(pool|scan|busy|few|west|east|south|north|reach_m|until_s)\b")


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
    # Statuses in which a unit may be sent.
    offerable: Sequence[str]

    def params(self) -> dict[str, Any]:
        return {
            **{name: list(getattr(self, name)) for name in ("kinds", "beats", "discs", "drifts")},
            **{name: getattr(self, name) for name in ("beat", "disc", "drift", "refs")},
            "now": self.at,
            "offerable": list(self.offerable),
            "today": clock.london_date(self.at),
            "fresh": FRESH_S,
            "lost": LOST_FIX_S,
        }

    @property
    def fastest_mps(self) -> float:
        """As the crow flies; nobody of any kind is faster at worst."""
        return max(*self.beats, self.beat)


@dataclass(frozen=True)
class Scene:
    """The incident as far as a search needs it: which, and where, in degrees."""

    id: UUID
    lon: float
    lat: float

    def box(self, metres: float) -> dict[str, float]:
        """West, south, east and north of a box that holds everything so near, and somewhat more."""
        high = metres * BOX_MARGIN / METRES_A_DEGREE
        wide = high / cos(radians(min(80.0, abs(self.lat) + high)))
        return {
            "west": self.lon - wide,
            "east": self.lon + wide,
            "south": self.lat - high,
            "north": self.lat + high,
        }


@dataclass(frozen=True)
class Only:
    """What is asked of a unit beside its place. Nothing of it: everybody on duty."""

    skills: Sequence[str] = ()
    # What must be booked out, unless nobody said what was.
    equipment: Sequence[str] = ()
    kinds: Sequence[str] = ()
    crew: int = 1
    # Old positions, calls for help and the like are left out in the database already.
    is_sendable: bool = False

    def sql(self) -> str:
        parts = []
        if self.kinds:
            parts.append("AND u.kind = ANY (CAST(:only_kinds AS text[]))")
        if self.is_sendable:
            parts.append("AND p.is_deployable AND p.age_s <= :lost AND u.emergency_id IS NULL")
        return " ".join(parts)

    def who_sql(self) -> str:
        """Asked first, of the index of skills on duty: who can do what few can is looked at everywhere for little."""
        able = self.able_sql()
        return f"JOIN duties s ON s.unit_id = p.unit_id AND s.ended_at IS NULL {able}" if able else ""

    def able_sql(self) -> str:
        """Of a duty `s`."""
        parts = []
        if self.skills:
            parts.append("AND s.skills @> CAST(:skills AS text[])")
        if self.equipment:
            parts.append("AND (s.equipment IS NULL OR s.equipment @> CAST(:equipment AS text[]))")
        return " ".join(parts)

    def crew_sql(self, of: str = "e") -> str:
        """Asked by itself: a count of a crew is dear, and only the soonest need one."""
        counted = f"(SELECT count(*) FROM crew c WHERE c.duty_id = {of}.duty_id AND c.left_at IS NULL)"  # noqa: S608  our own words
        return f"{counted} >= :crew" if self.crew > 1 else "true"

    def params(self) -> dict[str, Any]:
        asked = {"skills": self.skills, "equipment": self.equipment, "only_kinds": self.kinds}
        return {**{name: list(value) for name, value in asked.items()}, "crew": self.crew}


EVERYBODY = Only()


# Of those who are busy, so many are told of.
FEW = 12
# No force has more units on duty.
EVERYBODY_THERE_IS = 1_000_000


@dataclass(frozen=True)
class Look:
    """How far a look goes: how many of the nearest by plain distance, and how many of those by time; or all who could be in time.

    `within_m`: only so far around.
    """

    pool: int
    scan: int
    until_s: float | None = None
    within_m: float | None = None


@dataclass
class Near:
    """The nearest. `all_within_s`: everybody who could be there sooner at worst is in `rows`."""

    rows: list[Any] = field(default_factory=list)
    all_within_s: float = float("inf")


def nearest(
    session: Session, incident: Scene, asked: Asked, look: Look, *, busy: int = 0, only: Only = EVERYBODY
) -> Near:
    """The deployable units that can be there soonest, and the `busy` nearest that are not deployable."""
    params = {"id": incident.id, "pool": look.pool, "scan": look.scan, "busy": busy, "few": FEW, **asked.params()}
    if look.until_s is not None:
        reach_m = look.until_s * asked.fastest_mps
        params |= {"until_s": look.until_s, "reach_m": reach_m, **incident.box(reach_m)}
        return Near(_rows(session, _BOX, _REACHING, _IN_TIME, only, params), look.until_s)
    if look.within_m is None:
        rows = _rows(session, _ANYWHERE, _NEAREST, _NEAR, only, params)
        return Near(rows, _all_within_s(rows, look, asked))
    rows = _rows(session, _BOX, _NEAREST, _NEAR, only, params | incident.box(look.within_m))
    return Near(rows, min(_all_within_s(rows, look, asked), look.within_m / asked.fastest_mps))


def _all_within_s(rows: list[Any], look: Look, asked: Asked) -> float:
    """Within which time nobody is whom this look has not shown."""
    free = [row for row in rows if row["is_deployable"]]
    beyond = [free[-1]["at_least_s"]] if len(free) >= look.scan else []
    if not free and look.pool < EVERYBODY_THERE_IS:
        # Nobody of the pool was wanted, which says nothing of those who are further.
        return 0.0
    if free and free[0]["far_m"] is not None:
        beyond.append(free[0]["far_m"] / asked.fastest_mps)
    return min(beyond, default=float("inf"))


def going(session: Session, incident: Scene, asked: Asked) -> list[Any]:
    """The units that are tasked to it now, also those of whom no place is known."""
    params = {"id": incident.id, "pool": EVERYBODY_THERE_IS, **asked.params()}
    return _ask(session, _ALL.format(around=_TASKED, pool=_ALL_AROUND, only="", near=_ALL_OF_THEM), params)


# Asked by itself, in words that the database has planned already: mostly there is nobody, and then nothing more is asked.
_LOST = """
    SELECT u.id FROM units u WHERE u.duty_id IS NOT NULL AND NOT u.is_covert
        AND NOT EXISTS (SELECT FROM positions p WHERE p.unit_id = u.id AND p.duty_id = u.duty_id)
"""
_LOST_OF_POD = f"{_LOST} AND u.pod = (SELECT pod FROM incidents WHERE id = %s)"  # noqa: S608  our own words


def lost(session: Session, incident: Scene, *, anywhere: bool) -> list[UUID]:
    """Those on duty of whom no place is known: of the incident's BCU, or of every one."""
    found = run(session, _LOST) if anywhere else run(session, _LOST_OF_POD, (incident.id,))
    return [unit_id for (unit_id,) in found.fetchall()]


def unplaced(session: Session, incident: Scene, asked: Asked, only: Only, those: Sequence[UUID]) -> list[Any]:
    """A few of `those`, of whom no place is known: whoever is as asked."""
    around = _UNPLACED.format(only=f"{only.able_sql()} {only.sql()}", crew=only.crew_sql("u"))
    params = {"id": incident.id, "few": FEW, "pool": EVERYBODY_THERE_IS, **only.params(), **asked.params()}
    params["lost_units"] = list(those)
    return _ask(session, _ALL.format(around=around, pool=_ALL_AROUND, only="", near=_ALL_OF_THEM), params)


_ANYBODY = """
    SELECT EXISTS (SELECT FROM units u JOIN duties s ON s.id = u.duty_id WHERE NOT u.is_covert {only} AND {crew})
"""


def is_anybody(session: Session, only: Only) -> bool:
    """Whether anybody on duty is like this, wherever they are and whatever they do."""
    sql = _ANYBODY.format(only=f"{only.able_sql()} {only.sql()}", crew=only.crew_sql("u"))
    return bool(_ask(session, sql, only.params())[0]["exists"])


def _rows(session: Session, where: str, pool: str, near: str, only: Only, params: dict[str, Any]) -> list[Any]:
    around = _PLACED.format(who=only.who_sql(), where=where)
    sql = _ALL.format(around=around, pool=pool, only=only.sql(), near=near.format(crew=only.crew_sql()))
    return _ask(session, sql, {**only.params(), **params})


def _ask(session: Session, sql: str, params: dict[str, Any]) -> list[Any]:
    # The planner is told how many are wanted and how far around: for a few hundred it looks each up, instead of reading all
    # units, and a plan made for any box at all took four times as long.
    sql = _TOLD_TO_THE_PLANNER.sub(lambda found: repr(params[found[1]] + 0), sql)
    known = {name: value for name, value in params.items() if f":{name}" in sql}
    return list(session.execute(text(sql), known).mappings())

"""Fixes go beside the road: stored in batches, only a newer one moves the unit, and the board hears once a second."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from api import clock

# A fix from further ahead than this is a broken clock, and would stand as the newest for ever.
MAX_AHEAD = timedelta(seconds=60)


@dataclass(frozen=True)
class Fix:
    """One measurement of one unit, in degrees, metres and metres a second."""

    unit_id: UUID
    officer_id: str
    lon: float
    lat: float
    accuracy_m: float
    speed_mps: float | None
    heading: float | None
    fixed_at: datetime
    source: str


_HISTORY = text("""
    INSERT INTO fixes (unit_id, fixed_at, received_at, place, accuracy_m, speed_mps, heading, source, officer_id)
    SELECT unit_id, fixed_at, :now, ST_SetSRID(ST_MakePoint(lon, lat), 4326), accuracy_m, speed_mps, heading, source, officer_id
    FROM unnest(CAST(:unit_ids AS uuid[]), CAST(:officer_ids AS text[]), CAST(:lons AS float8[]),
        CAST(:lats AS float8[]), CAST(:accuracies AS float4[]),
                CAST(:speeds AS float4[]), CAST(:headings AS float4[]), CAST(:times AS timestamptz[]), CAST(:sources AS text[]))
         AS f (unit_id, officer_id, lon, lat, accuracy_m, speed_mps, heading, fixed_at, source)
""")

_LATEST = text("""
    INSERT INTO positions AS p (unit_id, place, fixed_at, received_at, accuracy_m, speed_mps, heading, source, pod, is_deployable)
    SELECT f.unit_id, ST_Transform(ST_SetSRID(ST_MakePoint(f.lon, f.lat), 4326), 27700), f.fixed_at, :now,
        f.accuracy_m, f.speed_mps, f.heading, f.source,
           u.pod, EXISTS (SELECT FROM codes c JOIN code_lists l ON l.name = c.list AND l.version = c.version AND l.is_current
                          WHERE c.list = 'statuses' AND c.code = u.status AND c.detail ->> 'deployable' <> 'no')
    FROM unnest(CAST(:unit_ids AS uuid[]), CAST(:lons AS float8[]), CAST(:lats AS float8[]), CAST(:accuracies AS float4[]),
                CAST(:speeds AS float4[]), CAST(:headings AS float4[]), CAST(:times AS timestamptz[]), CAST(:sources AS text[]))
         AS f (unit_id, lon, lat, accuracy_m, speed_mps, heading, fixed_at, source)
    JOIN units u ON u.id = f.unit_id
    ORDER BY f.unit_id
    ON CONFLICT (unit_id) DO UPDATE SET place = EXCLUDED.place, fixed_at = EXCLUDED.fixed_at, received_at = EXCLUDED.received_at,
        accuracy_m = EXCLUDED.accuracy_m, speed_mps = EXCLUDED.speed_mps, heading = EXCLUDED.heading, source = EXCLUDED.source
    WHERE p.fixed_at < EXCLUDED.fixed_at
""")


def store(session: Session, batch: Sequence[Fix]) -> int:
    """Store all fixes of a batch and let the newest of each unit move it. Returns how many were stored."""
    now = clock.now()
    sane = [fix for fix in batch if fix.fixed_at <= now + MAX_AHEAD]
    if sane:
        session.execute(_HISTORY, _columns(sane) | {"now": now})
        # One unit may stand in a batch several times; an upsert may touch each row once.
        newest = {fix.unit_id: fix for fix in sorted(sane, key=lambda fix: fix.fixed_at)}
        latest = _columns(list(newest.values())) | {"now": now}
        del latest["officer_ids"]
        session.execute(_LATEST, latest)
    return len(sane)


def _columns(batch: Sequence[Fix]) -> dict[str, object]:
    return {
        "unit_ids": [fix.unit_id for fix in batch],
        "officer_ids": [fix.officer_id for fix in batch],
        "lons": [fix.lon for fix in batch],
        "lats": [fix.lat for fix in batch],
        "accuracies": [fix.accuracy_m for fix in batch],
        "speeds": [fix.speed_mps for fix in batch],
        "headings": [fix.heading for fix in batch],
        "times": [fix.fixed_at for fix in batch],
        "sources": [fix.source for fix in batch],
    }


def moved_since(session: Session, at: datetime) -> dict[str, list[list[object]]]:
    """The positions that moved after an instant, by pod, in the short form of the `positions` frame."""
    found = session.execute(
        text(
            "SELECT pod, unit_id, lon(place), lat(place), fixed_at, received_at, accuracy_m, speed_mps, heading, source"
            " FROM positions WHERE received_at > :at"
        ),
        {"at": at},
    )
    by_pod: dict[str, list[list[object]]] = {}
    for pod, unit_id, lon, lat, fixed_at, received_at, accuracy, speed, heading, source in found:
        row = [
            str(unit_id),
            float(lon),
            float(lat),
            clock.iso(fixed_at),
            clock.iso(received_at),
            accuracy,
            speed,
            heading,
            source,
        ]
        by_pod.setdefault(pod, []).append(row)
    return by_pod


def make_days(session: Session, today: date) -> None:
    """Have the partitions of today and tomorrow ready, so that no fix waits at midnight."""
    for day in (today, today + timedelta(days=1)):
        session.execute(text("SELECT make_fixes_day(:day)"), {"day": day})


def forget_before(session: Session, day: date) -> int:
    """Drop the days that policy does not keep."""
    return int(session.execute(text("SELECT drop_fixes_before(:day)"), {"day": day}).scalar_one())

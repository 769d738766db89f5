"""What the database is asked for fixes: to keep them, to move units, to note areas, and to say what has moved since."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from math import nan
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from api import columns
from api.db import before_commit, run
from api.errors import NotFound
from api.fixes.fix import GIVES_WAY_AFTER, SOURCES, Fix
from api.outbox import boards
from geo import points

# A device's clock may run a little before ours: what was measured in the minute before the duty began belongs to it.
EARLY_S = 60

# Of two devices that are as good as one another the one that places the unit keeps it, until it has been silent for a while: else the
# unit of two officers who have parted would be in two places by turns.
# One statement, one trip: who is on duty, the history, the unit's place, and what of it was news. Off duty is technically off
# here, at the disk: without a duty that held at the time of the fix nothing is kept, whatever a gateway believed.
_STORE = f"""
    WITH given AS MATERIALIZED (
        SELECT f.*, d.id IS NOT NULL AS is_on_duty, d.ended_at IS NULL AS is_current,
            CASE WHEN f.is_placed THEN ST_SetSRID(ST_MakePoint(f.lon, f.lat), 4326) END AS point
        FROM (
            SELECT unit_id, duty_id, officer_id, device, source, to_timestamp(fixed) AS fixed_at, lon, lat, accuracy_m,
                NULLIF(speed_mps, 'NaN') AS speed_mps, NULLIF(heading, 'NaN') AS heading, NULLIF(battery, -1) AS battery,
                NULLIF(flag, '') AS flag, areas, trust, east, north, moves, is_placed, ordinal
            FROM unnest(%(units)b, %(duties)b, %(officers)b, %(devices)b, %(sources)b, %(times)b, %(lons)b, %(lats)b, %(accuracies)b,
                %(speeds)b, %(headings)b, %(batteries)b, %(flags)b, %(areas)b, %(trusts)b, %(easts)b, %(norths)b, %(moves)b, %(placed)b)
                WITH ORDINALITY
                AS f (unit_id, duty_id, officer_id, device, source, fixed, lon, lat, accuracy_m,
                    speed_mps, heading, battery, flag, areas, trust, east, north, moves, is_placed, ordinal)
        ) f
        -- Each by its key: a join would read the whole table ten times a second wherever the planner knows too little of it.
        LEFT JOIN LATERAL (
            SELECT d.id, d.ended_at FROM duties d WHERE d.id = f.duty_id AND d.unit_id = f.unit_id
                AND f.fixed_at >= d.started_at - interval '{EARLY_S} s' AND (d.ended_at IS NULL OR f.fixed_at <= d.ended_at) LIMIT 1
        ) d ON true
    ), kept AS (
        INSERT INTO fixes (unit_id, duty_id, officer_id, device, source, fixed_at, received_at, place, accuracy_m, speed_mps, heading,
            battery, flag)
        SELECT unit_id, duty_id, officer_id, device, source, fixed_at, %(now)s, point, accuracy_m, speed_mps, heading, battery, flag
        FROM given WHERE is_on_duty
    ), moved AS (
        UPDATE positions p SET duty_id = g.duty_id, place = ST_SetSRID(ST_MakePoint(g.east, g.north), 27700), lon = g.lon, lat = g.lat,
            fixed_at = g.fixed_at, received_at = %(now)s, accuracy_m = g.accuracy_m, speed_mps = g.speed_mps, heading = g.heading,
            battery = g.battery, source = g.source, trust = g.trust, device = g.device, areas = g.areas,
            doubted_at = NULL,
            crossed_at = CASE WHEN p.areas <> g.areas OR p.duty_id IS DISTINCT FROM g.duty_id THEN g.fixed_at ELSE p.crossed_at END
        FROM given g
        WHERE p.unit_id = g.unit_id AND g.moves AND g.is_on_duty AND g.is_current AND p.fixed_at < g.fixed_at
            AND (g.trust > p.trust OR (g.trust = p.trust AND g.device = p.device) OR p.duty_id IS DISTINCT FROM g.duty_id
                OR p.fixed_at < g.fixed_at - interval '{GIVES_WAY_AFTER.seconds} s')
        RETURNING p.unit_id, p.crossed_at = p.fixed_at AS has_crossed
    )
    SELECT 'off duty', ordinal, NULL::uuid FROM given WHERE NOT is_on_duty
    UNION ALL SELECT 'crossed', 0, unit_id FROM moved WHERE has_crossed
    UNION ALL SELECT CASE WHEN EXISTS (SELECT FROM positions p WHERE p.unit_id = given.unit_id) THEN 'stayed' ELSE 'unplaced' END,
            ordinal, unit_id FROM given
        WHERE moves AND is_on_duty AND is_current AND unit_id NOT IN (SELECT unit_id FROM moved)
"""  # noqa: S608  (numbers of our own)

# A unit's first position, with what the nearest search must know of it.
# A buffer may come when the unit is covert no more: where it was then stays covert (decision 23). A unit whose flag has gone has no
# position until its next fix, so this is asked here, and not of every fix of everybody.
_OPENLY = """NOT EXISTS (SELECT FROM covert_times c WHERE c.unit_id = f.unit_id AND c.ended_at IS NOT NULL
        AND to_timestamp(f.fixed) >= c.began_at AND to_timestamp(f.fixed) < c.ended_at)"""
# The unit is held as it is: a status that is set meanwhile finds the position that it must mark. Where one is being set right now
# its end is not waited for, because everybody's fixes would wait with it: the walk tries again with the next batch.
_FIRST = f"""
    INSERT INTO positions (unit_id, duty_id, place, lon, lat, fixed_at, received_at, accuracy_m, speed_mps, heading, battery,
        source, trust, device, areas, crossed_at, pod, is_deployable)
    SELECT f.unit_id, f.duty_id, ST_SetSRID(ST_MakePoint(f.east, f.north), 27700), f.lon, f.lat, to_timestamp(f.fixed), %(now)s,
        f.accuracy_m, NULLIF(f.speed_mps, 'NaN'), NULLIF(f.heading, 'NaN'), NULLIF(f.battery, -1), f.source, f.trust, f.device, f.areas,
        to_timestamp(f.fixed), u.pod, EXISTS (
            SELECT FROM codes c JOIN code_lists l ON l.name = c.list AND l.version = c.version AND l.is_current
            WHERE c.list = 'statuses' AND c.code = u.status AND c.detail ->> 'deployable' <> 'no')
    FROM unnest(%(units)b, %(duties)b, %(devices)b, %(sources)b, %(times)b, %(lons)b, %(lats)b, %(easts)b, %(norths)b, %(accuracies)b,
            %(speeds)b, %(headings)b, %(batteries)b, %(areas)b, %(trusts)b)
        AS f (unit_id, duty_id, device, source, fixed, lon, lat, east, north, accuracy_m, speed_mps, heading, battery, areas, trust)
    JOIN units u ON u.id = f.unit_id JOIN duties d ON d.id = f.duty_id AND d.unit_id = u.id AND d.ended_at IS NULL
    WHERE {_OPENLY}
    ORDER BY f.unit_id FOR SHARE OF u SKIP LOCKED
    ON CONFLICT DO NOTHING
    RETURNING unit_id
"""  # noqa: S608  our own words

_LEAVE = """
    UPDATE area_stays s SET left_at = GREATEST(s.entered_at, CASE WHEN s.duty_id = p.duty_id THEN p.fixed_at
        ELSE COALESCE((SELECT d.ended_at FROM duties d WHERE d.id = s.duty_id), p.fixed_at) END)
    FROM positions p
    WHERE p.unit_id = ANY(%(units)s) AND s.unit_id = p.unit_id AND s.left_at IS NULL
        AND (s.duty_id <> p.duty_id OR s.kind || ':' || s.code <> ALL(string_to_array(p.areas, '|')))
"""
_ENTER = """
    INSERT INTO area_stays (unit_id, duty_id, kind, code, entered_at)
    SELECT p.unit_id, p.duty_id, split_part(a.name, ':', 1), split_part(a.name, ':', 2), p.fixed_at
    FROM positions p CROSS JOIN unnest(string_to_array(p.areas, '|')) AS a (name)
    WHERE p.unit_id = ANY(%(units)s) AND a.name <> ''
    ON CONFLICT DO NOTHING
"""

# Only beside a better source: where the device itself places the unit, there is nobody to show apart.
_BESIDE = f"""
    INSERT INTO member_positions AS m (unit_id, device, duty_id, officer_id, lon, lat, fixed_at, received_at, accuracy_m, source)
    SELECT f.unit_id, f.device, f.duty_id, f.officer_id, f.lon, f.lat, to_timestamp(f.fixed), %(now)s, f.accuracy_m, f.source
    FROM unnest(%(units)b, %(duties)b, %(officers)b, %(devices)b, %(sources)b, %(times)b, %(lons)b, %(lats)b, %(accuracies)b, %(trusts)b)
        AS f (unit_id, duty_id, officer_id, device, source, fixed, lon, lat, accuracy_m, trust)
    JOIN positions p ON p.unit_id = f.unit_id AND p.device <> f.device AND p.trust >= f.trust
    JOIN duties d ON d.id = f.duty_id AND d.unit_id = f.unit_id AND d.ended_at IS NULL
        AND to_timestamp(f.fixed) >= d.started_at - interval '{EARLY_S} s'
    WHERE {_OPENLY}
    ORDER BY f.unit_id, f.device
    ON CONFLICT (unit_id, device) DO UPDATE SET duty_id = EXCLUDED.duty_id, officer_id = EXCLUDED.officer_id, lon = EXCLUDED.lon,
        lat = EXCLUDED.lat, fixed_at = EXCLUDED.fixed_at, received_at = EXCLUDED.received_at, accuracy_m = EXCLUDED.accuracy_m,
        source = EXCLUDED.source
    WHERE m.fixed_at < EXCLUDED.fixed_at
"""  # noqa: S608  our own words

# Only of what would have moved the unit, had it been believed. Its next fix that is takes the doubt away.
_DOUBT = f"""
    UPDATE positions p SET doubted_at = %(now)s
    FROM unnest(%(units)b, %(duties)b, %(devices)b, %(times)b, %(trusts)b) AS f (unit_id, duty_id, device, fixed, trust)
    JOIN duties d ON d.id = f.duty_id AND d.unit_id = f.unit_id AND d.ended_at IS NULL
    WHERE p.unit_id = f.unit_id AND p.doubted_at IS NULL AND p.fixed_at < to_timestamp(f.fixed)
        AND (f.trust > p.trust OR (f.trust = p.trust AND f.device = p.device) OR p.duty_id IS DISTINCT FROM f.duty_id
            OR p.fixed_at < %(now)s - interval '{GIVES_WAY_AFTER.seconds} s')
"""  # noqa: S608  (numbers of our own)

_KNOWN = "SELECT unit_id, device, duty_id, lon, lat, accuracy_m, fixed_at FROM positions WHERE unit_id = ANY(%s)"


@dataclass
class Stored:
    """What became of a batch. By the place in it: whose fixes no duty covered, which did not move their unit, and of these whose unit
    stands nowhere yet. Who crossed a border."""

    off_duty: set[int] = field(default_factory=set)
    stayed: list[int] = field(default_factory=list)
    unplaced: list[int] = field(default_factory=list)
    crossed: list[UUID] = field(default_factory=list)


def keep(session: Session, fixes: Sequence[Fix], moving: set[int], now: datetime) -> Stored:
    """Keep all fixes of a batch; those whose place in it is in `moving` (one for each unit) may move their unit."""
    params: dict[str, Any] = (
        _columns(fixes)
        | _ground(fixes)
        | {
            "now": now,
            "flags": columns.words([fix.flag or "" for fix in fixes]),
            "moves": columns.flags([place in moving for place in range(len(fixes))]),
            "placed": columns.flags([fix.flag != "no_place" for fix in fixes]),
        }
    )
    stored = Stored()
    for what, ordinal, unit_id in run(session, _STORE, params).fetchall():
        if what == "off duty":
            stored.off_duty.add(ordinal - 1)
        elif what == "crossed":
            stored.crossed.append(unit_id)
        else:
            stored.stayed.append(ordinal - 1)
            stored.unplaced += [ordinal - 1] if what == "unplaced" else []
    return stored


def _ground(fixes: Sequence[Fix]) -> dict[str, Any]:
    easts, norths = points.metres([fix.lon for fix in fixes], [fix.lat for fix in fixes])
    return {
        "easts": columns.doubles(easts),
        "norths": columns.doubles(norths),
        "areas": columns.words([fix.areas for fix in fixes]),
    }


def _columns(fixes: Sequence[Fix]) -> dict[str, Any]:
    return {
        "units": columns.uuids([fix.unit_id for fix in fixes]),
        "duties": columns.uuids([fix.duty_id or fix.unit_id for fix in fixes]),
        "officers": columns.words([fix.officer_id for fix in fixes]),
        "devices": columns.uuids([fix.device for fix in fixes]),
        "sources": columns.words([fix.source for fix in fixes]),
        "times": columns.doubles([fix.fixed_at.timestamp() for fix in fixes]),
        "lons": columns.doubles([fix.lon for fix in fixes]),
        "lats": columns.doubles([fix.lat for fix in fixes]),
        "accuracies": columns.reals([fix.accuracy_m for fix in fixes]),
        "trusts": columns.smalls([fix.trust for fix in fixes]),
        "speeds": columns.reals([nan if fix.speed_mps is None else fix.speed_mps for fix in fixes]),
        "headings": columns.reals([nan if fix.heading is None else fix.heading for fix in fixes]),
        "batteries": columns.smalls([-1 if fix.battery is None else fix.battery for fix in fixes]),
    }


def place_first(session: Session, fixes: Sequence[Fix], now: datetime) -> list[UUID]:
    """The first position of units that have none; those that have one stay as they are. Returns who was placed."""
    return [row[0] for row in run(session, _FIRST, _columns(fixes) | _ground(fixes) | {"now": now}).fetchall()]


def doubt(session: Session, fixes: Sequence[Fix], now: datetime) -> None:
    """Note that units may be elsewhere than where they stand: what was told of them could not be."""
    before_commit(session, _DOUBT, _columns(fixes) | {"now": now})


def cross(session: Session, units: Sequence[UUID]) -> None:
    """Note that units have entered and left areas: what they are in no longer ends, what they are in now begins."""
    before_commit(session, _LEAVE, {"units": list(units)})
    before_commit(session, _ENTER, {"units": list(units)})


def keep_beside(session: Session, fixes: Sequence[Fix], now: datetime) -> None:
    """Where a member's own device is, while a better source places the unit."""
    before_commit(session, _BESIDE, _columns(fixes) | {"now": now})


def forget_place(session: Session, unit_id: UUID, now: datetime) -> None:
    """Where a unit is nobody knows from here on, until its next fix; the areas that it was in it has left."""
    run(session, "DELETE FROM positions WHERE unit_id = %s", (unit_id,))
    run(session, "DELETE FROM member_positions WHERE unit_id = %s", (unit_id,))
    run(session, _LEAVE_ALL, (now, unit_id))


_LEAVE_ALL = "UPDATE area_stays SET left_at = GREATEST(entered_at, %s) WHERE unit_id = %s AND left_at IS NULL"


def leave_all(session: Session, unit_id: UUID, now: datetime) -> None:
    """Its duty ends, and with it whatever area it is in: whoever goes home is nowhere of ours."""
    before_commit(session, _LEAVE_ALL, (now, unit_id))


def known(session: Session, units: Iterable[UUID]) -> list[Any]:
    """Where these units are, and which device put them there: for devices that a process does not know."""
    return run(session, _KNOWN, (list(units),)).fetchall()


# `xmin` says which transaction wrote a row, so nothing that commits late is missed and no clock is asked. Rows of a transaction
# that was still open at the last look are told again; who asks knows what it has told.
# Of this duty only: where the last crew was says nothing of the next, and of whoever is off duty nothing is told.
# A guest is told to two boards; everybody else costs no list to be made.
_BOARDS = f"""CASE WHEN u.guest_in = '{{}}' THEN ARRAY[{boards.PREFIX} || p.pod]
    ELSE ARRAY(SELECT {boards.PREFIX} || shown.pod FROM unnest(p.pod || u.guest_in) AS shown (pod)) END"""  # noqa: S608  our own words
_MOVED = f"""
    SELECT {_BOARDS}, p.unit_id::text, p.lon, p.lat, p.fixed_at, p.received_at, p.accuracy_m, p.speed_mps,
        p.heading, p.source, a.members, p.battery, p.doubted_at, substring(p.areas FROM '^pod:([^|]+)'),
        u.emergency_id IS NOT NULL AND NOT u.is_covert
    FROM positions p JOIN units u ON u.id = p.unit_id AND u.duty_id = p.duty_id LEFT JOIN apart_rows a ON a.unit_id = p.unit_id
    WHERE age(p.xmin) <= age(%(since)s::xid)
        OR p.unit_id IN (SELECT unit_id FROM member_positions m WHERE age(m.xmin) <= age(%(since)s::xid))
"""  # noqa: S608  our own words
_HORIZON = "SELECT (pg_snapshot_xmin(pg_current_snapshot())::text::numeric %% 4294967296)::text"


def horizon(session: Session) -> str:
    """Everything that commits from now on is at or after this."""
    return str(run(session, _HORIZON, ()).fetchall()[0][0])


def moved_since(session: Session, since: str) -> list[Any]:
    """Positions that were written at or after a horizon, each with the feeds of the boards that may know of it. The last column
    says whether every board may: of a crew that calls for help, unless it is covert."""
    return run(session, _MOVED, {"since": since}).fetchall()


def all_boards(session: Session) -> list[str]:
    return [boards.feed(code) for (code,) in run(session, "SELECT code FROM pods ORDER BY code", ()).fetchall()]


# What it was in when it became covert it has left for everybody who may not see it so (decision 23).
_OPEN = """(u.is_covert OR NOT EXISTS (
        SELECT FROM covert_times c WHERE c.unit_id = u.id AND COALESCE(c.ended_at, 'infinity') > s.entered_at))"""
_STAYS = f"""
    SELECT s.kind, a.name, s.entered_at, s.left_at, p.fixed_at FROM area_stays s JOIN units u ON u.id = s.unit_id AND u.duty_id = s.duty_id
    JOIN areas a ON a.kind = s.kind AND a.code = s.code LEFT JOIN positions p ON p.unit_id = u.id AND p.duty_id = u.duty_id
    WHERE s.unit_id = %s AND s.left_at IS NULL AND {_OPEN} ORDER BY s.entered_at DESC, s.kind LIMIT 40
"""  # noqa: S608  our own words


def stays(session: Session, unit_id: UUID) -> list[Any]:
    """The areas that a unit is in now, newest first, each with when it was measured last: silent for long, it may have left.

    Where it was before is a look back: it comes with the trail, for a reason.
    """
    return run(session, _STAYS, (unit_id,)).fetchall()


# What each of a crew's devices said last of its battery, on this duty and not long ago: whichever of them places the unit.
_BATTERIES = """
    SELECT DISTINCT ON (f.source, f.device) f.source, COALESCE(o.rank || ' ' || o.name, ''), f.battery, f.fixed_at
    FROM fixes f JOIN units u ON u.id = f.unit_id AND u.duty_id = f.duty_id LEFT JOIN officers o ON o.id::text = f.officer_id
    WHERE f.unit_id = %(unit)s AND f.fixed_at > %(since)s AND f.received_at > %(since)s AND f.battery IS NOT NULL
    ORDER BY f.source, f.device, f.fixed_at DESC LIMIT 20
"""
BATTERY_KNOWN = timedelta(minutes=30)


def batteries(session: Session, unit_id: UUID, now: datetime) -> list[Any]:
    """Source, officer, per cent and time of each device of the unit that was heard within half an hour, the emptiest first."""
    asked = {"unit": unit_id, "since": now - BATTERY_KNOWN}
    return sorted(run(session, _BATTERIES, asked).fetchall(), key=lambda row: row[2])


_IN_ZONES = f"""
    SELECT s.code, u.id, u.callsign, s.entered_at, p.fixed_at FROM area_stays s JOIN units u ON u.id = s.unit_id AND u.duty_id = s.duty_id
    JOIN zones z ON z.kind = s.kind AND z.code = s.code AND z.ended_at IS NULL
    LEFT JOIN positions p ON p.unit_id = u.id AND p.duty_id = u.duty_id
    WHERE s.left_at IS NULL AND (%(sees_covert)s OR NOT u.is_covert) AND {_OPEN} ORDER BY s.entered_at, u.callsign
"""  # noqa: S608  our own words


def in_zones(session: Session, *, sees_covert: bool) -> list[Any]:
    """Which units are in the zones that stand, since when, and when they were measured last; the first to enter first."""
    return run(session, _IN_ZONES, {"sees_covert": sees_covert}).fetchall()


def keeping(session: Session) -> list[Any]:
    """For how many days each source is kept, NULL where the setting says; who changed it, and when."""
    return run(session, "SELECT source, keep_days, changed_by, changed_at FROM fix_sources").fetchall()


def set_keeping(session: Session, source: str, days: int | None, *, by: str, at: datetime) -> None:
    """Raises NotFound for a source that is none."""
    changed = run(
        session,
        "UPDATE fix_sources SET keep_days = %s, changed_by = %s, changed_at = %s WHERE source = %s",
        (days, by, at, source),
    )
    if not changed.rowcount:
        raise NotFound("There is no such source.")


def make_days(session: Session, today: date) -> None:
    """Have the partitions of today and tomorrow ready, so that no fix waits at midnight."""
    for day in (today, today + timedelta(days=1)):
        session.execute(text("SELECT make_fixes_day(:day)"), {"day": day})


def forget(session: Session, today: date, days: int) -> int:
    """Drop the days that policy does not keep, of each source by its own. `days` where it has none. Returns how many went."""
    policy = {source: kept or days for source, kept, _, _ in keeping(session)}
    dropped = 0
    for source in SOURCES:
        before = today - timedelta(days=policy[source])
        asked = session.execute(text("SELECT drop_fixes_before(:source, :day)"), {"source": source, "day": before})
        dropped += int(asked.scalar_one())
    _forget_stays(session, today - timedelta(days=max(policy.values())))
    return dropped


def _forget_stays(session: Session, before: date) -> None:
    """What was worked out of fixes goes when the last of them has gone: where a crew was is no less told by the name of a borough."""
    run(session, "DELETE FROM area_stays WHERE COALESCE(left_at, entered_at) < %s", (before,))
    run(session, "DELETE FROM member_positions WHERE fixed_at < %s", (before,))

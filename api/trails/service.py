"""Trails: where a unit was, shown to whoever says why; and to the crew, who looked (peers.md, part 2, item 8).

The look is written twice in the transaction that answers it, in the audit and for the crew. No audit, no answer. A trail ends
where a duty ends: of the time between two duties there is no fix to show.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy.orm import Session

from api import clock
from api.actors import SYSTEM, Actor
from api.audit import service as audit
from api.db import act_as, run
from api.errors import Invalid, NotFound
from api.fixes import service as fixes
from api.fixes.fix import GIVES_WAY_AFTER, SOURCES
from api.trails import reasons

# A trail of twelve hours with a fix every ten seconds. Where more came, each device is thinned to its share of these.
MOST_POINTS = 5_000
MOST_LOOKS = 100
# A source that has said nothing for this long does not track any more.
TRACKS_WITHIN = timedelta(minutes=2)

_UNIT = "SELECT callsign FROM units WHERE id = %s AND NOT is_covert"
# What lies in a partition is asked for by when it came, too: a buffer may come a day late, nothing comes early.
# A device that floods is thinned, one fix in so many seconds, and never so that a flag or what placed the unit is lost.
_POINTS = """
    WITH hidden AS MATERIALIZED (
        SELECT COALESCE(range_agg(tstzrange(began_at, ended_at)), '{}') AS times FROM covert_times WHERE unit_id = %(unit)s
    ), told AS (
        SELECT f.source, f.device, CASE WHEN f.source = 'vehicle' THEN '' ELSE f.officer_id END AS officer, f.fixed_at, f.place,
            f.accuracy_m, f.flag,
            -array_position(%(sources)s::text[], f.source) AS trust,
            placed_by(f.duty_id, f.device, -array_position(%(sources)s::text[], f.source), f.fixed_at, make_interval(secs => %(gives_way)s))
                FILTER (WHERE f.flag IS NULL) OVER w AS placement
        FROM fixes f WHERE f.unit_id = %(unit)s AND f.fixed_at BETWEEN %(since)s AND %(until)s AND f.received_at >= %(early)s
            AND f.place IS NOT NULL AND NOT (SELECT times FROM hidden) @> f.fixed_at
        -- Of two at one instant the better one is looked at first.
        WINDOW w AS (ORDER BY f.fixed_at, array_position(%(sources)s::text[], f.source), f.device ROWS UNBOUNDED PRECEDING)
    ), judged AS MATERIALIZED (
        -- By that it follows what placed the unit (docs/messages.md, section 15).
        SELECT *, flag IS NULL AND ((placement).device, (placement).trust, (placement).at) = (device, trust, fixed_at) AS placed FROM told
    ), lines AS MATERIALIZED (
        SELECT source, device, officer, count(*) AS fixes, min(fixed_at) AS first_at, max(fixed_at) AS last_at,
            row_number() OVER (ORDER BY array_position(%(sources)s::text[], source), min(fixed_at), device, officer) - 1 AS line,
            count(*) OVER () AS devices
        FROM judged GROUP BY source, device, officer
    ), paced AS (
        SELECT *, CASE WHEN fixes > %(most)s / devices
            THEN GREATEST(1, ceil(extract(epoch FROM last_at - first_at) * devices / %(most)s))::int ELSE 0 END AS one_in_s FROM lines
    ), thinned AS (
        SELECT j.*, p.line, p.one_in_s,
            row_number() OVER (PARTITION BY p.line, j.flag, j.placed, j.fixed_at = p.first_at, j.fixed_at = p.last_at,
                floor(extract(epoch FROM j.fixed_at) / GREATEST(p.one_in_s, 1)) ORDER BY j.fixed_at) AS nth
        FROM judged j JOIN paced p USING (source, device, officer)
    ), kept AS (
        SELECT * FROM thinned WHERE one_in_s = 0 OR nth = 1
    )
    SELECT (SELECT COALESCE(json_agg(json_build_array(round(ST_X(place)::numeric, 6), round(ST_Y(place)::numeric, 6), iso(fixed_at),
            accuracy_m, source, flag, line, placed) ORDER BY fixed_at, line), '[]')::text FROM kept),
        (SELECT COALESCE(json_agg(json_build_object('source', p.source, 'officer', o.rank || ' ' || o.name, 'fixes', p.fixes,
            'one_in_s', NULLIF(p.one_in_s, 0)) ORDER BY p.line), '[]')::text
            FROM paced p LEFT JOIN officers o ON o.id::text = p.officer),
        (SELECT count(*) FROM kept)
"""
# One row for each duty that the stretch touches, because another duty is another crew.
_NOTE = """
    INSERT INTO trail_looks (at, kind, looker_id, looker, unit_id, duty_id, since, until, reason, fixes)
    SELECT %(now)s, %(kind)s, %(looker_id)s, %(looker)s, d.unit_id, d.id, GREATEST(%(since)s, d.started_at),
        LEAST(%(until)s, COALESCE(d.ended_at, %(until)s)), %(reason)s, u.fixes
    FROM unnest(%(units)s::uuid[], %(counts)s::int[]) AS u (id, fixes)
    JOIN duties d ON d.unit_id = u.id AND d.started_at < %(until)s AND (d.ended_at IS NULL OR d.ended_at > %(since)s)
"""


# Where it went in and out, told by names: no less a trail than the points are. A stay that went on when the unit became covert, or
# when the duty ended, is told until then: when it truly left is of the time that is told to nobody, or of no time at work.
# `seen_at`: when it was measured last on the duty that goes on.
_AREAS = """
    WITH told AS (
        SELECT t.kind, t.code, t.entered_at, p.fixed_at AS seen_at, LEAST(t.left_at, d.ended_at,
            (SELECT min(c.began_at) FROM covert_times c WHERE c.unit_id = t.unit_id AND c.began_at >= t.entered_at)) AS left_at
        FROM area_stays t JOIN duties d ON d.id = t.duty_id LEFT JOIN positions p ON p.unit_id = t.unit_id AND p.duty_id = t.duty_id
        WHERE t.unit_id = %(unit)s AND t.entered_at < %(until)s AND (t.left_at IS NULL OR t.left_at > %(since)s)
            AND NOT was_covert(t.unit_id, t.entered_at)
    )
    SELECT COALESCE(json_agg(json_build_object('kind', s.kind, 'name', a.name, 'entered_at', iso(s.entered_at), 'left_at', iso(s.left_at),
        'seen_at', CASE WHEN s.left_at IS NULL THEN iso(s.seen_at) END) ORDER BY s.entered_at DESC, s.kind), '[]')::text
    FROM (SELECT * FROM told WHERE left_at IS NULL OR left_at > %(since)s ORDER BY entered_at DESC LIMIT 60) s
    JOIN areas a ON a.kind = s.kind AND a.code = s.code
"""
_IS_ON_DUTY = """
    SELECT EXISTS (SELECT FROM duties WHERE unit_id = %s AND started_at < %s AND (ended_at IS NULL OR ended_at > %s))
"""


def show(session: Session, body: dict[str, Any]) -> dict[str, Any]:
    """The trail of a unit over the last minutes. Raises Invalid without a reason, NotFound for no such unit.

    Nor is one shown of a time in which nobody was on duty: there is no crew to tell of it, and nothing of theirs to show.

    `points`: `[lon, lat, fixed_at, accuracy_m, source, flag, line, placed]`, oldest first; `flag` says why a fix was kept and not
    believed, `line` which of `lines` measured it, `placed` that the unit was where it says. `areas`: those that it was in, newest first.
    """
    unit_id, until = body["unit_id"], clock.now()
    since = until - timedelta(minutes=body["minutes"])
    reason = reasons.given(session, body["reason"], body["words"])
    found = run(session, _UNIT, (unit_id,)).fetchone()
    if found is None:
        raise NotFound("There is no such unit.")
    if not run(session, _IS_ON_DUTY, (unit_id, until, since)).fetchall()[0][0]:
        nobody = f"{found[0]} was not on duty from {stretch(since, until)}, so there is no trail of it."
        raise Invalid(nobody, details={"minutes": ["Nobody was on duty then."]})
    audit.note(
        session, action="view trail", subject=f"unit {unit_id}", reason=f"{found[0]}, {stretch(since, until)}; {reason}"
    )
    asked = {
        "unit": unit_id,
        "since": since,
        "until": until,
        "early": since - timedelta(minutes=1),
        "most": MOST_POINTS,
        "sources": list(SOURCES),
        "gives_way": GIVES_WAY_AFTER.total_seconds(),
    }
    points, lines, count = run(session, _POINTS, asked).fetchall()[0]
    areas = run(session, _AREAS, asked).fetchall()[0][0]
    note(session, "trail", {unit_id: count}, since, until, reason)
    head = {"unit_id": str(unit_id), "callsign": found[0], "since": clock.iso(since), "until": clock.iso(until)}
    told = {"lines": lines, "points": points, "areas": areas}
    return {**head, "reason": reason, **{name: orjson.Fragment(rows) for name, rows in told.items()}}


def stretch(since: datetime, until: datetime) -> str:
    """From when to when, on the clocks of the room."""
    return f"{clock.london_time(since)} to {clock.london_time(until)}"


def note(session: Session, kind: str, shown: dict[UUID, int], since: datetime, until: datetime, reason: str) -> None:
    """Tell the crews that somebody was shown where they were: a row for each duty in the stretch. `shown`: fixes by unit."""
    looker: Actor = session.info["actor"]
    told = {"now": clock.now(), "kind": kind, "looker_id": str(looker.id), "looker": looker.label, "reason": reason}
    units, counts = list(shown), list(shown.values())
    run(session, _NOTE, {**told, "units": units, "counts": counts, "since": since, "until": until})


_LOOKS = """
    SELECT l.at, l.kind, l.looker, u.callsign, GREATEST(l.since, c.joined_at), LEAST(l.until, COALESCE(c.left_at, l.until)), l.reason
    FROM crew c JOIN trail_looks l ON l.duty_id = c.duty_id AND l.until > c.joined_at AND (c.left_at IS NULL OR l.since < c.left_at)
    JOIN units u ON u.id = l.unit_id WHERE c.officer_id = %s ORDER BY l.at DESC, l.id DESC LIMIT %s
"""
_TRACKED = """
    SELECT u.callsign, f.source, max(f.fixed_at) FROM crew c JOIN duties d ON d.id = c.duty_id AND d.ended_at IS NULL
    JOIN units u ON u.id = d.unit_id LEFT JOIN fixes f ON f.unit_id = u.id AND f.duty_id = d.id AND f.fixed_at > %(since)s
        AND f.received_at > %(since)s AND f.flag IS NULL
    WHERE c.officer_id = %(me)s AND c.left_at IS NULL GROUP BY u.callsign, f.source ORDER BY 3 DESC NULLS LAST
"""


def own(session: Session, default_days: int) -> dict[str, Any]:
    """What the acting officer may know of their own trail: whether and by what they are tracked now, how long it is kept, who looked."""
    me: Actor = session.info["actor"]
    act_as(session, SYSTEM)
    kept = {source: days or default_days for source, days, _, _ in fixes.keeping(session)}
    return {
        "tracked": _tracked(session, me.id),
        "keep": [
            {"source": name, "label": of.label, "days": kept.get(name, default_days)} for name, of in SOURCES.items()
        ],
        "looks": [_look(row) for row in run(session, _LOOKS, (me.id, MOST_LOOKS)).fetchall()],
    }


def _tracked(session: Session, officer_id: UUID | str) -> dict[str, Any]:
    rows = run(session, _TRACKED, {"me": officer_id, "since": clock.now() - TRACKS_WITHIN}).fetchall()
    heard = [
        {"source": source, "label": SOURCES[source].label, "fixed_at": clock.iso(at)}
        for _, source, at in rows
        if source
    ]
    return {"on_duty": bool(rows), "callsign": rows[0][0] if rows else None, "sources": heard}


def _look(row: Any) -> dict[str, Any]:
    at, kind, looker, callsign, since, until, reason = row
    told = {"at": clock.iso(at), "kind": kind, "looker": looker, "callsign": callsign, "reason": reason}
    return {**told, "since": clock.iso(since), "until": clock.iso(until)}

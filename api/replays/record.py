"""What the record says of some ground and some time, as PostgreSQL builds it. Covert units, and what others did while they were
covert, are in none of it."""

# ruff: noqa: S608  put together of our own words

from __future__ import annotations

# Where an incident is followed, units that only passed are shown within this of it.
NEAR_M = 1_500
# A unit that was last heard a while before the beginning is drawn where it was then, with its age.
BEFORE_S = 600
# One fix in so many seconds of each device: the longer the time the coarser, and coarser still where the answer holds no more. Never
# so coarse that a place looks older than it was (hollow after 30 s, pwa/src/domain/board/ageing.ts).
PACES_S = (1, 2, 5, 10, 20)
MOST_FIXES = 40_000
MOST_LINES = 3_000

INCIDENT = """
    SELECT id, cad_reference(cad_number, cad_date), opened_at, COALESCE(closed_at, now()), ST_AsEWKB(ST_Buffer(place, {near}))
    FROM incidents WHERE cad_reference(cad_number, cad_date) = %s
"""
AREA = "SELECT name, ST_AsEWKB(ST_Simplify(outline, 30)) FROM areas WHERE kind = %s AND code = %s"
BOX = "SELECT ST_AsEWKB(ST_Transform(ST_MakeEnvelope(%s, %s, %s, %s, 4326), 27700))"

_COMMON = """
    WITH ground AS MATERIALIZED (
        SELECT ST_GeomFromEWKB(%(ground)s) AS metres, ST_Transform(ST_GeomFromEWKB(%(ground)s), 4326) AS degrees
    ), sent AS MATERIALIZED (
        SELECT t.* FROM taskings t JOIN units u ON u.id = t.unit_id AND NOT (u.is_covert OR t.is_covert)
        WHERE t.assigned_at < %(until)s AND (t.ended_at IS NULL OR t.ended_at > %(since)s)
            AND (t.incident_id = ANY (%(incidents)s))
    )
"""

# Which incidents are of this ground and time: asked first, because everything else hangs on them.
INCIDENTS_OF_GROUND = """
    SELECT i.id FROM incidents i WHERE i.opened_at < %(until)s AND i.opened_at > %(since)s - interval '7 days'
        AND (i.closed_at IS NULL OR i.closed_at > %(since)s) AND ST_Intersects(i.place, ST_GeomFromEWKB(%(ground)s))
    ORDER BY i.opened_at DESC LIMIT 500
"""

# Whoever was sent is shown wherever they were; others only on the ground that was asked for. Who was there at all, the stays say,
# so that a night of London is not read for the sake of one street. Of each device one fix in `pace` seconds, and its last.
_SEEN = (
    _COMMON
    + """
    , candidate AS MATERIALIZED (
        SELECT u.id, bool_or(c.is_sent) AS is_sent, COALESCE((SELECT range_agg(tstzrange(t.began_at, t.ended_at)) FROM covert_times t
            WHERE t.unit_id = u.id), '{}') AS hidden FROM (
            SELECT unit_id, true AS is_sent FROM sent
            UNION ALL
            SELECT s.unit_id, false FROM area_stays s JOIN areas a ON a.kind = s.kind AND a.code = s.code CROSS JOIN ground g
            WHERE s.kind = 'borough' AND s.entered_at < %(until)s AND (s.left_at IS NULL OR s.left_at > %(early)s)
                AND ST_Intersects(a.outline, g.metres)
        ) c JOIN units u ON u.id = c.unit_id AND NOT u.is_covert GROUP BY u.id
    ), seen AS MATERIALIZED (
        SELECT f.* FROM candidate c CROSS JOIN ground g CROSS JOIN LATERAL (
            SELECT * FROM (
                SELECT x.unit_id, x.fixed_at, x.received_at, x.place, x.accuracy_m, x.speed_mps, x.heading, x.source,
                    x.duty_id, dense_rank() OVER (ORDER BY x.device) AS device,
                    row_number() OVER in_turn AS nth,
                    count(*) OVER (in_turn RANGE BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS told,
                    lead(x.fixed_at) OVER (PARTITION BY x.source, x.device, x.duty_id ORDER BY x.fixed_at) IS NULL AS is_last
                FROM fixes x
                WHERE x.unit_id = c.id AND x.fixed_at BETWEEN %(early)s AND %(until)s
                    AND x.received_at BETWEEN %(early)s AND %(until)s + interval '1 day' AND x.flag IS NULL AND x.place IS NOT NULL
                    AND NOT c.hidden @> x.fixed_at AND (c.is_sent OR ST_Intersects(x.place, g.degrees))
                WINDOW in_turn AS (PARTITION BY x.source, x.device, x.duty_id, floor(extract(epoch FROM x.fixed_at) / %(pace)s)
                    ORDER BY x.fixed_at)
            ) x WHERE nth = 1 OR is_last
        ) f LIMIT %(most)s + 1
    )
"""
)

COUNT = _SEEN + "SELECT count(*) FROM seen"

# Where the last crew was says nothing of the next: each fix says of which duty of its unit it is, by its place in `duties`. When a
# duty began or ended in the dark is told to nobody: then it did so when the dark ended or began (decision 23).
UNITS = (
    _SEEN
    + """
    , duty AS MATERIALIZED (
        SELECT d.id, d.unit_id, row_number() OVER (PARTITION BY d.unit_id ORDER BY d.started_at, d.id) - 1 AS number,
            COALESCE((SELECT c.ended_at FROM covert_times c WHERE c.unit_id = d.unit_id AND d.started_at >= c.began_at
                AND d.started_at < c.ended_at), d.started_at) AS began_at,
            COALESCE((SELECT c.began_at FROM covert_times c WHERE c.unit_id = d.unit_id AND d.ended_at >= c.began_at
                AND d.ended_at < c.ended_at), d.ended_at) AS ended_at
        FROM duties d WHERE d.unit_id IN (SELECT unit_id FROM seen UNION SELECT unit_id FROM sent) AND d.started_at < %(until)s
            AND (d.ended_at IS NULL OR d.ended_at > %(early)s)
    ), drawn AS MATERIALIZED (
        SELECT s.unit_id, count(*) AS fixes, sum(told) FILTER (WHERE nth = 1) > count(*) AS is_thinned, json_agg(json_build_array(
            round(extract(epoch FROM fixed_at - %(since)s) * 10), round(extract(epoch FROM received_at - %(since)s) * 10),
            round(ST_X(place)::numeric, 6), round(ST_Y(place)::numeric, 6), round(accuracy_m::numeric, 1), round(speed_mps::numeric, 1),
            round(heading::numeric), array_position(%(sources)s::text[], source) - 1, device - 1, y.number)
            ORDER BY fixed_at, array_position(%(sources)s::text[], source), device) AS fixes_told
        FROM seen s LEFT JOIN duty y ON y.id = s.duty_id GROUP BY s.unit_id
    ), shown AS (
        SELECT u.id, u.callsign, u.kind, u.pod FROM units u
        WHERE u.id IN (SELECT unit_id FROM drawn) OR u.id IN (SELECT unit_id FROM sent)
    )
    SELECT COALESCE(json_agg(json_build_object('id', s.id, 'callsign', s.callsign, 'kind', s.kind, 'pod', s.pod,
        'fixes', COALESCE(d.fixes_told, '[]'), 'one_in_s', CASE WHEN d.is_thinned THEN %(pace)s::int END,
        'duties', COALESCE((SELECT json_agg(json_build_array(round(extract(epoch FROM y.began_at - %(since)s) * 10),
            round(extract(epoch FROM y.ended_at - %(since)s) * 10)) ORDER BY y.number) FROM duty y WHERE y.unit_id = s.id), '[]'),
        'statuses', COALESCE((SELECT json_agg(json_build_array(round(extract(epoch FROM e.occurred_at - %(since)s) * 10),
                round(extract(epoch FROM e.received_at - %(since)s) * 10), e.code, e.source, e.is_applied) ORDER BY e.received_at)
            FROM (SELECT * FROM statuses x WHERE x.unit_id = s.id AND x.occurred_at BETWEEN %(since)s AND %(until)s
                    AND NOT was_covert(x.unit_id, x.occurred_at)
                  UNION ALL (SELECT * FROM statuses x WHERE x.unit_id = s.id AND x.occurred_at < %(since)s AND x.is_applied
                    AND NOT was_covert(x.unit_id, x.occurred_at)
                    ORDER BY x.occurred_at DESC LIMIT 1)) e), '[]')) ORDER BY length(s.callsign), s.callsign), '[]')::text,
        COALESCE(array_agg(s.id), '{}'), COALESCE(array_agg(COALESCE(d.fixes, 0)), '{}')
    FROM shown s LEFT JOIN drawn d ON d.unit_id = s.id
"""
)

_AT = "round(extract(epoch FROM {0} - %(since)s) * 10)"
_RUNGS = ("assigned", "sent", "delivered", "shown", "seen", "read", "acknowledged", "en_route", "at_scene", "ended")

REST = (
    _COMMON
    + f"""
    , hidden AS MATERIALIZED (
        SELECT id, callsign, is_covert FROM units WHERE is_covert OR id IN (SELECT unit_id FROM covert_times)
    )
    SELECT (SELECT COALESCE(json_agg(json_build_object('id', i.id, 'cad', cad_reference(i.cad_number, i.cad_date), 'grade', i.grade,
            'what', i.what, 'address', i.address, 'lon', lon(i.place), 'lat', lat(i.place),
            'opened', {_AT.format("i.opened_at")}, 'closed', {_AT.format("i.closed_at")}) ORDER BY i.opened_at), '[]')::text
        FROM incidents i WHERE i.id = ANY (%(incidents)s)),
    (SELECT COALESCE(json_agg(json_build_object('id', t.id, 'incident_id', t.incident_id, 'unit_id', t.unit_id, 'state', t.state,
            'by', t.assigned_by, 'end_reason', t.end_reason, 'rungs', json_build_object(
                {", ".join(f"'{rung}', {_AT.format(f't.{rung}_at')}" for rung in _RUNGS)})) ORDER BY t.assigned_at), '[]')::text
        FROM sent t),
    (SELECT COALESCE(json_agg(json_build_object('id', l.id, 'incident_id', l.incident_id, 'kind', l.kind, 'text', l.text,
            'author', l.author, 'at', {_AT.format("l.occurred_at")}, 'received', {_AT.format("l.received_at")})
            ORDER BY l.received_at, l.number), '[]')::text
        FROM (SELECT * FROM log_entries x WHERE x.incident_id = ANY (%(incidents)s) AND x.received_at BETWEEN %(since)s AND %(until)s
            AND NOT EXISTS (SELECT FROM hidden u WHERE position(u.callsign IN x.text) > 0
                AND (u.is_covert OR was_covert(u.id, x.received_at)))
            ORDER BY x.received_at LIMIT {MOST_LINES}) l)
"""
)

"""What stands out among new looks (security.md B.7), as SQL over `fresh`, the looks that the watch has not seen yet.

Each answers rows of `key, first, last, count, actor_id, actor, subject, words`. None of them reads more than the new looks and,
by an index, what the same officer or the same record had within a day at most.
"""

from __future__ import annotations

MANY_OFFICERS = 5
TRAILS_AN_HOUR, TRAIL_AGAIN_A_DAY = 10, 5
FAR_M, NEIGHBOUR_M, POSITION_AGE_MIN = 5_000, 60, 15
RARE_NAME = 50

# What each is called where the auditor reads it.
LABELS = {
    "own_name": "Own name",
    "own_record": "Own record",
    "colleague": "Colleague",
    "family": "Same rare family name",
    "declared": "Declared as close",
    "neighbour": "Own address or neighbour",
    "protected": "Protected or restricted",
    "off_duty": "Off duty",
    "far_away": "Far away",
    "no_tasking": "No job behind it",
    "domestic": "Victim of domestic abuse",
    "many": "One record, many officers",
    "volume": "Many searches",
    "views": "Many records opened",
    "sequence": "In order",
    "trails": "Many trails",
    "followed": "One unit followed",
    "over_budget": "Asked for more searches",
    "break_glass": "Restricted record opened",
    "key_refused": "Key tried, refused",
    "audit_cut": "Rows of the audit are gone",
}

FRESH = """
    WITH fresh AS MATERIALIZED (
        SELECT a.id, a.at, a.actor_id, a.actor, a.action, a.subject, a.reason, a.unit_id,
            lower(substring(a.subject FROM '"name":"([^"]+)"')) AS typed,
            a.reason ~ '[0-9]+/[0-9]{2}[A-Z]{3}[0-9]{2}' AS has_job, (a.at AT TIME ZONE 'Europe/London')::date AS day,
            -- A trail is a unit's and no record.
            CASE WHEN a.action LIKE 'view %%' AND a.action <> 'view trail' AND a.subject ~ ' [0-9a-f-]{36}$'
                THEN substring(a.subject FROM '[0-9a-f-]{36}$')::uuid END AS record_id
        FROM audit a WHERE (a.xact, a.id) > (%(xact)s::text::xid8, %(row_id)s) AND (a.xact, a.id) <= (%(to_xact)s::text::xid8, %(to_id)s)
            AND (a.action LIKE 'view %%' OR a.action LIKE 'search %%' OR a.action LIKE 'restricted record%%')
    ), acted AS MATERIALIZED (
        SELECT f.actor_id, f.actor, COALESCE(max(l.searches), %(searches_an_hour)s) AS searches,
            COALESCE(max(l.views), %(opened_in_ten_minutes)s) AS views, COALESCE(max(l.jobless), %(without_a_job_an_hour)s) AS jobless
        FROM (SELECT DISTINCT actor_id, actor FROM fresh) f LEFT JOIN officer_roles r ON r.officer_id::text = f.actor_id
        LEFT JOIN unnest(%(roles)s::text[], %(role_searches_an_hour)s::int[], %(role_opened_in_ten_minutes)s::int[],
            %(role_without_a_job_an_hour)s::int[]) AS l (role, searches, views, jobless) ON l.role = r.role
        GROUP BY f.actor_id, f.actor
    ), opened AS MATERIALIZED (
        SELECT f.*, lower(btrim(COALESCE(n.given_names[1], '') || ' ' || n.family_name)) AS named, lower(n.family_name) AS family
        FROM fresh f JOIN nominals n ON n.id = f.record_id WHERE f.action = 'view nominal'
    ), officer AS MATERIALIZED (
        SELECT o.*, o.id::text AS officer_id, lower(o.name) AS small FROM officers o JOIN acted ON o.id::text = acted.actor_id
    )
"""

# One row of the watch for each look: counts are added to what stands there.
BY_LOOK = {
    "own_name": """
        SELECT f.actor_id || f.day, min(f.at), max(f.at), count(*), f.actor_id, min(f.actor), min(f.subject),
            min(f.actor) || ' searched for their own name'
        FROM fresh f JOIN officer o ON o.officer_id = f.actor_id AND o.small = f.typed GROUP BY f.actor_id, f.day""",
    "own_record": """
        SELECT f.actor_id || f.record_id, min(f.at), max(f.at), count(*), f.actor_id, min(f.actor), min(f.subject),
            min(f.actor) || ' opened a record that has their own name'
        FROM opened f JOIN officer o ON o.officer_id = f.actor_id AND o.small = f.named GROUP BY f.actor_id, f.record_id""",
    "colleague": """
        SELECT f.actor_id || c.id, min(f.at), max(f.at), count(*), f.actor_id, min(f.actor), min(f.subject),
            min(f.actor) || ' looked for ' || min(c.name) || ', the name of a colleague of the same BCU'
        FROM (SELECT id, at, actor_id, actor, subject, typed AS named FROM fresh WHERE typed IS NOT NULL
              UNION ALL SELECT id, at, actor_id, actor, subject, named FROM opened) f
        JOIN officer o ON o.officer_id = f.actor_id
        JOIN officers c ON lower(c.name) = f.named AND c.id <> o.id AND c.pod = o.pod AND c.is_active GROUP BY f.actor_id, c.id""",
    "family": """
        SELECT f.actor_id || f.record_id, min(f.at), max(f.at), count(*), f.actor_id, min(f.actor), min(f.subject),
            min(f.actor) || ' opened a record of somebody with their own rare family name'
        FROM opened f JOIN officer o ON o.officer_id = f.actor_id AND o.small <> f.named
            AND f.family = substring(o.small FROM '[^ ]+$')
        WHERE (SELECT COALESCE(max(n.bearers), 0) FROM names n WHERE n.kind = 'person' AND n.name = f.family) <= %(rare)s
        GROUP BY f.actor_id, f.record_id""",
    "declared": """
        SELECT f.actor_id || f.record_id, min(f.at), max(f.at), count(*), f.actor_id, min(f.actor), min(f.subject),
            min(f.actor) || ' opened a record that they have declared as ' || min(CASE w.relation WHEN 'self' THEN 'their own'
                WHEN 'home' THEN 'their home' WHEN 'family' THEN 'of their family' ELSE 'of somebody they associate with' END)
        FROM fresh f JOIN watched_records w ON w.record_id = f.record_id AND w.officer_id::text = f.actor_id AND w.withdrawn_at IS NULL
        GROUP BY f.actor_id, f.record_id""",
    "neighbour": """
        SELECT f.actor_id || f.record_id, min(f.at), max(f.at), count(DISTINCT f.id), f.actor_id, min(f.actor), min(f.subject),
            min(f.actor) || ' opened a record of within ' || %(neighbour)s || ' m of their own home'
        FROM fresh f JOIN watched_records w ON w.officer_id::text = f.actor_id AND w.relation = 'home' AND w.withdrawn_at IS NULL
            AND w.record_id <> f.record_id
        JOIN addresses home ON home.id = w.record_id
        WHERE EXISTS (SELECT FROM addresses a WHERE a.id = f.record_id AND ST_DWithin(a.place, home.place, %(neighbour)s))
            OR EXISTS (SELECT FROM links l JOIN addresses a ON a.id = l.to_id WHERE l.from_id = f.record_id AND l.to_kind = 'address'
                AND (l.valid_to IS NULL OR l.valid_to >= current_date) AND ST_DWithin(a.place, home.place, %(neighbour)s))
        GROUP BY f.actor_id, f.record_id""",
    "protected": """
        SELECT f.actor_id || f.subject, min(f.at), max(f.at), count(*), f.actor_id, min(f.actor), f.subject,
            min(f.actor) || CASE WHEN bool_or(f.action LIKE 'restricted record%%')
                THEN CASE WHEN bool_and(f.action = 'restricted record called') THEN CASE f.actor_id WHEN 'system'
                    THEN ' found that an open call is about' ELSE ' took a call that is about' END
                    ELSE ' came upon' END || ' a restricted record of ' || COALESCE(min(NULLIF(
                    restricted_owner(substring(f.subject FROM '[0-9a-f-]{36}$')::uuid), '')), 'an owner who is not named')
                    || ', and was shown nothing'
                ELSE ' opened a record under the protected flag' END
        FROM fresh f WHERE f.action LIKE 'restricted record%%' OR EXISTS (SELECT FROM watched_records w WHERE w.record_id = f.record_id
            AND w.relation = 'protected' AND w.withdrawn_at IS NULL) GROUP BY f.actor_id, f.subject""",
    "off_duty": """
        SELECT f.actor_id || f.day, min(f.at), max(f.at), count(*), f.actor_id, min(f.actor), '',
            min(f.actor) || ' looked things up while booked on to no unit'
        FROM fresh f WHERE f.unit_id IS NULL
            AND EXISTS (SELECT FROM officer_roles r WHERE r.officer_id::text = f.actor_id AND r.role = 'officer')
            AND NOT EXISTS (SELECT FROM officer_roles r WHERE r.officer_id::text = f.actor_id AND r.role IN ('dispatcher', 'supervisor'))
        GROUP BY f.actor_id, f.day""",
    "far_away": """
        SELECT f.actor_id || f.record_id, min(f.at), max(f.at), count(*), f.actor_id, min(f.actor), min(f.subject),
            min(f.actor) || ' opened an address ' || round((min(ST_Distance(a.place, p.place)) / 1000)::numeric, 1)
            || ' km away from their unit, with no job near it'
        FROM fresh f JOIN addresses a ON a.id = f.record_id
        JOIN positions p ON p.unit_id = f.unit_id AND p.received_at > f.at - make_interval(mins => %(position_age)s)
        WHERE NOT ST_DWithin(a.place, p.place, %(far)s) AND NOT EXISTS (SELECT FROM taskings t JOIN incidents i ON i.id = t.incident_id
            WHERE t.unit_id = f.unit_id AND t.assigned_at <= f.at AND (t.ended_at IS NULL OR t.ended_at > f.at - interval '4 hours')
            AND ST_DWithin(a.place, i.place, %(far)s)) GROUP BY f.actor_id, f.record_id""",
    "domestic": """
        SELECT f.actor_id || f.record_id, min(f.at), max(f.at), count(DISTINCT f.id), f.actor_id, min(f.actor), min(f.subject),
            min(f.actor) || ' opened the record of a victim of domestic abuse without being sent to that incident'
        FROM opened f JOIN named_records n ON n.record_id = f.record_id AND n.removed_at IS NULL AND n.role = 'victim'
        JOIN incidents i ON i.id = n.incident_id AND (i.type = 'PH' OR 'domestic' = ANY (i.qualifiers))
        WHERE EXISTS (SELECT FROM officer_roles r WHERE r.officer_id::text = f.actor_id AND r.role = 'officer')
            AND NOT EXISTS (SELECT FROM taskings t WHERE t.incident_id = i.id AND t.unit_id = f.unit_id)
            AND position(cad_reference(i.cad_number, i.cad_date) IN f.reason) = 0
        GROUP BY f.actor_id, f.record_id""",
}

# A window that the new looks fall into: the count is of the whole window.
BY_WINDOW = {
    "many": """
        SELECT v.subject || v.day, min(w.at), max(w.at), count(*), '', '', v.subject,
            count(DISTINCT w.actor_id) || ' people opened this record within a day'
        FROM (SELECT DISTINCT subject, day FROM fresh WHERE record_id IS NOT NULL) v
        CROSS JOIN LATERAL (SELECT a.at, a.actor_id FROM audit a WHERE a.subject = v.subject AND a.action LIKE 'view %%'
            AND a.at > now() - interval '24 hours' ORDER BY a.id DESC LIMIT 200) w
        GROUP BY v.subject, v.day HAVING count(DISTINCT w.actor_id) > %(officers)s""",
    "volume": """
        SELECT c.actor_id || date_trunc('hour', now()), min(w.at), max(w.at), count(*), c.actor_id, c.actor, '',
            c.actor || ' searched ' || count(*) || ' times within an hour'
        FROM acted c CROSS JOIN LATERAL ({looks}) w WHERE w.action LIKE 'search %%' AND w.action <> 'search call'
            AND w.at > now() - interval '1 hour'
        GROUP BY c.actor_id, c.actor, c.searches HAVING count(*) > c.searches""",
    "views": """
        SELECT c.actor_id || date_trunc('hour', now()), min(w.at), max(w.at), count(*), c.actor_id, c.actor, '',
            c.actor || ' opened ' || count(*) || ' people within ten minutes'
        FROM acted c CROSS JOIN LATERAL ({looks}) w WHERE w.action = 'view nominal' AND w.at > now() - interval '10 minutes'
        GROUP BY c.actor_id, c.actor, c.views HAVING count(*) > c.views""",
    "trails": """
        SELECT c.actor_id || date_trunc('hour', now()), min(w.at), max(w.at), count(*), c.actor_id, c.actor, '',
            c.actor || ' looked ' || count(*) || ' times within an hour at where units had been'
        FROM acted c CROSS JOIN LATERAL ({newest}) w
        WHERE w.action IN ('view trail', 'view replay') AND w.at > now() - interval '1 hour'
        GROUP BY c.actor_id, c.actor HAVING count(*) > %(trails)s""",
    "followed": """
        SELECT f.actor_id || f.subject || f.day, min(w.at), max(w.at), count(*), f.actor_id, f.actor, f.subject,
            f.actor || ' looked ' || count(*) || ' times within a day at the trail of ' || COALESCE(min(u.callsign), 'one unit')
        FROM (SELECT DISTINCT actor_id, actor, subject, day FROM fresh WHERE action = 'view trail') f
        CROSS JOIN LATERAL (SELECT a.at FROM audit a WHERE a.subject = f.subject AND a.action LIKE 'view %%' AND a.action = 'view trail'
            AND a.actor_id = f.actor_id AND a.at > now() - interval '24 hours' ORDER BY a.id DESC LIMIT 200) w
        LEFT JOIN units u ON f.subject = 'unit ' || u.id
        GROUP BY f.actor_id, f.actor, f.subject, f.day HAVING count(*) > %(again)s""",
    "no_tasking": """
        SELECT c.actor_id || date_trunc('hour', now()), min(w.at), max(w.at), count(*), c.actor_id, c.actor, '',
            c.actor || ' looked ' || count(*) || ' times within an hour for no job'
        FROM acted c CROSS JOIN LATERAL ({looks}) w
        WHERE w.action LIKE 'search %%' AND w.action <> 'search call' AND w.at > now() - interval '1 hour'
            AND w.reason !~ '[0-9]+/[0-9]{{2}}[A-Z]{{3}}[0-9]{{2}}'
        GROUP BY c.actor_id, c.actor, c.jobless HAVING count(*) > c.jobless""",
}

# What one officer looked up within the hour, by an index that holds looks alone.
LOOKS = """
    SELECT a.id, a.at, a.action, a.subject, a.reason FROM audit a
    WHERE a.actor_id = c.actor_id AND a.at > now() - interval '1 hour' AND (a.action LIKE 'search %%' OR a.action = 'view nominal')
"""
# What one officer did last, by index. A control room does much in an hour that is no look, so these are many.
NEWEST = "SELECT a.at, a.action, a.subject, a.reason FROM audit a WHERE a.actor_id = c.actor_id ORDER BY a.id DESC LIMIT 1000"

# The newest terms of whoever searched, each kind of search by itself, for sequences.py.
_OF_EACH = """
    SELECT s.actor_id, s.actor, s.action, array_agg(t.term ORDER BY t.id), min(t.at), max(t.at)
    FROM (SELECT DISTINCT actor_id, actor, action FROM fresh WHERE action LIKE 'search %%' AND action <> 'search call') s
    CROSS JOIN LATERAL (SELECT * FROM (SELECT a.id, a.at, a.action,
            COALESCE(substring(a.subject FROM '"(?:name|plate|number|identifier|vin|address|words)":"([^"]+)"'), '') AS term
        FROM audit a WHERE a.actor_id = s.actor_id AND a.at > now() - interval '1 hour'
            AND (a.action LIKE 'search %%' OR a.action = 'view nominal') ORDER BY a.id DESC LIMIT 60) newest
        WHERE newest.action = s.action AND newest.at > now() - interval '1 hour' ORDER BY newest.id DESC LIMIT 7) t
    GROUP BY s.actor_id, s.actor, s.action
"""
TERMS = FRESH + _OF_EACH

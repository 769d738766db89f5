"""How a unit can be reached, worked out at the moment of asking; and the ladder of each device as part of a tasking's row."""

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

# Nothing here is stored, so nothing can stand when whoever should have changed it has died: a silent device is silent by the clock.
UP = """
CREATE FUNCTION unit_reach(at timestamptz)
RETURNS TABLE (unit_id uuid, pod text, state text, heard_at timestamptz, proven_at timestamptz, voice_at timestamptz, is_offered boolean)
LANGUAGE sql STABLE AS $$
    SELECT judged.id, judged.pod, judged.state, judged.heard_at, judged.proven_at, judged.voice_at,
        judged.state IN ('reachable', 'asleep') OR judged.voice_at IS NOT NULL OR COALESCE(judged.heard_at >= at - interval '60 s', false)
    FROM (
        SELECT u.id, u.pod, t.heard_at, t.proven_at,
            CASE
                WHEN t.heard_at IS NULL THEN 'no_device'
                WHEN t.is_live THEN 'reachable'
                -- A page that was put away says so before it falls silent; one that did not say so was cut off.
                WHEN t.was_visible THEN 'contact_lost'
                WHEN t.proven_at >= at - interval '4 hours' THEN 'asleep'
                ELSE 'push_dead'
            END AS state,
            CASE WHEN u.voice_confirmed_at > GREATEST(at - interval '30 minutes', COALESCE(t.heard_at, '-infinity'))
                THEN u.voice_confirmed_at END AS voice_at
        FROM units u CROSS JOIN LATERAL (
            SELECT max(d.heard_at) AS heard_at, bool_or(d.is_visible AND d.heard_at >= at - interval '15 s') AS is_live,
                (array_agg(d.is_visible ORDER BY d.heard_at DESC))[1] AS was_visible, max(d.push_proven_at) AS proven_at
            FROM devices d WHERE d.duty_id = u.duty_id) t
        WHERE u.duty_id IS NOT NULL
    ) judged
$$;

-- The ladder of each device, for the brief as it is now: the earliest time of each rung, by channel where there are several.
-- PL/pgSQL, because it keeps the plan; a function in SQL makes it anew at each call.
CREATE FUNCTION tasking_devices(tasking uuid, brief integer) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT COALESCE(jsonb_agg(jsonb_build_object('device_id', device_id, 'kind', kind, 'officer', officer, 'rungs', rungs)
        ORDER BY first, device_id), '[]')
    FROM (
        SELECT r.device_id, COALESCE(d.kind, 'handset') AS kind, COALESCE(o.rank || ' ' || o.name, '') AS officer,
            min(r.received_at) AS first,
            jsonb_object_agg(r.rung || ':' || r.channel, iso(r.received_at)) AS rungs
        FROM receipts r LEFT JOIN devices d ON d.id = r.device_id LEFT JOIN officers o ON o.id = d.officer_id
        WHERE r.tasking_id = tasking AND r.brief_revision >= brief
        GROUP BY r.device_id, d.kind, o.rank, o.name
    ) climbed);
END $$;

DROP VIEW card_rows;
DROP VIEW tasking_rows;

-- What people did with a tasking: what a crew is told of it. What machines and the control room make of it is the board's affair.
CREATE VIEW crew_tasking_rows WITH (security_invoker = true) AS
SELECT t.id, t.incident_id, t.unit_id, t.duty_id, t.ended_at, jsonb_build_object(
    'id', t.id, 'revision', t.revision,
    'incident_id', t.incident_id, 'unit_id', t.unit_id, 'duty_id', t.duty_id, 'callsign', u.callsign,
    'state', t.state, 'note', t.note, 'assigned_by', t.assigned_by, 'assigned_at', iso(t.assigned_at),
    'seen_at', iso(t.seen_at), 'read_at', iso(t.read_at),
    'read_brief_revision', t.read_brief_revision, 'brief_revision', i.brief_revision, 'acknowledged_at', iso(t.acknowledged_at),
    'en_route_at', iso(t.en_route_at), 'at_scene_at', iso(t.at_scene_at), 'ended_at', iso(t.ended_at), 'end_reason', t.end_reason) AS body
FROM taskings t JOIN units u ON u.id = t.unit_id JOIN incidents i ON i.id = t.incident_id;

CREATE VIEW tasking_rows WITH (security_invoker = true) AS
SELECT r.id, r.incident_id, r.unit_id, r.duty_id, r.ended_at, r.body || jsonb_build_object(
    'revision', t.revision + t.machine_revision, 'sent_at', iso(t.sent_at),
    'delivered_at', iso(t.delivered_at), 'shown_at', iso(t.shown_at),
    'alarm', t.alarm, 'alarmed_at', iso(t.alarmed_at), 'alarm_acknowledged_by', t.alarm_acknowledged_by,
    'alarm_acknowledged_at', iso(t.alarm_acknowledged_at),
    'devices', tasking_devices(t.id, (r.body ->> 'brief_revision')::integer)) AS body
FROM crew_tasking_rows r JOIN taskings t ON t.id = r.id;

CREATE VIEW card_rows WITH (security_invoker = true) AS
SELECT t.id, t.duty_id, r.ended_at, r.incident_id, r.body || jsonb_build_object(
    'incident', i.body, 'risk', t.risk,
    'others', COALESCE((SELECT jsonb_agg(ou.callsign ORDER BY ou.callsign) FROM taskings o JOIN units ou ON ou.id = o.unit_id
                        WHERE o.incident_id = t.incident_id AND o.id <> t.id AND o.ended_at IS NULL), '[]'),
    -- Who sits on the other callsigns, so that a crew without signal knows whom to ask for.
    'crews', COALESCE((SELECT jsonb_agg(jsonb_build_object('callsign', ou.callsign, 'crew', COALESCE(
                           (SELECT jsonb_agg(p.rank || ' ' || p.name ORDER BY p.name) FROM crew c JOIN officers p ON p.id = c.officer_id
                            WHERE c.duty_id = o.duty_id AND c.left_at IS NULL), '[]')) ORDER BY ou.callsign)
                       FROM taskings o JOIN units ou ON ou.id = o.unit_id
                       WHERE o.incident_id = t.incident_id AND o.id <> t.id AND o.ended_at IS NULL), '[]')) AS body
FROM taskings t JOIN crew_tasking_rows r ON r.id = t.id JOIN incident_rows i ON i.id = t.incident_id;

CREATE VIEW ahead_rows WITH (security_invoker = true) AS
SELECT a.id, a.settled_at, jsonb_build_object('id', a.id, 'revision', CASE WHEN a.settled_at IS NULL THEN 1 ELSE 2 END,
    'device_id', a.device_id, 'officer', a.label, 'missing', a.held - a.last_seq, 'noticed_at', iso(a.noticed_at),
    'settled_at', iso(a.settled_at), 'settled_by', a.settled_by) AS body
FROM devices_ahead a;
GRANT SELECT ON crew_tasking_rows, tasking_rows, card_rows, ahead_rows TO bluelamp_app;
"""

DOWN = """
DROP VIEW ahead_rows;
DROP VIEW card_rows;
DROP VIEW tasking_rows;
DROP VIEW crew_tasking_rows;
DROP FUNCTION tasking_devices(uuid, integer);
DROP FUNCTION unit_reach(timestamptz);
CREATE VIEW tasking_rows WITH (security_invoker = true) AS
SELECT t.id, t.incident_id, t.unit_id, t.duty_id, t.ended_at, jsonb_build_object(
    'id', t.id, 'revision', t.revision, 'incident_id', t.incident_id, 'unit_id', t.unit_id, 'duty_id', t.duty_id, 'callsign', u.callsign,
    'state', t.state, 'note', t.note, 'assigned_by', t.assigned_by, 'assigned_at', iso(t.assigned_at), 'sent_at', iso(t.sent_at),
    'delivered_at', iso(t.delivered_at), 'seen_at', iso(t.seen_at), 'read_at', iso(t.read_at), 'read_brief_revision', t.read_brief_revision,
    'brief_revision', i.brief_revision, 'acknowledged_at', iso(t.acknowledged_at), 'en_route_at', iso(t.en_route_at),
    'at_scene_at', iso(t.at_scene_at), 'ended_at', iso(t.ended_at), 'end_reason', t.end_reason) AS body
FROM taskings t JOIN units u ON u.id = t.unit_id JOIN incidents i ON i.id = t.incident_id;

CREATE VIEW card_rows WITH (security_invoker = true) AS
SELECT t.id, t.duty_id, r.ended_at, r.incident_id, r.body || jsonb_build_object(
    'incident', i.body, 'risk', t.risk,
    'others', COALESCE((SELECT jsonb_agg(ou.callsign ORDER BY ou.callsign) FROM taskings o JOIN units ou ON ou.id = o.unit_id
                        WHERE o.incident_id = t.incident_id AND o.id <> t.id AND o.ended_at IS NULL), '[]')) AS body
FROM taskings t JOIN tasking_rows r ON r.id = t.id JOIN incident_rows i ON i.id = t.incident_id;
GRANT SELECT ON tasking_rows, card_rows TO bluelamp_app;
"""


def upgrade() -> None:
    op.execute(UP)


def downgrade() -> None:
    op.execute(DOWN)

"""One definition of each row on the wire: snapshots and messages read the same views, so they cannot differ."""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

UP = """
CREATE FUNCTION iso(at timestamptz) RETURNS text LANGUAGE sql STABLE AS
    $$ SELECT to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') $$;

CREATE FUNCTION lon(place geometry) RETURNS numeric LANGUAGE sql STABLE AS
    $$ SELECT round(ST_X(ST_Transform(place, 4326))::numeric, 6) $$;
CREATE FUNCTION lat(place geometry) RETURNS numeric LANGUAGE sql STABLE AS
    $$ SELECT round(ST_Y(ST_Transform(place, 4326))::numeric, 6) $$;

CREATE FUNCTION cad_reference(number integer, day date) RETURNS text LANGUAGE sql STABLE AS
    $$ SELECT number || '/' || upper(to_char(day, 'DDMonYY')) $$;

CREATE VIEW unit_rows WITH (security_invoker = true) AS
SELECT u.id, u.pod, jsonb_build_object(
    'id', u.id, 'revision', u.revision, 'callsign', u.callsign, 'pod', u.pod, 'kind', u.kind, 'duty_id', u.duty_id,
    'crew', COALESCE((SELECT jsonb_agg(jsonb_build_object('officer_id', o.id, 'name', o.name, 'rank', o.rank,
        'shoulder_number', o.shoulder_number) ORDER BY c.joined_at, o.pay_number)
                      FROM crew c JOIN officers o ON o.id = c.officer_id WHERE c.duty_id = u.duty_id AND c.left_at IS NULL), '[]'),
    'skills', COALESCE(to_jsonb(d.skills), '[]'), 'vehicle', d.vehicle,
    'status', u.status, 'status_at', iso(u.status_at), 'status_received_at', iso(u.status_received_at), 'status_source', u.status_source,
    'odd', u.is_odd, 'incident_id', u.incident_id, 'emergency_id', u.emergency_id) AS body
FROM units u LEFT JOIN duties d ON d.id = u.duty_id;

CREATE VIEW incident_rows WITH (security_invoker = true) AS
SELECT i.id, i.pod, i.state, i.closed_at, jsonb_build_object(
    'id', i.id, 'revision', i.revision, 'cad', cad_reference(i.cad_number, i.cad_date), 'grade', i.grade, 'type', i.type, 'what', i.what,
    'address', i.address, 'lon', lon(i.place), 'lat', lat(i.place), 'pod', i.pod, 'state', i.state, 'qualifiers', to_jsonb(i.qualifiers),
    'opened_at', iso(i.opened_at), 'graded_at', iso(i.graded_at), 'attend_by', iso(i.attend_by), 'arrived_at', iso(i.arrived_at),
    'resulted_at', iso(i.resulted_at), 'closed_at', iso(i.closed_at), 'result', i.result, 'result_text', i.result_text,
    'duplicate_of', i.duplicate_of, 'source', i.source, 'exercise', i.is_exercise, 'brief_revision', i.brief_revision,
        'log_count', i.log_count) AS body
FROM incidents i;

CREATE VIEW log_rows WITH (security_invoker = true) AS
SELECT l.id, l.incident_id, l.number, jsonb_build_object(
    'id', l.id, 'incident_id', l.incident_id, 'number', l.number, 'kind', l.kind, 'text', l.text, 'author', l.author, 'source', l.source,
    'occurred_at', iso(l.occurred_at), 'received_at', iso(l.received_at), 'refers_to', l.refers_to) AS body
FROM log_entries l;

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

-- A card carries the newest entries; the rest of a long log is a page away.
CREATE FUNCTION card_log(incident uuid) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT COALESCE(jsonb_agg(newest.body ORDER BY newest.number), '[]')
    FROM (SELECT number, body FROM log_rows WHERE incident_id = incident ORDER BY number DESC LIMIT 40) newest
$$;

CREATE VIEW emergency_rows WITH (security_invoker = true) AS
SELECT e.id, e.unit_id, e.duty_id, e.officer_id, e.closed_at, jsonb_build_object(
    'id', e.id, 'revision', e.revision, 'unit_id', e.unit_id, 'duty_id', e.duty_id, 'callsign', e.callsign, 'pod',
        e.pod, 'officer', e.officer,
    'raised_at', iso(e.raised_at), 'received_at', iso(e.received_at), 'lon', lon(e.place), 'lat', lat(e.place), 'fixed_at', iso(e.fixed_at),
    'accuracy_m', e.accuracy_m, 'source', e.source, 'incident_id', e.incident_id, 'acknowledged_by', e.acknowledged_by,
    'acknowledged_at', iso(e.acknowledged_at), 'closed_by', e.closed_by, 'closed_at', iso(e.closed_at), 'outcome',
        e.outcome, 'note', e.note) AS body
FROM emergencies e;

CREATE VIEW position_rows WITH (security_invoker = true) AS
SELECT p.unit_id, p.pod, p.received_at, jsonb_build_object(
    'unit_id', p.unit_id, 'lon', lon(p.place), 'lat', lat(p.place), 'fixed_at', iso(p.fixed_at), 'received_at', iso(p.received_at),
    'accuracy_m', p.accuracy_m, 'speed_mps', p.speed_mps, 'heading', p.heading, 'source', p.source) AS body
FROM positions p;
"""

DOWN = """
DROP VIEW position_rows, emergency_rows, card_rows, tasking_rows, log_rows, incident_rows, unit_rows CASCADE;
DROP FUNCTION IF EXISTS card_log(uuid);
DROP FUNCTION cad_reference(integer, date);
DROP FUNCTION lat(geometry);
DROP FUNCTION lon(geometry);
DROP FUNCTION iso(timestamptz);
"""


def upgrade() -> None:
    op.execute(UP)


def downgrade() -> None:
    op.execute(DOWN)

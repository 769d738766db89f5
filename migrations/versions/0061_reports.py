"""Reports from the street: requests for a warning marker, intelligence, safeguarding. None takes effect before a person has decided."""

from alembic import op

revision = "0061"
down_revision = "0060"
branch_labels = None
depends_on = None

BODIES = """
CREATE OR REPLACE FUNCTION message_body(reading text, row_id uuid) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
    CASE reading
        WHEN 'unit.changed' THEN RETURN (SELECT body FROM unit_rows WHERE id = row_id);
        WHEN 'incident.changed' THEN RETURN (SELECT body FROM incident_rows WHERE id = row_id);
        WHEN 'log.added' THEN RETURN (SELECT body FROM log_rows WHERE id = row_id);
        WHEN 'tasking.changed' THEN RETURN (SELECT body FROM tasking_rows WHERE id = row_id);
        WHEN 'card' THEN RETURN (SELECT body FROM card_rows WHERE id = row_id);
        WHEN 'card with log' THEN
            RETURN (SELECT body || jsonb_build_object('log', card_log(incident_id), 'thrive', thrive_of(incident_id))
                    FROM card_rows WHERE id = row_id);
        WHEN 'emergency.changed' THEN RETURN (SELECT body FROM emergency_rows WHERE id = row_id);
        WHEN 'device.ahead' THEN RETURN (SELECT body FROM ahead_rows WHERE id = row_id);
        WHEN 'thrive.added' THEN RETURN (SELECT body FROM thrive_rows WHERE id = row_id);{more}
    END CASE;
END $$;
"""

UP = (
    """
CREATE TABLE reports (
    id uuid PRIMARY KEY,
    revision bigint NOT NULL DEFAULT 0,
    kind text NOT NULL CHECK (kind IN ('marker', 'intelligence', 'safeguarding')),
    officer_id uuid NOT NULL REFERENCES officers,
    officer text NOT NULL,
    duty_id uuid NOT NULL REFERENCES duties,
    callsign text NOT NULL,
    incident_id uuid NOT NULL REFERENCES incidents,
    about text NOT NULL,
    is_urgent boolean NOT NULL DEFAULT false,
    body jsonb NOT NULL,
    occurred_at timestamptz NOT NULL,
    received_at timestamptz NOT NULL,
    state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'approved', 'taken', 'refused')),
    decided_by text,
    decided_by_id text,
    decided_at timestamptz,
    reason text,
    made_id uuid,
    CHECK ((state = 'waiting') = (decided_at IS NULL)),
    CHECK (state <> 'approved' OR (kind = 'marker' AND made_id IS NOT NULL)),
    CHECK (state <> 'taken' OR kind <> 'marker')
);
CREATE INDEX reports_waiting ON reports (occurred_at) WHERE state = 'waiting';
CREATE INDEX reports_decided ON reports (decided_at DESC) WHERE state <> 'waiting';
CREATE INDEX reports_by_officer ON reports (officer_id, occurred_at DESC);

-- Whom or what of the record a report is about. The line is read anew each time, under the eyes of whoever reads.
CREATE TABLE report_subjects (
    report_id uuid NOT NULL REFERENCES reports,
    record_kind text NOT NULL,
    record_id uuid NOT NULL,
    PRIMARY KEY (report_id, record_id)
);
CREATE INDEX report_subjects_by_record ON report_subjects (record_id);

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['reports', 'report_subjects'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('GRANT SELECT, INSERT, UPDATE ON %I TO bluelamp_app', name);
    END LOOP;
END $$;
REVOKE UPDATE ON report_subjects FROM bluelamp_app;

-- An officer sees their own, the control room's side all of them (the doors let supervisors in). Nobody sends in another's name.
CREATE POLICY own_or_control ON reports FOR SELECT
    USING ((SELECT scope()) IN ('system', 'control') OR officer_id::text = (SELECT current_setting('app.actor', true)));
CREATE POLICY own_sent ON reports FOR INSERT
    WITH CHECK ((SELECT scope()) = 'system' OR officer_id::text = (SELECT current_setting('app.actor', true)));
CREATE POLICY decided ON reports FOR UPDATE USING ((SELECT scope()) IN ('system', 'control'));
CREATE POLICY of_seen_report ON report_subjects FOR SELECT USING (EXISTS (SELECT FROM reports r WHERE r.id = report_id));
CREATE POLICY of_own_report ON report_subjects FOR INSERT WITH CHECK (EXISTS (SELECT FROM reports r WHERE r.id = report_id
    AND ((SELECT scope()) = 'system' OR r.officer_id::text = (SELECT current_setting('app.actor', true)))));

-- Outside of imports a warning comes to be in one way only: somebody asked for it, and this person has decided so just now.
CREATE POLICY reviewed ON record_markers FOR INSERT WITH CHECK ((SELECT scope()) = 'control' AND EXISTS (SELECT FROM reports r
    WHERE r.made_id = record_markers.id AND r.state = 'approved' AND r.decided_by_id = (SELECT current_setting('app.actor', true))));

ALTER TABLE place_markers ADD COLUMN fact_or_opinion text NOT NULL DEFAULT 'fact';

CREATE VIEW report_rows WITH (security_invoker = true) AS
SELECT r.id, r.officer_id, r.state, r.kind, r.is_urgent, r.occurred_at, r.received_at, r.decided_at, jsonb_build_object(
    'id', r.id, 'revision', r.revision, 'kind', r.kind, 'officer_id', r.officer_id, 'officer', r.officer, 'callsign', r.callsign,
    'incident_id', r.incident_id, 'cad', cad_reference(i.cad_number, i.cad_date), 'about', r.about, 'urgent', r.is_urgent,
    'subjects', COALESCE((SELECT jsonb_agg(l.line ORDER BY l.line) FROM report_subjects s
        JOIN record_lines l ON l.kind = s.record_kind AND l.id = s.record_id WHERE s.report_id = r.id), '[]'),
    'state', r.state, 'sent_at', iso(r.occurred_at), 'received_at', iso(r.received_at), 'decided_by', r.decided_by,
    'decided_at', iso(r.decided_at), 'reason', r.reason) AS body
FROM reports r JOIN incidents i ON i.id = r.incident_id;
GRANT SELECT ON report_rows TO bluelamp_app;
"""
    + BODIES.replace(
        "{more}", "\n        WHEN 'report.changed' THEN RETURN (SELECT body FROM report_rows WHERE id = row_id);"
    )
    + """
-- The incidents on whose card a record stands now, with every record that is joined with it: those that name it, and those at an
-- address that leads to it. What is asked is what the card itself is made of, so the two cannot differ.
CREATE FUNCTION incidents_that_know(record uuid, today date) RETURNS SETOF uuid
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT acting() THEN
        RETURN;
    END IF;
    RETURN QUERY
    WITH same AS MATERIALIZED (
        SELECT nominal_id AS id FROM golden_with(ARRAY[record])
    ), people AS MATERIALIZED (
        SELECT id FROM same
        UNION SELECT l.from_id FROM links l WHERE l.to_id = record AND l.to_kind = 'vehicle' AND l.from_kind = 'nominal'
    ), homes AS MATERIALIZED (
        SELECT record AS id
        UNION SELECT l.to_id FROM people p JOIN links l ON l.from_id = p.id AND l.from_kind = 'nominal' AND l.to_kind = 'address'
    ), perhaps AS (
        SELECT n.incident_id AS id FROM named_records n
        WHERE n.removed_at IS NULL AND n.record_id IN (SELECT id FROM people UNION SELECT id FROM homes)
        UNION SELECT i.id FROM homes h JOIN addresses a ON a.id = h.id JOIN incidents i ON ST_DWithin(i.place, a.place, 60)
    )
    SELECT i.id FROM perhaps p JOIN incidents i ON i.id = p.id
    WHERE i.state <> 'closed' AND EXISTS (SELECT FROM known_of_incident(i.id, today) k WHERE k.record_id IN (SELECT id FROM same))
    ORDER BY i.id;
END $$;
REVOKE EXECUTE ON FUNCTION incidents_that_know(uuid, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION incidents_that_know(uuid, date) TO bluelamp_app;
"""
)

DOWN = (
    "DROP FUNCTION incidents_that_know(uuid, date);"
    + BODIES.replace("{more}", "")
    + """
DROP VIEW report_rows;
ALTER TABLE place_markers DROP COLUMN fact_or_opinion;
DROP POLICY reviewed ON record_markers;
DROP TABLE report_subjects, reports;
"""
)


def upgrade() -> None:
    op.execute(UP)


def downgrade() -> None:
    op.execute(DOWN)

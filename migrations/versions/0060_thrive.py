"""THRIVE: what the call handler and the officer at the scene each think of an incident, in versions that are only ever added."""

from alembic import op

revision = "0060"
down_revision = "0053"
branch_labels = None
depends_on = None

UP = """
CREATE TABLE thrive_assessments (
    id uuid PRIMARY KEY,
    incident_id uuid NOT NULL REFERENCES incidents,
    role text NOT NULL CHECK (role IN ('call_handler', 'officer')),
    version integer NOT NULL,
    levels jsonb NOT NULL,
    texts jsonb NOT NULL,
    author text NOT NULL,
    author_id text NOT NULL,
    callsign text,
    assessed_at timestamptz NOT NULL,
    received_at timestamptz NOT NULL,
    UNIQUE (incident_id, role, version)
);
ALTER TABLE thrive_assessments ENABLE ROW LEVEL SECURITY;
ALTER TABLE thrive_assessments FORCE ROW LEVEL SECURITY;
CREATE POLICY somebody_acts ON thrive_assessments USING ((SELECT acting())) WITH CHECK ((SELECT acting()));
-- A new opinion is a new version: nobody changes what somebody thought at the time.
GRANT SELECT, INSERT ON thrive_assessments TO bluelamp_app;

CREATE VIEW thrive_rows WITH (security_invoker = true) AS
SELECT a.id, a.incident_id, a.role, a.version, a.assessed_at, jsonb_build_object(
    'id', a.id, 'incident_id', a.incident_id, 'role', a.role, 'version', a.version, 'levels', a.levels, 'texts', a.texts,
    'author', a.author, 'author_id', a.author_id, 'callsign', a.callsign, 'assessed_at', iso(a.assessed_at),
    'received_at', iso(a.received_at)) AS body
FROM thrive_assessments a;
GRANT SELECT ON thrive_rows TO bluelamp_app;

-- All versions of an incident, in the order in which they were written down: a card and its snapshot carry them like the log.
CREATE FUNCTION thrive_of(incident uuid) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT COALESCE(jsonb_agg(body ORDER BY role, version), '[]') FROM thrive_rows WHERE incident_id = incident);
END $$;

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
        WHEN 'thrive.added' THEN RETURN (SELECT body FROM thrive_rows WHERE id = row_id);
    END CASE;
END $$;

REVOKE EXECUTE ON FUNCTION thrive_of(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION thrive_of(uuid) TO bluelamp_app;
"""

DOWN = """
CREATE OR REPLACE FUNCTION message_body(reading text, row_id uuid) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
    CASE reading
        WHEN 'unit.changed' THEN RETURN (SELECT body FROM unit_rows WHERE id = row_id);
        WHEN 'incident.changed' THEN RETURN (SELECT body FROM incident_rows WHERE id = row_id);
        WHEN 'log.added' THEN RETURN (SELECT body FROM log_rows WHERE id = row_id);
        WHEN 'tasking.changed' THEN RETURN (SELECT body FROM tasking_rows WHERE id = row_id);
        WHEN 'card' THEN RETURN (SELECT body FROM card_rows WHERE id = row_id);
        WHEN 'card with log' THEN
            RETURN (SELECT body || jsonb_build_object('log', card_log(incident_id)) FROM card_rows WHERE id = row_id);
        WHEN 'emergency.changed' THEN RETURN (SELECT body FROM emergency_rows WHERE id = row_id);
        WHEN 'device.ahead' THEN RETURN (SELECT body FROM ahead_rows WHERE id = row_id);
    END CASE;
END $$;
DROP FUNCTION thrive_of(uuid);
DROP VIEW thrive_rows;
DROP TABLE thrive_assessments;
"""


def upgrade() -> None:
    op.execute(UP)


def downgrade() -> None:
    op.execute(DOWN)

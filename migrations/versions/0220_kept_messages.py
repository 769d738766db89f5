"""What a crew was told of a job, and when its devices had stored it, is kept for as long as the incident is."""

from alembic import op

revision = "0220"
down_revision = "0211"
branch_labels = None
depends_on = None

# As in 0100, but for what was put by of the feeds.
_ERASE = """
CREATE OR REPLACE FUNCTION erase_incident(incident uuid, before timestamptz) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM refuse_early_erasure(before);
    PERFORM 1 FROM incidents i WHERE i.id = incident AND i.state = 'closed' AND i.closed_at < before
        AND NOT EXISTS (SELECT FROM units u WHERE u.incident_id = incident)
        AND NOT EXISTS (SELECT FROM taskings t WHERE t.incident_id = incident AND t.ended_at IS NULL) FOR UPDATE;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
{incident}    DELETE FROM pushes WHERE tasking_id IN (SELECT id FROM taskings WHERE incident_id = incident);
    DELETE FROM receipts WHERE tasking_id IN (SELECT id FROM taskings WHERE incident_id = incident);
    DELETE FROM escalations WHERE tasking_id IN (SELECT id FROM taskings WHERE incident_id = incident);
    DELETE FROM taskings WHERE incident_id = incident;
    DELETE FROM thrive_assessments WHERE incident_id = incident;
    DELETE FROM report_subjects WHERE report_id IN (SELECT id FROM reports WHERE incident_id = incident);
    DELETE FROM reports WHERE incident_id = incident;
    DELETE FROM named_records WHERE incident_id = incident;
    DELETE FROM log_entries WHERE incident_id = incident;
    UPDATE emergencies SET incident_id = NULL WHERE incident_id = incident;
    UPDATE incidents SET duplicate_of = NULL WHERE duplicate_of = incident;
    DELETE FROM incidents WHERE id = incident;
    RETURN true;
END $$;

CREATE OR REPLACE FUNCTION erase_duties(before timestamptz, most integer) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    gone uuid[];
BEGIN
    PERFORM refuse_early_erasure(before);
    SELECT array_agg(id) INTO gone FROM (SELECT d.id FROM duties d WHERE d.ended_at < before
        AND NOT EXISTS (SELECT FROM taskings t WHERE t.duty_id = d.id)
        AND NOT EXISTS (SELECT FROM reports r WHERE r.duty_id = d.id)
        AND NOT EXISTS (SELECT FROM emergencies e WHERE e.duty_id = d.id) ORDER BY d.ended_at LIMIT most) old;
    UPDATE devices SET duty_id = NULL WHERE duty_id = ANY (gone);
{duty}    DELETE FROM area_stays WHERE duty_id = ANY (gone);
    DELETE FROM statuses WHERE duty_id = ANY (gone);
    DELETE FROM trail_looks WHERE duty_id = ANY (gone);
    DELETE FROM crew WHERE duty_id = ANY (gone);
    DELETE FROM duties WHERE id = ANY (gone);
    RETURN COALESCE(cardinality(gone), 0);
END $$;
"""
_OF_INCIDENT = "    DELETE FROM kept_messages WHERE incident_id = incident;\n"
_OF_DUTY = """\
    DELETE FROM kept_messages WHERE recipient IN (SELECT 'duty:' || id FROM unnest(gone) AS id);
    DELETE FROM kept_deliveries WHERE recipient IN (SELECT 'duty:' || id FROM unnest(gone) AS id);
"""

UP = f"""
-- Apart from the feeds: those are read all day, are swept every hour, and stay small.
CREATE TABLE kept_messages (
    recipient text NOT NULL,
    seq bigint NOT NULL,
    kind text NOT NULL,
    at timestamptz NOT NULL,
    body jsonb NOT NULL,
    -- NULL for what tells of the crew and not of a job: that goes with the duty.
    incident_id uuid REFERENCES incidents,
    PRIMARY KEY (recipient, seq)
);
CREATE INDEX kept_messages_by_incident ON kept_messages (incident_id) WHERE incident_id IS NOT NULL;
CREATE TABLE kept_deliveries (
    recipient text NOT NULL,
    device_id uuid NOT NULL,
    through bigint NOT NULL,
    at timestamptz NOT NULL,
    channel text NOT NULL,
    PRIMARY KEY (recipient, device_id, through)
);

-- Put by by the server itself, read by whoever looks back, taken away by the two functions below and by nothing else.
DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['kept_messages', 'kept_deliveries'] LOOP
        EXECUTE format('GRANT SELECT, INSERT ON %I TO bluelamp_app', name);
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY oversight_reads ON %I FOR SELECT USING ((SELECT scope()) IN (''system'', ''control'', ''audit''))',
            name);
        EXECUTE format('CREATE POLICY retention_puts_by ON %I FOR INSERT WITH CHECK ((SELECT scope()) = ''system'')', name);
        EXECUTE format('CREATE POLICY retention_erases ON %I FOR DELETE TO CURRENT_USER USING ((SELECT scope()) = ''system'')', name);
    END LOOP;
END $$;
{_ERASE.format(incident=_OF_INCIDENT, duty=_OF_DUTY)}
"""

DOWN = f"""
{_ERASE.format(incident="", duty="")}
DROP TABLE kept_deliveries, kept_messages;
"""


def upgrade() -> None:
    op.execute(UP)


def downgrade() -> None:
    op.execute(DOWN)

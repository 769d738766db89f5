"""Retention reaches incidents, duties, feeds, sessions and staff: what may be erased, and no sooner than its years."""

from alembic import op

revision = "0100"
down_revision = "0096"
branch_labels = None
depends_on = None

UP = """
ALTER TABLE officers ADD COLUMN inactive_at timestamptz;
UPDATE officers SET inactive_at = now() WHERE NOT is_active;
CREATE FUNCTION stamp_inactive() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.inactive_at := CASE WHEN NEW.is_active THEN NULL ELSE COALESCE(OLD.inactive_at, now()) END;
    RETURN NEW;
END $$;
-- Whoever makes an officer inactive, and by whatever way: their years begin to run.
CREATE TRIGGER stamp_inactive BEFORE UPDATE OF is_active ON officers FOR EACH ROW EXECUTE FUNCTION stamp_inactive();

-- Without these each erased row would have its whole neighbour table read, to see that nothing points at it.
CREATE INDEX log_entries_corrected ON log_entries (refers_to) WHERE refers_to IS NOT NULL;
CREATE INDEX incidents_duplicates ON incidents (duplicate_of) WHERE duplicate_of IS NOT NULL;
CREATE INDEX incidents_by_closing ON incidents (closed_at) WHERE closed_at IS NOT NULL;
CREATE INDEX reports_by_incident ON reports (incident_id);
CREATE INDEX statuses_by_duty ON statuses (duty_id);
CREATE INDEX emergencies_by_incident ON emergencies (incident_id) WHERE incident_id IS NOT NULL;
CREATE INDEX pushes_by_subscription ON pushes (subscription_id);
CREATE INDEX push_subscriptions_by_session ON push_subscriptions (session_id) WHERE session_id IS NOT NULL;
CREATE INDEX commands_by_age ON commands USING brin (received_at);

ALTER TABLE push_subscriptions DROP CONSTRAINT push_subscriptions_session_id_fkey;
ALTER TABLE push_subscriptions ADD CONSTRAINT push_subscriptions_session_id_fkey FOREIGN KEY (session_id)
    REFERENCES sessions ON DELETE SET NULL;
ALTER TABLE golden_acts DROP CONSTRAINT golden_acts_undoes_fkey;
ALTER TABLE golden_acts ADD CONSTRAINT golden_acts_undoes_fkey FOREIGN KEY (undoes) REFERENCES golden_acts ON DELETE SET NULL;

-- What was only added to until now can be taken away by the run of retention, and by nobody who works.
GRANT DELETE ON deliveries, epoch_marks, companions, partner_keys, retention_decisions TO bluelamp_app;
CREATE POLICY retention_erases ON deliveries AS RESTRICTIVE FOR DELETE USING ((SELECT scope()) = 'system');
CREATE POLICY retention_erases ON epoch_marks AS RESTRICTIVE FOR DELETE USING ((SELECT scope()) = 'system');
CREATE POLICY retention_erases ON place_markers FOR DELETE USING ((SELECT scope()) = 'system');
CREATE POLICY retention_erases ON trail_looks FOR DELETE TO CURRENT_USER USING ((SELECT scope()) = 'system');
CREATE POLICY retention_erases ON reports FOR DELETE TO CURRENT_USER USING ((SELECT scope()) = 'system');
CREATE POLICY retention_erases ON report_subjects FOR DELETE TO CURRENT_USER USING ((SELECT scope()) = 'system');

-- The log of an incident and the statuses of a duty stay out of the app's reach. It may only ask for what is past its time, and the
-- six years that the guidance on police records sets as the least (domain reference 5.3) are kept here, whatever a list says.
CREATE FUNCTION refuse_early_erasure(before timestamptz) RETURNS void LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF scope() <> 'system' THEN
        RAISE EXCEPTION 'only the run of retention erases' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF before > now() - interval '6 years' THEN
        RAISE EXCEPTION 'nothing of an incident or a duty is erased within six years' USING ERRCODE = 'insufficient_privilege';
    END IF;
END $$;

CREATE FUNCTION erase_incident(incident uuid, before timestamptz) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM refuse_early_erasure(before);
    PERFORM 1 FROM incidents i WHERE i.id = incident AND i.state = 'closed' AND i.closed_at < before
        AND NOT EXISTS (SELECT FROM units u WHERE u.incident_id = incident)
        AND NOT EXISTS (SELECT FROM taskings t WHERE t.incident_id = incident AND t.ended_at IS NULL) FOR UPDATE;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    DELETE FROM pushes WHERE tasking_id IN (SELECT id FROM taskings WHERE incident_id = incident);
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

CREATE FUNCTION erase_duties(before timestamptz, most integer) RETURNS integer
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
    DELETE FROM area_stays WHERE duty_id = ANY (gone);
    DELETE FROM statuses WHERE duty_id = ANY (gone);
    DELETE FROM trail_looks WHERE duty_id = ANY (gone);
    DELETE FROM crew WHERE duty_id = ANY (gone);
    DELETE FROM duties WHERE id = ANY (gone);
    RETURN COALESCE(cardinality(gone), 0);
END $$;

REVOKE EXECUTE ON FUNCTION erase_incident(uuid, timestamptz), erase_duties(timestamptz, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION erase_incident(uuid, timestamptz), erase_duties(timestamptz, integer) TO bluelamp_app;
"""

DOWN = """
DROP FUNCTION erase_duties(timestamptz, integer);
DROP FUNCTION erase_incident(uuid, timestamptz);
DROP FUNCTION refuse_early_erasure(timestamptz);
DROP POLICY retention_erases ON report_subjects;
DROP POLICY retention_erases ON reports;
DROP POLICY retention_erases ON trail_looks;
DROP POLICY retention_erases ON place_markers;
DROP POLICY retention_erases ON epoch_marks;
DROP POLICY retention_erases ON deliveries;
REVOKE DELETE ON deliveries, epoch_marks, companions, partner_keys, retention_decisions FROM bluelamp_app;
ALTER TABLE golden_acts DROP CONSTRAINT golden_acts_undoes_fkey;
ALTER TABLE golden_acts ADD CONSTRAINT golden_acts_undoes_fkey FOREIGN KEY (undoes) REFERENCES golden_acts;
ALTER TABLE push_subscriptions DROP CONSTRAINT push_subscriptions_session_id_fkey;
ALTER TABLE push_subscriptions ADD CONSTRAINT push_subscriptions_session_id_fkey FOREIGN KEY (session_id) REFERENCES sessions;
DROP INDEX commands_by_age, push_subscriptions_by_session, pushes_by_subscription, emergencies_by_incident, statuses_by_duty,
    reports_by_incident, incidents_by_closing, incidents_duplicates, log_entries_corrected;
DROP TRIGGER stamp_inactive ON officers;
DROP FUNCTION stamp_inactive();
ALTER TABLE officers DROP COLUMN inactive_at;
"""


def upgrade() -> None:
    op.execute(UP)


def downgrade() -> None:
    op.execute(DOWN)

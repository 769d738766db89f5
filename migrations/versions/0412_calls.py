"""A tasking for which a supervisor is called is told to every board: those of its own pod may all be closed."""

from __future__ import annotations

from alembic import op

revision = "0412"
down_revision = "0411"
branch_labels = None
depends_on = None

# What people did and what the job is; nothing that machines report, for of that only the boards of the pods hear.
_ROWS = """
CREATE VIEW call_rows WITH (security_invoker = true) AS
SELECT t.id, t.unit_id, jsonb_build_object(
    'id', t.id, 'revision', t.revision, 'unit_id', t.unit_id, 'callsign', u.callsign, 'pod', u.pod, 'state', t.state,
    'assigned_at', iso(t.assigned_at), 'alarm', t.alarm, 'alarmed_at', iso(t.alarmed_at),
    'alarm_acknowledged_by', t.alarm_acknowledged_by, 'alarm_acknowledged_at', iso(t.alarm_acknowledged_at),
    'incident_id', t.incident_id, 'cad', cad_reference(i.cad_number, i.cad_date), 'grade', i.grade, 'what', i.what, 'address', i.address,
    'lon', lon(i.place), 'lat', lat(i.place)) AS body
FROM taskings t JOIN units u ON u.id = t.unit_id JOIN incidents i ON i.id = t.incident_id;
GRANT SELECT ON call_rows TO bluelamp_app;
"""

# As in 0061 but for the last line.
_BODIES = """
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
        WHEN 'report.changed' THEN RETURN (SELECT body FROM report_rows WHERE id = row_id);{more}
    END CASE;
END $$;
"""
_CALLS = "\n        WHEN 'call.changed' THEN RETURN (SELECT body FROM call_rows WHERE id = row_id);"


def upgrade() -> None:
    op.execute(_ROWS)
    op.execute(_BODIES.format(more=_CALLS))


def downgrade() -> None:
    op.execute(_BODIES.format(more=""))
    op.execute("DROP VIEW call_rows")

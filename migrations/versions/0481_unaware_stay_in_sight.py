"""Who does not know that it was taken off a job stays in sight; a supervisor's call that is over is newer than the call."""

from __future__ import annotations

from alembic import op

revision = "0481"
down_revision = "0480"
branch_labels = None
depends_on = None

# As in 0412 but for the revision: a machine's word may end a call, and counts by itself.
_CALLS = """
CREATE OR REPLACE VIEW call_rows WITH (security_invoker = true) AS
SELECT t.id, t.unit_id, jsonb_build_object(
    'id', t.id, 'revision', {revision}, 'unit_id', t.unit_id, 'callsign', u.callsign, 'pod', u.pod, 'state', t.state,
    'assigned_at', iso(t.assigned_at), 'ended_at', iso(t.ended_at), 'alarm', t.alarm, 'alarmed_at', iso(t.alarmed_at),
    'alarm_acknowledged_by', t.alarm_acknowledged_by, 'alarm_acknowledged_at', iso(t.alarm_acknowledged_at),
    'incident_id', t.incident_id, 'cad', cad_reference(i.cad_number, i.cad_date), 'grade', i.grade, 'what', i.what, 'address', i.address,
    'lon', lon(i.place), 'lat', lat(i.place)) AS body
FROM taskings t JOIN units u ON u.id = t.unit_id JOIN incidents i ON i.id = t.incident_id;
"""


def upgrade() -> None:
    op.execute(_CALLS.format(revision="t.revision + t.machine_revision"))
    op.execute(
        "CREATE INDEX escalations_unaware ON escalations (tasking_id)"
        " WHERE brief_revision = 0 AND (ended_at IS NULL OR outcome = 'all steps done')"
    )


def downgrade() -> None:
    op.execute("DROP INDEX escalations_unaware")
    op.execute(_CALLS.format(revision="t.revision").replace("'ended_at', iso(t.ended_at), ", ""))

"""A call for help that was pressed again after somebody had acknowledged it: when."""

from __future__ import annotations

from alembic import op

revision = "0442"
down_revision = "0441"
branch_labels = None
depends_on = None

# As in 0013.
_ROWS = """
CREATE OR REPLACE VIEW emergency_rows WITH (security_invoker = true) AS
SELECT e.id, e.unit_id, e.duty_id, e.officer_id, e.closed_at, jsonb_build_object(
    'id', e.id, 'revision', e.revision, 'unit_id', e.unit_id, 'duty_id', e.duty_id, 'callsign', e.callsign, 'pod',
        e.pod, 'officer', e.officer,
    'raised_at', iso(e.raised_at), 'received_at', iso(e.received_at),{again} 'lon', lon(e.place), 'lat', lat(e.place),
    'fixed_at', iso(e.fixed_at), 'accuracy_m', e.accuracy_m, 'source', e.source, 'incident_id', e.incident_id,
    'acknowledged_by', e.acknowledged_by,
    'acknowledged_at', iso(e.acknowledged_at), 'closed_by', e.closed_by, 'closed_at', iso(e.closed_at), 'outcome',
        e.outcome, 'note', e.note) AS body
FROM emergencies e;
"""


def upgrade() -> None:
    op.execute("ALTER TABLE emergencies ADD COLUMN pressed_again_at timestamptz")
    op.execute(_ROWS.format(again=" 'pressed_again_at', iso(e.pressed_again_at),"))


def downgrade() -> None:
    op.execute(_ROWS.format(again=""))
    op.execute("ALTER TABLE emergencies DROP COLUMN pressed_again_at")

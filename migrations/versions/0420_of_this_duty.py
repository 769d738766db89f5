"""A position is shown on the duty that it was measured on: where the last crew was says nothing of the next."""

from __future__ import annotations

from alembic import op

revision = "0420"
down_revision = "0414"
branch_labels = None
depends_on = None

_ROWS = """
CREATE OR REPLACE VIEW position_rows WITH (security_invoker = true) AS
SELECT p.unit_id, p.pod, p.received_at, jsonb_build_object(
    'unit_id', p.unit_id, 'lon', p.lon, 'lat', p.lat, 'fixed_at', iso(p.fixed_at), 'received_at', iso(p.received_at),
    'accuracy_m', p.accuracy_m, 'speed_mps', p.speed_mps, 'heading', p.heading, 'source', p.source, 'battery', p.battery,
    'members', COALESCE(a.members, '[]'), 'doubted_at', iso(p.doubted_at), 'in_pod', substring(p.areas FROM '^pod:([^|]+)')) AS body
FROM positions p {of_this_duty}LEFT JOIN apart_rows a ON a.unit_id = p.unit_id;
"""


def upgrade() -> None:
    op.execute(_ROWS.format(of_this_duty="JOIN units u ON u.id = p.unit_id AND u.duty_id = p.duty_id "))


def downgrade() -> None:
    op.execute(_ROWS.format(of_this_duty=""))

"""A position says in which BCU it lies, so that a board can tell who stands on whose ground."""

from __future__ import annotations

from alembic import op

revision = "0371"
down_revision = "0370"
branch_labels = None
depends_on = None

_ROWS = """
CREATE OR REPLACE VIEW position_rows WITH (security_invoker = true) AS
SELECT p.unit_id, p.pod, p.received_at, jsonb_build_object(
    'unit_id', p.unit_id, 'lon', p.lon, 'lat', p.lat, 'fixed_at', iso(p.fixed_at), 'received_at', iso(p.received_at),
    'accuracy_m', p.accuracy_m, 'speed_mps', p.speed_mps, 'heading', p.heading, 'source', p.source, 'battery', p.battery,
    'members', COALESCE(a.members, '[]'), 'doubted_at', iso(p.doubted_at){in_pod}) AS body
FROM positions p LEFT JOIN apart_rows a USING (unit_id);
"""


def upgrade() -> None:
    # The areas of a position stand in the order of their kinds, a BCU before all others.
    op.execute(_ROWS.format(in_pod=", 'in_pod', substring(p.areas FROM '^pod:([^|]+)')"))


def downgrade() -> None:
    op.execute(_ROWS.format(in_pod=""))

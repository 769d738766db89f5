"""A position says since when what would have moved it was refused."""

from alembic import op

revision = "0231"
down_revision = "0230"
branch_labels = None
depends_on = None

UP = """
ALTER TABLE positions ADD COLUMN doubted_at timestamptz;
CREATE OR REPLACE VIEW position_rows WITH (security_invoker = true) AS
SELECT p.unit_id, p.pod, p.received_at, jsonb_build_object(
    'unit_id', p.unit_id, 'lon', p.lon, 'lat', p.lat, 'fixed_at', iso(p.fixed_at), 'received_at', iso(p.received_at),
    'accuracy_m', p.accuracy_m, 'speed_mps', p.speed_mps, 'heading', p.heading, 'source', p.source, 'battery', p.battery,
    'members', COALESCE(a.members, '[]'), 'doubted_at', iso(p.doubted_at)) AS body
FROM positions p LEFT JOIN apart_rows a USING (unit_id);
"""

DOWN = """
CREATE OR REPLACE VIEW position_rows WITH (security_invoker = true) AS
SELECT p.unit_id, p.pod, p.received_at, jsonb_build_object(
    'unit_id', p.unit_id, 'lon', p.lon, 'lat', p.lat, 'fixed_at', iso(p.fixed_at), 'received_at', iso(p.received_at),
    'accuracy_m', p.accuracy_m, 'speed_mps', p.speed_mps, 'heading', p.heading, 'source', p.source, 'battery', p.battery,
    'members', COALESCE(a.members, '[]')) AS body
FROM positions p LEFT JOIN apart_rows a USING (unit_id);
ALTER TABLE positions DROP COLUMN doubted_at;
"""


def upgrade() -> None:
    op.execute(UP)


def downgrade() -> None:
    op.execute(DOWN)

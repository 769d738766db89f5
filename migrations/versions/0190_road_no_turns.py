"""Turns that are not allowed, of the road network in use: what a driver may not do is no way to an incident."""

from alembic import op

revision = "0190"
down_revision = "0180"
branch_labels = None
depends_on = None

UP = """
CREATE TABLE road_no_turns (
    network_id uuid NOT NULL REFERENCES road_networks ON DELETE CASCADE,
    before_edge integer NOT NULL,
    crossing bigint NOT NULL,
    after_edge integer NOT NULL,
    PRIMARY KEY (network_id, before_edge, crossing, after_edge)
);
ALTER TABLE road_no_turns ENABLE ROW LEVEL SECURITY;
ALTER TABLE road_no_turns FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT, UPDATE, DELETE ON road_no_turns TO bluelamp_app;
CREATE POLICY somebody_reads ON road_no_turns FOR SELECT USING ((SELECT acting()));
-- As the roads themselves (0090).
CREATE POLICY system_keeps ON road_no_turns USING ((SELECT scope()) = 'system') WITH CHECK ((SELECT scope()) = 'system');
"""

DOWN = "DROP TABLE road_no_turns;"


def upgrade() -> None:
    op.execute(UP)


def downgrade() -> None:
    op.execute(DOWN)

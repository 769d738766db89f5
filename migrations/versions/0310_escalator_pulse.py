"""The escalator's pulse: by it the boards know that somebody looks for what is due, also while nothing is."""

from alembic import op

revision = "0310"
down_revision = "0300"
branch_labels = None
depends_on = None

UP = """
-- One row, written every two seconds by every worker: no index but its key, and room to be written in place.
CREATE TABLE escalator_pulse (
    id smallint PRIMARY KEY CHECK (id = 1),
    looked_at timestamptz NOT NULL
) WITH (fillfactor = 50);
ALTER TABLE escalator_pulse ENABLE ROW LEVEL SECURITY;
ALTER TABLE escalator_pulse FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT, UPDATE ON escalator_pulse TO bluelamp_app;
CREATE POLICY system_acts ON escalator_pulse
    USING ((SELECT scope()) = 'system') WITH CHECK ((SELECT scope()) = 'system');
"""

DOWN = "DROP TABLE escalator_pulse;"


def upgrade() -> None:
    op.execute(UP)


def downgrade() -> None:
    op.execute(DOWN)

"""When a unit entered and left an area: facts, worked out once, when the fix came."""

from alembic import op

revision = "0082"
down_revision = "0081"
branch_labels = None
depends_on = None

UP = """
CREATE TABLE area_stays (
    unit_id uuid NOT NULL REFERENCES units,
    duty_id uuid NOT NULL REFERENCES duties,
    kind text NOT NULL,
    code text NOT NULL,
    entered_at timestamptz NOT NULL,
    left_at timestamptz,
    PRIMARY KEY (unit_id, kind, code, entered_at)
);
CREATE UNIQUE INDEX one_open_stay ON area_stays (unit_id, kind, code) WHERE left_at IS NULL;
ALTER TABLE area_stays ENABLE ROW LEVEL SECURITY;
ALTER TABLE area_stays FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT, UPDATE, DELETE ON area_stays TO bluelamp_app;
CREATE POLICY somebody_acts ON area_stays USING ((SELECT acting())) WITH CHECK ((SELECT acting()));
"""

DOWN = "DROP TABLE area_stays;"


def upgrade() -> None:
    op.execute(UP)


def downgrade() -> None:
    op.execute(DOWN)

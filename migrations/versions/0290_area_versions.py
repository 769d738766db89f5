"""Boroughs, BCUs and beats come in versions: all of a kind at once, out of a file, by somebody. The audit keeps the earlier ones."""

from alembic import op

revision = "0290"
down_revision = "0282"
branch_labels = None
depends_on = None

UP = """
-- The code of the area of the next larger kind: a beat's borough, a borough's BCU.
ALTER TABLE areas ADD COLUMN parent text;

CREATE TABLE area_versions (
    kind text PRIMARY KEY,
    number integer NOT NULL,
    file_name text NOT NULL,
    sha256 text NOT NULL,
    areas_count integer NOT NULL,
    brought_by text NOT NULL,
    brought_at timestamptz NOT NULL
);
ALTER TABLE area_versions ENABLE ROW LEVEL SECURITY;
ALTER TABLE area_versions FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT, UPDATE ON area_versions TO bluelamp_app;
CREATE POLICY somebody_acts ON area_versions USING ((SELECT acting())) WITH CHECK ((SELECT acting()));
"""

DOWN = """
DROP TABLE area_versions;
ALTER TABLE areas DROP COLUMN parent;
"""


def upgrade() -> None:
    op.execute(UP)


def downgrade() -> None:
    op.execute(DOWN)

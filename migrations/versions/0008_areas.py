"""Areas and made-up roads: the map draws them, and a place finds its pod by them."""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

UP = """
CREATE TABLE areas (
    kind text NOT NULL,
    code text NOT NULL,
    name text NOT NULL,
    outline geometry(MultiPolygon, 27700) NOT NULL,
    PRIMARY KEY (kind, code)
);
CREATE INDEX areas_by_outline ON areas USING gist (outline);

CREATE TABLE roads (
    id integer PRIMARY KEY,
    name text NOT NULL,
    rank smallint NOT NULL,
    line geometry(LineString, 27700) NOT NULL
);
CREATE INDEX roads_by_line ON roads USING gist (line);
"""

DOWN = """
DROP TABLE roads, areas;
"""


def upgrade() -> None:
    op.execute(UP)


def downgrade() -> None:
    op.execute(DOWN)

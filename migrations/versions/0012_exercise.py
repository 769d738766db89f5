"""How fast an exercise lives, and who brings its demand: the made-up calls, or a replay of real ones."""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

UP = """
CREATE TABLE exercise (
    is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only),
    pace real NOT NULL,
    replay_heard_at timestamptz
);
INSERT INTO exercise (pace) VALUES (1);
"""

DOWN = """
DROP TABLE exercise;
"""


def upgrade() -> None:
    op.execute(UP)


def downgrade() -> None:
    op.execute(DOWN)

"""Whoever gives a key to a restricted record says for how many minutes it opens it: fifteen at most."""

from alembic import op

revision = "0260"
down_revision = "0252"
branch_labels = None
depends_on = None

UP = """
ALTER TABLE restricted_keys ADD COLUMN open_minutes smallint NOT NULL DEFAULT 15
    CONSTRAINT restricted_keys_minutes_check CHECK (open_minutes BETWEEN 1 AND 15);
"""

DOWN = "ALTER TABLE restricted_keys DROP COLUMN open_minutes;"


def upgrade() -> None:
    op.execute(UP)


def downgrade() -> None:
    op.execute(DOWN)

"""What became of a key is told to whoever gave it until they have said that they saw it, also that it was tried and did not open."""

from alembic import op

revision = "0273"
down_revision = "0272"
branch_labels = None
depends_on = None

UP = """
ALTER TABLE restricted_keys ADD COLUMN refused_at timestamptz, ADD COLUMN refused_to text, ADD COLUMN refused_reason text,
    ADD COLUMN seen_until timestamptz;
"""
DOWN = """
ALTER TABLE restricted_keys DROP COLUMN refused_at, DROP COLUMN refused_to, DROP COLUMN refused_reason, DROP COLUMN seen_until;
"""


def upgrade() -> None:
    op.execute(UP)


def downgrade() -> None:
    op.execute(DOWN)

"""The number that a call came from, kept with its incident. It is in no row that a crew or a feed is told."""

from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE incidents ADD COLUMN caller_number text")


def downgrade() -> None:
    op.execute("ALTER TABLE incidents DROP COLUMN caller_number")

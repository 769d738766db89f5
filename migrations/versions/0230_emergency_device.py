"""A call for help goes with the device that was pressed, so it is known which one that was."""

from alembic import op

revision = "0230"
down_revision = "0220"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE emergencies ADD COLUMN device uuid")


def downgrade() -> None:
    op.execute("ALTER TABLE emergencies DROP COLUMN device")

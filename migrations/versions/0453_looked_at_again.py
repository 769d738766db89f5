"""How often the cards that a changed record concerns could not be looked at: it is tried again, and not for ever."""

from __future__ import annotations

from alembic import op

revision = "0453"
down_revision = "0452"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE changed_records ADD COLUMN tries smallint NOT NULL DEFAULT 0")
    op.execute("GRANT UPDATE (tries) ON changed_records TO bluelamp_app")


def downgrade() -> None:
    op.execute("ALTER TABLE changed_records DROP COLUMN tries")

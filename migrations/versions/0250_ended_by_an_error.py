"""An import that did not come to its end says why."""

from __future__ import annotations

from alembic import op

revision = "0250"
down_revision = "0243"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE imports ADD COLUMN fault text NOT NULL DEFAULT ''")


def downgrade() -> None:
    op.execute("ALTER TABLE imports DROP COLUMN fault")

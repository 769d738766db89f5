"""Which gateway last heard that a page of a device is in sight: two tabs of one device may be on two gateways."""

from __future__ import annotations

from alembic import op

revision = "0414"
down_revision = "0413"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE devices ADD COLUMN visible_at timestamptz, ADD COLUMN visible_by uuid")


def downgrade() -> None:
    op.execute("ALTER TABLE devices DROP COLUMN visible_at, DROP COLUMN visible_by")

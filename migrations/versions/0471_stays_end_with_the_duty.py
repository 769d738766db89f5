"""A unit is in no area once its duty has ended: stays that were left open are closed with it."""

from __future__ import annotations

from alembic import op

revision = "0471"
down_revision = "0470"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        SELECT set_config('app.actor', 'system', true), set_config('app.scope', 'system', true);
        UPDATE area_stays s SET left_at = GREATEST(s.entered_at, d.ended_at) FROM duties d
        WHERE d.id = s.duty_id AND d.ended_at IS NOT NULL AND s.left_at IS NULL;
    """)


def downgrade() -> None:
    # When they were left is true of them whatever the code does.
    pass

"""A push may only ask whether it arrives."""

from __future__ import annotations

from alembic import op

revision = "0411"
down_revision = "0410"
branch_labels = None
depends_on = None

_REASONS = """
ALTER TABLE pushes DROP CONSTRAINT pushes_reason_check,
    ADD CONSTRAINT pushes_reason_check CHECK (reason IN ({reasons}));
"""


def upgrade() -> None:
    op.execute(_REASONS.format(reasons="'tasking', 'changed', 'message', 'test', 'renew', 'check'"))


def downgrade() -> None:
    op.execute("DELETE FROM pushes WHERE reason = 'check'")
    op.execute(_REASONS.format(reasons="'tasking', 'changed', 'message', 'test', 'renew'"))

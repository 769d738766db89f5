"""Seals are found by their time: an export of an hour begins where that hour was sealed and not at the first seal ever made."""

from __future__ import annotations

from alembic import op

revision = "0401"
down_revision = "0400"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE INDEX audit_seals_by_time ON audit_seals (sealed_at)")


def downgrade() -> None:
    op.execute("DROP INDEX audit_seals_by_time")

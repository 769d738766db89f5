"""Who came near a restricted record is found by the record: an owner's page no longer reads the rows of all owners."""

from __future__ import annotations

from alembic import op

revision = "0404"
down_revision = "0403"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        CREATE INDEX audit_by_restricted_record ON audit (substring(subject FROM '[0-9a-f-]{36}$'), id)
        WHERE action LIKE 'restricted record %' OR action LIKE 'open restricted %'
    """)


def downgrade() -> None:
    op.execute("DROP INDEX audit_by_restricted_record")

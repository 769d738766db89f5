"""The looks of an officer by their time: a budget counts an hour of them, however much else of theirs is in the audit between."""

from __future__ import annotations

from alembic import op

revision = "0402"
down_revision = "0401"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        "CREATE INDEX audit_by_look ON audit (actor_id, at) WHERE action LIKE 'search %' OR action = 'view nominal'"
    )


def downgrade() -> None:
    op.execute("DROP INDEX audit_by_look")

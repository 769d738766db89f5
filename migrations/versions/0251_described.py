"""Phones, addresses and organisations can be described as every other record is."""

from __future__ import annotations

from alembic import op

revision = "0251"
down_revision = "0250"
branch_labels = None
depends_on = None

TABLES = ("phones", "addresses", "organisations")


def upgrade() -> None:
    for table in TABLES:
        op.execute(f"ALTER TABLE {table} ADD COLUMN description text NOT NULL DEFAULT ''")


def downgrade() -> None:
    for table in TABLES:
        op.execute(f"ALTER TABLE {table} DROP COLUMN description")

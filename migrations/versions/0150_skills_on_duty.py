"""Skills of those on duty have an index: who can do what few can is found without looking at everybody."""

from alembic import op

revision = "0150"
down_revision = "0141"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE INDEX duties_by_skill ON duties USING gin (skills) WHERE ended_at IS NULL")


def downgrade() -> None:
    op.execute("DROP INDEX duties_by_skill")

"""What a reviewer decided of a record whose time has come: kept with a reason, held, or to be erased."""

from alembic import op

revision = "0052"
down_revision = "0051"
branch_labels = None
depends_on = None

UP = """
CREATE TABLE retention_decisions (
    id uuid PRIMARY KEY,
    record_kind text NOT NULL,
    record_id uuid NOT NULL,
    decision text NOT NULL CHECK (decision IN ('keep', 'hold', 'release', 'erase')),
    reason text NOT NULL,
    decided_by text NOT NULL,
    decided_at timestamptz NOT NULL,
    next_review_on date
);
CREATE INDEX retention_decisions_by_record ON retention_decisions (record_id, decided_at DESC);
ALTER TABLE retention_decisions ENABLE ROW LEVEL SECURITY;
ALTER TABLE retention_decisions FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT ON retention_decisions TO bluelamp_app;
CREATE POLICY system_keeps ON retention_decisions USING ((SELECT scope()) = 'system') WITH CHECK ((SELECT scope()) = 'system');
"""

DOWN = "DROP TABLE retention_decisions;"


def upgrade() -> None:
    op.execute(UP)


def downgrade() -> None:
    op.execute(DOWN)

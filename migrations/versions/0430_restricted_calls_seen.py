"""Which calls about their restricted records an owner has seen: a board that is opened anew forgets none, and shows none twice."""

from __future__ import annotations

from alembic import op

revision = "0430"
down_revision = "0421"
branch_labels = None
depends_on = None

UP = """
CREATE TABLE restricted_calls_seen (
    officer_id uuid NOT NULL REFERENCES officers (id) ON DELETE CASCADE,
    audit_id bigint NOT NULL,
    seen_at timestamptz NOT NULL,
    PRIMARY KEY (officer_id, audit_id)
);
CREATE INDEX restricted_calls_seen_by_time ON restricted_calls_seen (seen_at);
ALTER TABLE restricted_calls_seen ENABLE ROW LEVEL SECURITY;
ALTER TABLE restricted_calls_seen FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT, DELETE ON restricted_calls_seen TO bluelamp_app;
CREATE POLICY system_keeps ON restricted_calls_seen USING ((SELECT scope()) = 'system') WITH CHECK ((SELECT scope()) = 'system');
"""


def upgrade() -> None:
    op.execute(UP)


def downgrade() -> None:
    op.execute("DROP TABLE restricted_calls_seen")

"""Breaking the glass: one restricted record, one officer, fifteen minutes, by a key that somebody with the right has given."""

from alembic import op

revision = "0051"
down_revision = "0050"
branch_labels = None
depends_on = None

UP = """
-- A key is made for every request, also for one that names nothing: what it opens is known to nobody who does not know it already.
CREATE TABLE restricted_keys (
    id uuid PRIMARY KEY,
    key_hash bytea NOT NULL UNIQUE,
    officer_id uuid NOT NULL REFERENCES officers,
    record_kind text,
    record_id uuid,
    given_by text NOT NULL,
    given_by_id text NOT NULL,
    given_at timestamptz NOT NULL,
    reason text NOT NULL,
    expires_at timestamptz NOT NULL,
    opened_at timestamptz,
    opened_reason text NOT NULL DEFAULT '',
    ends_at timestamptz,
    reads integer NOT NULL DEFAULT 0
);
CREATE INDEX restricted_keys_by_giver ON restricted_keys (given_by_id, given_at DESC);
ALTER TABLE restricted_keys ENABLE ROW LEVEL SECURITY;
ALTER TABLE restricted_keys FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT, UPDATE ON restricted_keys TO bluelamp_app;
CREATE POLICY system_keeps ON restricted_keys USING ((SELECT scope()) = 'system') WITH CHECK ((SELECT scope()) = 'system');
"""

DOWN = "DROP TABLE restricted_keys;"


def upgrade() -> None:
    op.execute(UP)


def downgrade() -> None:
    op.execute(DOWN)

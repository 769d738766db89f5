"""Companions: apps and radios that people already have and that tell where a unit is, each by a key of its own."""

from alembic import op

revision = "0083"
down_revision = "0082"
branch_labels = None
depends_on = None

UP = """
CREATE TABLE companions (
    id uuid PRIMARY KEY,
    key_hash bytea NOT NULL UNIQUE,
    protocol text NOT NULL CHECK (protocol IN ('owntracks', 'osmand', 'cot', 'lip')),
    label text NOT NULL,
    -- Whose place it tells: an officer's, by whatever unit they crew, or a vehicle's.
    officer_id uuid REFERENCES officers,
    vehicle text REFERENCES vehicles,
    made_by text NOT NULL,
    made_at timestamptz NOT NULL,
    withdrawn_by text,
    withdrawn_at timestamptz,
    heard_at timestamptz,
    outcome text,
    CHECK ((officer_id IS NULL) <> (vehicle IS NULL))
);
ALTER TABLE companions ENABLE ROW LEVEL SECURITY;
ALTER TABLE companions FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT ON companions TO bluelamp_app;
GRANT UPDATE (withdrawn_by, withdrawn_at, heard_at, outcome) ON companions TO bluelamp_app;
CREATE POLICY system_keeps ON companions USING ((SELECT scope()) = 'system') WITH CHECK ((SELECT scope()) = 'system');
"""

DOWN = "DROP TABLE companions;"


def upgrade() -> None:
    op.execute(UP)


def downgrade() -> None:
    op.execute(DOWN)

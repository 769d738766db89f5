"""Partners: who outside of the force is told where units are, by a key of its own, how much, and each use of it."""

from alembic import op

revision = "0096"
down_revision = "0095"
branch_labels = None
depends_on = None

UP = """
CREATE TABLE partner_keys (
    id uuid PRIMARY KEY,
    key_hash bytea NOT NULL UNIQUE,
    label text NOT NULL,
    form text NOT NULL CHECK (form IN ('geojson', 'cot')),
    -- NULL: all of the force's ground.
    area_kind text,
    area_code text,
    -- Empty: units of every kind.
    kinds text[] NOT NULL DEFAULT '{}',
    is_precise boolean NOT NULL,
    delay_s integer NOT NULL CHECK (delay_s BETWEEN 0 AND 3600),
    made_by text NOT NULL,
    made_at timestamptz NOT NULL,
    withdrawn_by text,
    withdrawn_at timestamptz,
    used_at timestamptz
);
-- Each use is counted in its minute, by what came of it.
CREATE TABLE partner_uses (
    key_id uuid NOT NULL REFERENCES partner_keys,
    minute timestamptz NOT NULL,
    outcome text NOT NULL,
    uses integer NOT NULL,
    units bigint NOT NULL,
    PRIMARY KEY (key_id, minute, outcome)
);
DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['partner_keys', 'partner_uses'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('REVOKE ALL ON %I FROM bluelamp_app', name);
        EXECUTE format('GRANT SELECT, INSERT ON %I TO bluelamp_app', name);
        EXECUTE format('CREATE POLICY system_keeps ON %I USING ((SELECT scope()) = ''system'') WITH CHECK ((SELECT scope()) = ''system'')',
            name);
    END LOOP;
END $$;
GRANT UPDATE (withdrawn_by, withdrawn_at, used_at) ON partner_keys TO bluelamp_app;
GRANT UPDATE (uses, units) ON partner_uses TO bluelamp_app;
"""

DOWN = "DROP TABLE partner_uses, partner_keys;"


def upgrade() -> None:
    op.execute(UP)


def downgrade() -> None:
    op.execute(DOWN)

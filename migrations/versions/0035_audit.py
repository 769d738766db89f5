"""The audit says which of the six acts a row is, and rows are sealed in trees whose roots are chained (decision 14)."""

from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

UP = """
-- `xact` is the place of a row: a number that nobody can slip behind once every older transaction has ended.
ALTER TABLE audit
    ADD COLUMN kind text NOT NULL DEFAULT 'alteration'
        CHECK (kind IN ('collection', 'alteration', 'consultation', 'disclosure', 'combination', 'erasure')),
    ADD COLUMN unit_id uuid,
    ADD COLUMN device_id uuid,
    ADD COLUMN xact xid8 NOT NULL DEFAULT pg_current_xact_id();
-- Rows of before said it in the words of their action only. Row-level security holds for the owner too: it steps aside here.
ALTER TABLE audit NO FORCE ROW LEVEL SECURITY;
UPDATE audit SET kind = CASE WHEN action LIKE 'create%' OR action LIKE 'add%' OR action LIKE 'raise%' THEN 'collection'
    ELSE 'consultation' END
    WHERE action ~ '^(create|add|raise|view|search|restricted|look_back)';
ALTER TABLE audit FORCE ROW LEVEL SECURITY;
ALTER TABLE audit ALTER COLUMN kind DROP DEFAULT;
CREATE INDEX audit_by_place ON audit (xact, id);
CREATE INDEX audit_by_actor ON audit (actor_id, id);

-- What a row says, in one way only: the text that is hashed, and that stands in an export.
CREATE FUNCTION audit_said(entry audit) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT json_build_array(entry.xact::text, to_char(entry.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), entry.actor_id,
        entry.actor, entry.kind, entry.action, entry.subject, entry.reason, entry.request_id, entry.unit_id, entry.device_id)::text
$$;

-- One seal over all rows from behind one place up to another; a place is a transaction and a row of it. `ids` and `digests` (32
-- bytes each) name the row that was tampered with; `seal` chains the root to the seal before, and is what the second place keeps.
CREATE TABLE audit_seals (
    number bigint PRIMARY KEY,
    sealed_at timestamptz NOT NULL,
    after_xact xid8 NOT NULL,
    after_id bigint NOT NULL,
    through_xact xid8 NOT NULL,
    through_id bigint NOT NULL,
    ids bigint[] NOT NULL,
    digests bytea NOT NULL,
    root bytea NOT NULL,
    previous bytea NOT NULL,
    seal bytea NOT NULL
);

-- What the verifier found, each time: the page of the auditor shows the last one.
CREATE TABLE audit_checks (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    checked_at timestamptz NOT NULL,
    seals bigint NOT NULL,
    rows bigint NOT NULL,
    is_all boolean NOT NULL,
    fault text NOT NULL
);

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['audit_seals', 'audit_checks'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('REVOKE ALL ON %I FROM bluelamp_app', name);
        EXECUTE format('GRANT SELECT, INSERT ON %I TO bluelamp_app', name);
        EXECUTE format('CREATE POLICY system_adds ON %I FOR INSERT WITH CHECK ((SELECT scope()) = ''system'')', name);
        EXECUTE format('CREATE POLICY looked_at ON %I FOR SELECT USING ((SELECT scope()) = ''system'')', name);
    END LOOP;
END $$;

-- Everybody may read what is written of their own looks; all of it is read in the system's name, behind the auditor's door.
REVOKE UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER ON audit FROM bluelamp_app;
DROP POLICY auditors_read ON audit;
CREATE POLICY auditors_read ON audit FOR SELECT USING ((SELECT scope()) = 'system'
    OR actor_id = (SELECT NULLIF(current_setting('app.actor', true), '')));
"""

DOWN = """
DROP POLICY auditors_read ON audit;
CREATE POLICY auditors_read ON audit FOR SELECT USING ((SELECT scope()) = 'system');
DROP TABLE audit_checks, audit_seals;
DROP FUNCTION audit_said(audit);
DROP INDEX audit_by_actor, audit_by_place;
ALTER TABLE audit DROP COLUMN xact, DROP COLUMN device_id, DROP COLUMN unit_id, DROP COLUMN kind;
"""


def upgrade() -> None:
    op.execute(UP)


def downgrade() -> None:
    op.execute(DOWN)

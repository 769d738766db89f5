"""What stands out in the audit becomes rows: raised once by a worker, seen and settled by an auditor."""

from alembic import op

revision = "0050"
down_revision = "0041"
branch_labels = None
depends_on = None

UP = """
-- Whom an officer has declared to be close to (themselves, family, home, a notifiable association), and, with no officer, whose
-- record is under the protected flag. A look at one of them tells the auditor and nobody else.
CREATE TABLE watched_records (
    id uuid PRIMARY KEY,
    record_kind text NOT NULL,
    record_id uuid NOT NULL,
    officer_id uuid REFERENCES officers,
    relation text NOT NULL CHECK (relation IN ('self', 'family', 'home', 'associate', 'protected')),
    note text NOT NULL DEFAULT '',
    entered_by text NOT NULL,
    entered_at timestamptz NOT NULL,
    withdrawn_by text,
    withdrawn_at timestamptz,
    CHECK ((relation = 'protected') = (officer_id IS NULL))
);
CREATE UNIQUE INDEX watched_records_once ON watched_records (record_id, COALESCE(officer_id, '00000000-0000-0000-0000-000000000000'))
    WHERE withdrawn_at IS NULL;
CREATE INDEX watched_records_by_officer ON watched_records (officer_id) WHERE withdrawn_at IS NULL;

-- One row for each thing that stands out; what comes again while nobody has settled it is counted on the same row.
CREATE TABLE audit_alerts (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    rule text NOT NULL,
    key text NOT NULL,
    first_at timestamptz NOT NULL,
    last_at timestamptz NOT NULL,
    raised_at timestamptz NOT NULL DEFAULT now(),
    count integer NOT NULL,
    actor_id text NOT NULL,
    actor text NOT NULL,
    subject text NOT NULL,
    words text NOT NULL,
    seen_by text,
    seen_at timestamptz,
    settled_by text,
    settled_at timestamptz,
    note text NOT NULL DEFAULT ''
);
CREATE UNIQUE INDEX audit_alerts_open ON audit_alerts (rule, key) WHERE settled_at IS NULL;
CREATE INDEX audit_alerts_by_time ON audit_alerts (last_at DESC, id DESC);

-- Up to which place of the audit the watch has looked (seals.py says what a place is).
CREATE TABLE audit_watch (
    id smallint PRIMARY KEY CHECK (id = 1),
    xact xid8 NOT NULL,
    row_id bigint NOT NULL
);
INSERT INTO audit_watch (id, xact, row_id) VALUES (1, pg_current_xact_id(), 0);

-- More searches than the budget, for a time, because a supervisor said so.
CREATE TABLE lookup_allowances (
    id uuid PRIMARY KEY,
    officer_id uuid NOT NULL REFERENCES officers,
    asked_at timestamptz NOT NULL,
    words text NOT NULL,
    decided_by text,
    decided_at timestamptz,
    is_allowed boolean,
    ends_at timestamptz
);
CREATE INDEX lookup_allowances_by_officer ON lookup_allowances (officer_id, asked_at DESC);

-- Who else opened this record, and what else did this officer look at: asked by the watch for each new look.
CREATE INDEX audit_by_view ON audit (subject, id) WHERE action LIKE 'view %';
CREATE INDEX audit_by_look_back ON audit (subject) WHERE action = 'look_back';
CREATE INDEX officers_by_name ON officers (lower(name));

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['watched_records', 'audit_alerts', 'audit_watch', 'lookup_allowances'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('GRANT SELECT, INSERT, UPDATE ON %I TO bluelamp_app', name);
        EXECUTE format('CREATE POLICY system_keeps ON %I USING ((SELECT scope()) = ''system'') WITH CHECK ((SELECT scope()) = ''system'')',
            name);
    END LOOP;
END $$;
"""

DOWN = """
DROP INDEX officers_by_name, audit_by_look_back, audit_by_view;
DROP TABLE lookup_allowances, audit_watch, audit_alerts, watched_records;
"""


def upgrade() -> None:
    op.execute(UP)


def downgrade() -> None:
    op.execute(DOWN)

"""What was handed out about somebody, to whom and why: the decisions and a hash, never a copy of the data."""

from alembic import op

revision = "0070"
down_revision = "0061"
branch_labels = None
depends_on = None

UP = """
CREATE TABLE disclosures (
    id uuid PRIMARY KEY,
    purpose text NOT NULL CHECK (purpose IN ('access', 'court')),
    subject_kind text NOT NULL CHECK (subject_kind IN ('nominal', 'incident')),
    subject_id uuid NOT NULL,
    recipient text NOT NULL,
    reference text NOT NULL,
    marking text NOT NULL,
    shown integer NOT NULL,
    removed integer NOT NULL,
    changes jsonb NOT NULL,
    digest bytea NOT NULL,
    made_by text NOT NULL,
    made_at timestamptz NOT NULL
);
CREATE INDEX disclosures_of_subject ON disclosures (subject_id, made_at DESC);
CREATE INDEX disclosures_by_time ON disclosures (made_at DESC);
ALTER TABLE disclosures ENABLE ROW LEVEL SECURITY;
ALTER TABLE disclosures FORCE ROW LEVEL SECURITY;
-- Only added; the run of retention takes away what is past its years.
GRANT SELECT, INSERT, DELETE ON disclosures TO bluelamp_app;
REVOKE UPDATE, TRUNCATE ON disclosures FROM bluelamp_app;
CREATE POLICY system_keeps ON disclosures USING ((SELECT scope()) = 'system') WITH CHECK ((SELECT scope()) = 'system');

-- Every restricted record is compared with every text that is handed out, and there are few of them among millions.
CREATE INDEX nominals_restricted ON nominals (id) WHERE restriction IS NOT NULL;
CREATE INDEX addresses_restricted ON addresses (id) WHERE restriction IS NOT NULL;
CREATE INDEX phones_restricted ON phones (id) WHERE restriction IS NOT NULL;
CREATE INDEX vehicle_records_restricted ON vehicle_records (id) WHERE restriction IS NOT NULL;
"""

DOWN = """
DROP INDEX vehicle_records_restricted, phones_restricted, addresses_restricted, nominals_restricted;
DROP TABLE disclosures;
"""


def upgrade() -> None:
    op.execute(UP)


def downgrade() -> None:
    op.execute(DOWN)

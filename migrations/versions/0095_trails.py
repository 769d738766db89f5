"""Who looked at where a unit was, and which units are kept apart from every such look (decision 21)."""

from alembic import op

revision = "0095"
down_revision = "0091"
branch_labels = None
depends_on = None

UP = """
-- Beside the row of the audit, and in its transaction: the crew is asked for by the duty, which the audit does not know.
CREATE TABLE trail_looks (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL,
    kind text NOT NULL CHECK (kind IN ('trail', 'replay')),
    looker_id text NOT NULL,
    looker text NOT NULL,
    unit_id uuid NOT NULL REFERENCES units,
    duty_id uuid NOT NULL REFERENCES duties,
    since timestamptz NOT NULL,
    until timestamptz NOT NULL,
    reason text NOT NULL,
    fixes integer NOT NULL
);
CREATE INDEX trail_looks_by_duty ON trail_looks (duty_id, at DESC);
CREATE INDEX duties_by_unit ON duties (unit_id, started_at);
CREATE INDEX crew_by_officer ON crew (officer_id);
ALTER TABLE trail_looks ENABLE ROW LEVEL SECURITY;
ALTER TABLE trail_looks FORCE ROW LEVEL SECURITY;
REVOKE ALL ON trail_looks FROM bluelamp_app;
GRANT SELECT, INSERT ON trail_looks TO bluelamp_app;
CREATE POLICY whoever_looks_writes ON trail_looks FOR INSERT WITH CHECK ((SELECT acting()));
CREATE POLICY system_reads ON trail_looks FOR SELECT USING ((SELECT scope()) = 'system');

-- A covert unit: its places are in no trail, no replay and no feed of a partner, whoever asks.
ALTER TABLE units ADD COLUMN is_covert boolean NOT NULL DEFAULT false;
"""

DOWN = """
ALTER TABLE units DROP COLUMN is_covert;
DROP TABLE trail_looks;
DROP INDEX duties_by_unit, crew_by_officer;
"""


def upgrade() -> None:
    op.execute(UP)


def downgrade() -> None:
    op.execute(DOWN)

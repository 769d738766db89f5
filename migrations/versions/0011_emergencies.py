"""Emergencies: a flag over whatever the unit is doing, which only a named controller closes."""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

UP = """
CREATE TABLE emergencies (
    id uuid PRIMARY KEY,
    revision bigint NOT NULL DEFAULT 0,
    unit_id uuid REFERENCES units,
    duty_id uuid REFERENCES duties,
    officer_id uuid NOT NULL REFERENCES officers,
    callsign text NOT NULL,
    pod text NOT NULL,
    officer text NOT NULL,
    raised_at timestamptz NOT NULL,
    received_at timestamptz NOT NULL,
    place geometry(Point, 27700),
    fixed_at timestamptz,
    accuracy_m real,
    source text,
    incident_id uuid REFERENCES incidents,
    acknowledged_by text,
    acknowledged_at timestamptz,
    closed_by text,
    closed_at timestamptz,
    outcome text CHECK (outcome IN ('genuine', 'accidental', 'test', 'equipment')),
    note text NOT NULL DEFAULT ''
);
CREATE INDEX emergencies_open ON emergencies (raised_at) WHERE closed_at IS NULL;
CREATE UNIQUE INDEX one_open_emergency_of_an_officer ON emergencies (officer_id) WHERE closed_at IS NULL;
ALTER TABLE units ADD CONSTRAINT units_emergency_id_fkey FOREIGN KEY (emergency_id) REFERENCES emergencies;
"""

DOWN = """
ALTER TABLE units DROP CONSTRAINT units_emergency_id_fkey; DROP TABLE emergencies;
"""


def upgrade() -> None:
    op.execute(UP)


def downgrade() -> None:
    op.execute(DOWN)

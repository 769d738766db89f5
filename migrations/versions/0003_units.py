"""Units, the duties they are crewed for, and every status that anybody ever set."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

UP = """
CREATE TABLE vehicles (
    registration text PRIMARY KEY,
    kind text NOT NULL,
    pod text NOT NULL REFERENCES pods
);

CREATE TABLE units (
    id uuid PRIMARY KEY,
    revision bigint NOT NULL DEFAULT 0,
    callsign text NOT NULL UNIQUE,
    pod text NOT NULL REFERENCES pods,
    kind text NOT NULL,
    duty_id uuid,
    status text NOT NULL DEFAULT '11',
    status_at timestamptz NOT NULL,
    status_received_at timestamptz NOT NULL,
    status_source text NOT NULL,
    is_odd boolean NOT NULL DEFAULT false,
    incident_id uuid,
    emergency_id uuid
);
CREATE INDEX units_by_pod ON units (pod);

CREATE TABLE duties (
    id uuid PRIMARY KEY,
    unit_id uuid NOT NULL REFERENCES units,
    vehicle text,
    skills text[] NOT NULL DEFAULT '{}',
    dropped_skills jsonb NOT NULL DEFAULT '[]',
    started_at timestamptz NOT NULL,
    ended_at timestamptz
);
CREATE UNIQUE INDEX one_open_duty_for_a_unit ON duties (unit_id) WHERE ended_at IS NULL;
ALTER TABLE units ADD CONSTRAINT units_duty_id_fkey FOREIGN KEY (duty_id) REFERENCES duties;

CREATE TABLE crew (
    duty_id uuid NOT NULL REFERENCES duties,
    officer_id uuid NOT NULL REFERENCES officers,
    joined_at timestamptz NOT NULL,
    left_at timestamptz,
    PRIMARY KEY (duty_id, officer_id)
);
CREATE UNIQUE INDEX one_open_duty_for_an_officer ON crew (officer_id) WHERE left_at IS NULL;

CREATE TABLE statuses (
    id uuid PRIMARY KEY,
    unit_id uuid NOT NULL REFERENCES units,
    duty_id uuid REFERENCES duties,
    code text NOT NULL,
    previous text NOT NULL,
    incident_id uuid,
    occurred_at timestamptz NOT NULL,
    received_at timestamptz NOT NULL,
    source text NOT NULL,
    set_by text NOT NULL,
    is_odd boolean NOT NULL,
    is_applied boolean NOT NULL
);
CREATE INDEX statuses_by_unit ON statuses (unit_id, occurred_at);
"""

DOWN = """
ALTER TABLE units DROP CONSTRAINT units_duty_id_fkey; DROP TABLE statuses, crew, duties, units, vehicles;
"""


def upgrade() -> None:
    op.execute(UP)


def downgrade() -> None:
    op.execute(DOWN)

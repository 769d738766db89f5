"""Incidents, the log that is only ever added to, and the counter behind the CAD reference."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

UP = """
CREATE TABLE cad_counters (
    local_date date PRIMARY KEY,
    last_number integer NOT NULL
);

CREATE TABLE incidents (
    id uuid PRIMARY KEY,
    revision bigint NOT NULL DEFAULT 0,
    cad_date date NOT NULL,
    cad_number integer NOT NULL,
    grade text NOT NULL,
    type text NOT NULL,
    what text NOT NULL,
    address text NOT NULL,
    place geometry(Point, 27700) NOT NULL,
    pod text NOT NULL REFERENCES pods,
    state text NOT NULL CHECK (state IN ('open', 'resulted', 'closed')),
    qualifiers text[] NOT NULL DEFAULT '{}',
    opened_at timestamptz NOT NULL,
    graded_at timestamptz NOT NULL,
    attend_by timestamptz,
    arrived_at timestamptz,
    resulted_at timestamptz,
    closed_at timestamptz,
    result text,
    result_text text,
    duplicate_of uuid REFERENCES incidents,
    source text NOT NULL,
    is_exercise boolean NOT NULL DEFAULT false,
    brief_revision integer NOT NULL DEFAULT 1,
    log_count integer NOT NULL DEFAULT 0,
    UNIQUE (cad_date, cad_number)
);
CREATE INDEX incidents_open_by_pod ON incidents (pod, grade) WHERE state <> 'closed';
CREATE INDEX incidents_by_place ON incidents USING gist (place);
CREATE INDEX incidents_by_opening ON incidents (opened_at, id);
ALTER TABLE units ADD CONSTRAINT units_incident_id_fkey FOREIGN KEY (incident_id) REFERENCES incidents;

CREATE TABLE log_entries (
    id uuid PRIMARY KEY,
    incident_id uuid NOT NULL REFERENCES incidents,
    number integer NOT NULL,
    kind text NOT NULL,
    text text NOT NULL,
    author text NOT NULL,
    author_id text NOT NULL,
    source text NOT NULL,
    occurred_at timestamptz NOT NULL,
    received_at timestamptz NOT NULL,
    refers_to uuid REFERENCES log_entries,
    UNIQUE (incident_id, number)
);
"""

DOWN = """
ALTER TABLE units DROP CONSTRAINT units_incident_id_fkey; DROP TABLE log_entries, incidents, cad_counters;
"""


def upgrade() -> None:
    op.execute(UP)


def downgrade() -> None:
    op.execute(DOWN)

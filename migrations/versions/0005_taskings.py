"""Taskings: one unit sent to one incident, with a time for everything that must be provable."""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

UP = """
CREATE TABLE taskings (
    id uuid PRIMARY KEY,
    revision bigint NOT NULL DEFAULT 0,
    incident_id uuid NOT NULL REFERENCES incidents,
    unit_id uuid NOT NULL REFERENCES units,
    duty_id uuid NOT NULL REFERENCES duties,
    state text NOT NULL CHECK (state IN ('assigned', 'acknowledged', 'declined', 'withdrawn', 'diverted', 'complete')),
    note text NOT NULL DEFAULT '',
    assigned_by text NOT NULL,
    assigned_at timestamptz NOT NULL,
    sent_at timestamptz,
    delivered_at timestamptz,
    seen_at timestamptz,
    read_at timestamptz,
    read_brief_revision integer,
    acknowledged_at timestamptz,
    en_route_at timestamptz,
    at_scene_at timestamptz,
    ended_at timestamptz,
    end_reason text,
    risk jsonb NOT NULL
);
CREATE UNIQUE INDEX one_open_tasking_of_a_unit_to_an_incident ON taskings (incident_id, unit_id) WHERE ended_at IS NULL;
CREATE INDEX taskings_by_incident ON taskings (incident_id);
CREATE INDEX taskings_open_by_unit ON taskings (unit_id) WHERE ended_at IS NULL;
CREATE INDEX taskings_by_duty ON taskings (duty_id);
"""

DOWN = """
DROP TABLE taskings;
"""


def upgrade() -> None:
    op.execute(UP)


def downgrade() -> None:
    op.execute(DOWN)

"""Commands with the answers they were given, and the audit that nobody can change."""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

UP = """
CREATE TABLE commands (
    id uuid PRIMARY KEY,
    kind text NOT NULL,
    actor_id text NOT NULL,
    body_hash bytea NOT NULL,
    body jsonb NOT NULL,
    occurred_at timestamptz NOT NULL,
    received_at timestamptz NOT NULL,
    outcome text,
    code text,
    message text,
    result jsonb,
    is_settled boolean NOT NULL DEFAULT true
);
CREATE INDEX commands_waiting ON commands (actor_id) WHERE NOT is_settled;

CREATE TABLE audit (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL,
    actor_id text NOT NULL,
    actor text NOT NULL,
    action text NOT NULL,
    subject text NOT NULL,
    reason text NOT NULL,
    request_id text NOT NULL
);
CREATE INDEX audit_by_time ON audit USING brin (at);
"""

DOWN = """
DROP TABLE audit, commands;
"""


def upgrade() -> None:
    op.execute(UP)


def downgrade() -> None:
    op.execute(DOWN)

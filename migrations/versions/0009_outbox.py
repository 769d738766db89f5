"""The outbox: a gapless number for each recipient, the messages under it, and how far each device has stored them."""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

UP = """
CREATE TABLE epochs (
    id uuid PRIMARY KEY,
    began_at timestamptz NOT NULL DEFAULT now()
);
INSERT INTO epochs (id) VALUES (gen_random_uuid());

CREATE TABLE recipients (
    name text PRIMARY KEY,
    last_seq bigint NOT NULL
) WITH (fillfactor = 50);

CREATE TABLE messages (
    recipient text NOT NULL REFERENCES recipients,
    seq bigint NOT NULL,
    kind text NOT NULL,
    row_id text NOT NULL,
    body jsonb NOT NULL,
    at timestamptz NOT NULL DEFAULT now(),
    sent_at timestamptz,
    PRIMARY KEY (recipient, seq)
);
CREATE INDEX messages_by_age ON messages USING brin (at);

CREATE TABLE cursors (
    recipient text NOT NULL,
    device_id uuid NOT NULL,
    through bigint NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (recipient, device_id)
);
"""

DOWN = """
DROP TABLE cursors, messages, recipients, epochs;
"""


def upgrade() -> None:
    op.execute(UP)


def downgrade() -> None:
    op.execute(DOWN)

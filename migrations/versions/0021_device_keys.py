"""What the keys of the handsets' data are derived from (decision 11)."""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

UP = """
-- One row for the life of the database. It is part of every backup, so that what lies unsent on a device can still be opened
-- when the database was restored.
CREATE TABLE device_roots (
    id smallint PRIMARY KEY CHECK (id = 1),
    secret bytea NOT NULL CHECK (length(secret) = 32)
);
GRANT SELECT ON device_roots TO bluelamp_app;
ALTER TABLE device_roots ENABLE ROW LEVEL SECURITY;
ALTER TABLE device_roots FORCE ROW LEVEL SECURITY;
CREATE POLICY the_system_reads ON device_roots FOR SELECT USING ((SELECT scope()) = 'system');
CREATE POLICY doors_write ON device_roots FOR INSERT TO CURRENT_USER WITH CHECK (true);
"""


def upgrade() -> None:
    op.execute(UP)
    secret = sa.bindparam("secret", secrets.token_bytes(32), sa.LargeBinary)
    op.get_bind().execute(sa.text("INSERT INTO device_roots VALUES (1, :secret)").bindparams(secret))


def downgrade() -> None:
    op.execute("DROP TABLE device_roots")

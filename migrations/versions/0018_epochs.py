"""A restored database begins another life, and what a crew was told can be looked back at."""

from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

UP = """
-- Whoever looks back at what a crew was told reads its feed, and changes nothing.
DROP POLICY own_feed ON messages;
CREATE POLICY own_feed ON messages FOR SELECT USING ((SELECT scope()) IN ('system', 'control', 'audit')
    OR recipient = current_setting('app.feed', true));

-- How far each feed had come when a life began: a device of the former life that holds more was ahead of the backup.
CREATE TABLE epoch_marks (
    epoch uuid NOT NULL REFERENCES epochs,
    recipient text NOT NULL,
    last_seq bigint NOT NULL,
    PRIMARY KEY (epoch, recipient)
);
GRANT SELECT ON epoch_marks TO bluelamp_app;
ALTER TABLE epoch_marks ENABLE ROW LEVEL SECURITY;
ALTER TABLE epoch_marks FORCE ROW LEVEL SECURITY;
CREATE POLICY somebody_acts ON epoch_marks USING ((SELECT acting()));
CREATE POLICY doors_write ON epoch_marks FOR INSERT TO CURRENT_USER WITH CHECK (true);
CREATE POLICY doors_write ON epochs FOR INSERT TO CURRENT_USER WITH CHECK (true);
CREATE POLICY doors_look ON recipients FOR SELECT TO CURRENT_USER USING (true);

CREATE FUNCTION begin_epoch() RETURNS uuid LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    fresh uuid := gen_random_uuid();
BEGIN
    INSERT INTO epochs (id, began_at) VALUES (fresh, clock_timestamp());
    INSERT INTO epoch_marks SELECT fresh, name, last_seq FROM recipients;
    RETURN fresh;
END $$;
REVOKE EXECUTE ON FUNCTION begin_epoch() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION begin_epoch() TO bluelamp_app;
"""

DOWN = """
DROP POLICY own_feed ON messages;
CREATE POLICY own_feed ON messages FOR SELECT USING ((SELECT scope()) IN ('system',
    'control') OR recipient = current_setting('app.feed', true));
DROP FUNCTION begin_epoch();
DROP POLICY doors_look ON recipients;
DROP POLICY doors_write ON epochs;
DROP TABLE epoch_marks;
"""


def upgrade() -> None:
    op.execute(UP)


def downgrade() -> None:
    op.execute(DOWN)

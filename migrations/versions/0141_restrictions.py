"""What an officer may not be sent to, from a day until a day, and who said so."""

from alembic import op

revision = "0141"
down_revision = "0140"
branch_labels = None
depends_on = None

UP = """
CREATE TABLE officer_restrictions (
    id uuid PRIMARY KEY,
    officer_id uuid NOT NULL REFERENCES officers ON DELETE CASCADE,
    restriction text NOT NULL,
    from_on date NOT NULL,
    until_on date,
    set_by text NOT NULL,
    set_at timestamptz NOT NULL,
    ended_by text,
    ended_at timestamptz,
    CHECK (until_on >= from_on),
    CHECK ((ended_at IS NULL) = (ended_by IS NULL))
);
-- The ranking asks it for each of a crew.
CREATE INDEX officer_restrictions_standing ON officer_restrictions (officer_id) WHERE ended_at IS NULL;

ALTER TABLE officers NO FORCE ROW LEVEL SECURITY;
INSERT INTO officer_restrictions (id, officer_id, restriction, from_on, set_by, set_at)
SELECT gen_random_uuid(), o.id, r.code, (now() AT TIME ZONE 'Europe/London')::date, 'an earlier version', now()
FROM officers o CROSS JOIN unnest(o.restrictions) AS r (code);
ALTER TABLE officers DROP COLUMN restrictions;
ALTER TABLE officers FORCE ROW LEVEL SECURITY;

ALTER TABLE officer_restrictions ENABLE ROW LEVEL SECURITY;
ALTER TABLE officer_restrictions FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT, DELETE ON officer_restrictions TO bluelamp_app;
-- Another day or another kind is another restriction; this one is ended.
GRANT UPDATE (ended_by, ended_at) ON officer_restrictions TO bluelamp_app;
CREATE POLICY somebody_acts ON officer_restrictions USING ((SELECT acting())) WITH CHECK ((SELECT acting()));
"""

DOWN = """
ALTER TABLE officers NO FORCE ROW LEVEL SECURITY;
ALTER TABLE officer_restrictions NO FORCE ROW LEVEL SECURITY;
ALTER TABLE officers ADD COLUMN restrictions text[] NOT NULL DEFAULT '{}';
UPDATE officers o SET restrictions = r.codes FROM (
    SELECT officer_id, array_agg(DISTINCT restriction) AS codes FROM officer_restrictions
    WHERE ended_at IS NULL AND (now() AT TIME ZONE 'Europe/London')::date BETWEEN from_on AND COALESCE(until_on, 'infinity')
    GROUP BY officer_id) r WHERE r.officer_id = o.id;
ALTER TABLE officers FORCE ROW LEVEL SECURITY;
DROP TABLE officer_restrictions;
"""


def upgrade() -> None:
    op.execute(UP)


def downgrade() -> None:
    op.execute(DOWN)

"""What a unit did while it was covert stays covert when it is so no longer (decision 23)."""

from alembic import op

revision = "0170"
down_revision = "0150"
branch_labels = None
depends_on = None

# As in 0120, but for the boards that hear of it.
_CLIMB = """
CREATE OR REPLACE FUNCTION climb(told uuid[], briefs integer[], devices uuid[], rungs text[], channels text[], times timestamptz[],
        received timestamptz)
    RETURNS TABLE (tasking_id uuid, of_incident text, of_unit text)
    LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_hashjoin = off
    SET enable_mergejoin = off AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    WITH fresh AS (
        INSERT INTO receipts (tasking_id, brief_revision, device_id, rung, channel, occurred_at, received_at)
        SELECT r.tasking, r.brief, r.device, r.rung, r.channel, r.at, received
        FROM unnest(told, briefs, devices, rungs, channels, times) AS r (tasking, brief, device, rung, channel, at)
        JOIN taskings t ON t.id = r.tasking ON CONFLICT DO NOTHING RETURNING tasking_id AS id, rung, occurred_at AS at
    ), climbed AS (
        SELECT f.id, min(f.at) FILTER (WHERE f.rung = 'sent') AS sent_at, min(f.at) FILTER (WHERE f.rung = 'delivered') AS delivered_at,
            min(f.at) FILTER (WHERE f.rung = 'shown') AS shown_at
        FROM fresh f GROUP BY f.id
    ), mine AS (
        SELECT t.id FROM taskings t WHERE t.id IN (SELECT id FROM climbed) ORDER BY t.id FOR NO KEY UPDATE
    )
    UPDATE taskings t SET machine_revision = machine_revision + 1, sent_at = COALESCE(t.sent_at, c.sent_at),
        delivered_at = COALESCE(t.delivered_at, c.delivered_at), shown_at = COALESCE(t.shown_at, c.shown_at)
    FROM mine JOIN climbed c USING (id), incidents i, units u
    WHERE t.id = mine.id AND i.id = t.incident_id AND u.id = t.unit_id
    RETURNING t.id, CASE WHEN {covert} THEN 'covert:' ELSE 'board:' END || i.pod,
        CASE WHEN {covert} THEN 'covert:' ELSE 'board:' END || u.pod;
END $$;
"""
UP = f"""
CREATE TABLE covert_times (
    unit_id uuid NOT NULL REFERENCES units,
    began_at timestamptz NOT NULL,
    ended_at timestamptz,
    PRIMARY KEY (unit_id, began_at),
    CHECK (ended_at >= began_at)
);
CREATE UNIQUE INDEX one_open_covert_time ON covert_times (unit_id) WHERE ended_at IS NULL;
ALTER TABLE covert_times ENABLE ROW LEVEL SECURITY;
ALTER TABLE covert_times FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT, DELETE ON covert_times TO bluelamp_app;
-- It ends; nobody makes it shorter.
GRANT UPDATE (ended_at) ON covert_times TO bluelamp_app;
CREATE POLICY somebody_acts ON covert_times USING ((SELECT acting())) WITH CHECK ((SELECT acting()));

-- Whether something that a unit did then is told to nobody who may not see covert units.
CREATE FUNCTION was_covert(unit uuid, at timestamptz) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM covert_times c WHERE c.unit_id = unit AND at >= c.began_at AND (c.ended_at IS NULL OR at < c.ended_at))
$$;

-- A tasking that had any covert time in its life. The flag of the unit alone would show it with the rest of the unit.
ALTER TABLE taskings ADD COLUMN is_covert boolean NOT NULL DEFAULT false;
CREATE INDEX taskings_covert ON taskings (id) WHERE is_covert;

-- Since when the units that are covert now have been so, nobody wrote down but in the audit: then always.
ALTER TABLE units NO FORCE ROW LEVEL SECURITY;
ALTER TABLE taskings NO FORCE ROW LEVEL SECURITY;
ALTER TABLE covert_times NO FORCE ROW LEVEL SECURITY;
INSERT INTO covert_times (unit_id, began_at) SELECT id, '2000-01-01Z' FROM units WHERE is_covert;
UPDATE taskings t SET is_covert = true FROM units u WHERE u.id = t.unit_id AND u.is_covert;
ALTER TABLE units FORCE ROW LEVEL SECURITY;
ALTER TABLE taskings FORCE ROW LEVEL SECURITY;
ALTER TABLE covert_times FORCE ROW LEVEL SECURITY;
{_CLIMB.format(covert="u.is_covert OR t.is_covert")}
"""
DOWN = f"""
{_CLIMB.format(covert="u.is_covert")}
DROP INDEX taskings_covert;
ALTER TABLE taskings DROP COLUMN is_covert;
DROP FUNCTION was_covert(uuid, timestamptz);
DROP TABLE covert_times;
"""


def upgrade() -> None:
    op.execute(UP)


def downgrade() -> None:
    op.execute(DOWN)

"""Receipts that come by the thousand are not compared each with each: what climbs goes with the locked row."""

from alembic import op

revision = "0200"
down_revision = "0190"
branch_labels = None
depends_on = None

# As in 0170 but for `mine`. Of two lists joined with one another PostgreSQL takes each for short.
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
    ), {mine}
    WHERE t.id = mine.id AND i.id = t.incident_id AND u.id = t.unit_id
    RETURNING t.id, CASE WHEN u.is_covert OR t.is_covert THEN 'covert:' ELSE 'board:' END || i.pod,
        CASE WHEN u.is_covert OR t.is_covert THEN 'covert:' ELSE 'board:' END || u.pod;
END $$;
"""

_IN_ONE_LIST = """mine AS (
        SELECT t.id, c.sent_at, c.delivered_at, c.shown_at FROM climbed c JOIN taskings t ON t.id = c.id
        ORDER BY t.id FOR NO KEY UPDATE OF t
    )
    UPDATE taskings t SET machine_revision = machine_revision + 1, sent_at = COALESCE(t.sent_at, mine.sent_at),
        delivered_at = COALESCE(t.delivered_at, mine.delivered_at), shown_at = COALESCE(t.shown_at, mine.shown_at)
    FROM mine, incidents i, units u"""

_IN_TWO = """mine AS (
        SELECT t.id FROM taskings t WHERE t.id IN (SELECT id FROM climbed) ORDER BY t.id FOR NO KEY UPDATE
    )
    UPDATE taskings t SET machine_revision = machine_revision + 1, sent_at = COALESCE(t.sent_at, c.sent_at),
        delivered_at = COALESCE(t.delivered_at, c.delivered_at), shown_at = COALESCE(t.shown_at, c.shown_at)
    FROM mine JOIN climbed c USING (id), incidents i, units u"""


def upgrade() -> None:
    op.execute(_CLIMB.format(mine=_IN_ONE_LIST))


def downgrade() -> None:
    op.execute(_CLIMB.format(mine=_IN_TWO))

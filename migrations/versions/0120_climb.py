"""Receipts in one statement that is planned once, news that is planned once, and bodies that are packed faster (decision 10)."""

from alembic import op

revision = "0120"
down_revision = "0110"
branch_labels = None
depends_on = None

UP = """
-- Which rungs were reached, and what follows for their taskings: the first receipt of any device dates the rung of the tasking.
-- What was written before stands, and is not told again. Told are the taskings that climbed, each with the boards of its incident
-- and of its unit. Locked in sorted order: two devices may report at once.
--
-- With arrays PostgreSQL guesses anew at each call how many there are, and the plan cost six times what it does. So the plan is
-- made once, and may only go by the indexes: it is as good for a full table as for the empty one that it was made for.
CREATE FUNCTION climb(told uuid[], briefs integer[], devices uuid[], rungs text[], channels text[], times timestamptz[],
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
    RETURNING t.id, CASE WHEN u.is_covert THEN 'covert:' ELSE 'board:' END || i.pod,
        CASE WHEN u.is_covert THEN 'covert:' ELSE 'board:' END || u.pod;
END $$;

-- The same for the postman's look at several feeds: each is a stretch of one index.
ALTER FUNCTION news_of(text[], bigint[], integer) SET plan_cache_mode = force_generic_plan;
ALTER FUNCTION news_of(text[], bigint[], integer) SET enable_seqscan = off;
ALTER FUNCTION news_of(text[], bigint[], integer) SET enable_bitmapscan = off;

-- A tasking is written eight times in its life. With room beside it none of its indexes is written with it, but for its end.
ALTER TABLE taskings SET (fillfactor = 60);

-- A card of 8 KB is packed in a tenth of the time, where this PostgreSQL knows how.
DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_settings WHERE name = 'default_toast_compression' AND 'lz4' = ANY (enumvals)) THEN
        ALTER TABLE messages ALTER COLUMN body SET COMPRESSION lz4;
        ALTER TABLE taskings ALTER COLUMN risk SET COMPRESSION lz4;
    END IF;
END $$;

REVOKE EXECUTE ON FUNCTION climb(uuid[], integer[], uuid[], text[], text[], timestamptz[], timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION climb(uuid[], integer[], uuid[], text[], text[], timestamptz[], timestamptz) TO bluelamp_app;
"""

DOWN = """
ALTER TABLE taskings ALTER COLUMN risk SET COMPRESSION default;
ALTER TABLE messages ALTER COLUMN body SET COMPRESSION default;
ALTER TABLE taskings RESET (fillfactor);
ALTER FUNCTION news_of(text[], bigint[], integer) RESET ALL;
DROP FUNCTION climb(uuid[], integer[], uuid[], text[], text[], timestamptz[], timestamptz);
"""


def upgrade() -> None:
    op.execute(UP)


def downgrade() -> None:
    op.execute(DOWN)

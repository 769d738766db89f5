"""What devices have stored is looked up stretch by stretch, and a call without duplicates is not searched for them."""

from __future__ import annotations

from alembic import op

revision = "0480"
down_revision = "0456"
branch_labels = None
depends_on = None

_UP = """
-- What follows for taskings and notices from stretches of feeds: of a notice there is no `brief`. Row policies let PostgreSQL expect
-- next to nothing of `messages`, so that it read all of it and compared each with each: the more there was to catch up on, the
-- longer it took. As `climb`, it may go by the index only.
CREATE FUNCTION proofs_of(feeds text[], afters bigint[], throughs bigint[], devices uuid[], times timestamptz[], channels text[],
        rungs text[])
    RETURNS TABLE (told uuid, brief integer, device uuid, rung text, channel text, at timestamptz, is_ended boolean)
    LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_hashjoin = off
    SET enable_mergejoin = off AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT DISTINCT CAST(m.row_id AS uuid), CAST(m.body ->> 'brief_revision' AS integer), s.device, s.rung, s.channel, s.at,
        m.body ->> 'ended_at' IS NOT NULL
    FROM unnest(feeds, afters, throughs, devices, times, channels, rungs) AS s (feed, after, through, device, at, channel, rung)
    JOIN messages m ON m.recipient = s.feed AND m.seq > s.after AND m.seq <= s.through
        AND m.kind IN ('tasking.assigned', 'tasking.changed', 'notice.told');
END $$;
REVOKE EXECUTE ON FUNCTION proofs_of(text[], bigint[], bigint[], uuid[], timestamptz[], text[], text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION proofs_of(text[], bigint[], bigint[], uuid[], timestamptz[], text[], text[]) TO bluelamp_app;

-- As in 0452. Nearly every call has no duplicate, and a function in SQL is planned anew each time that it is asked.
CREATE OR REPLACE FUNCTION calls_of_one(incident uuid) RETURNS SETOF uuid
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT acting() THEN
        RETURN;
    END IF;
    RETURN NEXT incident;
    IF EXISTS (SELECT FROM incidents i WHERE i.duplicate_of = incident) THEN
        RETURN QUERY
        WITH RECURSIVE same AS (
            SELECT i.id FROM incidents i WHERE i.duplicate_of = incident
            UNION SELECT i.id FROM same s JOIN incidents i ON i.duplicate_of = s.id
        ) SELECT id FROM same WHERE id <> incident;
    END IF;
END $$;
CREATE OR REPLACE FUNCTION said_in_duplicates(incident uuid) RETURNS TABLE (id uuid, text text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
BEGIN
    IF NOT EXISTS (SELECT FROM incidents i WHERE i.duplicate_of = incident) THEN
        RETURN;
    END IF;
    RETURN QUERY
    SELECT said.id, said.text FROM calls_of_one(incident) AS c (call) JOIN incidents i ON i.id = c.call AND i.id <> incident
    CROSS JOIN LATERAL (
        SELECT NULL::uuid AS id, i.what AS text, 0 AS number
        UNION ALL SELECT l.id, l.text, l.number FROM log_entries l WHERE l.incident_id = i.id AND l.kind IN ('first_words', 'note')
            AND l.source <> 'system' AND NOT EXISTS (SELECT FROM log_entries c WHERE c.refers_to = l.id)) said
    ORDER BY i.opened_at, i.id, said.number LIMIT 60;
END $$;
"""
_DOWN = """
CREATE OR REPLACE FUNCTION said_in_duplicates(incident uuid) RETURNS TABLE (id uuid, text text)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT said.id, said.text FROM calls_of_one(incident) AS c (call) JOIN incidents i ON i.id = c.call AND i.id <> incident
    CROSS JOIN LATERAL (
        SELECT NULL::uuid AS id, i.what AS text, 0 AS number
        UNION ALL SELECT l.id, l.text, l.number FROM log_entries l WHERE l.incident_id = i.id AND l.kind IN ('first_words', 'note')
            AND l.source <> 'system' AND NOT EXISTS (SELECT FROM log_entries c WHERE c.refers_to = l.id)) said
    ORDER BY i.opened_at, i.id, said.number LIMIT 60
$$;
CREATE OR REPLACE FUNCTION calls_of_one(incident uuid) RETURNS SETOF uuid
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH RECURSIVE same AS (
        SELECT incident AS id WHERE acting() UNION SELECT i.id FROM same s JOIN incidents i ON i.duplicate_of = s.id
    ) SELECT id FROM same
$$;
DROP FUNCTION proofs_of(text[], bigint[], bigint[], uuid[], timestamptz[], text[], text[]);
"""


def upgrade() -> None:
    op.execute(_UP)


def downgrade() -> None:
    op.execute(_DOWN)

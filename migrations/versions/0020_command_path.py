"""The path that every command takes, made cheap: two doors that are a transaction by themselves, fewer checks (decision 10)."""

from alembic import op

revision = "0020"
down_revision = "0018"
branch_labels = None
depends_on = None

UP = """
-- Whose session a token is, and who is acting in it: asked with every request, so it is one trip to the database. The
-- function says by itself that the system asks. PL/pgSQL, because it keeps the plan; a function in SQL makes it anew each time.
CREATE FUNCTION session_of(hash bytea, at timestamptz)
    RETURNS TABLE (session_id uuid, expires_at timestamptz, id uuid, name text, rank text, pay_number text, pod text,
                   unit_id uuid, duty_id uuid, roles text[])
    LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
    PERFORM set_config('app.actor', 'system', true), set_config('app.scope', 'system', true);
    RETURN QUERY
    SELECT s.id, s.expires_at, o.id, o.name, o.rank, o.pay_number, o.pod, d.unit_id, d.id,
           ARRAY(SELECT r.role FROM officer_roles r WHERE r.officer_id = o.id)
    FROM sessions s JOIN officers o ON o.id = s.officer_id AND o.is_active
    LEFT JOIN crew c ON c.officer_id = o.id AND c.left_at IS NULL
    LEFT JOIN duties d ON d.id = c.duty_id AND d.ended_at IS NULL
    WHERE s.token_hash = hash AND s.revoked_at IS NULL AND s.expires_at > at;
END $$;

-- What is new in several feeds, a page of each, as the JSON that goes into a frame: the postman asks after each wake-up.
CREATE FUNCTION news_of(feeds text[], afters bigint[], page integer)
    RETURNS TABLE (feed text, messages text, through bigint, kinds text[])
    LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
    PERFORM set_config('app.actor', 'postman', true), set_config('app.scope', 'system', true);
    RETURN QUERY
    SELECT asked.feed, '[' || string_agg(format('{"seq":%s,"kind":"%s","at":"%s","body":%s}', m.seq, m.kind, iso(m.at), m.body), ','
        ORDER BY m.seq) || ']', max(m.seq), array_agg(DISTINCT m.kind)
    FROM unnest(feeds, afters) AS asked (feed, after)
    CROSS JOIN LATERAL (SELECT * FROM messages WHERE recipient = asked.feed AND seq > asked.after ORDER BY seq LIMIT page) m
    GROUP BY asked.feed;
END $$;

-- Found by way of PL/pgSQL for the same reason: each risk card asks.
CREATE OR REPLACE FUNCTION events_near(lon float8, lat float8, radius_m float8) RETURNS SETOF events
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN QUERY SELECT e.* FROM events e
    WHERE acting() AND ST_DWithin(e.place, ST_SetSRID(ST_MakePoint(events_near.lon, events_near.lat), 4326)::geography, radius_m);
END $$;

-- And so does each new card, for the newest entries of its log; the rest of a long log is a page away.
CREATE OR REPLACE FUNCTION card_log(incident uuid) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT COALESCE(jsonb_agg(newest.body ORDER BY newest.number), '[]')
            FROM (SELECT number, body FROM log_rows WHERE incident_id = incident ORDER BY number DESC LIMIT 40) newest);
END $$;

-- The recipient's counter is written by the very statement that writes its messages; checking each row again cost more than the row.
ALTER TABLE messages DROP CONSTRAINT messages_recipient_fkey;

-- Whoever tells of a unit asks for everything it was ever tasked to.
CREATE INDEX taskings_by_unit ON taskings (unit_id);

REVOKE EXECUTE ON FUNCTION session_of(bytea, timestamptz), news_of(text[], bigint[], integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION session_of(bytea, timestamptz), news_of(text[], bigint[], integer) TO bluelamp_app;
"""

DOWN = """
DROP INDEX taskings_by_unit;
ALTER TABLE messages ADD CONSTRAINT messages_recipient_fkey FOREIGN KEY (recipient) REFERENCES recipients;
CREATE OR REPLACE FUNCTION card_log(incident uuid) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT COALESCE(jsonb_agg(newest.body ORDER BY newest.number), '[]')
    FROM (SELECT number, body FROM log_rows WHERE incident_id = incident ORDER BY number DESC LIMIT 40) newest
$$;
CREATE OR REPLACE FUNCTION events_near(lon float8, lat float8, radius_m float8) RETURNS SETOF events
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT e.* FROM events e
    WHERE acting() AND ST_DWithin(e.place, ST_SetSRID(ST_MakePoint(events_near.lon, events_near.lat), 4326)::geography, radius_m)
$$;
DROP FUNCTION news_of(text[], bigint[], integer);
DROP FUNCTION session_of(bytea, timestamptz);
"""


def upgrade() -> None:
    op.execute(UP)


def downgrade() -> None:
    op.execute(DOWN)

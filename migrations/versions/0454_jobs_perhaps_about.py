"""Which jobs a record may be about: the cards of those are looked at when it becomes restricted, and its owner is told of the calls.

As `incidents_that_know` finds them, and without asking whether they know it: of what is restricted no card knows.
"""

from __future__ import annotations

from alembic import op

revision = "0454"
down_revision = "0453"
branch_labels = None
depends_on = None

_UP = """
CREATE FUNCTION jobs_perhaps_about(record uuid) RETURNS SETOF uuid
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp SET plan_cache_mode = force_generic_plan
    SET enable_seqscan = off AS $$
BEGIN
    IF NOT acting() THEN
        RETURN;
    END IF;
    RETURN QUERY
    WITH people AS MATERIALIZED (
        SELECT record AS id
        UNION SELECT l.from_id FROM links l WHERE l.to_id = record AND l.to_kind = 'vehicle' AND l.from_kind = 'nominal'
    ), homes AS MATERIALIZED (
        SELECT record AS id
        UNION SELECT l.to_id FROM people p JOIN links l ON l.from_id = p.id AND l.from_kind = 'nominal' AND l.to_kind = 'address'
        UNION SELECT l.from_id FROM people p JOIN links l ON l.to_id = p.id AND l.to_kind = 'nominal' AND l.from_kind = 'address'
    ), phone AS MATERIALIZED (
        SELECT record AS id
        UNION SELECT to_id FROM links WHERE from_id = record AND from_kind = 'nominal' AND to_kind = 'phone'
        UNION SELECT from_id FROM links WHERE to_id = record AND to_kind = 'nominal' AND from_kind = 'phone'
    ), perhaps AS (
        SELECT n.incident_id AS id FROM named_records n
        WHERE n.removed_at IS NULL AND n.record_id IN (SELECT p.id FROM people p UNION SELECT h.id FROM homes h)
        UNION SELECT i.id FROM homes h JOIN addresses a ON a.id = h.id JOIN incidents i ON ST_DWithin(i.place, a.place, 60)
        UNION SELECT i.id FROM homes h JOIN addresses a ON a.id = h.id JOIN names n ON n.id = a.street_id
            CROSS JOIN LATERAL (SELECT upper(a.house) AS house
                UNION SELECT upper(a.house) || flat_form(a.flat) WHERE flat_form(a.flat) ~ '^[A-Z]$'
                UNION SELECT substring(a.house FROM '^[0-9]+') WHERE a.house ~ '^[0-9]+[A-Za-z]$' OFFSET 0) d
            JOIN incidents i ON door_of(i.address) = d.house || ' ' || n.name AND i.state <> 'closed'
        UNION SELECT j.id FROM phone h JOIN phones p ON p.id = h.id CROSS JOIN LATERAL jobs_called_from(p.number) AS j (id)
    )
    SELECT DISTINCT i.id FROM perhaps p JOIN incidents i ON i.id = p.id WHERE i.state <> 'closed';
END $$;
REVOKE EXECUTE ON FUNCTION jobs_perhaps_about(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION jobs_perhaps_about(uuid) TO bluelamp_app;

-- As of the other kinds (0271): a number that is restricted, or no longer so.
CREATE TRIGGER note_update_new AFTER UPDATE ON phones REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION note_changed_records('SELECT id FROM changed');
"""
_DOWN = """
DROP TRIGGER note_update_new ON phones;
DROP FUNCTION jobs_perhaps_about(uuid);
"""


def upgrade() -> None:
    op.execute(_UP)


def downgrade() -> None:
    op.execute(_DOWN)

"""Whose number a call came from, for the card: the warnings on them must reach the crew, also where nobody has named them."""

from alembic import op

revision = "0321"
down_revision = "0320"
branch_labels = None
depends_on = None

CALLER = """
CREATE INDEX incidents_open_by_caller ON incidents (caller_number) WHERE state <> 'closed' AND caller_number IS NOT NULL;

-- Each person who is linked to the caller's number and not named in the incident, with all records of them (`members`) and the codes of
-- their warnings: those that hold, and those past their review. Restricted records are not in it, whichever of the two is restricted.
CREATE FUNCTION known_of_caller(incident uuid, today date) RETURNS TABLE (record_id uuid, members uuid[], codes text[], historic text[])
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
BEGIN
    IF NOT acting() THEN
        RETURN;
    END IF;
    RETURN QUERY
    WITH whose AS MATERIALIZED (
        SELECT DISTINCT l.id FROM incidents i JOIN phones p ON p.number = i.caller_number AND p.restriction IS NULL
        CROSS JOIN LATERAL (
            SELECT from_id AS id FROM links WHERE to_id = p.id AND to_kind = 'phone' AND from_kind = 'nominal'
                AND (valid_to IS NULL OR valid_to >= today)
            UNION ALL SELECT to_id FROM links WHERE from_id = p.id AND from_kind = 'phone' AND to_kind = 'nominal'
                AND (valid_to IS NULL OR valid_to >= today) OFFSET 0) l
        JOIN nominals n ON n.id = l.id AND n.restriction IS NULL
        WHERE i.id = incident LIMIT 20
    ), whole AS MATERIALIZED (
        SELECT w.id, array_agg(DISTINCT o.member) AS members
        FROM whose w CROSS JOIN LATERAL of_one_person(ARRAY[w.id]) o JOIN nominals n ON n.id = o.member AND n.restriction IS NULL
        GROUP BY w.id
    )
    SELECT DISTINCT ON (w.members) w.id, w.members, ARRAY(SELECT DISTINCT m.code FROM record_markers m
            WHERE m.record_id = ANY (w.members) AND m.withdrawn_at IS NULL AND m.review_on >= today ORDER BY m.code),
        ARRAY(SELECT DISTINCT m.code FROM record_markers m
            WHERE m.record_id = ANY (w.members) AND m.withdrawn_at IS NULL AND m.review_on < today ORDER BY m.code)
    FROM whole w
    WHERE NOT EXISTS (SELECT FROM named_records n WHERE n.incident_id = incident AND n.removed_at IS NULL AND n.record_id = ANY (w.members))
    ORDER BY w.members, w.id;
END $$;
-- Jobs whose caller's number is one of these records, or is or was that of one of them: also of somebody who is restricted since, so
-- that a card that is out can be looked at again.
CREATE FUNCTION incidents_called_by(records uuid[]) RETURNS SETOF uuid
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT acting() THEN
        RETURN;
    END IF;
    RETURN QUERY
    SELECT DISTINCT i.id FROM unnest(records) AS r (id) CROSS JOIN LATERAL (
        SELECT r.id AS phone UNION ALL SELECT to_id FROM links WHERE from_id = r.id AND to_kind = 'phone'
        UNION ALL SELECT from_id FROM links WHERE to_id = r.id AND from_kind = 'phone' OFFSET 0) l
    JOIN phones p ON p.id = l.phone JOIN incidents i ON i.caller_number = p.number AND i.state <> 'closed';
END $$;
REVOKE EXECUTE ON FUNCTION incidents_called_by(uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION incidents_called_by(uuid[]) TO bluelamp_app;
REVOKE EXECUTE ON FUNCTION known_of_caller(uuid, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION known_of_caller(uuid, date) TO bluelamp_app;
"""

# As in 0061; `{caller}` and `{knows}` are what is new.
KNOWING = """
CREATE OR REPLACE FUNCTION incidents_that_know(record uuid, today date) RETURNS SETOF uuid
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT acting() THEN
        RETURN;
    END IF;
    RETURN QUERY
    WITH same AS MATERIALIZED (
        SELECT nominal_id AS id FROM golden_with(ARRAY[record])
    ), people AS MATERIALIZED (
        SELECT id FROM same
        UNION SELECT l.from_id FROM links l WHERE l.to_id = record AND l.to_kind = 'vehicle' AND l.from_kind = 'nominal'
    ), homes AS MATERIALIZED (
        SELECT record AS id
        UNION SELECT l.to_id FROM people p JOIN links l ON l.from_id = p.id AND l.from_kind = 'nominal' AND l.to_kind = 'address'
    ), perhaps AS (
        SELECT n.incident_id AS id FROM named_records n
        WHERE n.removed_at IS NULL AND n.record_id IN (SELECT id FROM people UNION SELECT id FROM homes)
        UNION SELECT i.id FROM homes h JOIN addresses a ON a.id = h.id JOIN incidents i ON ST_DWithin(i.place, a.place, 60){caller}
    )
    SELECT i.id FROM perhaps p JOIN incidents i ON i.id = p.id
    WHERE i.state <> 'closed' AND (EXISTS (SELECT FROM known_of_incident(i.id, today) k WHERE k.record_id IN (SELECT id FROM same)){knows})
    ORDER BY i.id;
END $$;
"""
# A job that ended is not asked for, and the numbers of those that go on are few.
_CALLER = """
        UNION SELECT i.id FROM same s CROSS JOIN LATERAL (
            SELECT to_id AS id FROM links WHERE from_id = s.id AND from_kind = 'nominal' AND to_kind = 'phone'
            UNION ALL SELECT from_id FROM links WHERE to_id = s.id AND to_kind = 'nominal' AND from_kind = 'phone' OFFSET 0) l
        JOIN phones h ON h.id = l.id JOIN incidents i ON i.caller_number = h.number AND i.state <> 'closed'"""
_KNOWS = """
        OR EXISTS (SELECT FROM known_of_caller(i.id, today) c WHERE c.record_id IN (SELECT id FROM same))"""


def upgrade() -> None:
    op.execute(CALLER)
    op.execute(KNOWING.replace("{caller}", _CALLER).replace("{knows}", _KNOWS))


def downgrade() -> None:
    op.execute(KNOWING.replace("{caller}", "").replace("{knows}", ""))
    op.execute("DROP FUNCTION incidents_called_by(uuid[])")
    op.execute("DROP FUNCTION known_of_caller(uuid, date)")
    op.execute("DROP INDEX incidents_open_by_caller")

"""Which restricted records a call is about: their owners are told of it, and nobody else is.

As `known_of_incident` and `known_of_caller` look, over what those two leave out.
"""

from __future__ import annotations

from alembic import op

revision = "0400"
down_revision = "0399"
branch_labels = None
depends_on = None

_FUNCTION = """
-- `how` goes on as it is told to the owner: "The call 29/30NOV26 is " how. Asked for by the house it is at, by its number, or by both.
CREATE FUNCTION restricted_of_call(incident uuid, today date, by_house boolean, by_number boolean)
    RETURNS TABLE (kind text, record_id uuid, how text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
BEGIN
    IF NOT acting() THEN
        RETURN;
    END IF;
    RETURN QUERY
    WITH call AS MATERIALIZED (
        SELECT lower(i.address) AS words, i.place, i.caller_number FROM incidents i WHERE i.id = incident
    ), close AS MATERIALIZED (
        SELECT a.id, ST_Distance(a.place, call.place) AS distance,
            a.house <> '' AND call.words ~ ('(^|[^[:alnum:]])'
                || regexp_replace(lower(btrim(a.house || ' ' || a.street)), '[^[:alnum:] ]', '.', 'g') || '([^[:alnum:]]|$)') AS is_named
        FROM call JOIN addresses a ON by_house AND ST_DWithin(a.place, call.place, 60)
    ), by_name AS MATERIALIZED (
        SELECT id FROM (
            SELECT a.id, ST_Distance(a.place, call.place) AS distance, min(ST_Distance(a.place, call.place)) OVER () AS nearest
            FROM call CROSS JOIN LATERAL (SELECT split_part(door_of(call.words), ' ', 1) AS house,
                split_part(door_of(call.words), ' ', 2) AS street OFFSET 0) door
            JOIN names n ON n.kind = 'street' AND n.name = door.street AND door.street <> ''
            JOIN addresses a ON a.street_id = n.id AND a.house IN (door.house, lower(door.house))
                AND ST_DWithin(a.place, call.place, 2000)
            WHERE by_house AND NOT EXISTS (SELECT FROM close WHERE is_named)) far
        WHERE distance < nearest + 15
    ), placeless AS MATERIALIZED (
        SELECT a.id
        FROM call CROSS JOIN LATERAL (SELECT split_part(door_of(call.words), ' ', 1) AS house,
            split_part(door_of(call.words), ' ', 2) AS street OFFSET 0) door
        JOIN names n ON n.kind = 'street' AND n.name = door.street AND door.street <> ''
        JOIN addresses a ON a.street_id = n.id AND a.house IN (door.house, lower(door.house)) AND a.place IS NULL
        WHERE by_house AND may_lie_there(a.postcode, a.locality, call.words, call.place)
    ), homes AS MATERIALIZED (
        SELECT id, 'at' AS near FROM close WHERE is_named
        UNION SELECT id, 'at' FROM by_name
        UNION SELECT id, 'at' FROM placeless
        UNION SELECT id, 'within 15 m of' FROM close WHERE distance <= 15 AND NOT EXISTS (SELECT FROM close WHERE is_named)
            AND NOT EXISTS (SELECT FROM by_name)
    ), phone AS MATERIALIZED (
        SELECT p.id, p.restriction FROM call JOIN phones p ON by_number AND p.number = call.caller_number
    ), found AS (
        SELECT 'address' AS kind, a.id, h.near || ' its house' AS how
        FROM homes h JOIN addresses a ON a.id = h.id WHERE a.restriction IS NOT NULL
        UNION ALL SELECT 'nominal', n.id, h.near || ' the house where they live'
        FROM homes h CROSS JOIN LATERAL (
            SELECT from_id AS id FROM links WHERE to_id = h.id AND to_kind = 'address' AND from_kind = 'nominal'
                AND (valid_to IS NULL OR valid_to >= today)
            UNION ALL SELECT to_id FROM links WHERE from_id = h.id AND from_kind = 'address' AND to_kind = 'nominal'
                AND (valid_to IS NULL OR valid_to >= today) OFFSET 0) l
        JOIN nominals n ON n.id = l.id AND n.restriction IS NOT NULL
        UNION ALL SELECT 'phone', p.id, 'from it' FROM phone p WHERE p.restriction IS NOT NULL
        UNION ALL SELECT 'nominal', n.id, 'from their number'
        FROM phone p CROSS JOIN LATERAL (
            SELECT from_id AS id FROM links WHERE to_id = p.id AND to_kind = 'phone' AND from_kind = 'nominal'
                AND (valid_to IS NULL OR valid_to >= today)
            UNION ALL SELECT to_id FROM links WHERE from_id = p.id AND from_kind = 'phone' AND to_kind = 'nominal'
                AND (valid_to IS NULL OR valid_to >= today) OFFSET 0) l
        JOIN nominals n ON n.id = l.id AND n.restriction IS NOT NULL
    )
    SELECT f.kind, f.id, string_agg(DISTINCT f.how, ' and ' ORDER BY f.how)
    FROM found f GROUP BY f.kind, f.id ORDER BY f.kind, f.id LIMIT 50;
END $$;
REVOKE EXECUTE ON FUNCTION restricted_of_call(uuid, date, boolean, boolean) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION restricted_of_call(uuid, date, boolean, boolean) TO bluelamp_app;
"""


def upgrade() -> None:
    op.execute(_FUNCTION)


def downgrade() -> None:
    op.execute("DROP FUNCTION restricted_of_call(uuid, date, boolean, boolean)")

"""The records that a new one is compared with, and the risk card of a person out of every record of that person (decision 15)."""

from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

UP = """
-- The same doors that Splink goes by, over the keys that stand already: numbers, birth with a name or the postcode, the whole name
-- with a birth in the same year, and the birth with day and month swapped.
CREATE FUNCTION nominals_near(asked uuid, most integer) RETURNS TABLE (nominal_id uuid)
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
BEGIN
    IF scope() <> 'system' THEN
        RETURN;
    END IF;
    RETURN QUERY
    WITH me AS MATERIALIZED (
        SELECT n.id, n.born_on, n.postcode FROM nominals n WHERE n.id = asked AND n.restriction IS NULL
    ), mine AS MATERIALIZED (
        SELECT k.family_id, k.given_id, k.initial, k.born_on FROM nominal_keys k WHERE k.nominal_id = asked
    ), found AS (
        SELECT o.nominal_id, 1 AS rank FROM nominal_identifiers i JOIN nominal_identifiers o ON o.value = i.value AND o.kind = i.kind
            WHERE i.nominal_id = asked AND i.is_valid
        UNION ALL
        SELECT n.id, 2 FROM me JOIN nominals n ON n.postcode = me.postcode AND n.postcode <> ''
        UNION ALL
        SELECT k.nominal_id, 3 FROM mine m JOIN nominal_keys k ON k.family_id = m.family_id AND k.initial = m.initial
            AND k.given_id = m.given_id AND k.born_on BETWEEN m.born_on - 366 AND m.born_on + 366
        UNION ALL
        SELECT k.nominal_id, 4 FROM me JOIN nominal_keys k ON k.born_on = me.born_on
            JOIN mine m ON k.family_id IN (m.family_id, m.given_id) OR k.given_id IN (m.given_id, m.family_id)
        UNION ALL
        SELECT k.nominal_id, 5 FROM me JOIN nominal_keys k ON k.born_on = me.born_on
            JOIN names n ON n.id = k.family_id JOIN mine m ON true JOIN names o ON o.id = m.family_id
            WHERE left(n.name, 3) = left(o.name, 3)
        UNION ALL
        SELECT k.nominal_id, 6 FROM me JOIN nominal_keys k ON k.born_on = me.born_on
            JOIN names n ON n.id = k.given_id JOIN mine m ON true JOIN names o ON o.id = m.given_id
            WHERE left(n.name, 3) = left(o.name, 3)
    )
    SELECT f.nominal_id FROM found f JOIN nominals n ON n.id = f.nominal_id
    WHERE f.nominal_id <> asked AND n.restriction IS NULL GROUP BY f.nominal_id ORDER BY min(f.rank) LIMIT most;
END $$;
REVOKE EXECUTE ON FUNCTION nominals_near(uuid, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION nominals_near(uuid, integer) TO bluelamp_app;
"""

KNOWN = """
CREATE OR REPLACE FUNCTION known_of_incident(incident uuid, today date) RETURNS TABLE (kind text, record_id uuid, how text, line text,
    source text, reports text[], markers jsonb)
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
BEGIN
    IF NOT acting() THEN
        RETURN;
    END IF;
    RETURN QUERY
    WITH call AS MATERIALIZED (
        SELECT lower(address) AS words, place FROM incidents WHERE id = incident
    ), named AS MATERIALIZED (
        SELECT n.kind, n.record_id, n.role FROM named_records n WHERE n.incident_id = incident AND n.removed_at IS NULL
    ), close AS MATERIALIZED (
        SELECT a.id, ST_Distance(a.place, call.place) AS distance,
            a.house <> '' AND call.words ~ ('(^|[^[:alnum:]])'
                || regexp_replace(lower(btrim(a.house || ' ' || a.street)), '[^[:alnum:] ]', '.', 'g') || '([^[:alnum:]]|$)') AS is_named
        FROM call JOIN addresses a ON ST_DWithin(a.place, call.place, 60) WHERE a.restriction IS NULL
    ), homes AS MATERIALIZED (
        SELECT record_id AS id, 'named in this call' AS how FROM named WHERE kind = 'address'
        UNION SELECT id, 'at this address' FROM close WHERE is_named
        UNION SELECT id, 'within 15 m' FROM (SELECT id FROM close WHERE distance <= 15 AND NOT EXISTS (SELECT FROM close WHERE is_named)
            ORDER BY distance LIMIT 5) near
    ), people AS MATERIALIZED (
        SELECT record_id AS id, 'named in this call as ' || role AS how FROM named WHERE kind = 'nominal'
        UNION ALL
        SELECT l.from_id, 'recorded ' || h.how || ' (' || l.role || ')'
        FROM homes h JOIN links l ON l.to_id = h.id AND l.to_kind = 'address' AND l.from_kind = 'nominal'
        WHERE l.valid_to IS NULL OR l.valid_to >= today
    ), whole AS MATERIALIZED (
        -- Each person with every record that is joined into one: their warnings are this person's.
        SELECT p.id AS told_id, COALESCE(o.nominal_id, p.id) AS id, COALESCE(m.golden_id, p.id) AS golden_id, p.how
        FROM people p LEFT JOIN golden_members m ON m.nominal_id = p.id LEFT JOIN golden_members o ON o.golden_id = m.golden_id
    ), found AS (
        SELECT 'address' AS kind, id, how, id AS golden_id FROM homes
        UNION ALL SELECT DISTINCT 'nominal', told_id, how, golden_id FROM whole
        UNION ALL SELECT 'vehicle', record_id, 'named in this call as ' || role, record_id FROM named WHERE kind = 'vehicle'
        UNION ALL SELECT 'vehicle', l.to_id, 'of ' || p.how, l.to_id FROM whole p JOIN links l ON l.from_id = p.id
            AND l.from_kind = 'nominal' AND l.to_kind = 'vehicle' WHERE l.valid_to IS NULL OR l.valid_to >= today
    ), once AS (
        SELECT DISTINCT ON (f.golden_id) f.kind, f.id, f.how, f.golden_id FROM found f
        ORDER BY f.golden_id, f.how LIKE 'named%' DESC, f.how LIKE '%address%' DESC, f.id
    ), shown AS (
        SELECT o.*, btrim(array_to_string(n.given_names, ' ') || ' ' || n.family_name) || COALESCE(', born ' || to_char(n.born_on,
            'DD/MM/YYYY'), '') AS line, n.source_system, '{}'::text[] AS reports
        FROM once o JOIN nominals n ON n.id = o.id AND o.kind = 'nominal' WHERE n.restriction IS NULL
        UNION ALL
        SELECT o.*, concat_ws(' ', v.vrm, NULLIF(v.colour, ''), NULLIF(v.make, '')), v.source_system, v.reports
        FROM once o JOIN vehicle_records v ON v.id = o.id AND o.kind = 'vehicle' WHERE v.restriction IS NULL
        UNION ALL
        SELECT o.*, concat_ws(', ', NULLIF('Flat ' || a.flat, 'Flat '), btrim(a.house || ' ' || a.street)), a.source_system, '{}'
        FROM once o JOIN addresses a ON a.id = o.id AND o.kind = 'address' WHERE a.restriction IS NULL
    )
    SELECT s.kind, s.id, s.how, s.line, s.source_system, s.reports, COALESCE((SELECT jsonb_agg(jsonb_build_object('code', m.code,
        'text', m.text, 'source', m.source, 'force', m.force, 'fact_or_opinion', m.fact_or_opinion, 'added_on', m.added_on,
        'review_on', m.review_on, 'entered_by', m.entered_by, 'of_source', CASE WHEN m.record_id <> s.id
            THEN (SELECT r.source_system FROM nominals r WHERE r.id = m.record_id) END) ORDER BY m.review_on < today, m.code)
        -- One array, so that the index of the markers is asked once for each record.
        FROM record_markers m WHERE m.withdrawn_at IS NULL AND m.record_id = ANY (s.id || CASE WHEN s.kind = 'nominal' THEN
            ARRAY(SELECT o.nominal_id FROM golden_members o JOIN nominals r ON r.id = o.nominal_id
                WHERE o.golden_id = s.golden_id AND r.restriction IS NULL) END)), '[]')
    FROM shown s LIMIT 60;
END $$;
"""

CALLS = """
CREATE OR REPLACE FUNCTION calls_of(record uuid, but uuid, since timestamptz) RETURNS TABLE (calls integer, last_at timestamptz,
    last_type text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT acting() THEN
        RETURN;
    END IF;
    RETURN QUERY
    SELECT count(DISTINCT i.id)::integer, max(i.opened_at), (array_agg(i.type ORDER BY i.opened_at DESC))[1]
    FROM named_records n JOIN incidents i ON i.id = n.incident_id
    WHERE n.record_id IN (SELECT nominal_id FROM golden_with(ARRAY[record])) AND n.removed_at IS NULL AND n.incident_id <> but
        AND i.opened_at >= since HAVING count(*) > 0;
END $$;
"""

# As they were (migration 0034).
KNOWN_BEFORE = """
CREATE OR REPLACE FUNCTION known_of_incident(incident uuid, today date) RETURNS TABLE (kind text, record_id uuid, how text, line text,
    source text, reports text[], markers jsonb)
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
BEGIN
    IF NOT acting() THEN
        RETURN;
    END IF;
    RETURN QUERY
    WITH call AS MATERIALIZED (
        SELECT lower(address) AS words, place FROM incidents WHERE id = incident
    ), named AS MATERIALIZED (
        SELECT n.kind, n.record_id, n.role FROM named_records n WHERE n.incident_id = incident AND n.removed_at IS NULL
    ), close AS MATERIALIZED (
        SELECT a.id, ST_Distance(a.place, call.place) AS distance,
            a.house <> '' AND call.words ~ ('(^|[^[:alnum:]])'
                || regexp_replace(lower(btrim(a.house || ' ' || a.street)), '[^[:alnum:] ]', '.', 'g') || '([^[:alnum:]]|$)') AS is_named
        FROM call JOIN addresses a ON ST_DWithin(a.place, call.place, 60) WHERE a.restriction IS NULL
    ), homes AS MATERIALIZED (
        SELECT record_id AS id, 'named in this call' AS how FROM named WHERE kind = 'address'
        UNION SELECT id, 'at this address' FROM close WHERE is_named
        UNION SELECT id, 'within 15 m' FROM (SELECT id FROM close WHERE distance <= 15 AND NOT EXISTS (SELECT FROM close WHERE is_named)
            ORDER BY distance LIMIT 5) near
    ), people AS MATERIALIZED (
        SELECT record_id AS id, 'named in this call as ' || role AS how FROM named WHERE kind = 'nominal'
        UNION ALL
        SELECT l.from_id, 'recorded ' || h.how || ' (' || l.role || ')'
        FROM homes h JOIN links l ON l.to_id = h.id AND l.to_kind = 'address' AND l.from_kind = 'nominal'
        WHERE l.valid_to IS NULL OR l.valid_to >= today
    ), found AS (
        SELECT 'address' AS kind, id, how FROM homes
        UNION ALL SELECT 'nominal', id, how FROM people
        UNION ALL SELECT 'vehicle', record_id, 'named in this call as ' || role FROM named WHERE kind = 'vehicle'
        UNION ALL SELECT 'vehicle', l.to_id, 'of ' || p.how FROM people p JOIN links l ON l.from_id = p.id AND l.from_kind = 'nominal'
            AND l.to_kind = 'vehicle' WHERE l.valid_to IS NULL OR l.valid_to >= today
    ), once AS (
        SELECT DISTINCT ON (f.id) f.kind, f.id, f.how FROM found f ORDER BY f.id, f.how LIKE 'named%' DESC, f.how LIKE '%address%' DESC
    ), shown AS (
        SELECT o.*, btrim(array_to_string(n.given_names, ' ') || ' ' || n.family_name) || COALESCE(', born ' || to_char(n.born_on,
            'DD/MM/YYYY'), '') AS line, n.source_system, '{}'::text[] AS reports
        FROM once o JOIN nominals n ON n.id = o.id AND o.kind = 'nominal' WHERE n.restriction IS NULL
        UNION ALL
        SELECT o.*, concat_ws(' ', v.vrm, NULLIF(v.colour, ''), NULLIF(v.make, '')), v.source_system, v.reports
        FROM once o JOIN vehicle_records v ON v.id = o.id AND o.kind = 'vehicle' WHERE v.restriction IS NULL
        UNION ALL
        SELECT o.*, concat_ws(', ', NULLIF('Flat ' || a.flat, 'Flat '), btrim(a.house || ' ' || a.street)), a.source_system, '{}'
        FROM once o JOIN addresses a ON a.id = o.id AND o.kind = 'address' WHERE a.restriction IS NULL
    )
    SELECT s.kind, s.id, s.how, s.line, s.source_system, s.reports, COALESCE((SELECT jsonb_agg(jsonb_build_object('code', m.code,
        'text', m.text, 'source', m.source, 'force', m.force, 'fact_or_opinion', m.fact_or_opinion, 'added_on', m.added_on,
        'review_on', m.review_on, 'entered_by', m.entered_by) ORDER BY m.review_on < today, m.code)
        FROM record_markers m WHERE m.record_id = s.id AND m.withdrawn_at IS NULL), '[]')
    FROM shown s LIMIT 60;
END $$;
"""

CALLS_BEFORE = """
CREATE OR REPLACE FUNCTION calls_of(record uuid, but uuid, since timestamptz) RETURNS TABLE (calls integer, last_at timestamptz,
    last_type text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT acting() THEN
        RETURN;
    END IF;
    RETURN QUERY
    SELECT count(*)::integer, max(i.opened_at), (array_agg(i.type ORDER BY i.opened_at DESC))[1]
    FROM named_records n JOIN incidents i ON i.id = n.incident_id
    WHERE n.record_id = record AND n.removed_at IS NULL AND n.incident_id <> but AND i.opened_at >= since HAVING count(*) > 0;
END $$;
"""

DOWN = """
DROP FUNCTION nominals_near(uuid, integer);
"""


def upgrade() -> None:
    op.execute(UP)
    op.execute(KNOWN)
    op.execute(CALLS)


def downgrade() -> None:
    op.execute(CALLS_BEFORE)
    op.execute(KNOWN_BEFORE)
    op.execute(DOWN)

"""The risk card asks the links person by person: guessed at thirty people for one call, PostgreSQL read every link there is.

At 40,000 links that was 15 ms of each tasking, for a call with one person in it. `OFFSET 0` keeps the question with each person.
"""

from alembic import op

revision = "0053"
down_revision = "0052"
branch_labels = None
depends_on = None

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
        FROM homes h CROSS JOIN LATERAL (SELECT l.from_id, l.role FROM links l WHERE l.to_id = h.id AND l.to_kind = 'address'
            AND l.from_kind = 'nominal' AND (l.valid_to IS NULL OR l.valid_to >= today) OFFSET 0) l
    ), whole AS MATERIALIZED (
        -- Each person with every record that is joined into one: their warnings are this person's.
        SELECT p.id AS told_id, COALESCE(o.nominal_id, p.id) AS id, COALESCE(m.golden_id, p.id) AS golden_id, p.how
        FROM people p LEFT JOIN golden_members m ON m.nominal_id = p.id LEFT JOIN golden_members o ON o.golden_id = m.golden_id
    ), found AS (
        SELECT 'address' AS kind, id, how, id AS golden_id FROM homes
        UNION ALL SELECT DISTINCT 'nominal', told_id, how, golden_id FROM whole
        UNION ALL SELECT 'vehicle', record_id, 'named in this call as ' || role, record_id FROM named WHERE kind = 'vehicle'
        UNION ALL SELECT 'vehicle', l.to_id, 'of ' || p.how, l.to_id FROM whole p CROSS JOIN LATERAL (
            SELECT l.to_id FROM links l WHERE l.from_id = p.id AND l.from_kind = 'nominal' AND l.to_kind = 'vehicle'
                AND (l.valid_to IS NULL OR l.valid_to >= today) OFFSET 0) l
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

# As it was (migration 0041).
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


def upgrade() -> None:
    op.execute(KNOWN)


def downgrade() -> None:
    op.execute(KNOWN_BEFORE)

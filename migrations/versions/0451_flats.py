"""Of a block of flats the card tells the flat that is called to first, then whoever is warned of, and says what it had to cut.

Every flat of a house was *at this address*, and which sixty of them a card told was left to chance.
"""

from __future__ import annotations

from alembic import op

revision = "0451"
down_revision = "0450"
branch_labels = None
depends_on = None

_FLATS = r"""
-- A flat as it is compared: "Flat 04" is 4.
CREATE FUNCTION flat_form(flat text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT ltrim(regexp_replace(upper(flat), '\m(FLAT|FLT|APT|APARTMENT|UNIT|ROOM|NO)\M|[^A-Z0-9]', '', 'g'), '0')
$$;
-- The flat that an address names beside its house: "Flat 4, 12 High Road", "4/12 High Road", "12 High Road, Flat B"; empty where it
-- names none. The letter of "12B" belongs to the house (`door_of`): which of the two a source takes it for is seen in `flat_stands`.
CREATE FUNCTION flat_of(address text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT COALESCE(
        (regexp_match(upper(address), '\m(FLAT|FLT|APT|APARTMENT|UNIT|ROOM)\M\.? *(NO\.? *)?0*([0-9]{1,4}[A-Z]?|[A-Z])\M'))[3],
        substring(upper(address) FROM '\m0*([0-9]{1,4}[A-Z]?) ?/ ?[0-9]{1,4}[A-Z]?[ ,]+[A-Z]'),
        substring(upper(address) FROM '^ *0*([0-9]{1,4}[A-Z]?) ?, ?[0-9]{1,4}[A-Z]?[ ,]+[A-Z]'), '')
$$;
-- How the home of a source stands to the house and flat that a call names: 1 it is meant, or the call names no flat; 2 it is the house,
-- and which flat is not on record; 4 it is another flat; null: another house. 12B is flat B of number 12, whichever way it is written.
CREATE FUNCTION flat_stands(house text, flat text, of_house text, of_flat text) RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE
        WHEN upper(house) = of_house THEN CASE WHEN of_flat IN ('', flat_form(flat)) THEN 1 WHEN flat_form(flat) = '' THEN 2 ELSE 4 END
        WHEN flat_form(flat) ~ '^[A-Z]$' AND upper(house) || flat_form(flat) = of_house THEN 1
        WHEN of_flat ~ '^[A-Z]$' AND upper(house) = of_house || of_flat THEN 1
    END
$$;
"""

# `left_out`, the same in every row: how many more are known than sixty. Of a tower a thousand homes are looked at.
_KNOWN = """
CREATE FUNCTION known_of_incident(incident uuid, today date) RETURNS TABLE (kind text, record_id uuid, how text, line text,
    source text, reports text[], markers jsonb, stands integer, left_out integer)
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp SET plan_cache_mode = force_generic_plan
    SET enable_seqscan = off AS $$
#variable_conflict use_column
BEGIN
    IF NOT acting() THEN
        RETURN;
    END IF;
    RETURN QUERY
    WITH call AS MATERIALIZED (
        SELECT lower(i.address) AS words, i.place, split_part(d.door, ' ', 1) AS house, split_part(d.door, ' ', 2) AS street,
            flat_of(i.address) AS flat
        FROM incidents i CROSS JOIN LATERAL (SELECT door_of(i.address) AS door OFFSET 0) d WHERE i.id = incident
    ), named AS MATERIALIZED (
        SELECT n.kind, n.record_id, n.role FROM named_records n WHERE n.incident_id = incident AND n.removed_at IS NULL
            AND NOT EXISTS (SELECT FROM nominals r WHERE r.id = n.record_id AND r.restriction IS NOT NULL)
            AND NOT EXISTS (SELECT FROM addresses r WHERE r.id = n.record_id AND r.restriction IS NOT NULL)
    ), close AS MATERIALIZED (
        SELECT a.id, a.flat, ST_Distance(a.place, call.place) AS distance, a.house <> '' AND (
            call.words ~ ('(^|[^[:alnum:]])'
                || regexp_replace(lower(btrim(a.house || ' ' || a.street)), '[^[:alnum:] ]', '.', 'g') || '([^[:alnum:]]|$)')
            OR (n.name = call.street AND call.street <> '' AND flat_stands(a.house, a.flat, call.house, call.flat) IS NOT NULL))
                AS is_named,
            -- A house whose name is no number is told by the words alone.
            COALESCE(flat_stands(a.house, a.flat, call.house, call.flat),
                CASE WHEN call.flat IN ('', flat_form(a.flat)) THEN 1 WHEN flat_form(a.flat) = '' THEN 2 ELSE 4 END) AS stands
        FROM call JOIN addresses a ON ST_DWithin(a.place, call.place, 60) LEFT JOIN names n ON n.id = a.street_id AND n.kind = 'street'
        WHERE a.restriction IS NULL
    ), street AS MATERIALIZED (
        SELECT a.id, a.flat, a.place, a.postcode, a.locality, flat_stands(a.house, a.flat, call.house, call.flat) AS stands
        FROM call JOIN names n ON n.kind = 'street' AND n.name = call.street AND call.street <> ''
        -- OFFSET 0: the street is asked for, never every address of two kilometres.
        CROSS JOIN LATERAL (SELECT * FROM addresses o WHERE o.street_id = n.id AND o.restriction IS NULL
            AND o.house = ANY (ARRAY[call.house, lower(call.house), call.house || call.flat, lower(call.house || call.flat),
                substring(call.house FROM '^[0-9]+')]) OFFSET 0) a
        WHERE (a.place IS NULL OR ST_DWithin(a.place, call.place, 2000))
            AND flat_stands(a.house, a.flat, call.house, call.flat) IS NOT NULL
    ), by_name AS MATERIALIZED (
        SELECT id, flat, stands, distance FROM (
            SELECT s.*, ST_Distance(s.place, call.place) AS distance, min(ST_Distance(s.place, call.place)) OVER () AS nearest
            FROM street s CROSS JOIN call WHERE s.place IS NOT NULL AND NOT EXISTS (SELECT FROM close WHERE is_named)) far
        WHERE distance < nearest + 15
    ), homes AS MATERIALIZED (
        SELECT DISTINCT ON (h.id) h.id, h.stands, CASE h.stands WHEN 0 THEN 'named in this call' WHEN 5 THEN 'within 15 m'
            WHEN 1 THEN 'at this address' WHEN 2 THEN 'at this house, which flat is not on record'
            ELSE 'at another flat of this house, flat ' || flat_form(h.flat) END || h.more AS how
        FROM (
            SELECT record_id AS id, '' AS flat, 0 AS stands, '' AS more FROM named WHERE kind = 'address'
            UNION ALL SELECT id, flat, stands, '' FROM close WHERE is_named
            UNION ALL SELECT id, flat, stands, ', ' || round(distance) || ' m from the point of the call' FROM by_name
            UNION ALL SELECT s.id, s.flat, s.stands, ' by its name, no place recorded' FROM street s CROSS JOIN call
                WHERE s.place IS NULL AND may_lie_there(s.postcode, s.locality, call.words, call.place)
            -- Five houses, each with all of its flats, which lie on one point.
            UNION ALL SELECT id, flat, 5, '' FROM (SELECT id, flat, dense_rank() OVER (ORDER BY distance) AS nth FROM close
                WHERE distance <= 15 AND NOT EXISTS (SELECT FROM close WHERE is_named) AND NOT EXISTS (SELECT FROM by_name)) near
                WHERE nth <= 5
        ) h ORDER BY h.id, h.stands
    ), looked AS MATERIALIZED (
        SELECT h.*, count(*) OVER () AS homes FROM homes h ORDER BY h.stands, h.id LIMIT 1000
    ), people AS MATERIALIZED (
        SELECT record_id AS id, 'named in this call as ' || role AS how, 0 AS stands FROM named WHERE kind = 'nominal'
        UNION ALL
        SELECT l.from_id, 'recorded ' || h.how || ' (' || l.role || ')', h.stands + (h.stands = 0)::integer
        FROM looked h CROSS JOIN LATERAL (SELECT l.from_id, l.role FROM links l WHERE l.to_id = h.id AND l.to_kind = 'address'
            AND l.from_kind = 'nominal' AND (l.valid_to IS NULL OR l.valid_to >= today)
            UNION ALL SELECT l.to_id, l.role FROM links l WHERE l.from_id = h.id AND l.from_kind = 'address'
            AND l.to_kind = 'nominal' AND (l.valid_to IS NULL OR l.valid_to >= today) OFFSET 0) l
    ), whole AS MATERIALIZED (
        -- Each person with every record that is joined into one: their warnings are this person's.
        SELECT p.id AS told_id, COALESCE(o.nominal_id, p.id) AS id, COALESCE(m.golden_id, p.id) AS golden_id, p.how, p.stands
        FROM people p JOIN nominals q ON q.id = p.id AND q.restriction IS NULL
        LEFT JOIN golden_members m ON m.nominal_id = p.id LEFT JOIN golden_members o ON o.golden_id = m.golden_id
        WHERE NOT EXISTS (SELECT FROM nominals r WHERE r.id = o.nominal_id AND r.restriction IS NOT NULL)
    ), found AS (
        SELECT 'address' AS kind, id, how, id AS golden_id, stands FROM looked
        UNION ALL SELECT DISTINCT 'nominal', told_id, how, golden_id, stands FROM whole
        UNION ALL SELECT 'vehicle', record_id, 'named in this call as ' || role, record_id, 0 FROM named WHERE kind = 'vehicle'
        UNION ALL SELECT 'vehicle', l.to_id, 'of somebody ' || p.how, l.to_id, p.stands FROM whole p CROSS JOIN LATERAL (
            SELECT l.to_id FROM links l WHERE l.from_id = p.id AND l.from_kind = 'nominal' AND l.to_kind = 'vehicle'
                AND (l.valid_to IS NULL OR l.valid_to >= today) OFFSET 0) l
    ), once AS (
        SELECT DISTINCT ON (f.golden_id) f.kind, f.id, f.how, f.golden_id, f.stands FROM found f
        ORDER BY f.golden_id, f.how LIKE 'named%' DESC, f.stands, f.id, f.how
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
    ), warned AS MATERIALIZED (
        SELECT s.*, (SELECT jsonb_agg(jsonb_build_object('code', m.code,
            'text', m.text, 'source', m.source, 'force', m.force, 'fact_or_opinion', m.fact_or_opinion, 'added_on', m.added_on,
            'review_on', m.review_on, 'entered_by', m.entered_by, 'of_source', CASE WHEN m.record_id <> s.id
                THEN (SELECT r.source_system FROM nominals r WHERE r.id = m.record_id) END) ORDER BY m.review_on < today, m.code)
            -- One array, so that the index of the markers is asked once for each record.
            FROM record_markers m WHERE m.withdrawn_at IS NULL AND m.record_id = ANY (s.id || CASE WHEN s.kind = 'nominal' THEN
                ARRAY(SELECT o.nominal_id FROM golden_members o JOIN nominals r ON r.id = o.nominal_id
                    WHERE o.golden_id = s.golden_id AND r.restriction IS NULL) END)) AS told
        FROM shown s
    )
    SELECT w.kind, w.id, w.how, w.line, w.source_system, w.reports, COALESCE(w.told, '[]'), w.stands,
        (GREATEST(count(*) OVER () - 60, 0) + GREATEST((SELECT max(homes) FROM looked) - 1000, 0))::integer
    -- Whom the call names, then the flat that it names; of the rest whoever is warned of, what holds before what is past its review.
    FROM warned w ORDER BY w.stands > 0, w.stands > 1,
        CASE WHEN w.reports <> '{}' OR (w.told -> 0 ->> 'review_on')::date >= today THEN 0 WHEN w.told IS NOT NULL THEN 1 ELSE 2 END,
        w.stands, w.kind = 'vehicle', w.kind = 'address', w.id
    LIMIT 60;
END $$;
"""
_RIGHTS = """
REVOKE EXECUTE ON FUNCTION known_of_incident(uuid, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION known_of_incident(uuid, date) TO bluelamp_app;
"""

# As it was.
_BEFORE = """
CREATE FUNCTION known_of_incident(incident uuid, today date) RETURNS TABLE (kind text, record_id uuid, how text, line text,
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
            AND NOT EXISTS (SELECT FROM nominals r WHERE r.id = n.record_id AND r.restriction IS NOT NULL)
            AND NOT EXISTS (SELECT FROM addresses r WHERE r.id = n.record_id AND r.restriction IS NOT NULL)
    ), close AS MATERIALIZED (
        SELECT a.id, ST_Distance(a.place, call.place) AS distance,
            a.house <> '' AND call.words ~ ('(^|[^[:alnum:]])'
                || regexp_replace(lower(btrim(a.house || ' ' || a.street)), '[^[:alnum:] ]', '.', 'g') || '([^[:alnum:]]|$)') AS is_named
        FROM call JOIN addresses a ON ST_DWithin(a.place, call.place, 60) WHERE a.restriction IS NULL
    ), by_name AS MATERIALIZED (
        SELECT id, how FROM (
            SELECT a.id, ST_Distance(a.place, call.place) AS distance, min(ST_Distance(a.place, call.place)) OVER () AS nearest,
                'at this address, ' || round(ST_Distance(a.place, call.place)) || ' m from the point of the call' AS how
            FROM call CROSS JOIN LATERAL (SELECT split_part(door_of(call.words), ' ', 1) AS house,
                split_part(door_of(call.words), ' ', 2) AS street OFFSET 0) door
            JOIN names n ON n.kind = 'street' AND n.name = door.street AND door.street <> ''
            JOIN addresses a ON a.street_id = n.id AND a.house IN (door.house, lower(door.house))
                AND ST_DWithin(a.place, call.place, 2000)
            WHERE a.restriction IS NULL AND NOT EXISTS (SELECT FROM close WHERE is_named)) far
        WHERE distance < nearest + 15 ORDER BY distance LIMIT 5
    ), placeless AS MATERIALIZED (
        SELECT a.id
        FROM call CROSS JOIN LATERAL (SELECT split_part(door_of(call.words), ' ', 1) AS house,
            split_part(door_of(call.words), ' ', 2) AS street OFFSET 0) door
        JOIN names n ON n.kind = 'street' AND n.name = door.street AND door.street <> ''
        JOIN addresses a ON a.street_id = n.id AND a.house IN (door.house, lower(door.house)) AND a.place IS NULL
        WHERE a.restriction IS NULL AND may_lie_there(a.postcode, a.locality, call.words, call.place) ORDER BY a.id LIMIT 5
    ), homes AS MATERIALIZED (
        SELECT record_id AS id, 'named in this call' AS how FROM named WHERE kind = 'address'
        UNION SELECT id, 'at this address' FROM close WHERE is_named
        UNION SELECT id, how FROM by_name
        UNION SELECT id, 'at this address by its name, no place recorded' FROM placeless
        UNION SELECT id, 'within 15 m' FROM (SELECT id FROM close WHERE distance <= 15 AND NOT EXISTS (SELECT FROM close WHERE is_named)
            AND NOT EXISTS (SELECT FROM by_name)
            ORDER BY distance LIMIT 5) near
    ), people AS MATERIALIZED (
        SELECT record_id AS id, 'named in this call as ' || role AS how FROM named WHERE kind = 'nominal'
        UNION ALL
        SELECT l.from_id, 'recorded ' || h.how || ' (' || l.role || ')'
        FROM homes h CROSS JOIN LATERAL (SELECT l.from_id, l.role FROM links l WHERE l.to_id = h.id AND l.to_kind = 'address'
            AND l.from_kind = 'nominal' AND (l.valid_to IS NULL OR l.valid_to >= today)
            UNION ALL SELECT l.to_id, l.role FROM links l WHERE l.from_id = h.id AND l.from_kind = 'address'
            AND l.to_kind = 'nominal' AND (l.valid_to IS NULL OR l.valid_to >= today) OFFSET 0) l
    ), whole AS MATERIALIZED (
        -- Each person with every record that is joined into one: their warnings are this person's.
        SELECT p.id AS told_id, COALESCE(o.nominal_id, p.id) AS id, COALESCE(m.golden_id, p.id) AS golden_id, p.how
        FROM people p JOIN nominals q ON q.id = p.id AND q.restriction IS NULL
        LEFT JOIN golden_members m ON m.nominal_id = p.id LEFT JOIN golden_members o ON o.golden_id = m.golden_id
        WHERE NOT EXISTS (SELECT FROM nominals r WHERE r.id = o.nominal_id AND r.restriction IS NOT NULL)
    ), found AS (
        SELECT 'address' AS kind, id, how, id AS golden_id FROM homes
        UNION ALL SELECT DISTINCT 'nominal', told_id, how, golden_id FROM whole
        UNION ALL SELECT 'vehicle', record_id, 'named in this call as ' || role, record_id FROM named WHERE kind = 'vehicle'
        UNION ALL SELECT 'vehicle', l.to_id, 'of somebody ' || p.how, l.to_id FROM whole p CROSS JOIN LATERAL (
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


def upgrade() -> None:
    op.execute(_FLATS)
    op.execute("DROP FUNCTION known_of_incident(uuid, date)")
    op.execute(_KNOWN + _RIGHTS)
    _knowing(_DOOR, _DOORS)


def downgrade() -> None:
    _knowing(_DOORS, _DOOR)
    op.execute("DROP FUNCTION known_of_incident(uuid, date)")
    op.execute(_BEFORE + _RIGHTS)
    op.execute("DROP FUNCTION flat_stands(text, text, text, text)")
    op.execute("DROP FUNCTION flat_of(text)")
    op.execute("DROP FUNCTION flat_form(text)")


# Of `incidents_that_know`.
_DOOR = "JOIN incidents i ON door_of(i.address) = upper(a.house) || ' ' || n.name AND i.state <> 'closed'"
_DOORS = """CROSS JOIN LATERAL (SELECT upper(a.house) AS house
                UNION SELECT upper(a.house) || flat_form(a.flat) WHERE flat_form(a.flat) ~ '^[A-Z]$'
                UNION SELECT substring(a.house FROM '^[0-9]+') WHERE a.house ~ '^[0-9]+[A-Za-z]$' OFFSET 0) d
            JOIN incidents i ON door_of(i.address) = d.house || ' ' || n.name AND i.state <> 'closed'"""


def _knowing(was: str, now: str) -> None:
    body = "pg_get_functiondef('incidents_that_know(uuid, date)'::regprocedure)"
    # What is not there cannot be replaced, and a function that stays as it was would pass for a new one.
    op.execute(f"""
        DO $do$ BEGIN
            IF position($old${was}$old$ IN {body}) = 0 THEN
                RAISE EXCEPTION 'incidents_that_know is another one than this migration knows';
            END IF;
            EXECUTE replace({body}, $old${was}$old$, $new${now}$new$);
        END $do$
    """)

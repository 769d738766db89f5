"""Words find what has both: a name and a description (`quellfrost tattoo`), a car and its keeper's name, words and a street."""

from alembic import op

revision = "0353"
down_revision = "0352"
branch_labels = None
depends_on = None

# Names stand in the same index as the words of the description, each with a mark before it: of all Greens it finds those with a tattoo
# at once, and `green` alone finds no Greens.
DESCRIBED = """
CREATE FUNCTION described(description text, given_names text[], family_name text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
    $$ SELECT to_tsvector('english', description) || array_to_tsvector(ARRAY(
        SELECT DISTINCT 'n:' || f FROM unnest(name_forms(given_names[1 : 2] || family_name)) f WHERE f <> '')) $$;
CREATE INDEX nominals_by_name_and_words ON nominals USING gin (described(description, given_names, family_name))
    WHERE description <> '';

-- The words of what was typed that say something, and for each what it may be: itself, or a name. `most`: of names like it that many.
CREATE FUNCTION named_or_said(typed text, most integer) RETURNS TABLE (word text, said tsquery, named tsquery)
    LANGUAGE plpgsql STABLE AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT w.word, w.said, (SELECT string_agg('''n:' || l.name || '''', ' | ')::tsquery FROM (
            SELECT w.form AS name WHERE w.form <> ''
            UNION SELECT near.name FROM (SELECT * FROM names_like('person', w.form, 1) x WHERE most > 0 AND x.score > 0.8
                ORDER BY x.score DESC, x.name_id LIMIT most) x JOIN names near ON near.id = x.name_id) l)
    FROM (SELECT p AS word, plainto_tsquery('english', p) AS said, left(folded(p), 40) AS form
        FROM (SELECT DISTINCT p FROM regexp_split_to_table(lower(typed), '[^\\w''-]+') p WHERE length(p) > 1 LIMIT 8) parts) w
    WHERE numnode(w.said) > 0 AND w.form <> '';
END $$;
"""

ANSWER = """WITH best AS MATERIALIZED (
        SELECT f.kind, f.id, f.words, ts_rank(to_tsvector('english', f.words), marked) AS rank, f.source, f.code, f.is_restricted
        FROM ({found}) f ORDER BY rank DESC, f.id LIMIT 45)
    SELECT b.kind, b.id, b.rank, b.source,
        ts_headline('english', b.words, marked, 'MaxWords=20, MinWords=12, StartSel=«, StopSel=»'), b.is_restricted, b.code
    FROM best b ORDER BY b.rank DESC, b.id"""
DOOR = """RETURNS TABLE (kind text, record_id uuid, rank real, source text, excerpt text, is_restricted boolean, code text)
    LANGUAGE plpgsql STABLE ROWS 60 SECURITY DEFINER SET search_path = public, pg_temp SET jit = off SET enable_seqscan = off"""
NAMED = "btrim(array_to_string(n.given_names, ' ') || ' ' || n.family_name)"
LOOKS = "vehicle_looks(v.colour, v.make, v.model, v.description)"

# A car by one word of its keeper's name and the others of its looks. What a restricted keeper has is not told by their name.
KEPT = f"""
    SELECT DISTINCT ON (v.id) 'vehicle' AS kind, v.id, {LOOKS} || ', ' || {NAMED} AS words, 'kept' AS source, '' AS code,
        v.restriction IS NOT NULL AS is_restricted
    FROM asked a JOIN names f ON f.kind = 'person' AND f.name = left(folded(a.word), 40)
    CROSS JOIN LATERAL (SELECT string_agg(o.said::text, ' & ')::tsquery AS rest FROM asked o WHERE o.word <> a.word) r
    CROSS JOIN LATERAL (SELECT k.nominal_id FROM nominal_keys k WHERE k.family_id = f.id AND NOT k.is_restricted LIMIT most_tried()) k
    JOIN links l ON l.from_id = k.nominal_id AND l.to_kind = 'vehicle' AND l.valid_to IS NULL
    JOIN vehicle_records v ON v.id = l.to_id AND to_tsvector('english', {LOOKS}) @@ r.rest
    JOIN nominals n ON n.id = k.nominal_id
    -- Only where some vehicle looks so: else all of that name would be followed for nothing.
    WHERE EXISTS (SELECT FROM looks d WHERE to_tsvector('english', d.said) @@ (
        SELECT string_agg(o.said::text, ' | ')::tsquery FROM asked o WHERE o.word <> a.word)) LIMIT 60"""

WITH_NAMES = f"""
-- Who has some of the words in their description and all others in their name. `most`: of names like each word so many count as well.
CREATE FUNCTION find_with_names(typed text, most integer) {DOOR} AS $$
#variable_conflict use_column
DECLARE
    both_of_them tsquery;
    marked tsquery;
BEGIN
    SELECT string_agg('(' || w.said::text || ' | ' || w.named::text || ')', ' & ')::tsquery
            && string_agg('(' || w.said::text || ')', ' | ')::tsquery && string_agg('(' || w.named::text || ')', ' | ')::tsquery,
        string_agg('(' || w.said::text || ')', ' | ')::tsquery
    INTO both_of_them, marked FROM named_or_said(typed, most) w HAVING count(*) > 1;
    IF NOT acting() OR both_of_them IS NULL THEN
        RETURN;
    END IF;
    RETURN QUERY {
    ANSWER.format(
        found=f'''
        (SELECT 'nominal' AS kind, n.id, {NAMED} || ': ' || n.description AS words, 'named' AS source, '' AS code,
            n.restriction IS NOT NULL AS is_restricted
         FROM nominals n WHERE n.description <> '' AND described(n.description, n.given_names, n.family_name) @@ both_of_them LIMIT 100)
        UNION ALL
        (WITH asked AS MATERIALIZED (SELECT word, said FROM named_or_said(typed, 0)) {KEPT})'''
    )
};
END $$;
"""

# From the homes of the street, which are few, to who lives and what is kept there. A restricted home is nobody's here.
ON_STREET = f"""
-- Who lives on a street, or in one house of it, and has the words: in their description, in a warning, or in how their car looks; or one
-- of these warnings. That not all homes were looked at is told by a row without a record.
CREATE FUNCTION find_on_street(typed text, asked_street text, asked_house text, borough text, district text, asked_codes text[]) {
    DOOR
} AS $$
#variable_conflict use_column
DECLARE
    marked tsquery := websearch_to_tsquery('english', typed);
    homes uuid[];
    people uuid[];
    ground geometry := (SELECT ST_SetSRID(a.outline, 27700) FROM areas a WHERE a.kind = 'borough' AND a.code = borough);
    most constant integer := 2000;
BEGIN
    IF NOT acting() OR numnode(marked) = 0 THEN
        RETURN;
    END IF;
    homes := ARRAY(SELECT a.id FROM names s JOIN addresses a ON a.street_id = s.id
            AND (asked_house = '' OR a.house IN (asked_house, lower(asked_house), upper(asked_house)))
        WHERE s.kind = 'street' AND s.name = asked_street AND a.restriction IS NULL
            AND (ground IS NULL OR ST_Contains(ground, a.place)) AND (district = '' OR split_part(a.postcode, ' ', 1) = district)
        ORDER BY a.id LIMIT most + 1);
    people := ARRAY(SELECT DISTINCT l.from_id FROM unnest(homes[1 : most]) h JOIN links l ON l.to_id = h
        WHERE l.from_kind = 'nominal' AND l.valid_to IS NULL);
    RETURN QUERY {
    ANSWER.format(
        found=f'''
        (SELECT 'nominal' AS kind, n.id, n.description AS words, 'description' AS source, '' AS code,
            n.restriction IS NOT NULL AS is_restricted
         FROM unnest(people) p JOIN nominals n ON n.id = p
         WHERE n.description <> '' AND to_tsvector('english', n.description) @@ marked LIMIT 60)
        UNION ALL
        (SELECT m.record_kind, m.record_id, m.text, 'warning', CASE WHEN m.code = ANY (asked_codes) THEN m.code ELSE '' END,
            restricted_owner(m.record_id) IS NOT NULL
         FROM unnest(people || homes[1 : most]) p JOIN record_markers m ON m.record_id = p AND m.withdrawn_at IS NULL
         WHERE m.code = ANY (asked_codes) OR to_tsvector('english', m.text) @@ marked LIMIT 60)
        UNION ALL
        (SELECT DISTINCT 'vehicle', v.id, {LOOKS}, 'looks', '', v.restriction IS NOT NULL
         FROM unnest(people || homes[1 : most]) p CROSS JOIN LATERAL (
            SELECT l.to_id AS id FROM links l WHERE l.from_id = p AND l.to_kind = 'vehicle' AND l.valid_to IS NULL
                AND NOT EXISTS (SELECT FROM nominals o WHERE o.id = p AND o.restriction IS NOT NULL)
            UNION ALL SELECT l.from_id FROM links l WHERE l.to_id = p AND l.from_kind = 'vehicle' AND l.valid_to IS NULL) l
         JOIN vehicle_records v ON v.id = l.id WHERE to_tsvector('english', {LOOKS}) @@ marked LIMIT 60)'''
    )
};
    IF cardinality(homes) > most THEN
        RETURN QUERY SELECT 'more', NULL::uuid, 0::real, '', '', false, '';
    END IF;
END $$;

-- The streets that the record knows, of what was typed in several ways; each with its place in the list.
CREATE FUNCTION known_streets(typed text[]) RETURNS TABLE (no integer, street text)
    LANGUAGE plpgsql STABLE ROWS 4 SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY SELECT t.no::integer, n.name FROM unnest(typed) WITH ORDINALITY t (words, no)
    JOIN names n ON n.kind = 'street' AND n.name = street_form(t.words) WHERE acting() ORDER BY t.no;
END $$;
REVOKE EXECUTE ON FUNCTION named_or_said(text, integer), find_with_names(text, integer),
    find_on_street(text, text, text, text, text, text[]), known_streets(text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION find_with_names(text, integer), find_on_street(text, text, text, text, text, text[]), known_streets(text[])
    TO bluelamp_app;
"""

DOWN = """
DROP FUNCTION known_streets(text[]), find_on_street(text, text, text, text, text, text[]), find_with_names(text, integer),
    named_or_said(text, integer);
DROP INDEX nominals_by_name_and_words;
DROP FUNCTION described(text, text[], text);
"""


def upgrade() -> None:
    op.execute(DESCRIBED)
    op.execute(WITH_NAMES)
    op.execute(ON_STREET)


def downgrade() -> None:
    op.execute(DOWN)

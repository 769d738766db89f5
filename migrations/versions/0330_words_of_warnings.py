"""Words also find warnings by what they are called (`violent`, `firearms`); and how many are tried for a place is said once."""

from alembic import op

revision = "0330"
down_revision = "0322"
branch_labels = None
depends_on = None

# How many have the words and are tried for a place. Another number is one line of a later migration:
# CREATE OR REPLACE FUNCTION most_tried() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE AS 'SELECT 1000'
MOST_TRIED = 3_000
TRIED = f"""
CREATE FUNCTION most_tried() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE AS 'SELECT {MOST_TRIED}';
GRANT EXECUTE ON FUNCTION most_tried() TO bluelamp_app;
"""
# The number stands written out in the searches for a place of migrations 0281 and 0282; all else of them stays as it is there.
PUT = """
DO $do$
DECLARE
    one oid;
BEGIN
    FOREACH one IN ARRAY ARRAY['find_words_at(text, text, text)'::regprocedure,
        'find_forename(text, integer, integer, text, text)'::regprocedure] LOOP
        EXECUTE replace(replace(pg_get_functiondef(one), '{more}', '{more_now}'), '{most}', '{most_now}');
    END LOOP;
END $do$;
"""
NAMED = PUT.format(more=MOST_TRIED + 1, more_now="most_tried() + 1", most=MOST_TRIED, most_now="most_tried()")
WRITTEN_OUT = PUT.format(more="most_tried() + 1", more_now=MOST_TRIED + 1, most="most_tried()", most_now=MOST_TRIED)

# Somebody's warning stands where they live, a car's where it is linked to, an address's on the address itself. What is restricted is
# nobody's home here, and each is asked for its home one by one, as in migration 0281.
HERE = """(SELECT true FROM (
            SELECT h.to_id FROM links h WHERE h.from_id = m.record_id AND h.to_kind = 'address' AND h.valid_to IS NULL
            UNION ALL SELECT m.record_id WHERE m.record_kind = 'address') h
            JOIN addresses a ON a.id = h.to_id
            WHERE a.restriction IS NULL AND CASE WHEN district <> '' THEN split_part(a.postcode, ' ', 1) = district
                ELSE ST_Contains(ground, a.place) IS TRUE END LIMIT 1)"""
DOOR = """LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp SET jit = off SET enable_seqscan = off"""

UP = f"""
CREATE INDEX record_markers_by_code ON record_markers (code, added_on) WHERE withdrawn_at IS NULL;

-- Which warnings are meant by which of these words: in another form, or spelt differently by a letter or two (`violence`).
CREATE FUNCTION warnings_called(words text[]) RETURNS TABLE (word text, code text, label text) {DOOR} AS $$
#variable_conflict use_column
BEGIN
    IF acting() THEN
        RETURN QUERY SELECT w.word, c.code, c.label
        FROM unnest(words) AS w (word) CROSS JOIN (SELECT c.code, c.label FROM codes c
            JOIN code_lists l ON l.name = c.list AND l.version = c.version
            WHERE l.is_current AND c.list = 'warning_signals') c
        WHERE to_tsvector('english', c.label) @@ plainto_tsquery('english', w.word)
            OR (length(w.word) > 5 AND EXISTS (
                SELECT FROM regexp_split_to_table(lower(c.label), '[^a-z]+') AS p (part)
                WHERE length(p.part) > 5 AND similarity(p.part, lower(w.word)) >= 0.5));
    END IF;
END $$;

-- Records with one of these warnings, the newest first; of the words beside it all must stand in its text. With a place only those of
-- it. That not all were tried is told by a row without a record.
CREATE FUNCTION find_warned(asked_codes text[], beside text[], borough text, district text)
    RETURNS TABLE (kind text, record_id uuid, code text, text text, is_restricted boolean) ROWS 60 {DOOR} AS $$
#variable_conflict use_column
DECLARE
    ground geometry := (SELECT ST_SetSRID(a.outline, 27700) FROM areas a WHERE a.kind = 'borough' AND a.code = borough);
    is_anywhere boolean := ground IS NULL AND district = '';
    tried integer := CASE WHEN is_anywhere THEN 100 ELSE most_tried() END;
    rest tsquery;
    held record_markers[];
BEGIN
    IF NOT acting() THEN
        RETURN;
    END IF;
    FOR n IN 1 .. cardinality(asked_codes) LOOP
        rest := plainto_tsquery('english', beside[n]);
        IF numnode(rest) = 0 THEN
            held := ARRAY(SELECT t FROM record_markers t WHERE t.code = asked_codes[n] AND t.withdrawn_at IS NULL
                ORDER BY t.added_on DESC LIMIT tried + 1);
        ELSE
            held := ARRAY(SELECT t FROM record_markers t WHERE t.code = asked_codes[n] AND t.withdrawn_at IS NULL
                AND to_tsvector('english', t.text) @@ rest LIMIT tried + 1);
        END IF;
        RETURN QUERY SELECT m.record_kind, m.record_id, m.code, m.text, restricted_owner(m.record_id) IS NOT NULL
        FROM unnest(held[1 : tried]) m WHERE is_anywhere OR {HERE} LIMIT 100;
        IF cardinality(held) > tried AND NOT is_anywhere THEN
            RETURN QUERY SELECT 'more', NULL::uuid, '', '', false;
        END IF;
    END LOOP;
END $$;
REVOKE EXECUTE ON FUNCTION warnings_called(text[]), find_warned(text[], text[], text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION warnings_called(text[]), find_warned(text[], text[], text, text) TO bluelamp_app;
"""

DOWN = """
DROP FUNCTION find_warned(text[], text[], text, text), warnings_called(text[]);
DROP INDEX record_markers_by_code;
"""


def upgrade() -> None:
    op.execute(TRIED)
    op.execute(NAMED)
    op.execute(UP)


def downgrade() -> None:
    op.execute(DOWN)
    op.execute(WRITTEN_OUT)
    op.execute("DROP FUNCTION most_tried()")

"""Warnings on places are found by words: `dog wharf hill`, `violent Hackney`. Each is told as the address that it stands on."""

from alembic import context, op

revision = "0352"
down_revision = "0351"
branch_labels = None
depends_on = None

WORDS = """
CREATE FUNCTION place_words(said text, address text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
    $$ SELECT btrim(said || ', ' || address, ', ') $$;
CREATE INDEX place_markers_by_words ON place_markers USING gin (to_tsvector('english', place_words(text, address)))
    WHERE withdrawn_at IS NULL;
CREATE INDEX place_markers_by_category ON place_markers (category, entered_at) WHERE withdrawn_at IS NULL;
-- A policy that asks something keeps the index from being used; the doors ask for themselves whether somebody acts.
CREATE POLICY doors_look ON place_markers FOR SELECT TO CURRENT_USER USING (true);

-- As what a warning on a place is told: the address of the record whose house it is, of several flats the one that it names or the
-- first; or the place itself where the record has no such house. Two streets of one name lie further apart than five kilometres.
-- A house with a restricted home in it is not told, unless the warning names another flat: then only that one counts.
CREATE FUNCTION marked_as(m place_markers, OUT kind text, OUT id uuid, OUT postcode text, OUT is_restricted boolean)
    LANGUAGE plpgsql STABLE AS $$
DECLARE
    named text := upper((regexp_match(m.address, '\\m(flat|flt|apt|apartment|unit|room)\\M\\.? *(\\w+)', 'i'))[2]);
BEGIN
    SELECT 'address', h.id, h.postcode, h.is_hidden INTO kind, id, postcode, is_restricted FROM (
        SELECT a.id, a.postcode, a.flat, upper(a.flat) = named AS is_named, a.restriction IS NOT NULL AS is_hidden
        FROM names s JOIN addresses a ON a.street_id = s.id
            AND a.house IN (split_part(m.door, ' ', 1), lower(split_part(m.door, ' ', 1)))
        WHERE s.kind = 'street' AND s.name = split_part(m.door, ' ', 2) AND m.door <> ''
            AND (a.place IS NULL OR ST_DWithin(m.place, ST_Transform(a.place, 4326)::geography, 5000))) h
    ORDER BY h.is_named IS TRUE DESC, h.is_hidden DESC, h.flat <> '', h.flat, h.id LIMIT 1;
    IF id IS NULL THEN
        SELECT 'place', m.id, '', false INTO kind, id, postcode, is_restricted;
    END IF;
END $$;

-- Places with one of these warnings, the newest first; of the words beside it all must stand in its text or its address.
CREATE FUNCTION find_marked(asked_codes text[], beside text[], borough text, district text)
    RETURNS TABLE (kind text, record_id uuid, code text, text text, is_restricted boolean)
    LANGUAGE plpgsql STABLE ROWS 60 SECURITY DEFINER SET search_path = public, pg_temp SET jit = off SET enable_seqscan = off AS $$
#variable_conflict use_column
DECLARE
    ground geometry := (SELECT ST_SetSRID(a.outline, 27700) FROM areas a WHERE a.kind = 'borough' AND a.code = borough);
    is_anywhere boolean := ground IS NULL AND district = '';
    rest tsquery;
BEGIN
    IF NOT acting() THEN
        RETURN;
    END IF;
    FOR n IN 1 .. cardinality(asked_codes) LOOP
        rest := plainto_tsquery('english', beside[n]);
        RETURN QUERY SELECT t.kind, t.id, m.category, m.text, t.is_restricted
        FROM (SELECT * FROM place_markers p WHERE p.category = asked_codes[n] AND p.withdrawn_at IS NULL
            AND (numnode(rest) = 0 OR to_tsvector('english', place_words(p.text, p.address)) @@ rest)
            AND (ground IS NULL OR ST_Contains(ground, ST_Transform(p.place::geometry, 27700)))
            ORDER BY p.entered_at DESC, p.id LIMIT CASE WHEN is_anywhere OR ground IS NOT NULL THEN 100 ELSE most_tried() END) m
        CROSS JOIN LATERAL marked_as(m) t
        WHERE district = '' OR split_part(t.postcode, ' ', 1) = district LIMIT 100;
    END LOOP;
END $$;
REVOKE EXECUTE ON FUNCTION find_marked(text[], text[], text, text), marked_as(place_markers) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION find_marked(text[], text[], text, text) TO bluelamp_app;

-- Whether a place may be told by itself, and if not, the restricted record that stands in the way.
CREATE FUNCTION restricted_at(asked uuid) RETURNS uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT t.id FROM place_markers m CROSS JOIN LATERAL marked_as(m) t WHERE acting() AND m.id = asked AND t.is_restricted
$$;
REVOKE EXECUTE ON FUNCTION restricted_at(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION restricted_at(uuid) TO bluelamp_app;
"""

MARKED = "SELECT t.kind, t.id, place_words(m.text, m.address), 'place', t.is_restricted"
FOUND = f"""
        UNION ALL
        ({MARKED} FROM (SELECT * FROM place_markers p WHERE p.withdrawn_at IS NULL
            AND to_tsvector('english', place_words(p.text, p.address)) @@ asked LIMIT 100) m CROSS JOIN LATERAL marked_as(m) t)"""
FOUND_AT = f"""
        UNION ALL
        ({MARKED} FROM (SELECT * FROM place_markers p WHERE p.withdrawn_at IS NULL
            AND to_tsvector('english', place_words(p.text, p.address)) @@ asked
            AND (ground IS NULL OR ST_Contains(ground, ST_Transform(p.place::geometry, 27700))) LIMIT tried) m
         CROSS JOIN LATERAL marked_as(m) t WHERE district = '' OR split_part(t.postcode, ' ', 1) = district LIMIT 60)"""


def _words(found: str, found_at: str) -> None:
    """The two doors of the search by words as migration 0350 has them, which look in these as well."""
    looks = context.script.get_revision("0350").module
    op.execute(looks.WORDS.replace(looks.FOUND, looks.FOUND + found))
    op.execute(looks.WORDS_AT.replace(looks.FOUND_AT, looks.FOUND_AT + found_at))


def upgrade() -> None:
    op.execute(WORDS)
    _words(FOUND, FOUND_AT)


def downgrade() -> None:
    _words("", "")
    op.execute("DROP FUNCTION restricted_at(uuid), find_marked(text[], text[], text, text), marked_as(place_markers)")
    op.execute("DROP POLICY doors_look ON place_markers")
    op.execute("DROP INDEX place_markers_by_words, place_markers_by_category")
    op.execute("DROP FUNCTION place_words(text, text)")

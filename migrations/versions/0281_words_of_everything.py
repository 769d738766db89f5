"""Words also find by the text of a warning, by what happened, by how a vehicle looks; and those of one borough or postal district."""

from alembic import op

revision = "0281"
down_revision = "0280"
branch_labels = None
depends_on = None

TEXTS = """
CREATE FUNCTION vehicle_looks(colour text, make text, model text, description text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
    $$ SELECT btrim(colour || ' ' || make || ' ' || model || ' ' || description) $$;
CREATE FUNCTION thing_text(kind text, label text, description text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
    $$ SELECT btrim(kind || ' ' || label || ' ' || description) $$;
CREATE FUNCTION organisation_text(name text, kind text, description text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
    $$ SELECT btrim(name || ' ' || kind || ' ' || description) $$;
-- Of intelligence only the words that may be passed on (api/reports/linking.py); of what else a source told besides, nothing.
CREATE FUNCTION event_text(category text, label text, address text, detail jsonb) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
    $$ SELECT btrim(label || ' ' || address || ' ' ||
        CASE category WHEN 'intelligence' THEN COALESCE(detail ->> 'text', '') ELSE '' END) $$;

DROP INDEX vehicle_records_by_words, objects_by_words, organisations_by_words;
CREATE INDEX vehicle_records_by_words ON vehicle_records
    USING gin (to_tsvector('english', vehicle_looks(colour, make, model, description)));
CREATE INDEX objects_by_words ON objects USING gin (to_tsvector('english', thing_text(kind, label, description)));
CREATE INDEX organisations_by_words ON organisations USING gin (to_tsvector('english', organisation_text(name, kind, description)));
CREATE INDEX record_markers_by_words ON record_markers USING gin (to_tsvector('english', text)) WHERE withdrawn_at IS NULL;
CREATE INDEX events_by_words ON events USING gin (to_tsvector('english', event_text(category, label, address, detail)));
"""

# Each text in which words are looked for: kind, id, the text, and by which word of ours its place is told.
PERSON = "'nominal' AS kind, n.id, n.description AS words, 'description' AS source, n.restriction IS NOT NULL AS is_restricted"
CAR = "'vehicle', v.id, vehicle_looks(v.colour, v.make, v.model, v.description), 'looks', v.restriction IS NOT NULL"
WARNING = "m.record_kind, m.record_id, m.text, 'warning', restricted_owner(m.record_id) IS NOT NULL"
# An event that a restricted record has a part in is not there; its owner learns of the look, as of any that comes near.
HAPPENED = """CASE WHEN r.id IS NULL THEN 'event' ELSE r.kind END, COALESCE(r.id, e.record_id),
            event_text(e.category, e.label, e.address, e.detail), 'event', r.id IS NOT NULL"""
OF_NO_RESTRICTED = """LEFT JOIN LATERAL (
            SELECT x.kind, x.id FROM (SELECT l.from_kind AS kind, l.from_id AS id FROM links l WHERE l.to_id = e.record_id
                UNION ALL SELECT l.to_kind, l.to_id FROM links l WHERE l.from_id = e.record_id) x
            WHERE restricted_owner(x.id) IS NOT NULL LIMIT 1) r ON true"""
ANSWER = """
    SELECT f.kind, f.id, ts_rank(to_tsvector('english', f.words), asked) AS rank, f.source,
        ts_headline('english', f.words, asked, 'MaxWords=16, MinWords=6, StartSel=«, StopSel=»'), f.is_restricted
    FROM (
"""
DOOR = """RETURNS TABLE (kind text, record_id uuid, rank real, source text, excerpt text, is_restricted boolean)
    LANGUAGE plpgsql STABLE ROWS 60 SECURITY DEFINER SET search_path = public, pg_temp SET jit = off SET enable_seqscan = off"""

WORDS = f"""
DROP FUNCTION find_words(text);
-- Free text over all that is said in sentences or words of a record. All of the words must stand in one text.
CREATE FUNCTION find_words(typed text) {DOOR} AS $$
#variable_conflict use_column
DECLARE
    asked tsquery := websearch_to_tsquery('english', typed);
BEGIN
    IF NOT acting() OR numnode(asked) = 0 THEN
        RETURN;
    END IF;
    RETURN QUERY {ANSWER}
        (SELECT {PERSON} FROM nominals n WHERE n.description <> '' AND to_tsvector('english', n.description) @@ asked LIMIT 100)
        UNION ALL
        (SELECT {WARNING} FROM record_markers m WHERE m.withdrawn_at IS NULL AND to_tsvector('english', m.text) @@ asked LIMIT 100)
        UNION ALL
        (SELECT {CAR} FROM vehicle_records v
         WHERE to_tsvector('english', vehicle_looks(v.colour, v.make, v.model, v.description)) @@ asked LIMIT 100)
        UNION ALL
        (SELECT 'object', o.id, thing_text(o.kind, o.label, o.description), 'thing', o.restriction IS NOT NULL FROM objects o
         WHERE to_tsvector('english', thing_text(o.kind, o.label, o.description)) @@ asked LIMIT 100)
        UNION ALL
        (SELECT 'organisation', g.id, organisation_text(g.name, g.kind, g.description), 'name', g.restriction IS NOT NULL
         FROM organisations g WHERE to_tsvector('english', organisation_text(g.name, g.kind, g.description)) @@ asked LIMIT 100)
        UNION ALL
        (SELECT {HAPPENED} FROM (SELECT * FROM events x
            WHERE to_tsvector('english', event_text(x.category, x.label, x.address, x.detail)) @@ asked LIMIT 100) e {OF_NO_RESTRICTED})) f
    ORDER BY rank DESC, f.id LIMIT 100;
END $$;
"""

# By what is not restricted only: that somebody hidden lives in a borough is not told by finding their car. From the one that has the
# words to its home, and never from all homes of a borough: so the ground is asked in a way that no index answers, and each look ends
# with its first row. An EXISTS the planner would turn round, and a borough has a hundred thousand homes.
IN_PLACE = """a.restriction IS NULL AND CASE WHEN district <> '' THEN split_part(a.postcode, ' ', 1) = district
            ELSE ST_Contains(ground, a.place) IS TRUE END"""
LIVES = f"""(SELECT true FROM links h JOIN addresses a ON a.id = h.to_id
            WHERE h.from_id = {{id}} AND h.to_kind = 'address' AND h.valid_to IS NULL AND {IN_PLACE} LIMIT 1)"""
# Keepers and addresses of a car alike are what it is linked with.
KEPT = f"""COALESCE((SELECT true FROM links k JOIN nominals p ON p.id = k.from_id AND p.restriction IS NULL
            JOIN links h ON h.from_id = p.id AND h.to_kind = 'address' AND h.valid_to IS NULL JOIN addresses a ON a.id = h.to_id
            WHERE k.to_id = v.id AND k.from_kind = 'nominal' AND k.valid_to IS NULL AND {IN_PLACE} LIMIT 1),
        {LIVES.format(id="v.id")})"""
# So many are tried for a place: more takes longer than anybody waits. That there were more is told by a row without a record.
MOST_TRIED = 3_000
MORE = f"(SELECT count(*) FROM (SELECT FROM {{held}} LIMIT {MOST_TRIED + 1}) x) > {MOST_TRIED}"
OF_CARS = (
    "vehicle_records t WHERE to_tsvector('english', vehicle_looks(t.colour, t.make, t.model, t.description)) @@ asked"
)
OF_PEOPLE = "nominals t WHERE t.description <> '' AND to_tsvector('english', t.description) @@ asked"
OF_WARNINGS = "record_markers t WHERE t.withdrawn_at IS NULL AND to_tsvector('english', t.text) @@ asked"

WORDS_AT = f"""
-- The same words, of those who live, are kept or happened in a borough or a postal district; of the first {MOST_TRIED:,} that have them.
CREATE FUNCTION find_words_at(typed text, borough text, district text) {DOOR} AS $$
#variable_conflict use_column
DECLARE
    asked tsquery := websearch_to_tsquery('english', typed);
    -- A copy in memory: the outline as it lies on the disk would be unpacked anew for each home.
    ground geometry := (SELECT ST_SetSRID(a.outline, 27700) FROM areas a WHERE a.kind = 'borough' AND a.code = borough);
BEGIN
    IF NOT acting() OR numnode(asked) = 0 OR (ground IS NULL AND district = '') THEN
        RETURN;
    END IF;
    RETURN QUERY {ANSWER}
        (SELECT {PERSON} FROM (SELECT * FROM nominals t WHERE t.description <> ''
            AND to_tsvector('english', t.description) @@ asked LIMIT {MOST_TRIED}) n WHERE {LIVES.format(id="n.id")} LIMIT 60)
        UNION ALL
        (SELECT {WARNING} FROM (SELECT * FROM record_markers t WHERE t.withdrawn_at IS NULL
            AND to_tsvector('english', t.text) @@ asked LIMIT {MOST_TRIED}) m WHERE {LIVES.format(id="m.record_id")} LIMIT 60)
        UNION ALL
        (SELECT {CAR} FROM (SELECT * FROM vehicle_records t
            WHERE to_tsvector('english', vehicle_looks(t.colour, t.make, t.model, t.description)) @@ asked LIMIT {MOST_TRIED}) v
         WHERE {KEPT} LIMIT 60)
        UNION ALL
        (SELECT {HAPPENED} FROM (SELECT * FROM events t
            WHERE to_tsvector('english', event_text(t.category, t.label, t.address, t.detail)) @@ asked AND district = ''
                AND ST_Contains(ground, ST_Transform(t.place::geometry, 27700)) LIMIT 60) e {OF_NO_RESTRICTED})) f
    ORDER BY rank DESC, f.id LIMIT 100;
    RETURN QUERY SELECT 'more', NULL::uuid, 0::real, '', '', false
    WHERE {MORE.format(held=OF_CARS)} OR {MORE.format(held=OF_PEOPLE)} OR {MORE.format(held=OF_WARNINGS)};
END $$;
REVOKE EXECUTE ON FUNCTION find_words(text), find_words_at(text, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION find_words(text), find_words_at(text, text, text) TO bluelamp_app;
"""

# As it was (migration 0032).
DOWN = """
DROP FUNCTION find_words_at(text, text, text), find_words(text);
DROP INDEX record_markers_by_words, events_by_words, vehicle_records_by_words, objects_by_words, organisations_by_words;
DROP FUNCTION vehicle_looks(text, text, text, text), thing_text(text, text, text), organisation_text(text, text, text),
    event_text(text, text, text, jsonb);
CREATE INDEX vehicle_records_by_words ON vehicle_records USING gin (to_tsvector('english', description)) WHERE description <> '';
CREATE INDEX objects_by_words ON objects USING gin (object_words(label, description));
CREATE INDEX organisations_by_words ON organisations USING gin (to_tsvector('simple', name));
CREATE FUNCTION find_words(typed text) RETURNS TABLE (kind text, record_id uuid, rank real, excerpt text, is_restricted boolean)
    LANGUAGE plpgsql STABLE ROWS 60 SECURITY DEFINER SET search_path = public, pg_temp SET jit = off SET enable_seqscan = off AS $$
#variable_conflict use_column
DECLARE
    asked tsquery := websearch_to_tsquery('english', typed);
BEGIN
    IF NOT acting() OR numnode(asked) = 0 THEN
        RETURN;
    END IF;
    RETURN QUERY
    SELECT f.kind, f.id, ts_rank(to_tsvector('english', f.words), asked) AS rank,
        ts_headline('english', f.words, asked, 'MaxWords=14, MinWords=6, StartSel="", StopSel=""'), f.is_restricted
    FROM (
        (SELECT 'nominal' AS kind, n.id, n.description AS words, n.restriction IS NOT NULL AS is_restricted FROM nominals n
         WHERE n.description <> '' AND to_tsvector('english', n.description) @@ asked LIMIT 100)
        UNION ALL
        (SELECT 'vehicle', v.id, v.description, v.restriction IS NOT NULL FROM vehicle_records v
         WHERE v.description <> '' AND to_tsvector('english', v.description) @@ asked LIMIT 100)
        UNION ALL
        (SELECT 'object', o.id, o.label || ' ' || o.description, o.restriction IS NOT NULL FROM objects o
         WHERE object_words(o.label, o.description) @@ asked LIMIT 100)
        UNION ALL
        (SELECT 'organisation', g.id, g.name, g.restriction IS NOT NULL FROM organisations g
         WHERE to_tsvector('simple', g.name) @@ websearch_to_tsquery('simple', typed) LIMIT 100)) f
    ORDER BY rank DESC, f.id LIMIT 60;
END $$;
REVOKE EXECUTE ON FUNCTION find_words(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION find_words(text) TO bluelamp_app;
"""


def upgrade() -> None:
    op.execute(TEXTS)
    op.execute(WORDS)
    op.execute(WORDS_AT)


def downgrade() -> None:
    op.execute(DOWN)

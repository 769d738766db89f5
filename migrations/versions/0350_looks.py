"""How vehicles look is searched in a dictionary of looks, as names are: millions of vehicles share a few thousand of them.

A text index gives every red Golf there is before the first of them can be taken, and twice where it is asked whether there are more.
Of the dictionary a handful of looks come back, and each leads to as many vehicles as are wanted. A vehicle that is described beyond
its colour, make and model has a text of its own and is found by that, as before.
"""

from alembic import context, op

revision = "0350"
down_revision = "0345"
branch_labels = None
depends_on = None

LOOKS = """
CREATE TABLE looks (
    key uuid PRIMARY KEY,
    said text NOT NULL
);
CREATE INDEX looks_by_words ON looks USING gin (to_tsvector('english', said));
-- Nobody reads it but the doors of the search, as the dictionary of names.
ALTER TABLE looks ENABLE ROW LEVEL SECURITY;
ALTER TABLE looks FORCE ROW LEVEL SECURITY;
GRANT SELECT ON looks TO bluelamp_app;
CREATE POLICY doors_keep ON looks TO CURRENT_USER USING (true) WITH CHECK (true);
CREATE POLICY system_looks ON looks FOR SELECT USING ((SELECT scope()) = 'system');

CREATE FUNCTION looks_key(colour text, make text, model text) RETURNS uuid LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
    $$ SELECT md5(vehicle_looks(colour, make, model, ''))::uuid $$;

CREATE FUNCTION know_looks() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO looks (key, said)
    SELECT looks_key(f.colour, f.make, f.model), vehicle_looks(f.colour, f.make, f.model, '')
    FROM (SELECT DISTINCT colour, make, model FROM fresh WHERE description = '') f
    WHERE NOT EXISTS (SELECT FROM looks l WHERE l.key = looks_key(f.colour, f.make, f.model))
    ORDER BY 1 ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
CREATE TRIGGER know_new AFTER INSERT ON vehicle_records REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION know_looks();
CREATE TRIGGER know_changed AFTER UPDATE ON vehicle_records REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION know_looks();
INSERT INTO looks (key, said)
SELECT looks_key(v.colour, v.make, v.model), vehicle_looks(v.colour, v.make, v.model, '')
FROM (SELECT DISTINCT colour, make, model FROM vehicle_records WHERE description = '') v ON CONFLICT DO NOTHING;

DROP INDEX vehicle_records_by_words;
CREATE INDEX vehicle_records_by_words ON vehicle_records
    USING gin (to_tsvector('english', vehicle_looks(colour, make, model, description))) WHERE description <> '';
CREATE INDEX vehicle_records_by_looks ON vehicle_records (looks_key(colour, make, model)) WHERE description = '';

-- Vehicles that look so, and whether there are more than `most`. Of each look that fits an equal share, so that "golf" is not
-- answered with black ones only.
CREATE FUNCTION cars_looking(asked tsquery, most integer, OUT cars uuid[], OUT is_more boolean) LANGUAGE plpgsql STABLE AS $$
DECLARE
    fitting uuid[] := ARRAY(SELECT l.key FROM looks l WHERE to_tsvector('english', l.said) @@ asked
        ORDER BY ts_rank(to_tsvector('english', l.said), asked) DESC, l.key LIMIT most + 1);
    share integer := least(most, greatest(2, 2 * most / greatest(1, cardinality(fitting))));
BEGIN
    SELECT COALESCE(array_agg(c.id ORDER BY c.place, c.id) FILTER (WHERE c.place <= share), '{}'),
        COALESCE(bool_or(c.place > share), false) OR cardinality(fitting) > most
    INTO cars, is_more
    FROM (
        SELECT v.id, v.place FROM unnest(fitting[1 : most]) k CROSS JOIN LATERAL (
            SELECT t.id, row_number() OVER () AS place FROM vehicle_records t
            WHERE looks_key(t.colour, t.make, t.model) = k AND t.description = '' LIMIT share + 1) v
        UNION ALL
        SELECT t.id, row_number() OVER () FROM (SELECT d.id FROM vehicle_records d
            WHERE to_tsvector('english', vehicle_looks(d.colour, d.make, d.model, d.description)) @@ asked AND d.description <> ''
            LIMIT share + 1) t) c;
    is_more := is_more OR cardinality(cars) > most;
    cars := cars[1 : most];
END $$;
"""

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
# The words are marked once in each text: vehicles that look alike have the same.
ANSWER = """WITH best AS MATERIALIZED (
        SELECT f.kind, f.id, f.words, ts_rank(to_tsvector('english', f.words), asked) AS rank, f.source, f.is_restricted
        FROM ({found}) f ORDER BY rank DESC, f.id LIMIT 45),
    quoted AS MATERIALIZED (
        SELECT d.words, ts_headline('english', d.words, asked, 'MaxWords=16, MinWords=6, StartSel=«, StopSel=»') AS excerpt
        FROM (SELECT DISTINCT words FROM best) d)
    SELECT b.kind, b.id, b.rank, b.source, q.excerpt, b.is_restricted FROM best b JOIN quoted q USING (words)
    ORDER BY b.rank DESC, b.id"""
DOOR = """RETURNS TABLE (kind text, record_id uuid, rank real, source text, excerpt text, is_restricted boolean)
    LANGUAGE plpgsql STABLE ROWS 60 SECURITY DEFINER SET search_path = public, pg_temp SET jit = off SET enable_seqscan = off"""

FOUND = f"""
        (SELECT {PERSON} FROM nominals n WHERE n.description <> '' AND to_tsvector('english', n.description) @@ asked LIMIT 100)
        UNION ALL
        (SELECT {WARNING} FROM record_markers m WHERE m.withdrawn_at IS NULL AND to_tsvector('english', m.text) @@ asked LIMIT 100)
        UNION ALL
        (SELECT {CAR} FROM vehicle_records v WHERE v.id = ANY (cars))
        UNION ALL
        (SELECT 'object', o.id, thing_text(o.kind, o.label, o.description), 'thing', o.restriction IS NOT NULL FROM objects o
         WHERE to_tsvector('english', thing_text(o.kind, o.label, o.description)) @@ asked LIMIT 100)
        UNION ALL
        (SELECT 'organisation', g.id, organisation_text(g.name, g.kind, g.description), 'name', g.restriction IS NOT NULL
         FROM organisations g WHERE to_tsvector('english', organisation_text(g.name, g.kind, g.description)) @@ asked LIMIT 100)
        UNION ALL
        (SELECT {HAPPENED} FROM (SELECT * FROM events x
            WHERE to_tsvector('english', event_text(x.category, x.label, x.address, x.detail)) @@ asked LIMIT 100) e {OF_NO_RESTRICTED})"""

WORDS = f"""
DROP FUNCTION find_words(text);
-- Free text over all that is said in sentences or words of a record. All of the words must stand in one text.
CREATE FUNCTION find_words(typed text) {DOOR} AS $$
#variable_conflict use_column
DECLARE
    asked tsquery := websearch_to_tsquery('english', typed);
    cars uuid[];
BEGIN
    IF NOT acting() OR numnode(asked) = 0 THEN
        RETURN;
    END IF;
    cars := (cars_looking(asked, 100)).cars;
    RETURN QUERY {ANSWER.format(found=FOUND)};
END $$;
"""

# As in migration 0281: from the one that has the words to its home, by what is not restricted only, and never from all homes of a
# borough.
IN_PLACE = """a.restriction IS NULL AND CASE WHEN district <> '' THEN split_part(a.postcode, ' ', 1) = district
            ELSE ST_Contains(ground, a.place) IS TRUE END"""
LIVES = f"""(SELECT true FROM links h JOIN addresses a ON a.id = h.to_id
            WHERE h.from_id = {{id}} AND h.to_kind = 'address' AND h.valid_to IS NULL AND {IN_PLACE} LIMIT 1)"""
KEPT = f"""COALESCE((SELECT true FROM links k JOIN nominals p ON p.id = k.from_id AND p.restriction IS NULL
            JOIN links h ON h.from_id = p.id AND h.to_kind = 'address' AND h.valid_to IS NULL JOIN addresses a ON a.id = h.to_id
            WHERE k.to_id = c AND k.from_kind = 'nominal' AND k.valid_to IS NULL AND {IN_PLACE} LIMIT 1),
        {LIVES.format(id="c")})"""

FOUND_AT = f"""
        (SELECT {PERSON} FROM (SELECT i FROM unnest(people[1 : tried]) i WHERE {LIVES.format(id="i")} LIMIT 60) h
            JOIN nominals n ON n.id = h.i)
        UNION ALL
        (SELECT {WARNING} FROM (SELECT i FROM unnest(warnings[1 : tried]) i
            WHERE {LIVES.format(id="i.record_id")} LIMIT 60) h CROSS JOIN LATERAL (SELECT (h.i).*) m)
        UNION ALL
        (SELECT {CAR} FROM (SELECT c FROM unnest(held.cars) c WHERE {KEPT} LIMIT 60) h JOIN vehicle_records v ON v.id = h.c)
        UNION ALL
        (SELECT {HAPPENED} FROM (SELECT * FROM events t
            WHERE to_tsvector('english', event_text(t.category, t.label, t.address, t.detail)) @@ asked AND district = ''
                AND ST_Contains(ground, ST_Transform(t.place::geometry, 27700)) LIMIT 60) e {OF_NO_RESTRICTED})"""

WORDS_AT = f"""
DROP FUNCTION find_words_at(text, text, text);
-- The same words, of those who live, are kept or happened in a borough or a postal district; of the first that have them. Each index is
-- asked once, for one more than are tried: so it is known whether there are more.
CREATE FUNCTION find_words_at(typed text, borough text, district text) {DOOR} AS $$
#variable_conflict use_column
DECLARE
    asked tsquery := websearch_to_tsquery('english', typed);
    -- A copy in memory: the outline as it lies on the disk would be unpacked anew for each home.
    ground geometry := (SELECT ST_SetSRID(a.outline, 27700) FROM areas a WHERE a.kind = 'borough' AND a.code = borough);
    tried integer := most_tried();
    held record;
    people uuid[];
    warnings record_markers[];
BEGIN
    IF NOT acting() OR numnode(asked) = 0 OR (ground IS NULL AND district = '') THEN
        RETURN;
    END IF;
    held := cars_looking(asked, tried);
    people := ARRAY(SELECT t.id FROM nominals t WHERE t.description <> '' AND to_tsvector('english', t.description) @@ asked
        LIMIT tried + 1);
    warnings := ARRAY(SELECT t FROM record_markers t WHERE t.withdrawn_at IS NULL AND to_tsvector('english', t.text) @@ asked
        LIMIT tried + 1);
    RETURN QUERY {ANSWER.format(found=FOUND_AT)};
    IF held.is_more OR cardinality(people) > tried OR cardinality(warnings) > tried THEN
        RETURN QUERY SELECT 'more', NULL::uuid, 0::real, '', '', false;
    END IF;
END $$;
REVOKE EXECUTE ON FUNCTION cars_looking(tsquery, integer), know_looks(), find_words(text), find_words_at(text, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION find_words(text), find_words_at(text, text, text) TO bluelamp_app;
"""

DOWN = """
DROP FUNCTION find_words_at(text, text, text);
DROP FUNCTION cars_looking(tsquery, integer);
DROP INDEX vehicle_records_by_looks, vehicle_records_by_words;
CREATE INDEX vehicle_records_by_words ON vehicle_records
    USING gin (to_tsvector('english', vehicle_looks(colour, make, model, description)));
DROP TRIGGER know_new ON vehicle_records;
DROP TRIGGER know_changed ON vehicle_records;
DROP FUNCTION know_looks(), looks_key(text, text, text);
DROP TABLE looks;
"""


def upgrade() -> None:
    op.execute(LOOKS)
    op.execute(WORDS)
    op.execute(WORDS_AT)


def downgrade() -> None:
    """The doors as migrations 0281, 0330 and 0340 left them."""
    op.execute(DOWN)
    first, named, in_time = (context.script.get_revision(one).module for one in ("0281", "0330", "0340"))
    for statement in (first.WORDS, first.WORDS_AT, named.NAMED, in_time._QUOTED.format(before=100, now=45)):
        op.execute(statement)

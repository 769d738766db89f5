"""The doors of the search that forgives: names first, then the record by exact keys (decision 11)."""

from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

UP = """
-- Names like one that was typed, best first: the same, standing for it, an error or two apart, sounding alike.
-- `most`: how many letters may be struck out of what was typed to find them.
CREATE FUNCTION names_like(of_kind text, word text, most integer) RETURNS TABLE (name_id integer, score real, how text)
    LANGUAGE plpgsql STABLE ROWS 60 SET search_path = public, pg_temp SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
DECLARE
    long integer := length(word);
    mine text := dmetaphone(word);
    other text := dmetaphone_alt(word);
    sorted text := letters_of(word);
BEGIN
    RETURN QUERY
    SELECT best.id, best.score, best.how FROM (
        SELECT DISTINCT ON (c.id) c.id, c.score, c.how, c.bearers FROM (
            SELECT n.id, 1.0::real AS score, 'exact' AS how, n.bearers FROM names n WHERE n.name = word AND n.kind = of_kind
            UNION ALL
            SELECT n.id, 0.93::real, theirs.how, n.bearers
            FROM name_groups ours JOIN name_groups theirs ON theirs.number = ours.number
            JOIN names n ON n.name = theirs.name AND n.kind = of_kind
            WHERE ours.name = word AND theirs.name <> word AND of_kind = 'person'
            UNION ALL
            -- Two neighbours that changed places are one error, and Levenshtein counts two.
            SELECT near.id, (1.0 - 0.75 * near.errors / greatest(long, near.long)
                + CASE WHEN near.sound IN (mine, other) OR near.other_sound = mine THEN 0.05 ELSE 0 END
                - CASE WHEN left(near.name, 1) = left(word, 1) THEN 0 ELSE 0.03 END)::real, 'spelling', near.bearers
            FROM (SELECT n.id, n.name, n.sound, n.other_sound, n.bearers, length(n.name) AS long,
                    CASE WHEN n.letters = sorted THEN 1 ELSE levenshtein_less_equal(n.name, word, 2) END AS errors
                  FROM names n WHERE n.keys && name_keys(of_kind, word, most) AND n.name <> word) near
            WHERE near.errors <= CASE WHEN long < 5 THEN 1 ELSE 2 END
            UNION ALL
            SELECT heard.id, (0.86 - 0.06 * heard.errors)::real, 'sound', heard.bearers FROM (
                SELECT alike.*, levenshtein_less_equal(alike.name, word, 4) AS errors FROM (
                    (SELECT n.id, n.name, n.bearers, n.kind FROM names n WHERE n.sound = mine ORDER BY n.bearers DESC LIMIT 150)
                    UNION ALL
                    (SELECT n.id, n.name, n.bearers, n.kind FROM names n WHERE n.sound = other AND other <> mine
                     ORDER BY n.bearers DESC LIMIT 100)
                    UNION ALL
                    (SELECT n.id, n.name, n.bearers, n.kind FROM names n WHERE n.other_sound = mine AND n.other_sound <> ''
                     ORDER BY n.bearers DESC LIMIT 100)) alike
                WHERE alike.kind = of_kind AND alike.name <> word) heard
            WHERE heard.errors <= greatest(2, long / 2) AND heard.errors <= 4
        ) c ORDER BY c.id, c.score DESC
    ) best ORDER BY best.score DESC, best.bearers DESC LIMIT 120;
END $$;

-- People by what was typed. `given_at` and `family_at` say which of the words each reading takes for what (0: none);
-- `dates` are the births that are looked for, each with its worth; `year_from` and `year_to` bound them where only an age is known.
CREATE FUNCTION find_nominals(words text[], given_at integer[], family_at integer[], penalties real[],
        dates date[], worths real[], year_from integer, year_to integer, by_name boolean, near_postcode text, most integer)
    RETURNS TABLE (nominal_id uuid, score real, name_score real, reading integer, given_how text, family_how text, date_no integer,
        is_alias boolean, is_restricted boolean)
    LANGUAGE plpgsql STABLE ROWS 60 SECURITY DEFINER
    SET search_path = public, pg_temp SET plan_cache_mode = force_generic_plan SET jit = off AS $$
#variable_conflict use_column
DECLARE
    mid integer := (year_from + year_to) / 2;
    span real := greatest(1, (year_to - year_from) / 2.0);
BEGIN
    IF NOT acting() THEN
        RETURN;
    END IF;
    RETURN QUERY
    WITH likes AS MATERIALIZED (
        SELECT w.no::integer AS no, l.name_id, l.score, l.how, l.rank
        FROM unnest(words) WITH ORDINALITY w(word, no)
        CROSS JOIN LATERAL names_like('person', w.word, most) WITH ORDINALITY l(name_id, score, how, rank) WHERE length(w.word) > 1
    ), readings AS MATERIALIZED (
        SELECT r.no::integer AS no, r.g, r.f, r.p, CASE WHEN length(words[r.g]) = 1 THEN words[r.g] END AS letter
        FROM unnest(given_at, family_at, penalties) WITH ORDINALITY r(g, f, p, no)
    ), born AS (
        SELECT k.* FROM nominal_keys k
        WHERE k.born_on = ANY (dates) AND (k.family_id IN (SELECT name_id FROM likes) OR k.given_id IN (SELECT name_id FROM likes))
    ), of_birth AS (
        SELECT b.nominal_id, b.born_on, b.born_year, b.is_alias, b.is_restricted, r.no,
            CASE WHEN r.letter = b.initial THEN 'initial' ELSE g.how END AS given_how, f.how AS family_how,
            (CASE WHEN r.g = 0 THEN 0.80 * COALESCE(f.score, 0) WHEN r.f = 0 THEN 0.75 * COALESCE(g.score, 0)
                  ELSE 0.55 * COALESCE(f.score, 0) + 0.45 * CASE WHEN r.letter = b.initial THEN 0.7 ELSE COALESCE(g.score, 0) END END
             - r.p)::real AS name_score
        FROM born b CROSS JOIN readings r
        LEFT JOIN likes f ON f.no = r.f AND f.name_id = b.family_id
        LEFT JOIN likes g ON g.no = r.g AND g.name_id = b.given_id
    ), pairs AS (
        SELECT r.no, f.name_id AS family_id, g.name_id AS given_id, left(n.name, 1) AS initial, f.how AS family_how, g.how AS given_how,
            (0.55 * f.score + 0.45 * g.score - r.p)::real AS name_score
        FROM readings r JOIN likes f ON f.no = r.f JOIN likes g ON g.no = r.g JOIN names n ON n.id = g.name_id
        -- Beside a date only a good pair is worth looking for: somebody whose birth is unknown, or quite another one.
        WHERE by_name AND r.g > 0 AND f.rank <= 48 AND g.rank <= 48
          AND 0.55 * f.score + 0.45 * g.score - r.p > CASE WHEN dates = '{}' THEN 0.76 ELSE 0.84 END
        ORDER BY name_score DESC LIMIT 400
    ), lone AS (
        -- A family name alone, or with the first letter of a given one.
        SELECT r.no, f.name_id AS family_id, r.letter, f.how AS family_how,
            (CASE WHEN r.letter IS NULL THEN 0.80 * f.score ELSE 0.55 * f.score + 0.45 * 0.7 END - r.p)::real AS name_score
        FROM readings r JOIN likes f ON f.no = r.f WHERE by_name AND (r.g = 0 OR r.letter IS NOT NULL)
        ORDER BY name_score DESC LIMIT 60
    ), found AS (
        SELECT * FROM of_birth WHERE of_birth.name_score > 0.33
        UNION ALL
        SELECT * FROM (
            SELECT k.nominal_id, k.born_on, k.born_year, k.is_alias, k.is_restricted, p.no, p.given_how, p.family_how, p.name_score
            FROM pairs p CROSS JOIN LATERAL (
                SELECT * FROM nominal_keys k WHERE k.family_id = p.family_id AND k.initial = p.initial AND k.given_id = p.given_id
                AND (year_from IS NULL OR k.born_year BETWEEN year_from - 1 AND year_to + 1) LIMIT 60) k
            LIMIT 240) paired
        UNION ALL
        SELECT * FROM (
            SELECT k.nominal_id, k.born_on, k.born_year, k.is_alias, k.is_restricted, p.no,
                CASE WHEN p.letter IS NULL THEN NULL ELSE 'initial' END, p.family_how, p.name_score
            FROM lone p CROSS JOIN LATERAL (
                SELECT * FROM nominal_keys k WHERE k.family_id = p.family_id AND (p.letter IS NULL OR k.initial = p.letter)
                AND (year_from IS NULL OR k.born_year BETWEEN year_from - 1 AND year_to + 1) LIMIT 60) k
            LIMIT 240) single
    ), weighed AS (
        SELECT f.*, array_position(dates, f.born_on) AS date_no,
            CASE WHEN near_postcode <> '' AND n.postcode = near_postcode THEN 0.06
                 WHEN near_postcode <> '' AND split_part(n.postcode, ' ', 1) = split_part(near_postcode, ' ', 1) THEN 0.03
                     ELSE 0 END AS nearby
        FROM found f LEFT JOIN nominals n ON near_postcode <> '' AND n.id = f.nominal_id
    )
    SELECT * FROM (
        SELECT DISTINCT ON (w.nominal_id) w.nominal_id,
            (w.nearby + CASE
                WHEN dates <> '{}' THEN 0.62 * w.name_score + 0.38 * CASE
                    WHEN w.date_no IS NOT NULL THEN worths[w.date_no]
                    WHEN w.born_on IS NULL THEN 0.45
                    ELSE greatest(0, 0.35 - 0.04 * abs(w.born_year - extract(year FROM dates[1]))) END
                WHEN year_from IS NOT NULL THEN 0.8 * w.name_score + 0.2 * greatest(0, 1 - 0.3 * abs(w.born_year - mid) / span)
                ELSE w.name_score END)::real AS score,
            w.name_score, w.no, w.given_how, w.family_how, w.date_no, w.is_alias, w.is_restricted
        FROM weighed w ORDER BY w.nominal_id, 2 DESC, w.is_alias) one
    ORDER BY one.score DESC, one.nominal_id LIMIT 60;
END $$;

-- Where a space was forgotten: the place in a word at which both sides are names, the most frequent ones first. 0: nowhere.
CREATE FUNCTION split_name(word text) RETURNS integer LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN COALESCE((
        SELECT i FROM generate_series(2, length(word) - 2) i
        JOIN names a ON a.name = left(word, i) AND a.kind = 'person' JOIN names b ON b.name = substr(word, i + 1) AND b.kind = 'person'
        WHERE acting() ORDER BY least(a.bearers, b.bearers) DESC, i LIMIT 1), 0);
END $$;

-- People of one postcode whose name is anything like it: the way in when the name alone is too frequent.
CREATE FUNCTION nominals_at(wanted text, words text[]) RETURNS TABLE (nominal_id uuid, score real, given_how text, family_how text,
        is_restricted boolean)
    LANGUAGE plpgsql STABLE ROWS 20 SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
BEGIN
    IF NOT acting() THEN
        RETURN;
    END IF;
    RETURN QUERY
    WITH likes AS MATERIALIZED (
        SELECT l.name_id, max(l.score) AS score, (array_agg(l.how ORDER BY l.score DESC))[1] AS how
        FROM unnest(words) w(word) CROSS JOIN LATERAL names_like('person', w.word, 1) l WHERE length(w.word) > 1 GROUP BY l.name_id
    )
    SELECT n.id, max(0.55 * COALESCE(f.score, 0) + 0.45 * COALESCE(g.score, 0) + 0.06)::real, min(g.how), min(f.how), k.is_restricted
    FROM nominals n JOIN nominal_keys k ON k.nominal_id = n.id
    LEFT JOIN likes f ON f.name_id = k.family_id LEFT JOIN likes g ON g.name_id = k.given_id
    WHERE n.postcode = wanted AND n.postcode <> '' AND (f.score IS NOT NULL OR g.score IS NOT NULL)
    GROUP BY n.id, k.is_restricted ORDER BY 2 DESC LIMIT 60;
END $$;

-- A plate as a camera sees it: signs that are taken for one another are one sign (domain reference 4.6).
CREATE FUNCTION plate_shape(vrm text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
    $$ SELECT translate(vrm, 'ODQILT7ZSBGCAUYM', '0001111258664VVN') $$;

-- Every two signs of a plate with their places and its length, as numbers. Any two known signs of a plate then lead to it.
CREATE FUNCTION plate_grams(vrm text) RETURNS integer[] LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    shape text := translate(left(vrm, 10), 'ODQILT7ZSBGCAUYM', '0001111258664VVN');
    long integer := length(shape);
    one integer;
    grams integer[] := '{}';
BEGIN
    FOR i IN 1 .. long - 1 LOOP
        one := ascii(substr(shape, i, 1));
        IF one <> 63 THEN
            FOR j IN i + 1 .. long LOOP
                IF substr(shape, j, 1) <> '?' THEN
                    grams := grams || ((((long * 11 + i) * 11 + j) * 128 + one) * 128 + ascii(substr(shape, j, 1)));
                END IF;
            END LOOP;
        END IF;
    END LOOP;
    RETURN grams;
END $$;
CREATE INDEX vehicle_records_by_plate ON vehicle_records USING gin (plate_grams(vrm));

-- The same for what was typed, with fewer of them: the signs that are known, each with the next, and the first with the last.
CREATE FUNCTION pattern_grams(pattern text) RETURNS integer[] LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    known integer[] := ARRAY(SELECT i FROM generate_series(1, length(pattern)) i WHERE substr(pattern, i, 1) <> '?' ORDER BY i);
    shape text := plate_shape(pattern);
    grams integer[] := '{}';
    long integer := length(pattern);
    j integer;
BEGIN
    FOR place IN 1 .. cardinality(known) LOOP
        j := known[place % cardinality(known) + 1];
        IF j <> known[place] THEN
            grams := grams || ((((long * 11 + least(known[place], j)) * 11 + greatest(known[place], j)) * 128
                + ascii(substr(shape, least(known[place], j), 1))) * 128 + ascii(substr(shape, greatest(known[place], j), 1)));
        END IF;
    END LOOP;
    RETURN grams;
END $$;

-- A plate with each of its signs struck out once, as numbers: two plates that are one slip apart have one in common, like names.
CREATE FUNCTION plate_cuts(vrm text) RETURNS integer[] LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    shape text := translate(left(vrm, 10), 'ODQILT7ZSBGCAUYM', '0001111258664VVN');
    cuts integer[] := ARRAY[('x' || left(md5(shape), 8))::bit(32)::integer];
BEGIN
    IF length(shape) > 4 THEN
        FOR i IN 1 .. length(shape) LOOP
            cuts := cuts || ('x' || left(md5(overlay(shape PLACING '' FROM i FOR 1)), 8))::bit(32)::integer;
        END LOOP;
    END IF;
    RETURN cuts;
END $$;
CREATE INDEX vehicle_records_by_slip ON vehicle_records USING gin (plate_cuts(vrm));

-- Vehicles for plates of a fixed length with `?` for what is unknown.
CREATE FUNCTION find_vehicles(patterns text[]) RETURNS TABLE (vehicle_id uuid, vrm text, pattern_no integer, is_restricted boolean)
    LANGUAGE plpgsql STABLE ROWS 40 SECURITY DEFINER SET search_path = public, pg_temp SET jit = off AS $$
#variable_conflict use_column
BEGIN
    IF NOT acting() THEN
        RETURN;
    END IF;
    RETURN QUERY
    SELECT v.id, v.vrm, p.no::integer, v.restriction IS NOT NULL
    FROM unnest(patterns) WITH ORDINALITY p(pattern, no)
    CROSS JOIN LATERAL (SELECT * FROM vehicle_records r WHERE plate_grams(r.vrm) @> pattern_grams(p.pattern) LIMIT 400) v LIMIT 1200;
END $$;

-- Vehicles whose plate is the one that was typed, looks like it, or is a slip away.
CREATE FUNCTION find_plate(typed text) RETURNS TABLE (vehicle_id uuid, vrm text, pattern_no integer, is_restricted boolean)
    LANGUAGE plpgsql STABLE ROWS 40 SECURITY DEFINER SET search_path = public, pg_temp SET jit = off AS $$
#variable_conflict use_column
BEGIN
    IF NOT acting() THEN
        RETURN;
    END IF;
    RETURN QUERY
    (SELECT v.id, v.vrm, 1, v.restriction IS NOT NULL FROM vehicle_records v WHERE v.vrm = typed LIMIT 100)
    UNION ALL
    (SELECT v.id, v.vrm, 1, v.restriction IS NOT NULL FROM vehicle_records v
     WHERE plate_cuts(v.vrm) && plate_cuts(typed) AND v.vrm <> typed LIMIT 600);
END $$;

CREATE FUNCTION find_phones(wanted text, ending text) RETURNS TABLE (phone_id uuid, is_whole boolean, is_restricted boolean)
    LANGUAGE plpgsql STABLE ROWS 20 SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF acting() THEN
        RETURN QUERY (SELECT p.id, true, p.restriction IS NOT NULL FROM phones p WHERE p.number = wanted OR (p.imei = wanted
            AND p.imei <> '') LIMIT 100)
        UNION ALL (SELECT p.id, false, p.restriction IS NOT NULL FROM phones p
            WHERE ending <> '' AND reverse(p.number) ~>=~ reverse(ending) AND reverse(p.number) ~<~ (reverse(ending) || ':')
                AND p.number <> wanted LIMIT 100);
    END IF;
END $$;

-- Addresses by postcode, by a street's name in any spelling, or around a place; the numbers of flat and house in either order.
CREATE FUNCTION find_addresses(street_word text, numbers text[], wanted_postcode text, wanted_outcode text, most integer)
    RETURNS TABLE (address_id uuid, score real, how text, is_restricted boolean)
    LANGUAGE plpgsql STABLE ROWS 40 SECURITY DEFINER
    SET search_path = public, pg_temp SET plan_cache_mode = force_generic_plan SET jit = off AS $$
#variable_conflict use_column
BEGIN
    IF NOT acting() THEN
        RETURN;
    END IF;
    RETURN QUERY
    WITH likes AS MATERIALIZED (
        SELECT l.name_id, l.score, l.how FROM names_like('street', street_word, most) l WHERE street_word <> ''
        UNION ALL
        (SELECT n.id, 0.9::real, 'beginning' FROM names n
         WHERE street_word <> '' AND length(street_word) > 2 AND n.kind = 'street' AND n.name ~>=~ street_word
            AND n.name ~<~ (street_word || '[') AND n.name <> street_word
         ORDER BY n.bearers DESC LIMIT 20)
    ), streets AS (
        SELECT DISTINCT ON (name_id) * FROM likes ORDER BY name_id, score DESC
    ), found AS (
        SELECT a.id, a.flat, a.house, a.postcode, a.restriction, 0.5::real AS base,
            COALESCE(s.score, CASE WHEN street_word = '' THEN 1 ELSE 0.2 END) AS street_score, COALESCE(s.how, 'postcode') AS how
        FROM addresses a LEFT JOIN streets s ON s.name_id = a.street_id
        WHERE wanted_postcode <> '' AND a.postcode = wanted_postcode AND a.postcode <> ''
        UNION ALL
        SELECT * FROM (
            SELECT a.id, a.flat, a.house, a.postcode, a.restriction, 0.5::real, s.score, s.how
            FROM (SELECT * FROM streets ORDER BY streets.score DESC LIMIT 40) s
            CROSS JOIN LATERAL (SELECT * FROM addresses a WHERE a.street_id = s.name_id AND wanted_postcode = ''
                AND (numbers = '{}' OR a.house = ANY (numbers)) LIMIT 400) a LIMIT 2000) by_street
    )
    SELECT DISTINCT ON (f.score, f.id) f.id, f.score, f.how, f.is_restricted FROM (
        SELECT f.id, f.how, f.restriction IS NOT NULL AS is_restricted,
            (0.5 * f.street_score
             + CASE WHEN numbers = '{}' THEN 0.3
                    WHEN f.flat <> '' AND ARRAY[f.flat, f.house] <@ numbers AND cardinality(numbers) > 1 THEN 0.4
                    WHEN f.house = numbers[cardinality(numbers)] AND (f.flat = '' OR f.flat = ANY (numbers)) THEN 0.35
                    WHEN f.house = ANY (numbers) THEN 0.3
                    ELSE 0 END
             + CASE WHEN wanted_outcode = '' THEN 0.1 WHEN split_part(f.postcode, ' ', 1) = wanted_outcode THEN 0.1 ELSE 0
                 END)::real AS score
        FROM found f) f
    ORDER BY f.score DESC, f.id LIMIT 60;
END $$;
-- A street is also found by its beginning: "Roman" for Roman Road.
CREATE INDEX names_by_beginning ON names (name text_pattern_ops) WHERE kind = 'street';

CREATE FUNCTION addresses_near(east float8, north float8, radius_m float8) RETURNS TABLE (address_id uuid, distance_m real,
    is_restricted boolean)
    LANGUAGE plpgsql STABLE ROWS 40 SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF acting() THEN
        RETURN QUERY SELECT a.id, ST_Distance(a.place, ST_SetSRID(ST_MakePoint(east, north), 27700))::real, a.restriction IS NOT NULL
        FROM addresses a WHERE ST_DWithin(a.place, ST_SetSRID(ST_MakePoint(east, north), 27700), radius_m)
        ORDER BY a.place <-> ST_SetSRID(ST_MakePoint(east, north), 27700) LIMIT 60;
    END IF;
END $$;

-- Free text over descriptions, marks and what happened.
CREATE FUNCTION find_words(typed text) RETURNS TABLE (kind text, record_id uuid, rank real, excerpt text, is_restricted boolean)
    LANGUAGE plpgsql STABLE ROWS 60 SECURITY DEFINER SET search_path = public, pg_temp SET jit = off AS $$
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

-- By a number that names somebody: PNC id, CRO, ASN; VIN; the serial of an object.
CREATE FUNCTION find_identifier(wanted text[]) RETURNS TABLE (kind text, record_id uuid, is_restricted boolean)
    LANGUAGE plpgsql STABLE ROWS 5 SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF acting() THEN
        RETURN QUERY (SELECT 'nominal', n.id, n.restriction IS NOT NULL FROM nominal_identifiers i JOIN nominals n ON n.id = i.nominal_id
                      WHERE i.value = ANY (wanted) LIMIT 60)
        UNION ALL (SELECT 'vehicle', v.id, v.restriction IS NOT NULL FROM vehicle_records v WHERE v.vin = ANY (wanted)
            AND v.vin <> '' LIMIT 60)
        UNION ALL (SELECT 'object', o.id, o.restriction IS NOT NULL FROM objects o WHERE o.serial = ANY (wanted)
            AND o.serial <> '' LIMIT 60);
    END IF;
END $$;

-- Whose a restricted record is, so that its owner can be told that somebody asked for it. Nothing for a record that is not restricted.
CREATE FUNCTION restricted_owner(asked uuid) RETURNS text LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT restriction_owner FROM (
        SELECT id, restriction, restriction_owner FROM nominals UNION ALL SELECT id, restriction, restriction_owner FROM vehicle_records
        UNION ALL SELECT id, restriction, restriction_owner FROM phones UNION ALL SELECT id, restriction, restriction_owner FROM objects
        UNION ALL SELECT id, restriction, restriction_owner FROM organisations
        UNION ALL SELECT id, restriction, restriction_owner FROM addresses) r
    WHERE acting() AND r.id = asked AND r.restriction IS NOT NULL
$$;

DO $$
DECLARE
    door regprocedure;
BEGIN
    FOREACH door IN ARRAY ARRAY['names_like(text, text, integer)', 'find_nominals(text[], integer[], integer[], real[], date[], real[],
            integer, integer, boolean, text, integer)', 'nominals_at(text, text[])', 'find_vehicles(text[])', 'find_plate(text)',
                'split_name(text)', 'find_phones(text, text)',
            'find_addresses(text, text[], text, text, integer)', 'addresses_near(float8, float8, float8)', 'find_words(text)',
            'find_identifier(text[])', 'restricted_owner(uuid)']::regprocedure[] LOOP
        EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', door);
        -- With a LIMIT the planner may think that reading everything finds enough soon; of millions it does not.
        EXECUTE format('ALTER FUNCTION %s SET enable_seqscan = off', door);
        IF door <> 'names_like(text, text, integer)'::regprocedure THEN
            EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO bluelamp_app', door);
        END IF;
    END LOOP;
END $$;
"""

DOWN = """
DROP FUNCTION restricted_owner(uuid);
DROP FUNCTION find_identifier(text[]);
DROP FUNCTION find_words(text);
DROP FUNCTION addresses_near(float8, float8, float8);
DROP INDEX names_by_beginning;
DROP FUNCTION find_addresses(text, text[], text, text, integer);
DROP FUNCTION find_phones(text, text);
DROP FUNCTION find_plate(text);
DROP FUNCTION find_vehicles(text[]);
DROP INDEX vehicle_records_by_slip, vehicle_records_by_plate;
DROP FUNCTION plate_cuts(text);
DROP FUNCTION pattern_grams(text);
DROP FUNCTION plate_grams(text);
DROP FUNCTION plate_shape(text);
DROP FUNCTION split_name(text);
DROP FUNCTION nominals_at(text, text[]);
DROP FUNCTION find_nominals(text[], integer[], integer[], real[], date[], real[], integer, integer, boolean, text, integer);
DROP FUNCTION names_like(text, text, integer);
"""


def upgrade() -> None:
    op.execute(UP)


def downgrade() -> None:
    op.execute(DOWN)

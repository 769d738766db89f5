"""The dictionary of names, and the keys under which people and streets are found by them (decision 13)."""

from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

UP = """
-- A name as it is compared: capitals from A to Z, whatever the alphabet, the accents and the signs between were.
CREATE FUNCTION folded(word text) RETURNS text LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    plain text;
    pair text[];
BEGIN
    IF word ~ '^[A-Za-z]*$' THEN
        RETURN upper(word);
    END IF;
    plain := upper(translate(normalize(word, NFKD), 'øØłŁđĐðÐıħĦəƏ', 'oOlLdDdDihHeE'));
    FOREACH pair SLICE 1 IN ARRAY ARRAY[['ß', 'SS'], ['Æ', 'AE'], ['Œ', 'OE'], ['Þ', 'TH']] LOOP
        plain := replace(plain, pair[1], pair[2]);
    END LOOP;
    IF plain ~ '[\\u0370-\\u04ff]' THEN
        FOREACH pair SLICE 1 IN ARRAY ARRAY[['Ж', 'ZH'], ['Х', 'KH'], ['Ц', 'TS'], ['Ч', 'CH'], ['Щ', 'SHCH'], ['Ш', 'SH'], ['Ю', 'YU'],
            ['Я', 'YA'], ['Є', 'YE'], ['Θ', 'TH'], ['Χ', 'CH'], ['Ψ', 'PS'], ['ΟΥ', 'OU']] LOOP
            plain := replace(plain, pair[1], pair[2]);
        END LOOP;
        plain := translate(plain, 'АБВГҐДЕЗИІКЛМНОПРСТУФЫЭΑΒΓΔΕΖΗΙΚΛΜΝΞΟΠΡΣΤΥΦΩ', 'ABVGGDEZIIKLMNOPRSTUFYEAVGDEZIIKLMNXOPRSTYFO');
    END IF;
    RETURN regexp_replace(plain, '[^A-Z]', '', 'g');
END $$;

-- The forms of a list of names: each as a whole, and the parts of those that have parts.
CREATE FUNCTION name_forms(names text[]) RETURNS text[] LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    forms text[] := '{}';
    name text;
BEGIN
    FOREACH name IN ARRAY names[1:3] LOOP
        forms := forms || left(folded(name), 40);
        IF name ~ '[ -]' THEN
            forms := forms || ARRAY(SELECT left(folded(part), 40) FROM regexp_split_to_table(name, '[ -]+') part
                WHERE length(folded(part)) > 2 LIMIT 3);
        END IF;
    END LOOP;
    forms := array_remove(forms, '');
    RETURN CASE WHEN forms = '{}' THEN '{""}' ELSE forms END;
END $$;

-- A street as it is compared: what people shorten is written out.
CREATE FUNCTION street_form(street text) RETURNS text LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    words text[] := regexp_split_to_array(upper(btrim(regexp_replace(street, '[.,''’]', '', 'g'))), '[ -]+');
    long text := array_position(ARRAY['RD', 'ST', 'AVE', 'AV', 'LN', 'CL', 'CT', 'GDNS', 'GDN', 'PL', 'SQ', 'TER', 'TERR', 'CRES', 'DR',
        'GR',
        'HSE', 'PK', 'WLK', 'YD', 'EST'], words[array_upper(words, 1)])::text;
BEGIN
    IF long IS NOT NULL AND array_length(words, 1) > 1 THEN
        words[array_upper(words, 1)] := (ARRAY['ROAD', 'STREET', 'AVENUE', 'AVENUE', 'LANE', 'CLOSE', 'COURT', 'GARDENS', 'GARDENS',
            'PLACE',
            'SQUARE', 'TERRACE', 'TERRACE', 'CRESCENT', 'DRIVE', 'GROVE', 'HOUSE', 'PARK', 'WALK', 'YARD', 'ESTATE'])[long::int];
    END IF;
    IF words[1] = 'ST' AND array_length(words, 1) > 1 THEN
        words[1] := 'SAINT';
    END IF;
    RETURN left(folded(array_to_string(words, '')), 60);
END $$;

-- What is left of a word's beginning when letters are struck out of it, as numbers: two words that are an error apart have one in
-- common (SymSpell). md5 is the same on every machine and in every version; the server's own hash is not.
CREATE FUNCTION name_keys(of_kind text, word text, most integer) RETURNS integer[] LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    head text := left(word, 7);
    long integer := length(head);
    once text;
    found text[] := ARRAY[head];
    keys integer[];
BEGIN
    IF most >= 1 AND long >= 3 THEN
        FOR i IN 1 .. long LOOP
            once := overlay(head PLACING '' FROM i FOR 1);
            found := found || once;
            IF most >= 2 AND long >= 5 THEN
                FOR j IN i .. long - 1 LOOP
                    found := found || overlay(once PLACING '' FROM j FOR 1);
                END LOOP;
            END IF;
        END LOOP;
    END IF;
    SELECT array_agg(DISTINCT ('x' || left(md5(of_kind || ':' || f), 8))::bit(32)::integer) INTO keys FROM unnest(found) f;
    RETURN keys;
END $$;

CREATE FUNCTION letters_of(word text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
    $$ SELECT string_agg(sign, '' ORDER BY sign COLLATE "C") FROM regexp_split_to_table(word, '') sign $$;

CREATE TABLE names (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind text NOT NULL,
    name text NOT NULL,
    sound text NOT NULL,
    other_sound text NOT NULL,
    letters text NOT NULL,
    keys integer[] NOT NULL,
    bearers integer NOT NULL DEFAULT 0,
    UNIQUE (name, kind)
);
CREATE INDEX names_by_key ON names USING gin (keys);
CREATE INDEX names_by_sound ON names (sound, bearers DESC);
CREATE INDEX names_by_other_sound ON names (other_sound, bearers DESC) WHERE other_sound <> '';
-- Somebody without a given or a family name bears this one.
INSERT INTO names (kind, name, sound, other_sound, letters, keys) VALUES ('person', '', '', '', '', '{}');

CREATE TABLE name_groups (
    name text NOT NULL,
    number integer NOT NULL,
    how text NOT NULL CHECK (how IN ('nickname', 'variant')),
    PRIMARY KEY (name, number)
);

CREATE TABLE nominal_keys (
    nominal_id uuid NOT NULL,
    family_id integer NOT NULL,
    given_id integer NOT NULL,
    initial text NOT NULL,
    born_on date,
    born_year smallint,
    is_alias boolean NOT NULL,
    is_restricted boolean NOT NULL
);
CREATE INDEX nominal_keys_by_name ON nominal_keys (family_id, initial, given_id, born_on)
    INCLUDE (nominal_id, born_year, is_alias, is_restricted);
CREATE INDEX nominal_keys_by_birth ON nominal_keys (born_on, family_id, given_id)
    INCLUDE (nominal_id, born_year, is_alias, is_restricted);
CREATE INDEX nominal_keys_of_nominal ON nominal_keys (nominal_id);

-- Nobody reads the dictionary or the keys but the doors of the search, which look for the owner: a rare name tells on its bearer.
DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['names', 'name_groups', 'nominal_keys'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('GRANT SELECT ON %I TO bluelamp_app', name);
        EXECUTE format('CREATE POLICY doors_keep ON %I TO CURRENT_USER USING (true) WITH CHECK (true)', name);
        EXECUTE format('CREATE POLICY system_looks ON %I FOR SELECT USING ((SELECT scope()) = ''system'')', name);
    END LOOP;
END $$;
GRANT INSERT, UPDATE, DELETE ON name_groups TO bluelamp_app;
CREATE POLICY system_writes ON name_groups USING ((SELECT scope()) = 'system') WITH CHECK ((SELECT scope()) = 'system');

CREATE FUNCTION know_names(of_kind text, words text[]) RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    INSERT INTO names (kind, name, sound, other_sound, letters, keys)
    SELECT of_kind, w, dmetaphone(w), CASE WHEN dmetaphone_alt(w) <> dmetaphone(w) THEN dmetaphone_alt(w) ELSE '' END, letters_of(w),
           name_keys(of_kind, w, CASE WHEN length(w) >= 5 THEN 2 ELSE 1 END)
    FROM (SELECT DISTINCT w FROM unnest(words) w) asked
    WHERE w <> '' AND NOT EXISTS (SELECT FROM names n WHERE n.name = w AND n.kind = of_kind)
    ORDER BY w ON CONFLICT DO NOTHING
$$;

-- A nominal's own names and its aliases.
CREATE FUNCTION named_as(n nominals) RETURNS TABLE (id uuid, given text[], family text, born_on date, born_year smallint, is_alias boolean,
        is_restricted boolean) LANGUAGE plpgsql STABLE AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY SELECT n.id, v.given, v.family, n.born_on,
        COALESCE(extract(year FROM n.born_on), extract(year FROM COALESCE(n.age_on,
            n.recorded_at::date)) - (n.age_from + n.age_to) / 2)::smallint, v.is_alias,
        n.restriction IS NOT NULL
    FROM (SELECT n.given_names AS given, n.family_name AS family, false AS is_alias
          UNION ALL
          SELECT ARRAY(SELECT jsonb_array_elements_text(COALESCE(a -> 'given_names', '[]'))), COALESCE(a ->> 'family_name', ''), true
          FROM jsonb_array_elements(n.aliases) a) v;
END $$;

-- The keys of what lies in the temporary table `named`: each pair of a given and a family name. Names are taken apart once each,
-- however many bear them, so that millions take minutes.
CREATE FUNCTION key_named() RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    CREATE TEMP TABLE given_forms ON COMMIT DROP AS
        SELECT given, unnest(name_forms(given)) AS form FROM (SELECT DISTINCT given FROM pg_temp.named) g;
    CREATE TEMP TABLE family_forms ON COMMIT DROP AS
        SELECT family, unnest(name_forms(ARRAY[family])) AS form FROM (SELECT DISTINCT family FROM pg_temp.named) f;
    PERFORM know_names('person', ARRAY(SELECT form FROM pg_temp.given_forms UNION SELECT form FROM pg_temp.family_forms));
    INSERT INTO nominal_keys (nominal_id, family_id, given_id, initial, born_on, born_year, is_alias, is_restricted)
    SELECT p.id, f.id, g.id, g.initial, p.born_on, p.born_year, p.is_alias, p.is_restricted
    FROM pg_temp.named p
    JOIN (SELECT DISTINCT v.given, n.id, left(n.name, 1) AS initial FROM pg_temp.given_forms v
          JOIN names n ON n.name = v.form AND n.kind = 'person') g ON g.given = p.given
    JOIN (SELECT DISTINCT v.family, n.id FROM pg_temp.family_forms v
          JOIN names n ON n.name = v.form AND n.kind = 'person') f ON f.family = p.family;
    DROP TABLE pg_temp.given_forms, pg_temp.family_forms, pg_temp.named;
END $$;

CREATE FUNCTION index_nominals() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        DELETE FROM nominal_keys k USING stale s WHERE k.nominal_id = s.id;
        IF TG_OP = 'DELETE' THEN
            RETURN NULL;
        END IF;
    END IF;
    CREATE TEMP TABLE named ON COMMIT DROP AS SELECT * FROM named_as(NULL) LIMIT 0;
    INSERT INTO pg_temp.named SELECT l.* FROM fresh n CROSS JOIN LATERAL named_as(n) l;
    PERFORM key_named();
    RETURN NULL;
END $$;
CREATE TRIGGER index_new AFTER INSERT ON nominals REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION index_nominals();
CREATE TRIGGER index_changed AFTER UPDATE ON nominals REFERENCING OLD TABLE AS stale NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION index_nominals();
CREATE TRIGGER index_gone AFTER DELETE ON nominals REFERENCING OLD TABLE AS stale FOR EACH STATEMENT EXECUTE FUNCTION index_nominals();

CREATE FUNCTION name_street() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    form text := street_form(NEW.street);
BEGIN
    SELECT id INTO NEW.street_id FROM names WHERE name = form AND kind = 'street';
    IF NEW.street_id IS NULL AND form <> '' THEN
        PERFORM know_names('street', ARRAY[form]);
        SELECT id INTO NEW.street_id FROM names WHERE name = form AND kind = 'street';
    END IF;
    NEW.street_id := COALESCE(NEW.street_id, 0);
    RETURN NEW;
END $$;
CREATE TRIGGER name_street BEFORE INSERT OR UPDATE OF street ON addresses FOR EACH ROW EXECUTE FUNCTION name_street();

-- Every key anew, for a record that was filled in bulk without them.
CREATE FUNCTION key_all_nominals() RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    TRUNCATE nominal_keys;
    CREATE TEMP TABLE named ON COMMIT DROP AS SELECT n.id, n.given_names AS given, n.family_name AS family, n.born_on,
        COALESCE(extract(year FROM n.born_on), extract(year FROM COALESCE(n.age_on,
            n.recorded_at::date)) - (n.age_from + n.age_to) / 2)::smallint AS born_year,
        false AS is_alias, n.restriction IS NOT NULL AS is_restricted FROM nominals n;
    INSERT INTO pg_temp.named SELECT l.* FROM nominals n CROSS JOIN LATERAL named_as(n) l WHERE n.aliases <> '[]' AND l.is_alias;
    ANALYZE pg_temp.named;
    PERFORM key_named();
END $$;

-- How many bear each name, counted after a bulk of them has come: of names that sound alike the frequent ones are looked at first.
CREATE FUNCTION count_names() RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    UPDATE names n SET bearers = c.bearers FROM (
        SELECT id, sum(times)::integer AS bearers FROM (
            SELECT family_id AS id, count(*) AS times FROM nominal_keys GROUP BY 1
            UNION ALL SELECT given_id, count(*) FROM nominal_keys GROUP BY 1
            UNION ALL SELECT street_id, count(*) FROM addresses GROUP BY 1) each_side
        GROUP BY id) c
    WHERE n.id = c.id AND n.bearers <> c.bearers
$$;

REVOKE EXECUTE ON FUNCTION know_names(text, text[]), key_named(), key_all_nominals(), count_names() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION count_names() TO bluelamp_app;
"""

DOWN = """
DROP FUNCTION count_names();
DROP FUNCTION key_all_nominals();
DROP TRIGGER name_street ON addresses;
DROP FUNCTION name_street();
DROP TRIGGER index_new ON nominals;
DROP TRIGGER index_changed ON nominals;
DROP TRIGGER index_gone ON nominals;
DROP FUNCTION index_nominals();
DROP FUNCTION key_named();
DROP FUNCTION named_as(nominals);
DROP FUNCTION know_names(text, text[]);
DROP TABLE nominal_keys, name_groups, names;
DROP FUNCTION letters_of(text);
DROP FUNCTION name_keys(text, text, integer);
DROP FUNCTION street_form(text);
DROP FUNCTION name_forms(text[]);
DROP FUNCTION folded(text);
"""


def upgrade() -> None:
    op.execute(UP)


def downgrade() -> None:
    op.execute(DOWN)

"""A birth is asked for together with the names that may be meant, instead of everybody who was born on that day.

Among twelve million people five thousand share the four likeliest dates, in nearly as many pages: that was most of a search.
"""

from alembic import op

revision = "0130"
down_revision = "0120"
branch_labels = None
depends_on = None

# All words of a search in one question: to set a question up costs a third of what it costs to answer it.
NEAR = """
CREATE FUNCTION names_near(of_kind text, words text[], most integer)
    RETURNS TABLE (no integer, name_id integer, score real, how text, initial text, rank integer)
    LANGUAGE plpgsql STABLE ROWS 100 SET search_path = public, pg_temp SET plan_cache_mode = force_generic_plan
    SET enable_seqscan = off AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    WITH asked AS MATERIALIZED (
        SELECT a.no::integer AS no, a.word, length(a.word) AS long, dmetaphone(a.word) AS sound, dmetaphone_alt(a.word) AS other_sound,
            -- As letters_of does it, which as a function would be planned anew for each search.
            (SELECT string_agg(sign, '' ORDER BY sign COLLATE "C") FROM string_to_table(a.word, NULL) sign) AS letters,
            name_keys(of_kind, a.word, most) AS keys
        -- The first letter of a forename is no name.
        FROM unnest(words) WITH ORDINALITY a(word, no) WHERE length(a.word) > 1 OR of_kind <> 'person'
    ), best AS (
        SELECT DISTINCT ON (w.no, c.id) w.no, c.* FROM asked w CROSS JOIN LATERAL (
            SELECT n.id, n.name, 1.0::real AS score, 'exact' AS how, n.bearers FROM names n WHERE n.name = w.word AND n.kind = of_kind
            UNION ALL
            SELECT n.id, n.name, 0.93::real, theirs.how, n.bearers
            FROM name_groups ours JOIN name_groups theirs ON theirs.number = ours.number
            JOIN names n ON n.name = theirs.name AND n.kind = of_kind
            WHERE ours.name = w.word AND theirs.name <> w.word AND of_kind = 'person'
            UNION ALL
            -- Two neighbours that changed places are one error, and Levenshtein counts two.
            SELECT near.id, near.name, (1.0 - 0.75 * near.errors / greatest(w.long, length(near.name))
                + CASE WHEN near.sound IN (w.sound, w.other_sound) OR near.other_sound = w.sound THEN 0.05 ELSE 0 END
                - CASE WHEN left(near.name, 1) = left(w.word, 1) THEN 0 ELSE 0.03 END)::real, 'spelling', near.bearers
            FROM (SELECT n.*, CASE WHEN n.letters = w.letters THEN 1 ELSE levenshtein_less_equal(n.name, w.word, 2) END AS errors
                  FROM (SELECT id, name, sound, other_sound, letters, bearers FROM names WHERE most < 2 AND near_keys && w.keys
                        UNION ALL
                        SELECT id, name, sound, other_sound, letters, bearers FROM names WHERE most >= 2 AND keys && w.keys) n
                  -- What an OFFSET fences off is worked out once.
                  WHERE n.name <> w.word OFFSET 0) near
            WHERE near.errors <= CASE WHEN w.long < 5 THEN 1 ELSE 2 END
            UNION ALL
            SELECT heard.id, heard.name, (0.86 - 0.06 * heard.errors)::real, 'sound', heard.bearers
            FROM (SELECT alike.*, levenshtein_less_equal(alike.name, w.word, 4) AS errors FROM (
                    (SELECT n.id, n.name, n.bearers FROM names n WHERE n.sound = w.sound AND n.kind = of_kind
                     ORDER BY n.bearers DESC LIMIT 150)
                    UNION ALL
                    (SELECT n.id, n.name, n.bearers FROM names n WHERE n.sound = w.other_sound AND w.other_sound <> w.sound
                        AND n.kind = of_kind ORDER BY n.bearers DESC LIMIT 100)
                    UNION ALL
                    (SELECT n.id, n.name, n.bearers FROM names n WHERE n.other_sound = w.sound AND n.other_sound <> ''
                        AND n.kind = of_kind ORDER BY n.bearers DESC LIMIT 100)) alike
                  WHERE alike.name <> w.word OFFSET 0) heard
            WHERE heard.errors <= least(4, greatest(2, w.long / 2))
        ) c ORDER BY w.no, c.id, c.score DESC
    )
    SELECT r.no, r.id, r.score, r.how, left(r.name, 1), r.rank::integer FROM (
        SELECT b.*, row_number() OVER (PARTITION BY b.no ORDER BY b.score DESC, b.bearers DESC, b.id) AS rank FROM best b) r
    WHERE r.rank <= 120;
END $$;
REVOKE EXECUTE ON FUNCTION names_near(text, text[], integer) FROM PUBLIC;

-- One word alone: a street, or whoever lives at a postcode.
CREATE OR REPLACE FUNCTION names_like(of_kind text, word text, most integer) RETURNS TABLE (name_id integer, score real, how text)
    LANGUAGE sql STABLE ROWS 60 SET search_path = public, pg_temp AS $$
    SELECT n.name_id, n.score, n.how FROM names_near(of_kind, ARRAY[word], most) n ORDER BY n.rank
$$;
"""

READ = """
    WITH likes AS MATERIALIZED (
        SELECT * FROM names_near('person', words, most)
    ), readings AS MATERIALIZED (
        SELECT r.no::integer AS no, r.g, r.f, r.p, CASE WHEN length(words[r.g]) = 1 THEN words[r.g] END AS letter
        FROM unnest(given_at, family_at, penalties) WITH ORDINALITY r(g, f, p, no)
    )"""

# Somebody of the wanted birth by a family name that may be meant, or, for the birth as it was typed, by the given name alone.
BY_BIRTH = """, born AS (
        SELECT k.* FROM nominal_keys k WHERE k.born_on = ANY (dates) AND k.family_id = ANY (ARRAY(SELECT name_id FROM likes))
        UNION ALL
        SELECT k.* FROM nominal_keys k
        WHERE k.born_on = ANY (alone) AND k.family_id <> ALL (ARRAY(SELECT name_id FROM likes))
            -- Below this it would fall short of what counts as a name, further down.
            AND k.given_id = ANY (ARRAY(SELECT name_id FROM likes WHERE score > CASE WHEN cardinality(words) > 1 THEN 0.73 ELSE 0.46 END))
    ), of_birth AS (
        SELECT b.nominal_id, b.born_on, b.born_year, b.is_alias, b.is_restricted, r.no,
            CASE WHEN r.letter = b.initial THEN 'initial' ELSE g.how END AS given_how, f.how AS family_how,
            (CASE WHEN r.g = 0 THEN 0.80 * COALESCE(f.score, 0) WHEN r.f = 0 THEN 0.75 * COALESCE(g.score, 0)
                  ELSE 0.55 * COALESCE(f.score, 0) + 0.45 * CASE WHEN r.letter = b.initial THEN 0.7 ELSE COALESCE(g.score, 0) END END
             - r.p)::real AS name_score
        FROM born b CROSS JOIN readings r
        LEFT JOIN likes f ON f.no = r.f AND f.name_id = b.family_id
        LEFT JOIN likes g ON g.no = r.g AND g.name_id = b.given_id
    )"""
BORN = "SELECT * FROM of_birth WHERE of_birth.name_score > 0.33"

BY_NAME = """, family AS MATERIALIZED (
        SELECT r.no, r.g, f.name_id, f.how, f.rank, 0.55 * f.score - r.p AS worth FROM readings r JOIN likes f ON f.no = r.f
        WHERE f.rank <= 48
    ), given AS MATERIALIZED (
        SELECT g.no, g.name_id, g.initial, g.how, g.rank, 0.45 * g.score AS worth FROM likes g WHERE g.rank <= 48
    ), pairs AS (
        SELECT f.no, f.name_id AS family_id, g.name_id AS given_id, g.initial, f.how AS family_how, g.how AS given_how,
            (f.worth + g.worth)::real AS name_score
        FROM family f JOIN given g ON g.no = f.g AND f.worth + g.worth > least_worth
        ORDER BY name_score DESC, f.rank + g.rank LIMIT 400
    ), lone AS (
        -- A family name alone, or with the first letter of a given one.
        SELECT r.no, f.name_id AS family_id, r.letter, f.how AS family_how,
            (CASE WHEN r.letter IS NULL THEN 0.80 * f.score ELSE 0.55 * f.score + 0.45 * 0.7 END - r.p)::real AS name_score
        FROM readings r JOIN likes f ON f.no = r.f WHERE r.g = 0 OR r.letter IS NOT NULL
        ORDER BY name_score DESC, f.rank LIMIT 60
    )"""
NAMED = """
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
            LIMIT 240) single"""

BEST = """, found AS ({found}
    ), weighed AS (
        SELECT f.*, array_position(dates, f.born_on) AS date_no,
            CASE WHEN near_postcode = '' THEN 0 ELSE COALESCE((
                SELECT CASE WHEN n.postcode = near_postcode THEN 0.06
                            WHEN split_part(n.postcode, ' ', 1) = split_part(near_postcode, ' ', 1) THEN 0.03 ELSE 0 END
                FROM nominals n WHERE n.id = f.nominal_id), 0) END AS nearby
        FROM found f
    )
    SELECT * FROM (
        SELECT DISTINCT ON (w.nominal_id) w.nominal_id,
            (w.nearby + CASE
                WHEN dates <> '{{}}' THEN 0.62 * w.name_score + 0.38 * CASE
                    WHEN w.date_no IS NOT NULL THEN worths[w.date_no]
                    WHEN w.born_on IS NULL THEN 0.45
                    ELSE greatest(0, 0.35 - 0.04 * abs(w.born_year - extract(year FROM dates[1]))) END
                WHEN year_from IS NOT NULL THEN 0.8 * w.name_score + 0.2 * greatest(0, 1 - 0.3 * abs(w.born_year - mid) / span)
                ELSE w.name_score END)::real AS score,
            w.name_score, w.no, w.given_how, w.family_how, w.date_no, w.is_alias, w.is_restricted
        FROM weighed w ORDER BY w.nominal_id, 2 DESC, w.is_alias) one
    ORDER BY one.score DESC, one.nominal_id LIMIT 60"""

# The arguments are those of migration 0032. Three questions instead of one for all: what is not asked need not be set up.
FIND = f"""
CREATE OR REPLACE FUNCTION find_nominals(words text[], given_at integer[], family_at integer[], penalties real[],
        dates date[], worths real[], year_from integer, year_to integer, by_name boolean, near_postcode text, most integer)
    RETURNS TABLE (nominal_id uuid, score real, name_score real, reading integer, given_how text, family_how text, date_no integer,
        is_alias boolean, is_restricted boolean)
    LANGUAGE plpgsql STABLE ROWS 60 SECURITY DEFINER
    SET search_path = public, pg_temp SET plan_cache_mode = force_generic_plan SET jit = off SET enable_seqscan = off AS $$
#variable_conflict use_column
DECLARE
    mid integer := (year_from + year_to) / 2;
    span real := greatest(1, (year_to - year_from) / 2.0);
    -- Beside a date only a good pair is worth looking for: somebody whose birth is unknown, or quite another one.
    least_worth float8 := CASE WHEN dates = '{{}}' THEN 0.76 ELSE 0.84 END;
    -- Whoever has another family name and another birth is nobody who was meant, until nothing better is found.
    alone date[] := CASE WHEN most < 2 AND cardinality(words) > 1 THEN dates[1:1] ELSE dates END;
BEGIN
    IF NOT acting() THEN
        RETURN;
    END IF;
    IF NOT by_name THEN
        RETURN QUERY {READ}{BY_BIRTH}{BEST.format(found=BORN)};
    ELSIF dates = '{{}}' THEN
        RETURN QUERY {READ}{BY_NAME}{BEST.format(found=NAMED)};
    ELSE
        RETURN QUERY {READ}{BY_BIRTH}{BY_NAME}{BEST.format(found=f"{BORN} UNION ALL {NAMED}")};
    END IF;
END $$;
"""

UP = f"""
CREATE INDEX nominal_keys_by_birth_and_given ON nominal_keys (born_on, given_id);
{NEAR}
{FIND}
"""

# As they were (migrations 0036 and 0032).
LIKE_BEFORE = """
CREATE OR REPLACE FUNCTION names_like(of_kind text, word text, most integer) RETURNS TABLE (name_id integer, score real, how text)
    LANGUAGE plpgsql STABLE ROWS 60 SET search_path = public, pg_temp SET plan_cache_mode = force_generic_plan
    SET enable_seqscan = off AS $$
#variable_conflict use_column
DECLARE
    long integer := length(word);
    mine text := dmetaphone(word);
    other text := dmetaphone_alt(word);
    sorted text := letters_of(word);
    mine_keys integer[] := name_keys(of_kind, word, most);
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
                  FROM (
    SELECT * FROM names one WHERE most < 2 AND one.near_keys && mine_keys
    UNION ALL SELECT * FROM names two WHERE most >= 2 AND two.keys && mine_keys) n WHERE n.name <> word) near
            WHERE near.errors <= CASE WHEN long < 5 THEN 1 ELSE 2 END
            UNION ALL
            SELECT heard.id, (0.86 - 0.06 * heard.errors)::real, 'sound', heard.bearers FROM (
                SELECT alike.*, levenshtein_less_equal(alike.name, word, 4) AS errors FROM (
                    (SELECT n.id, n.name, n.bearers, n.kind FROM names n WHERE n.sound = mine AND n.kind = of_kind
                     ORDER BY n.bearers DESC LIMIT 150)
                    UNION ALL
                    (SELECT n.id, n.name, n.bearers, n.kind FROM names n WHERE n.sound = other AND other <> mine AND n.kind = of_kind
                     ORDER BY n.bearers DESC LIMIT 100)
                    UNION ALL
                    (SELECT n.id, n.name, n.bearers, n.kind FROM names n WHERE n.other_sound = mine AND n.other_sound <> ''
                        AND n.kind = of_kind
                     ORDER BY n.bearers DESC LIMIT 100)) alike
                WHERE alike.kind = of_kind AND alike.name <> word) heard
            WHERE heard.errors <= greatest(2, long / 2) AND heard.errors <= 4
        ) c ORDER BY c.id, c.score DESC
    ) best ORDER BY best.score DESC, best.bearers DESC LIMIT 120;
END $$;
"""
FIND_BEFORE = """
CREATE OR REPLACE FUNCTION find_nominals(words text[], given_at integer[], family_at integer[], penalties real[],
        dates date[], worths real[], year_from integer, year_to integer, by_name boolean, near_postcode text, most integer)
    RETURNS TABLE (nominal_id uuid, score real, name_score real, reading integer, given_how text, family_how text, date_no integer,
        is_alias boolean, is_restricted boolean)
    LANGUAGE plpgsql STABLE ROWS 60 SECURITY DEFINER
    SET search_path = public, pg_temp SET plan_cache_mode = force_generic_plan SET jit = off SET enable_seqscan = off AS $$
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
"""

DOWN = f"""
{FIND_BEFORE}
{LIKE_BEFORE}
DROP FUNCTION names_near(text, text[], integer);
DROP INDEX nominal_keys_by_birth_and_given;
"""


def upgrade() -> None:
    op.execute(UP)


def downgrade() -> None:
    op.execute(DOWN)

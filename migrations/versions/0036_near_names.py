"""A name that is one slip away is looked up by what is left when one letter is struck out; two letters only when that found little.

With two letters struck out of every name of a great city, whatever is typed shares a key with thousands of them.
"""

from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

LIKE = """
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
                  FROM ({near}) n WHERE n.name <> word) near
            WHERE near.errors <= CASE WHEN long < 5 THEN 1 ELSE 2 END
            UNION ALL
            SELECT heard.id, (0.86 - 0.06 * heard.errors)::real, 'sound', heard.bearers FROM (
                SELECT alike.*, levenshtein_less_equal(alike.name, word, 4) AS errors FROM (
                    (SELECT n.id, n.name, n.bearers, n.kind FROM names n WHERE n.sound = mine {kind} ORDER BY n.bearers DESC LIMIT 150)
                    UNION ALL
                    (SELECT n.id, n.name, n.bearers, n.kind FROM names n WHERE n.sound = other AND other <> mine {kind}
                     ORDER BY n.bearers DESC LIMIT 100)
                    UNION ALL
                    (SELECT n.id, n.name, n.bearers, n.kind FROM names n WHERE n.other_sound = mine AND n.other_sound <> '' {kind}
                     ORDER BY n.bearers DESC LIMIT 100)) alike
                WHERE alike.kind = of_kind AND alike.name <> word) heard
            WHERE heard.errors <= greatest(2, long / 2) AND heard.errors <= 4
        ) c ORDER BY c.id, c.score DESC
    ) best ORDER BY best.score DESC, best.bearers DESC LIMIT 120;
END $$;
"""
BY_ONE = """
    SELECT * FROM names one WHERE most < 2 AND one.near_keys && mine_keys
    UNION ALL SELECT * FROM names two WHERE most >= 2 AND two.keys && mine_keys"""

UP = """
ALTER TABLE names ADD COLUMN near_keys integer[] NOT NULL DEFAULT '{}';
UPDATE names SET near_keys = name_keys(kind, name, 1) WHERE name <> '';
ALTER TABLE names ALTER COLUMN near_keys DROP DEFAULT;
CREATE INDEX names_by_near_key ON names USING gin (near_keys);
DROP INDEX names_by_sound, names_by_other_sound;
CREATE INDEX names_by_sound ON names (kind, sound, bearers DESC) INCLUDE (name, id);
CREATE INDEX names_by_other_sound ON names (kind, other_sound, bearers DESC) INCLUDE (name, id) WHERE other_sound <> '';

CREATE OR REPLACE FUNCTION know_names(of_kind text, words text[]) RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    INSERT INTO names (kind, name, sound, other_sound, letters, keys, near_keys)
    SELECT of_kind, w, dmetaphone(w), CASE WHEN dmetaphone_alt(w) <> dmetaphone(w) THEN dmetaphone_alt(w) ELSE '' END, letters_of(w),
           name_keys(of_kind, w, CASE WHEN length(w) >= 5 THEN 2 ELSE 1 END), name_keys(of_kind, w, 1)
    FROM (SELECT DISTINCT w FROM unnest(words) w) asked
    WHERE w <> '' AND NOT EXISTS (SELECT FROM names n WHERE n.name = w AND n.kind = of_kind)
    ORDER BY w ON CONFLICT DO NOTHING
$$;
""" + LIKE.format(near=BY_ONE, kind="AND n.kind = of_kind")

DOWN = (
    LIKE.format(near="SELECT * FROM names every WHERE every.keys && mine_keys", kind="")
    + """
CREATE OR REPLACE FUNCTION know_names(of_kind text, words text[]) RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    INSERT INTO names (kind, name, sound, other_sound, letters, keys)
    SELECT of_kind, w, dmetaphone(w), CASE WHEN dmetaphone_alt(w) <> dmetaphone(w) THEN dmetaphone_alt(w) ELSE '' END, letters_of(w),
           name_keys(of_kind, w, CASE WHEN length(w) >= 5 THEN 2 ELSE 1 END)
    FROM (SELECT DISTINCT w FROM unnest(words) w) asked
    WHERE w <> '' AND NOT EXISTS (SELECT FROM names n WHERE n.name = w AND n.kind = of_kind)
    ORDER BY w ON CONFLICT DO NOTHING
$$;
DROP INDEX names_by_near_key, names_by_sound, names_by_other_sound;
CREATE INDEX names_by_sound ON names (sound, bearers DESC);
CREATE INDEX names_by_other_sound ON names (other_sound, bearers DESC) WHERE other_sound <> '';
ALTER TABLE names DROP COLUMN near_keys;
"""
)


def upgrade() -> None:
    op.execute(UP)


def downgrade() -> None:
    op.execute(DOWN)

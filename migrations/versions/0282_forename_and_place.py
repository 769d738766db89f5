"""Somebody of whom only a forename, an age and where they live is known; and who of those that were found lives there."""

from alembic import op

revision = "0282"
down_revision = "0281"
branch_labels = None
depends_on = None

# Whoever is in refuge somewhere is not found by where that is: a restricted address is nobody's home here.
# From the person to their home, one by one, as in migration 0281.
HERE = """COALESCE((SELECT true FROM links h JOIN addresses a ON a.id = h.to_id
            WHERE h.from_id = {id} AND h.to_kind = 'address' AND h.valid_to IS NULL AND a.restriction IS NULL
                AND CASE WHEN district <> '' THEN split_part(a.postcode, ' ', 1) = district ELSE ST_Contains(ground, a.place) IS TRUE END
            LIMIT 1),
        district <> '' AND EXISTS (SELECT FROM nominals n WHERE n.id = {id} AND split_part(n.postcode, ' ', 1) = district))"""
GROUND = "ground geometry := (SELECT ST_SetSRID(a.outline, 27700) FROM areas a WHERE a.kind = 'borough' AND a.code = borough);"
SETTINGS = """SECURITY DEFINER SET search_path = public, pg_temp SET plan_cache_mode = force_generic_plan SET jit = off
    SET enable_seqscan = off"""

# As many as in migration 0281, and told in the same way: by a row without a record.
MOST_TRIED = 3_000

UP = f"""
CREATE INDEX nominal_keys_by_given ON nominal_keys (given_id, born_year) INCLUDE (nominal_id, is_alias, is_restricted);

-- By a forename and the years of birth that an age leaves open, best name first. Without a place only to see whether they are few.
CREATE FUNCTION find_forename(word text, year_from integer, year_to integer, borough text, district text)
    RETURNS TABLE (nominal_id uuid, score real, given_how text, is_alias boolean, is_restricted boolean)
    LANGUAGE plpgsql STABLE ROWS 60 {SETTINGS} AS $$
#variable_conflict use_column
DECLARE
    {GROUND}
    mid real := (year_from + year_to) / 2.0;
    span real := greatest(1, (year_to - year_from) / 2.0);
BEGIN
    IF NOT acting() OR length(word) < 2 THEN
        RETURN;
    END IF;
    RETURN QUERY
    SELECT one.nominal_id, one.score, one.how, one.is_alias, one.is_restricted FROM (
        SELECT DISTINCT ON (f.nominal_id) f.nominal_id, f.how, f.is_alias, f.is_restricted,
            (0.6 * f.name_score + 0.2 * greatest(0, 1 - 0.3 * abs(f.born_year - mid) / span))::real AS score
        FROM (
            SELECT k.*, l.score AS name_score, l.how
            FROM (SELECT * FROM names_like('person', word, 1) x WHERE x.score > 0.8 ORDER BY x.score DESC LIMIT 24) l
            CROSS JOIN LATERAL (SELECT t.nominal_id, t.born_year, t.is_alias, t.is_restricted FROM nominal_keys t
                WHERE t.given_id = l.name_id AND t.born_year BETWEEN year_from - 1 AND year_to + 1 LIMIT {MOST_TRIED}) k
            WHERE (ground IS NULL AND district = '') OR {HERE.format(id="k.nominal_id")}
            LIMIT 200) f
        ORDER BY f.nominal_id, f.name_score DESC) one
    ORDER BY one.score DESC, one.nominal_id LIMIT 60;
    RETURN QUERY SELECT NULL::uuid, 0::real, '', false, false
    WHERE (ground IS NOT NULL OR district <> '') AND (SELECT count(*) FROM (SELECT FROM names n JOIN nominal_keys t ON t.given_id = n.id
        WHERE n.name = word AND n.kind = 'person' AND t.born_year BETWEEN year_from - 1 AND year_to + 1
        LIMIT {MOST_TRIED + 1}) x) > {MOST_TRIED};
END $$;

-- Which of these live there.
CREATE FUNCTION nominals_in(asked uuid[], borough text, district text) RETURNS SETOF uuid LANGUAGE plpgsql STABLE ROWS 20 {SETTINGS} AS $$
DECLARE
    {GROUND}
BEGIN
    IF acting() THEN
        RETURN QUERY SELECT i FROM unnest(asked) i WHERE {HERE.format(id="i")};
    END IF;
END $$;
REVOKE EXECUTE ON FUNCTION find_forename(text, integer, integer, text, text), nominals_in(uuid[], text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION find_forename(text, integer, integer, text, text), nominals_in(uuid[], text, text) TO bluelamp_app;
"""

DOWN = """
DROP FUNCTION nominals_in(uuid[], text, text), find_forename(text, integer, integer, text, text);
DROP INDEX nominal_keys_by_given;
"""


def upgrade() -> None:
    op.execute(UP)


def downgrade() -> None:
    op.execute(DOWN)

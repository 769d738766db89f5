"""Flat and house are two numbers: flat 2 of number 2 is not what *flat 2, number 4* means, nor flat 4 of number 4 what *4* does."""

from __future__ import annotations

from alembic import op

revision = "0241"
down_revision = "0240"
branch_labels = None
depends_on = None

# As in 0032 but for the rule of the numbers, of which there are three at most.
_FIND = """
CREATE OR REPLACE FUNCTION find_addresses(street_word text, numbers text[], wanted_postcode text, wanted_outcode text, most integer)
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
@RULE@                    WHEN f.house = ANY (numbers) THEN 0.3
                    ELSE 0 END
             + CASE WHEN wanted_outcode = '' THEN 0.1 WHEN split_part(f.postcode, ' ', 1) = wanted_outcode THEN 0.1 ELSE 0
                 END)::real AS score
        FROM found f) f
    ORDER BY f.score DESC, f.id LIMIT 60;
END $$;
"""

_EACH_ONCE = """
                    WHEN f.flat = numbers[1] AND f.house IN (numbers[2], numbers[3]) THEN 0.4
                    WHEN f.flat = numbers[2] AND f.house IN (numbers[1], numbers[3]) THEN 0.4
                    WHEN f.flat = numbers[3] AND f.house IN (numbers[1], numbers[2]) THEN 0.4
                    WHEN f.house = numbers[cardinality(numbers)] AND f.flat = '' THEN 0.35
"""

_ANY = """
                    WHEN f.flat <> '' AND ARRAY[f.flat, f.house] <@ numbers AND cardinality(numbers) > 1 THEN 0.4
                    WHEN f.house = numbers[cardinality(numbers)] AND (f.flat = '' OR f.flat = ANY (numbers)) THEN 0.35
"""


def upgrade() -> None:
    op.execute(_FIND.replace("@RULE@", _EACH_ONCE.lstrip("\n")))


def downgrade() -> None:
    op.execute(_FIND.replace("@RULE@", _ANY.lstrip("\n")))

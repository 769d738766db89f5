"""Words find who is called so and has a warning: `violent davies`, `knife kowalczyk`, `wanted khan`. No trace was the answer."""

from alembic import op

revision = "0362"
down_revision = "0361"
branch_labels = None
depends_on = None

# Many have a common name: so many of them are tried, first those who have two of the names that were typed.
FOUND = """
        SELECT p.id, m.text, m.code AS has_code, n.given_names, n.family_name
        FROM unnest(people) p (id) JOIN record_markers m ON m.record_id = p.id AND m.withdrawn_at IS NULL JOIN nominals n ON n.id = p.id"""
UP = f"""
-- Whose name has some of the words, and a warning the others: in its text, or because they are what it is called (`asked_codes`, each
-- with the words `beside` it). `most`: of names like each word so many count as well. That not all of a name were tried is told by a
-- row without a record.
CREATE FUNCTION find_warned_named(typed text, asked_codes text[], beside text[], most integer)
    RETURNS TABLE (kind text, record_id uuid, rank real, source text, excerpt text, is_restricted boolean, code text)
    LANGUAGE plpgsql STABLE ROWS 60 SECURITY DEFINER SET search_path = public, pg_temp SET jit = off SET enable_seqscan = off AS $$
#variable_conflict use_column
DECLARE
    tried constant integer := most_tried();
    called integer[];
    both_called uuid[];
    one_called uuid[];
    people uuid[];
    both_of_them tsquery;
    marked tsquery;
BEGIN
    IF NOT acting() THEN
        RETURN;
    END IF;
    called := ARRAY(SELECT n.id FROM (SELECT DISTINCT left(folded(p), 40) AS form
            FROM regexp_split_to_table(lower(typed), '[^\\w''-]+') p WHERE length(p) > 1 LIMIT 8) w
        CROSS JOIN LATERAL (
            SELECT x.id FROM names x WHERE x.kind = 'person' AND x.name = w.form
            UNION SELECT l.name_id FROM (SELECT * FROM names_like('person', w.form, 1) l WHERE most > 0 AND l.score > 0.8
                ORDER BY l.score DESC, l.name_id LIMIT most) l) n WHERE w.form <> '');
    IF cardinality(called) = 0 THEN
        RETURN;
    END IF;
    both_called := ARRAY(SELECT k.nominal_id FROM nominal_keys k
        WHERE k.family_id = ANY (called) AND k.given_id = ANY (called) AND NOT k.is_alias LIMIT tried + 1);
    one_called := ARRAY(
        (SELECT k.nominal_id FROM nominal_keys k WHERE k.family_id = ANY (called) AND NOT k.is_alias LIMIT tried + 1)
        UNION (SELECT k.nominal_id FROM nominal_keys k WHERE k.given_id = ANY (called) AND NOT k.is_alias LIMIT tried + 1));
    people := ARRAY(SELECT DISTINCT p FROM unnest(both_called || one_called) p);
    SELECT string_agg('(' || w.said::text || ' | ' || w.named::text || ')', ' & ')::tsquery
            && string_agg('(' || w.said::text || ')', ' | ')::tsquery && string_agg('(' || w.named::text || ')', ' | ')::tsquery,
        string_agg('(' || w.said::text || ')', ' | ')::tsquery
    INTO both_of_them, marked FROM named_or_said(typed, most) w HAVING count(*) > 1;
    RETURN QUERY
    WITH known AS MATERIALIZED ({FOUND}
    ), meant AS MATERIALIZED (
        SELECT c.code, q.asked FROM unnest(asked_codes, beside) c (code, rest) CROSS JOIN LATERAL (
            SELECT string_agg('(' || w.said::text || ' | ' || w.named::text || ')', ' & ')::tsquery
                && string_agg('(' || w.named::text || ')', ' | ')::tsquery AS asked FROM named_or_said(c.rest, most) w) q
    ), fits AS (
        SELECT DISTINCT ON (k.id, k.text) k.id, k.text, a.code FROM known k
        LEFT JOIN meant a ON a.code = k.has_code AND described(k.text, k.given_names, k.family_name) @@ a.asked
        WHERE a.code IS NOT NULL OR described(k.text, k.given_names, k.family_name) @@ both_of_them
        ORDER BY k.id, k.text, a.code LIMIT 45)
    SELECT 'nominal', f.id, COALESCE(ts_rank(to_tsvector('english', f.text), marked), 0)::real AS rank, 'warning',
        COALESCE(ts_headline('english', f.text, marked, 'MaxWords=20, MinWords=12, StartSel=«, StopSel=»'), f.text),
        restricted_owner(f.id) IS NOT NULL, COALESCE(f.code, '')
    FROM fits f ORDER BY rank DESC, f.id;
    IF cardinality(both_called) > tried OR (cardinality(both_called) = 0 AND cardinality(one_called) > tried) THEN
        RETURN QUERY SELECT 'more', NULL::uuid, 0::real, '', '', false, '';
    END IF;
END $$;
REVOKE EXECUTE ON FUNCTION find_warned_named(text, text[], text[], integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION find_warned_named(text, text[], text[], integer) TO bluelamp_app;
"""


def upgrade() -> None:
    op.execute(UP)


def downgrade() -> None:
    op.execute("DROP FUNCTION find_warned_named(text, text[], text[], integer)")

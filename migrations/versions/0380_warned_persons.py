"""A name with words of a warning also finds whose warning stands on another record of the same person.

Custody has the name, the crime system the warning: `wanted khan` was answered with No trace.
"""

from alembic import context, op

revision = "0380"
down_revision = "0371"
branch_labels = None
depends_on = None

# As migration 0362 has it, and from each who is called so over the person to the warnings on all of their `records`. A golden nominal
# has a few; a cluster that has grown out of all measure is cut off, and that is said. Restricted records are members of nothing
# (migration 0040): they get no warning this way and give none. Two records of one person that are both called so are one line for each
# warning: the record on which it stands, if it is one of them. Each step asks for its rows one by one (OFFSET 0 keeps the planner from
# turning it round): at 12 million people a wrong guess would read a whole table for one search.
UP = """
CREATE OR REPLACE FUNCTION find_warned_named(typed text, asked_codes text[], beside text[], most integer)
    RETURNS TABLE (kind text, record_id uuid, rank real, source text, excerpt text, is_restricted boolean, code text)
    LANGUAGE plpgsql STABLE ROWS 60 SECURITY DEFINER SET search_path = public, pg_temp SET jit = off SET enable_seqscan = off AS $$
#variable_conflict use_column
DECLARE
    tried constant integer := most_tried();
    called integer[];
    both_called uuid[];
    one_called uuid[];
    people uuid[];
    records golden_members[];
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
    records := ARRAY(
        SELECT o.one FROM (SELECT DISTINCT g.golden_id FROM unnest(people) p (id)
            CROSS JOIN LATERAL (SELECT m.golden_id FROM golden_members m WHERE m.nominal_id = p.id OFFSET 0) g) g
        CROSS JOIN LATERAL (SELECT m AS one FROM golden_members m WHERE m.golden_id = g.golden_id OFFSET 0) o LIMIT 5 * tried + 1);
    SELECT string_agg('(' || w.said::text || ' | ' || w.named::text || ')', ' & ')::tsquery
            && string_agg('(' || w.said::text || ')', ' | ')::tsquery && string_agg('(' || w.named::text || ')', ' | ')::tsquery,
        string_agg('(' || w.said::text || ')', ' | ')::tsquery
    INTO both_of_them, marked FROM named_or_said(typed, most) w HAVING count(*) > 1;
    RETURN QUERY
    WITH standing AS MATERIALIZED (
        SELECT p.id, h.golden_id FROM unnest(people) p (id) LEFT JOIN unnest(records) h ON h.nominal_id = p.id
    ), warned AS MATERIALIZED (
        SELECT s.id, s.golden_id, true AS is_own, m.text, m.code FROM standing s
        CROSS JOIN LATERAL (SELECT m.text, m.code FROM record_markers m WHERE m.record_id = s.id AND m.withdrawn_at IS NULL OFFSET 0) m
        UNION ALL SELECT s.id, s.golden_id, false, m.text, m.code FROM unnest(records[1 : 5 * tried]) o
        CROSS JOIN LATERAL (SELECT m.text, m.code FROM record_markers m JOIN nominals n ON n.id = m.record_id AND n.restriction IS NULL
            WHERE m.record_id = o.nominal_id AND m.withdrawn_at IS NULL OFFSET 0) m
        JOIN standing s ON s.golden_id = o.golden_id AND s.id <> o.nominal_id
    ), known AS MATERIALIZED (
        SELECT w.id, w.golden_id, w.is_own, w.text, w.code AS has_code, n.given_names, n.family_name FROM warned w
        CROSS JOIN LATERAL (SELECT n.given_names, n.family_name FROM nominals n WHERE n.id = w.id OFFSET 0) n
    ), meant AS MATERIALIZED (
        SELECT c.code, q.asked FROM unnest(asked_codes, beside) c (code, rest) CROSS JOIN LATERAL (
            SELECT string_agg('(' || w.said::text || ' | ' || w.named::text || ')', ' & ')::tsquery
                && string_agg('(' || w.named::text || ')', ' | ')::tsquery AS asked FROM named_or_said(c.rest, most) w) q
    ), fits AS (
        SELECT DISTINCT ON (k.golden_id, COALESCE(k.golden_id, k.id), k.text) k.id, k.text, a.code
        FROM known k
        LEFT JOIN meant a ON a.code = k.has_code AND described(k.text, k.given_names, k.family_name) @@ a.asked
        WHERE a.code IS NOT NULL OR described(k.text, k.given_names, k.family_name) @@ both_of_them
        ORDER BY k.golden_id, COALESCE(k.golden_id, k.id), k.text, NOT k.is_own, k.id, a.code LIMIT 45)
    SELECT 'nominal', f.id, COALESCE(ts_rank(to_tsvector('english', f.text), marked), 0)::real AS rank, 'warning',
        COALESCE(ts_headline('english', f.text, marked, 'MaxWords=20, MinWords=12, StartSel=«, StopSel=»'), f.text),
        restricted_owner(f.id) IS NOT NULL, COALESCE(f.code, '')
    FROM fits f ORDER BY rank DESC, f.id;
    IF cardinality(records) > 5 * tried OR cardinality(both_called) > tried
        OR (cardinality(both_called) = 0 AND cardinality(one_called) > tried) THEN
        RETURN QUERY SELECT 'more', NULL::uuid, 0::real, '', '', false, '';
    END IF;
END $$;
"""


def upgrade() -> None:
    op.execute(UP)


def downgrade() -> None:
    before: str = context.script.get_revision("0362").module.UP
    begin, end = before.index("CREATE FUNCTION find_warned_named"), before.index("REVOKE")
    op.execute(before[begin:end].replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"))

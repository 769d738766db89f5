"""A warning is also found by what officers say for it (`gun`, `knife`, `hiv`): the words stand with its code, in the list."""

from alembic import context, op

revision = "0351"
down_revision = "0350"
branch_labels = None
depends_on = None

# What labels and words are made of is worked out once for a question, and not once for each of its words.
UP = """
DROP FUNCTION warnings_called(text[]);
-- Which warnings are meant by which of these words: by what one is called, also in another form or spelt differently by a letter or
-- two (`violence`); or by a word that is said for it, and then `is_said`.
CREATE FUNCTION warnings_called(words text[]) RETURNS TABLE (word text, list text, code text, label text, is_said boolean)
    LANGUAGE plpgsql STABLE ROWS 20 SECURITY DEFINER SET search_path = public, pg_temp SET jit = off SET enable_seqscan = off AS $$
#variable_conflict use_column
BEGIN
    IF NOT acting() THEN
        RETURN;
    END IF;
    RETURN QUERY
    WITH typed AS MATERIALIZED (
        SELECT DISTINCT w AS word, lower(w) AS plain, plainto_tsquery('english', w) AS asked FROM unnest(words) w
    ), named AS MATERIALIZED (
        SELECT c.list, c.code, c.label, c.rank, to_tsvector('english', c.label) AS called, to_tsvector('english', s.all_said) AS said,
            regexp_split_to_array(lower(c.label), '[^a-z]+') AS parts, regexp_split_to_array(lower(s.all_said), '[^a-z]+') AS said_parts
        FROM codes c JOIN code_lists l ON l.name = c.list AND l.version = c.version
        CROSS JOIN LATERAL (SELECT COALESCE(string_agg(one, ' '), '') AS all_said FROM jsonb_array_elements_text(
            CASE jsonb_typeof(c.detail -> 'said') WHEN 'array' THEN c.detail -> 'said' ELSE '[]' END) one) s
        WHERE l.is_current AND c.list IN ('warning_signals', 'marker_categories')
    ), meant AS (
        SELECT t.word, n.*,
            t.asked @@ n.called OR (length(t.plain) > 5 AND EXISTS (
                SELECT FROM unnest(n.parts) p (part) WHERE length(p.part) > 5 AND similarity(p.part, t.plain) >= 0.5)) AS is_called,
            t.asked @@ n.said OR (length(t.plain) > 5 AND EXISTS (
                SELECT FROM unnest(n.said_parts) p (part) WHERE length(p.part) > 5 AND similarity(p.part, t.plain) >= 0.6)) AS is_said
        FROM typed t CROSS JOIN named n
    )
    SELECT m.word, m.list, m.code, m.label, NOT m.is_called FROM meant m WHERE m.is_called OR m.is_said ORDER BY m.rank, m.code;
END $$;
REVOKE EXECUTE ON FUNCTION warnings_called(text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION warnings_called(text[]) TO bluelamp_app;
"""


def upgrade() -> None:
    op.execute(UP)


def downgrade() -> None:
    """As migration 0330 has it, without the rest of what that makes."""
    op.execute("DROP FUNCTION warnings_called(text[])")
    before = context.script.get_revision("0330").module.UP
    start = before.index("CREATE FUNCTION warnings_called")
    op.execute(before[start : before.index("END $$;", start) + len("END $$;")])
    op.execute("REVOKE EXECUTE ON FUNCTION warnings_called(text[]) FROM PUBLIC")
    op.execute("GRANT EXECUTE ON FUNCTION warnings_called(text[]) TO bluelamp_app")

"""What is known of a call's duplicates counts for the card of the call: whose number they came from, and what was said in them."""

from __future__ import annotations

from alembic import op

revision = "0452"
down_revision = "0451"
branch_labels = None
depends_on = None

_UP = """
CREATE INDEX incidents_duplicates_by_caller ON incidents (caller_number) WHERE duplicate_of IS NOT NULL AND caller_number IS NOT NULL;

-- The call itself, and every call that is a duplicate of it or of one of those.
CREATE FUNCTION calls_of_one(incident uuid) RETURNS SETOF uuid
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH RECURSIVE same AS (
        SELECT incident AS id WHERE acting() UNION SELECT i.id FROM same s JOIN incidents i ON i.duplicate_of = s.id
    ) SELECT id FROM same
$$;
-- What people said in the duplicates of a call: `id` of a line of the log, none of a description.
CREATE FUNCTION said_in_duplicates(incident uuid) RETURNS TABLE (id uuid, text text)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT said.id, said.text FROM calls_of_one(incident) AS c (call) JOIN incidents i ON i.id = c.call AND i.id <> incident
    CROSS JOIN LATERAL (
        SELECT NULL::uuid AS id, i.what AS text, 0 AS number
        UNION ALL SELECT l.id, l.text, l.number FROM log_entries l WHERE l.incident_id = i.id AND l.kind IN ('first_words', 'note')
            AND l.source <> 'system' AND NOT EXISTS (SELECT FROM log_entries c WHERE c.refers_to = l.id)) said
    ORDER BY i.opened_at, i.id, said.number LIMIT 60
$$;
-- Jobs that go on and whose caller, or the caller of a duplicate of it, rang from this number.
CREATE FUNCTION jobs_called_from(number text) RETURNS SETOF uuid
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH RECURSIVE up AS (
        (SELECT i.id, i.duplicate_of FROM incidents i WHERE acting() AND i.caller_number = number AND i.state <> 'closed'
         UNION ALL SELECT i.id, i.duplicate_of FROM incidents i
         WHERE acting() AND i.caller_number = number AND i.duplicate_of IS NOT NULL)
        UNION SELECT i.id, i.duplicate_of FROM up u JOIN incidents i ON i.id = u.duplicate_of
    ) SELECT i.id FROM up u JOIN incidents i ON i.id = u.id AND i.state <> 'closed'
$$;
REVOKE EXECUTE ON FUNCTION calls_of_one(uuid), said_in_duplicates(uuid), jobs_called_from(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION calls_of_one(uuid), said_in_duplicates(uuid), jobs_called_from(text) TO bluelamp_app;
"""
_DOWN = """
DROP FUNCTION jobs_called_from(text);
DROP FUNCTION said_in_duplicates(uuid);
DROP FUNCTION calls_of_one(uuid);
DROP INDEX incidents_duplicates_by_caller;
"""

# Function, what stands in it, and what from now on. The twenty of a number were any twenty.
_CHANGED = (
    (
        "known_of_caller(uuid, date)",
        "WHERE i.id = incident LIMIT 20\n",
        "WHERE i.id IN (SELECT calls_of_one(incident)) ORDER BY l.id LIMIT 200\n",
    ),
    (
        "incidents_called_by(uuid[])",
        "JOIN phones p ON p.id = l.phone JOIN incidents i ON i.caller_number = p.number AND i.state <> 'closed';",
        "JOIN phones p ON p.id = l.phone CROSS JOIN LATERAL jobs_called_from(p.number) AS i (id);",
    ),
    (
        "incidents_that_know(uuid, date)",
        "JOIN phones h ON h.id = l.id JOIN incidents i ON i.caller_number = h.number AND i.state <> 'closed'\n",
        "JOIN phones h ON h.id = l.id CROSS JOIN LATERAL jobs_called_from(h.number) AS i (id)\n",
    ),
)


def upgrade() -> None:
    op.execute(_UP)
    for function, was, now in _CHANGED:
        _rewrite(function, was, now)


def downgrade() -> None:
    for function, was, now in _CHANGED:
        _rewrite(function, now, was)
    op.execute(_DOWN)


def _rewrite(function: str, was: str, now: str) -> None:
    body = f"pg_get_functiondef('{function}'::regprocedure)"
    # What is not there cannot be replaced, and a function that stays as it was would pass for a new one.
    op.execute(f"""
        DO $do$ BEGIN
            IF position($old${was}$old$ IN {body}) = 0 THEN
                RAISE EXCEPTION '{function} is another one than this migration knows';
            END IF;
            EXECUTE replace({body}, $old${was}$old$, $new${now}$new$);
        END $do$
    """)

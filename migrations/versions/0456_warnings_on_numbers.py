"""A warning on a telephone number itself is told of calls from it, and reaches the crews that are on their way to one."""

from __future__ import annotations

from alembic import op

revision = "0456"
down_revision = "0455"
branch_labels = None
depends_on = None

# Function, what stands in it, and what from now on. Of the number itself there are no members.
_CHANGED = (
    (
        "known_of_caller(uuid, date)",
        "    ORDER BY w.members, w.id;\n",
        """    UNION ALL
    SELECT p.id, '{}'::uuid[], ARRAY(SELECT DISTINCT m.code FROM record_markers m
            WHERE m.record_id = p.id AND m.withdrawn_at IS NULL AND m.review_on >= today ORDER BY m.code),
        ARRAY(SELECT DISTINCT m.code FROM record_markers m
            WHERE m.record_id = p.id AND m.withdrawn_at IS NULL AND m.review_on < today ORDER BY m.code)
    FROM (SELECT DISTINCT q.id FROM incidents i JOIN phones q ON q.number = i.caller_number AND q.restriction IS NULL
        WHERE i.id IN (SELECT calls_of_one(incident))) p
    ORDER BY 2, 1;
""",
    ),
    (
        "incidents_that_know(uuid, date)",
        "JOIN phones h ON h.id = l.id CROSS JOIN LATERAL jobs_called_from(h.number) AS i (id)\n",
        """JOIN phones h ON h.id = l.id CROSS JOIN LATERAL jobs_called_from(h.number) AS i (id)
        UNION SELECT i.id FROM phones h CROSS JOIN LATERAL jobs_called_from(h.number) AS i (id) WHERE h.id = record
""",
    ),
)


def upgrade() -> None:
    for function, was, now in _CHANGED:
        _rewrite(function, was, now)


def downgrade() -> None:
    for function, was, now in _CHANGED:
        _rewrite(function, now, was)


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

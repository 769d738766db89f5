"""The card of a call leaves out whoever is restricted before it asks what they have: their car told of them.

Nor does a call that names a refuge, or somebody who is restricted since, lead from there to anybody or anything.
"""

from __future__ import annotations

from alembic import op

revision = "0450"
down_revision = "0471"
branch_labels = None
depends_on = None

# Of `known_of_incident`: what stands there, and what stands there from now on.
_KNOWN = (
    (
        "FROM named_records n WHERE n.incident_id = incident AND n.removed_at IS NULL\n",
        """FROM named_records n WHERE n.incident_id = incident AND n.removed_at IS NULL
            AND NOT EXISTS (SELECT FROM nominals r WHERE r.id = n.record_id AND r.restriction IS NOT NULL)
            AND NOT EXISTS (SELECT FROM addresses r WHERE r.id = n.record_id AND r.restriction IS NOT NULL)
""",
    ),
    (
        "        FROM people p LEFT JOIN golden_members m ON m.nominal_id = p.id LEFT JOIN golden_members o ON o.golden_id = m.golden_id\n",
        """        FROM people p JOIN nominals q ON q.id = p.id AND q.restriction IS NULL
        LEFT JOIN golden_members m ON m.nominal_id = p.id LEFT JOIN golden_members o ON o.golden_id = m.golden_id
        WHERE NOT EXISTS (SELECT FROM nominals r WHERE r.id = o.nominal_id AND r.restriction IS NOT NULL)
""",
    ),
)


def _rewrite(pairs: tuple[tuple[str, str], ...]) -> None:
    body = "pg_get_functiondef('known_of_incident(uuid, date)'::regprocedure)"
    # What is not there cannot be replaced, and a function that stays as it was would pass for a new one.
    missing = " OR ".join(f"position($old${was}$old$ IN {body}) = 0" for was, _ in pairs)
    whole = body
    for was, now in pairs:
        whole = f"replace({whole}, $old${was}$old$, $new${now}$new$)"
    op.execute(f"""
        DO $do$ BEGIN
            IF {missing} THEN
                RAISE EXCEPTION 'known_of_incident is another one than this migration knows';
            END IF;
            EXECUTE {whole};
        END $do$
    """)


def upgrade() -> None:
    _rewrite(_KNOWN)


def downgrade() -> None:
    _rewrite(tuple((now, was) for was, now in _KNOWN))

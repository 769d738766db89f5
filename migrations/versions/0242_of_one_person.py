"""The records of one person, asked for by any of them: a warning on one is a warning on the person."""

from __future__ import annotations

from alembic import op

revision = "0242"
down_revision = "0241"
branch_labels = None
depends_on = None

# What is no person's record, and who has one record only, is a person of its own. As whoever asks: policies hold inside of it.
_OF_ONE_PERSON = """
CREATE FUNCTION of_one_person(ids uuid[]) RETURNS TABLE (asked uuid, member uuid) LANGUAGE sql STABLE AS $$
    SELECT a.id, COALESCE(o.nominal_id, a.id)
    FROM unnest(ids) AS a (id) LEFT JOIN golden_members m ON m.nominal_id = a.id LEFT JOIN golden_members o ON o.golden_id = m.golden_id
$$;
"""


def upgrade() -> None:
    op.execute(_OF_ONE_PERSON)


def downgrade() -> None:
    op.execute("DROP FUNCTION of_one_person(uuid[])")

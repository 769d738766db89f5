"""Two addresses that say of themselves that they lie in different boroughs are not one house, however near: London has two Castor Lanes."""

from alembic import op

revision = "0322"
down_revision = "0321"
branch_labels = None
depends_on = None

# An address that names no borough may lie in any.
UP = """
CREATE FUNCTION another_borough(one text, other text) RETURNS boolean LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RETURN EXISTS (SELECT FROM areas a JOIN areas b ON b.kind = 'borough' AND b.name <> a.name
        WHERE a.kind = 'borough' AND one ILIKE '%, ' || a.name || '%' AND other ILIKE '%, ' || b.name || '%'
            AND other NOT ILIKE '%, ' || a.name || '%');
END $$;
"""


def upgrade() -> None:
    op.execute(UP)


def downgrade() -> None:
    op.execute("DROP FUNCTION another_borough(text, text)")

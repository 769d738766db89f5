"""The search for an address also finds a warned house that no record has: it was answered with No trace."""

from alembic import op

revision = "0381"
down_revision = "0380"
branch_labels = None
depends_on = None

# The house as it was typed, the street also misspelt, as while a call is taken (api/places/doors.py). Where a record has the house the
# record is found, and where somebody restricted lives there nothing is: `marked_as` tells both (migration 0361).
UP = """
CREATE FUNCTION find_marked_house(typed text) RETURNS TABLE (id uuid, alike real)
    LANGUAGE plpgsql STABLE ROWS 4 SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE
    asked text := door_of(typed);
BEGIN
    IF NOT acting() OR asked = '' THEN
        RETURN;
    END IF;
    RETURN QUERY SELECT DISTINCT ON (m.door, m.address) m.id, m.alike FROM (
            SELECT p AS marker, p.id, p.door, p.address, p.entered_at, similarity(p.door, asked) AS alike FROM place_markers p
            WHERE p.withdrawn_at IS NULL AND split_part(p.door, ' ', 1) = split_part(asked, ' ', 1)
                AND similarity(split_part(p.door, ' ', 2), split_part(asked, ' ', 2)) > 0.5
                AND NOT another_borough(p.address, typed)
            ORDER BY similarity(p.door, asked) DESC, p.id LIMIT 10) m
        CROSS JOIN LATERAL marked_as(m.marker) t WHERE t.kind = 'place'
        ORDER BY m.door, m.address, m.entered_at DESC, m.id;
END $$;
REVOKE EXECUTE ON FUNCTION find_marked_house(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION find_marked_house(text) TO bluelamp_app;
"""


def upgrade() -> None:
    op.execute(UP)


def downgrade() -> None:
    op.execute("DROP FUNCTION find_marked_house(text)")

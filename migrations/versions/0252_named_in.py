"""Which incidents name a record, so that whoever opens it sees them, also where the incident is another crew's."""

from __future__ import annotations

from alembic import op

revision = "0252"
down_revision = "0251"
branch_labels = None
depends_on = None

# What anybody may know of an incident who has a reason to open the record: its number, its kind and when. Not what was said in it.
_UP = """
CREATE FUNCTION incidents_naming(records uuid[], most integer) RETURNS TABLE (id uuid, cad text, role text, type text,
    opened_at timestamptz, is_closed boolean) LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
BEGIN
    IF NOT acting() THEN
        RETURN;
    END IF;
    RETURN QUERY
    SELECT DISTINCT ON (i.opened_at, i.id) i.id, cad_reference(i.cad_number, i.cad_date), n.role, i.type, i.opened_at, i.state = 'closed'
    FROM named_records n JOIN incidents i ON i.id = n.incident_id
    WHERE n.record_id = ANY (records) AND n.removed_at IS NULL ORDER BY i.opened_at DESC, i.id, n.named_at DESC LIMIT most;
END $$;
REVOKE EXECUTE ON FUNCTION incidents_naming(uuid[], integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION incidents_naming(uuid[], integer) TO bluelamp_app;
"""


def upgrade() -> None:
    op.execute(_UP)


def downgrade() -> None:
    op.execute("DROP FUNCTION incidents_naming(uuid[], integer)")

"""The owner of a restricted record sees who came near it: its reference for them and the auditor, and the looks by index."""

from alembic import op

revision = "0261"
down_revision = "0260"
branch_labels = None
depends_on = None

UP = """
CREATE INDEX audit_by_restricted ON audit (id) WHERE action LIKE 'restricted record %' OR action LIKE 'open restricted %';

-- How its source calls a restricted record. For the system only: a person is told of it by what has asked whether they may be.
CREATE FUNCTION restricted_reference(asked uuid) RETURNS text LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT source_system || ' ' || source_id FROM (
        SELECT id, restriction, source_system, source_id FROM nominals
        UNION ALL SELECT id, restriction, source_system, source_id FROM vehicle_records
        UNION ALL SELECT id, restriction, source_system, source_id FROM phones
        UNION ALL SELECT id, restriction, source_system, source_id FROM objects
        UNION ALL SELECT id, restriction, source_system, source_id FROM organisations
        UNION ALL SELECT id, restriction, source_system, source_id FROM addresses) r
    WHERE scope() = 'system' AND r.id = asked AND r.restriction IS NOT NULL
$$;
REVOKE EXECUTE ON FUNCTION restricted_reference(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION restricted_reference(uuid) TO bluelamp_app;
ALTER FUNCTION restricted_reference(uuid) SET enable_seqscan = off;
"""

DOWN = """
DROP FUNCTION restricted_reference(uuid);
DROP INDEX audit_by_restricted;
"""


def upgrade() -> None:
    op.execute(UP)


def downgrade() -> None:
    op.execute(DOWN)

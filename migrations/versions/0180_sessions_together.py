"""Many sessions are looked up in one statement: those who come back together are let in together."""

from __future__ import annotations

from alembic import op

revision = "0180"
down_revision = "0170"
branch_labels = None
depends_on = None

UP = """
-- As session_of (0020), for many tokens at once.
CREATE FUNCTION sessions_of(hashes bytea[], at timestamptz)
    RETURNS TABLE (token_hash bytea, session_id uuid, expires_at timestamptz, id uuid, name text, rank text, pay_number text, pod text,
                   unit_id uuid, duty_id uuid, roles text[])
    LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_hashjoin = off AS $$
#variable_conflict use_column
BEGIN
    PERFORM set_config('app.actor', 'system', true), set_config('app.scope', 'system', true);
    RETURN QUERY
    SELECT s.token_hash, s.id, s.expires_at, o.id, o.name, o.rank, o.pay_number, o.pod, d.unit_id, d.id,
           ARRAY(SELECT r.role FROM officer_roles r WHERE r.officer_id = o.id)
    FROM unnest(hashes) AS asked (hash) JOIN sessions s ON s.token_hash = asked.hash
    JOIN officers o ON o.id = s.officer_id AND o.is_active
    LEFT JOIN crew c ON c.officer_id = o.id AND c.left_at IS NULL
    LEFT JOIN duties d ON d.id = c.duty_id AND d.ended_at IS NULL
    WHERE s.revoked_at IS NULL AND s.expires_at > at;
END $$;
REVOKE EXECUTE ON FUNCTION sessions_of(bytea[], timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION sessions_of(bytea[], timestamptz) TO bluelamp_app;
"""

DOWN = "DROP FUNCTION sessions_of(bytea[], timestamptz);"


def upgrade() -> None:
    op.execute(UP)


def downgrade() -> None:
    op.execute(DOWN)

"""A word of a device that comes from the future proves nothing: the server's clock was put back since it was noted."""

from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

# Before, a device that fell silent right after the step was reachable for as long as the clock was put back.
UP = """
CREATE OR REPLACE FUNCTION unit_reach(at timestamptz)
RETURNS TABLE (unit_id uuid, pod text, state text, heard_at timestamptz, proven_at timestamptz, voice_at timestamptz, is_offered boolean)
LANGUAGE sql STABLE AS $$
    SELECT judged.id, judged.pod, judged.state, judged.heard_at, judged.proven_at, judged.voice_at,
        judged.state IN ('reachable', 'asleep') OR judged.voice_at IS NOT NULL
            OR COALESCE(judged.heard_at BETWEEN at - interval '60 s' AND at + interval '5 s', false)
    FROM (
        SELECT u.id, u.pod, t.heard_at, t.proven_at,
            CASE
                WHEN t.heard_at IS NULL THEN 'no_device'
                WHEN t.is_live THEN 'reachable'
                -- A page that was put away says so before it falls silent; one that did not say so was cut off.
                WHEN t.was_visible THEN 'contact_lost'
                WHEN t.proven_at >= at - interval '4 hours' THEN 'asleep'
                ELSE 'push_dead'
            END AS state,
            CASE WHEN u.voice_confirmed_at > GREATEST(at - interval '30 minutes', COALESCE(t.heard_at, '-infinity'))
                THEN u.voice_confirmed_at END AS voice_at
        FROM units u CROSS JOIN LATERAL (
            SELECT max(d.heard_at) AS heard_at,
                bool_or(d.is_visible AND d.heard_at BETWEEN at - interval '15 s' AND at + interval '5 s') AS is_live,
                (array_agg(d.is_visible ORDER BY d.heard_at DESC))[1] AS was_visible, max(d.push_proven_at) AS proven_at
            FROM devices d WHERE d.duty_id = u.duty_id) t
        WHERE u.duty_id IS NOT NULL
    ) judged
$$;
"""

DOWN = """
CREATE OR REPLACE FUNCTION unit_reach(at timestamptz)
RETURNS TABLE (unit_id uuid, pod text, state text, heard_at timestamptz, proven_at timestamptz, voice_at timestamptz, is_offered boolean)
LANGUAGE sql STABLE AS $$
    SELECT judged.id, judged.pod, judged.state, judged.heard_at, judged.proven_at, judged.voice_at,
        judged.state IN ('reachable', 'asleep') OR judged.voice_at IS NOT NULL
            OR COALESCE(judged.heard_at >= at - interval '60 s', false)
    FROM (
        SELECT u.id, u.pod, t.heard_at, t.proven_at,
            CASE
                WHEN t.heard_at IS NULL THEN 'no_device'
                WHEN t.is_live THEN 'reachable'
                -- A page that was put away says so before it falls silent; one that did not say so was cut off.
                WHEN t.was_visible THEN 'contact_lost'
                WHEN t.proven_at >= at - interval '4 hours' THEN 'asleep'
                ELSE 'push_dead'
            END AS state,
            CASE WHEN u.voice_confirmed_at > GREATEST(at - interval '30 minutes', COALESCE(t.heard_at, '-infinity'))
                THEN u.voice_confirmed_at END AS voice_at
        FROM units u CROSS JOIN LATERAL (
            SELECT max(d.heard_at) AS heard_at,
                bool_or(d.is_visible AND d.heard_at >= at - interval '15 s') AS is_live,
                (array_agg(d.is_visible ORDER BY d.heard_at DESC))[1] AS was_visible, max(d.push_proven_at) AS proven_at
            FROM devices d WHERE d.duty_id = u.duty_id) t
        WHERE u.duty_id IS NOT NULL
    ) judged
$$;
"""


def upgrade() -> None:
    op.execute(UP)


def downgrade() -> None:
    op.execute(DOWN)

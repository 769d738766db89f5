"""A member of a crew who was not heard of for five minutes is shown apart no longer."""

from alembic import op

revision = "0232"
down_revision = "0231"
branch_labels = None
depends_on = None

# As in 0081 but for the time.
_APART = """
CREATE OR REPLACE VIEW apart_rows WITH (security_invoker = true) AS
SELECT unit_id, jsonb_agg(jsonb_build_object('officer', COALESCE(o.rank || ' ' || o.name, ''), 'lon', lon, 'lat', lat,
    'fixed_at', iso(fixed_at), 'accuracy_m', accuracy_m, 'source', source, 'distance_m', round(distance_m)) ORDER BY o.name) AS members
FROM (
    SELECT DISTINCT ON (m.unit_id, m.officer_id) m.*,
        ST_DistanceSphere(ST_MakePoint(m.lon, m.lat), ST_MakePoint(p.lon, p.lat)) AS distance_m,
        50 + m.accuracy_m + p.accuracy_m
            + GREATEST(COALESCE(p.speed_mps, 0), 1.5) * LEAST(60, abs(extract(epoch FROM m.fixed_at - p.fixed_at))) AS explained_m
    FROM member_positions m JOIN positions p ON p.unit_id = m.unit_id JOIN units u ON u.id = m.unit_id
    WHERE m.duty_id = u.duty_id AND m.device <> p.device AND m.fixed_at > now() - interval '{minutes} minutes'
    ORDER BY m.unit_id, m.officer_id, m.fixed_at DESC
) m LEFT JOIN officers o ON o.id::text = m.officer_id
WHERE distance_m > explained_m
GROUP BY unit_id;
"""


def upgrade() -> None:
    op.execute(_APART.format(minutes=5))


def downgrade() -> None:
    op.execute(_APART.format(minutes=15))

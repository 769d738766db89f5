"""A card names who sits on the other callsigns of the job, so that a crew without signal knows whom to ask for."""

from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

CARD = """
CREATE OR REPLACE VIEW card_rows WITH (security_invoker = true) AS
SELECT t.id, t.duty_id, r.ended_at, r.incident_id,
    (r.body - ARRAY['devices', 'sent_at', 'delivered_at', 'shown_at',
        'alarm', 'alarmed_at', 'alarm_acknowledged_by', 'alarm_acknowledged_at']) || jsonb_build_object(
    'revision', t.revision, 'incident', i.body, 'risk', t.risk,
    'others', COALESCE((SELECT jsonb_agg(ou.callsign ORDER BY ou.callsign) FROM taskings o JOIN units ou ON ou.id = o.unit_id
                        WHERE o.incident_id = t.incident_id AND o.id <> t.id AND o.ended_at IS NULL), '[]')%s) AS body
FROM taskings t JOIN tasking_rows r ON r.id = t.id JOIN incident_rows i ON i.id = t.incident_id;
"""

CREWS = """,
    'crews', COALESCE((SELECT jsonb_agg(jsonb_build_object('callsign', ou.callsign, 'crew', COALESCE(
                           (SELECT jsonb_agg(p.rank || ' ' || p.name ORDER BY p.name) FROM crew c JOIN officers p ON p.id = c.officer_id
                            WHERE c.duty_id = o.duty_id AND c.left_at IS NULL), '[]')) ORDER BY ou.callsign)
                       FROM taskings o JOIN units ou ON ou.id = o.unit_id
                       WHERE o.incident_id = t.incident_id AND o.id <> t.id AND o.ended_at IS NULL), '[]')"""


def upgrade() -> None:
    op.execute(CARD % CREWS)


def downgrade() -> None:
    op.execute(CARD % "")

"""Covert units: on the boards of those who may see them and nowhere else (decision 23)."""

from alembic import op

revision = "0140"
down_revision = "0130"
branch_labels = None
depends_on = None

_UNITS = """
CREATE OR REPLACE VIEW unit_rows WITH (security_invoker = true) AS
SELECT u.id, u.pod, jsonb_build_object(
    'id', u.id, 'revision', u.revision, 'callsign', u.callsign, 'pod', u.pod, 'kind', u.kind, 'duty_id', u.duty_id,
    'crew', COALESCE((SELECT jsonb_agg(jsonb_build_object('officer_id', o.id, 'name', o.name, 'rank', o.rank,
        'shoulder_number', o.shoulder_number) ORDER BY c.joined_at, o.pay_number)
                      FROM crew c JOIN officers o ON o.id = c.officer_id WHERE c.duty_id = u.duty_id AND c.left_at IS NULL), '[]'),
    'skills', COALESCE(to_jsonb(d.skills), '[]'), 'vehicle', d.vehicle,
    'status', u.status, 'status_at', iso(u.status_at), 'status_received_at', iso(u.status_received_at), 'status_source', u.status_source,
    'odd', u.is_odd, 'incident_id', u.incident_id, 'emergency_id', u.emergency_id{covert}) AS body
FROM units u LEFT JOIN duties d ON d.id = u.duty_id;
"""
_CARDS = """
CREATE OR REPLACE VIEW card_rows WITH (security_invoker = true) AS
SELECT t.id, t.duty_id, r.ended_at, r.incident_id, r.body || jsonb_build_object(
    'incident', i.body, 'risk', t.risk,
    'others', COALESCE((SELECT jsonb_agg(ou.callsign ORDER BY ou.callsign) FROM taskings o JOIN units ou ON ou.id = o.unit_id
                        WHERE o.incident_id = t.incident_id AND o.id <> t.id AND o.ended_at IS NULL{covert}), '[]'),
    -- Who sits on the other callsigns, so that a crew without signal knows whom to ask for.
    'crews', COALESCE((SELECT jsonb_agg(jsonb_build_object('callsign', ou.callsign, 'crew', COALESCE(
                           (SELECT jsonb_agg(p.rank || ' ' || p.name ORDER BY p.name) FROM crew c JOIN officers p ON p.id = c.officer_id
                            WHERE c.duty_id = o.duty_id AND c.left_at IS NULL), '[]')) ORDER BY ou.callsign)
                       FROM taskings o JOIN units ou ON ou.id = o.unit_id
                       WHERE o.incident_id = t.incident_id AND o.id <> t.id AND o.ended_at IS NULL{covert}), '[]')) AS body
FROM taskings t JOIN crew_tasking_rows r ON r.id = t.id JOIN incident_rows i ON i.id = t.incident_id;
"""

UP = f"""
{_UNITS.format(covert=", 'covert', u.is_covert")}
{_CARDS.format(covert=" AND NOT ou.is_covert")}
-- The second fence: what the boards are told of covert units is read by nobody else, whatever a door forgets to ask.
DROP POLICY own_feed ON messages;
CREATE POLICY own_feed ON messages FOR SELECT USING ((SELECT scope()) IN ('system', 'audit')
    OR ((SELECT scope()) = 'control'
        AND (recipient NOT LIKE 'covert:%' OR (SELECT current_setting('app.sees_covert', true)) = 'yes'))
    OR recipient = current_setting('app.feed', true));
"""
DOWN = f"""
DROP POLICY own_feed ON messages;
CREATE POLICY own_feed ON messages FOR SELECT USING ((SELECT scope()) IN ('system', 'control', 'audit')
    OR recipient = current_setting('app.feed', true));
{_CARDS.format(covert="")}
{_UNITS.format(covert="")}
"""


def upgrade() -> None:
    op.execute(UP)


def downgrade() -> None:
    op.execute(DOWN)

"""What was delivered and shown is told of the brief that holds: an older one on the device says nothing of what changed."""

from __future__ import annotations

from alembic import op

revision = "0410"
down_revision = "0404"
branch_labels = None
depends_on = None

_ROWS = """
CREATE OR REPLACE VIEW tasking_rows WITH (security_invoker = true) AS
SELECT r.id, r.incident_id, r.unit_id, r.duty_id, r.ended_at, r.body || jsonb_build_object(
    'revision', t.revision + t.machine_revision, {told}
    'unread_since', iso((SELECT min(e.began_at) FROM escalations e WHERE e.tasking_id = t.id
        AND CASE WHEN t.read_brief_revision IS NULL THEN e.plan = 'changed' ELSE e.brief_revision > t.read_brief_revision END)),
    'alarm', t.alarm, 'alarmed_at', iso(t.alarmed_at), 'alarm_acknowledged_by', t.alarm_acknowledged_by,
    'alarm_acknowledged_at', iso(t.alarm_acknowledged_at),
    'devices', tasking_devices(t.id, (r.body ->> 'brief_revision')::integer)) AS body
FROM crew_tasking_rows r JOIN taskings t ON t.id = r.id{of_brief};
"""

# The first of any brief, as `climb` keeps it. It is what is left to tell of a tasking that is over, whose incident goes on changing;
# and of an incident that never changed it is the same, so most rows ask no receipts for it.
_OF_ANY = """'sent_at', iso(t.sent_at),
    'delivered_at', iso(t.delivered_at), 'shown_at', iso(t.shown_at),"""
_OF_THIS = """'sent_at', iso(CASE WHEN b.is_asked THEN b.sent_at ELSE t.sent_at END),
    'delivered_at', iso(CASE WHEN b.is_asked THEN b.delivered_at ELSE t.delivered_at END),
    'shown_at', iso(CASE WHEN b.is_asked THEN b.shown_at ELSE t.shown_at END),
    'has_older_brief', b.is_asked AND t.delivered_at IS NOT NULL AND b.delivered_at IS NULL,"""
_LATERAL = """
CROSS JOIN LATERAL (
    SELECT q.is_asked, min(p.occurred_at) FILTER (WHERE p.rung = 'sent') AS sent_at,
        min(p.occurred_at) FILTER (WHERE p.rung = 'delivered') AS delivered_at,
        min(p.occurred_at) FILTER (WHERE p.rung = 'shown') AS shown_at
    FROM (SELECT t.ended_at IS NULL AND (r.body ->> 'brief_revision')::integer > 1 AS is_asked) q
    LEFT JOIN receipts p ON q.is_asked AND p.tasking_id = t.id AND p.brief_revision >= (r.body ->> 'brief_revision')::integer
    GROUP BY q.is_asked
) b"""


def upgrade() -> None:
    op.execute(_ROWS.format(told=_OF_THIS, of_brief=_LATERAL))


def downgrade() -> None:
    op.execute(_ROWS.format(told=_OF_ANY, of_brief=""))

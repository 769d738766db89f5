"""The boards are told since when a crew has not read what changed."""

from __future__ import annotations

from alembic import op

revision = "0370"
down_revision = "0362"
branch_labels = None
depends_on = None

_ROWS = """
CREATE OR REPLACE VIEW tasking_rows WITH (security_invoker = true) AS
SELECT r.id, r.incident_id, r.unit_id, r.duty_id, r.ended_at, r.body || jsonb_build_object(
    'revision', t.revision + t.machine_revision, 'sent_at', iso(t.sent_at),
    'delivered_at', iso(t.delivered_at), 'shown_at', iso(t.shown_at),{unread}
    'alarm', t.alarm, 'alarmed_at', iso(t.alarmed_at), 'alarm_acknowledged_by', t.alarm_acknowledged_by,
    'alarm_acknowledged_at', iso(t.alarm_acknowledged_at),
    'devices', tasking_devices(t.id, (r.body ->> 'brief_revision')::integer)) AS body
FROM crew_tasking_rows r JOIN taskings t ON t.id = r.id;
"""

# The first change that was not read, not the last: each later one is waited for anew, and the crew knows no more for it. Who has read
# nothing at all has not read the brief they were sent with; of changes they are asked once they have accepted it.
_UNREAD = """
    'unread_since', iso((SELECT min(e.began_at) FROM escalations e WHERE e.tasking_id = t.id
        AND CASE WHEN t.read_brief_revision IS NULL THEN e.plan = 'changed' ELSE e.brief_revision > t.read_brief_revision END)),"""


def upgrade() -> None:
    op.execute(_ROWS.format(unread=_UNREAD))


def downgrade() -> None:
    op.execute(_ROWS.format(unread=""))

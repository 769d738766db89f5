"""A waiting goes on with another brief: since when it lasts is one thing, when that brief was written another."""

from __future__ import annotations

from alembic import op

revision = "0440"
down_revision = "0430"
branch_labels = None
depends_on = None

# The tables are closed to their owner as well: to nobody no row would be shown, and none changed.
_AS_SYSTEM = "SELECT set_config('app.actor', 'system', true), set_config('app.scope', 'system', true)"
# As in 0413.
_ROWS = """
CREATE OR REPLACE VIEW tasking_rows WITH (security_invoker = true) AS
SELECT r.id, r.incident_id, r.unit_id, r.duty_id, r.ended_at, r.body || jsonb_build_object(
    'revision', t.revision + t.machine_revision,
    'sent_at', iso(CASE WHEN b.is_asked THEN b.sent_at ELSE t.sent_at END),
    'delivered_at', iso(CASE WHEN b.is_asked THEN b.delivered_at ELSE t.delivered_at END),
    'shown_at', iso(CASE WHEN b.is_asked THEN b.shown_at ELSE t.shown_at END),
    'has_older_brief', b.is_asked AND t.delivered_at IS NOT NULL AND b.delivered_at IS NULL,
    'told_brief_revision', t.told_brief_revision, 'told_at', iso(t.told_at), 'told_by', t.told_by,
    'unread_since', iso((SELECT min(e.{written_at}) FROM escalations e WHERE e.tasking_id = t.id
        AND CASE WHEN t.read_brief_revision IS NULL THEN e.plan = 'changed' ELSE e.brief_revision > t.read_brief_revision END)),
    'alarm', t.alarm, 'alarmed_at', iso(t.alarmed_at), 'alarm_acknowledged_by', t.alarm_acknowledged_by,
    'alarm_acknowledged_at', iso(t.alarm_acknowledged_at),
    'devices', tasking_devices(t.id, (r.body ->> 'brief_revision')::integer)) AS body
FROM crew_tasking_rows r JOIN taskings t ON t.id = r.id
CROSS JOIN LATERAL (
    SELECT q.is_asked, min(p.occurred_at) FILTER (WHERE p.rung = 'sent') AS sent_at,
        min(p.occurred_at) FILTER (WHERE p.rung = 'delivered') AS delivered_at,
        min(p.occurred_at) FILTER (WHERE p.rung = 'shown') AS shown_at
    FROM (SELECT t.ended_at IS NULL AND (r.body ->> 'brief_revision')::integer > 1 AS is_asked) q
    LEFT JOIN receipts p ON q.is_asked AND p.tasking_id = t.id AND p.brief_revision >= (r.body ->> 'brief_revision')::integer
    GROUP BY q.is_asked
) b;
"""


def upgrade() -> None:
    op.execute(
        "ALTER TABLE escalations ADD COLUMN made_at timestamptz, ADD COLUMN calls_anew boolean NOT NULL DEFAULT false"
    )
    op.execute(_AS_SYSTEM)
    # Until now each brief was waited for since it was written.
    op.execute("UPDATE escalations SET made_at = began_at")
    op.execute("ALTER TABLE escalations ALTER COLUMN made_at SET NOT NULL")
    op.execute(_ROWS.format(written_at="made_at"))


def downgrade() -> None:
    op.execute(_ROWS.format(written_at="began_at"))
    op.execute("ALTER TABLE escalations DROP COLUMN made_at, DROP COLUMN calls_anew")

"""A wake-up for a notice knows which one: that a push service took it and a device showed it are rungs of its ladder."""

from __future__ import annotations

from alembic import op

revision = "0345"
down_revision = "0340"
branch_labels = None
depends_on = None

# As in 0023; `about` is the tasking, or what the crew was told where `why` is `message`.
_WAKE = """
CREATE FUNCTION wake_devices(duty uuid, why text, {about} uuid, brief integer, at timestamptz, until timestamptz, only_asleep boolean)
    RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    scope_of_caller text := COALESCE(current_setting('app.scope', true), '');
    woken integer;
BEGIN
    PERFORM set_config('app.scope', 'system', true);
    INSERT INTO pushes (id, subscription_id, reason, {columns}, brief_revision, created_at, due_at, expires_at)
    SELECT gen_random_uuid(), s.id, why, {values}, brief, at, at, until
    FROM devices d JOIN push_subscriptions s ON s.device_id = d.id AND s.retired_at IS NULL
    -- A device that changed hands, and one whose officer signed out, is nobody's of this crew any more.
    JOIN crew c ON c.duty_id = d.duty_id AND c.officer_id = d.officer_id AND c.left_at IS NULL
    LEFT JOIN sessions x ON x.id = s.session_id
    WHERE d.duty_id = duty AND NOT (only_asleep AND d.is_visible AND d.heard_at BETWEEN at - interval '15 s' AND at + interval '5 s')
        AND (s.session_id IS NULL OR (x.revoked_at IS NULL AND x.expires_at > at));
    GET DIAGNOSTICS woken = ROW_COUNT;
    IF woken > 0 THEN
        NOTIFY pushes;
    END IF;
    PERFORM set_config('app.scope', scope_of_caller, true);
    RETURN woken;
END $$;
REVOKE EXECUTE ON FUNCTION wake_devices(uuid, text, uuid, integer, timestamptz, timestamptz, boolean) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION wake_devices(uuid, text, uuid, integer, timestamptz, timestamptz, boolean) TO bluelamp_app;
"""
_DROP = "DROP FUNCTION wake_devices(uuid, text, uuid, integer, timestamptz, timestamptz, boolean);"
_BOTH = "CASE WHEN why <> 'message' THEN about END, CASE WHEN why = 'message' THEN about END"

UP = f"""
ALTER TABLE pushes ADD COLUMN telling_id uuid REFERENCES notice_tellings ON DELETE CASCADE;
CREATE INDEX pushes_by_telling ON pushes (telling_id) WHERE telling_id IS NOT NULL;
ALTER TABLE pushes DROP CONSTRAINT pushes_reason_check,
    ADD CONSTRAINT pushes_reason_check CHECK (reason IN ('tasking', 'changed', 'message', 'test', 'renew'));
ALTER TABLE notice_receipts DROP CONSTRAINT notice_receipts_rung_check, DROP CONSTRAINT notice_receipts_channel_check,
    ADD CONSTRAINT notice_receipts_rung_check CHECK (rung IN ('sent', 'notified', 'delivered', 'shown', 'read')),
    ADD CONSTRAINT notice_receipts_channel_check CHECK (channel IN ('socket', 'feed', 'push', 'handset'));
{_DROP}
{_WAKE.format(about="about", columns="tasking_id, telling_id", values=_BOTH)}
"""

DOWN = f"""
{_DROP}
{_WAKE.format(about="tasking", columns="tasking_id", values="tasking")}
DELETE FROM notice_receipts WHERE rung = 'notified' OR channel = 'push';
ALTER TABLE notice_receipts DROP CONSTRAINT notice_receipts_rung_check, DROP CONSTRAINT notice_receipts_channel_check,
    ADD CONSTRAINT notice_receipts_rung_check CHECK (rung IN ('sent', 'delivered', 'shown', 'read')),
    ADD CONSTRAINT notice_receipts_channel_check CHECK (channel IN ('socket', 'feed', 'handset'));
DELETE FROM pushes WHERE reason = 'message';
ALTER TABLE pushes DROP CONSTRAINT pushes_reason_check,
    ADD CONSTRAINT pushes_reason_check CHECK (reason IN ('tasking', 'changed', 'test', 'renew'));
ALTER TABLE pushes DROP COLUMN telling_id;
"""


def upgrade() -> None:
    op.execute(UP)


def downgrade() -> None:
    op.execute(DOWN)

"""Devices with their last word, the push subscriptions they proved, and the wake-ups that wait to leave."""

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

UP = """
CREATE TABLE devices (
    id uuid PRIMARY KEY,
    officer_id uuid NOT NULL REFERENCES officers,
    duty_id uuid REFERENCES duties,
    kind text NOT NULL DEFAULT 'handset' CHECK (kind IN ('handset', 'terminal')),
    is_visible boolean NOT NULL DEFAULT true,
    first_heard_at timestamptz NOT NULL,
    heard_at timestamptz NOT NULL,
    push_proven_at timestamptz
) WITH (fillfactor = 50);
CREATE INDEX devices_by_duty ON devices (duty_id);

CREATE TABLE push_subscriptions (
    id uuid PRIMARY KEY,
    device_id uuid NOT NULL REFERENCES devices,
    -- Whose sign-in made it: when that is over, nobody is woken by it any more.
    session_id uuid REFERENCES sessions,
    endpoint text NOT NULL,
    service text NOT NULL,
    p256dh bytea NOT NULL,
    auth bytea NOT NULL,
    vapid_key text NOT NULL,
    created_at timestamptz NOT NULL,
    renewed_at timestamptz NOT NULL,
    proven_at timestamptz,
    failed_at timestamptz,
    failure text,
    retired_at timestamptz,
    retired_reason text
);
CREATE UNIQUE INDEX one_live_subscription_of_a_device ON push_subscriptions (device_id) WHERE retired_at IS NULL;
-- Whoever only names an endpoint of somebody else takes nothing from them: it moves to whoever proves it.
CREATE UNIQUE INDEX one_proven_subscription_of_an_endpoint ON push_subscriptions (endpoint)
    WHERE retired_at IS NULL AND proven_at IS NOT NULL;

-- What may be known of a subscription without its key: when it was last proven, and nothing once it failed or was retired.
CREATE FUNCTION tell_device_of_push() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE devices SET push_proven_at = (SELECT s.proven_at FROM push_subscriptions s WHERE s.device_id = NEW.device_id
        AND s.retired_at IS NULL AND (s.failed_at IS NULL OR s.failed_at < s.proven_at)) WHERE id = NEW.device_id;
    RETURN NULL;
END $$;
CREATE TRIGGER tell_device_of_push AFTER INSERT OR UPDATE ON push_subscriptions
    FOR EACH ROW EXECUTE FUNCTION tell_device_of_push();

-- A wake-up for one subscription: it carries a reference that only its own receipt address understands.
CREATE TABLE pushes (
    id uuid PRIMARY KEY,
    subscription_id uuid NOT NULL REFERENCES push_subscriptions,
    reason text NOT NULL CHECK (reason IN ('tasking', 'changed', 'test', 'renew')),
    tasking_id uuid REFERENCES taskings,
    brief_revision integer,
    created_at timestamptz NOT NULL,
    due_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    attempts integer NOT NULL DEFAULT 0,
    settled_at timestamptz,
    outcome text,
    shown_at timestamptz,
    pressed_at timestamptz
);
CREATE INDEX pushes_due ON pushes (due_at) WHERE settled_at IS NULL;
CREATE INDEX pushes_by_tasking ON pushes (tasking_id);

-- Devices that hold more than the database does: the sign of a database that was restored.
CREATE TABLE devices_ahead (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    device_id uuid NOT NULL,
    recipient text NOT NULL,
    epoch uuid NOT NULL,
    held bigint NOT NULL,
    last_seq bigint NOT NULL,
    label text NOT NULL,
    noticed_at timestamptz NOT NULL,
    settled_at timestamptz,
    settled_by text,
    UNIQUE (device_id, recipient, epoch)
);

-- How far each device had stored its feed, and since when: what an officer's screen held at any minute follows from it.
CREATE TABLE deliveries (
    recipient text NOT NULL,
    device_id uuid NOT NULL,
    through bigint NOT NULL,
    at timestamptz NOT NULL,
    channel text NOT NULL,
    PRIMARY KEY (recipient, device_id, through)
);

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['devices', 'push_subscriptions', 'pushes', 'devices_ahead', 'deliveries'] LOOP
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO bluelamp_app', name);
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
        IF name IN ('push_subscriptions', 'pushes') THEN
            -- An endpoint is a key to somebody's lock screen: only the system itself reads it.
            EXECUTE format('CREATE POLICY system_only ON %I USING ((SELECT scope()) = ''system'')'
                ' WITH CHECK ((SELECT scope()) = ''system'')', name);
        ELSE
            EXECUTE format('CREATE POLICY somebody_acts ON %I USING ((SELECT acting())) WITH CHECK ((SELECT acting()))', name);
        END IF;
    END LOOP;
END $$;
REVOKE UPDATE, DELETE ON deliveries FROM bluelamp_app;
"""

DOWN = """
DROP TABLE deliveries, devices_ahead, pushes, push_subscriptions, devices;
DROP FUNCTION tell_device_of_push();
"""


def upgrade() -> None:
    op.execute(UP)


def downgrade() -> None:
    op.execute(DOWN)

"""Bodies of messages by name, and the first step of an escalation in the tasking's own transaction (decision 10)."""

from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

UP = """
-- How a row is read for the wire, by the name of the reading. In one function, so that the statement of the outbox is always the
-- same and is planned once; written out with its rows it was planned anew for each number of them, for 2 to 9 ms. STABLE: it
-- reads what the statement sees that calls it.
CREATE FUNCTION message_body(reading text, row_id uuid) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
    CASE reading
        WHEN 'unit.changed' THEN RETURN (SELECT body FROM unit_rows WHERE id = row_id);
        WHEN 'incident.changed' THEN RETURN (SELECT body FROM incident_rows WHERE id = row_id);
        WHEN 'log.added' THEN RETURN (SELECT body FROM log_rows WHERE id = row_id);
        WHEN 'tasking.changed' THEN RETURN (SELECT body FROM tasking_rows WHERE id = row_id);
        WHEN 'card' THEN RETURN (SELECT body FROM card_rows WHERE id = row_id);
        WHEN 'card with log' THEN
            RETURN (SELECT body || jsonb_build_object('log', card_log(incident_id)) FROM card_rows WHERE id = row_id);
        WHEN 'emergency.changed' THEN RETURN (SELECT body FROM emergency_rows WHERE id = row_id);
        WHEN 'device.ahead' THEN RETURN (SELECT body FROM ahead_rows WHERE id = row_id);
    END CASE;
END $$;

-- A push for each live subscription of a duty's devices, and how many those are. `only_asleep` leaves out the devices on which
-- somebody would see a frame now: heard within 15 s and not in the future (as in unit_reach), and their page in sight.
-- Subscriptions are the system's, so this acts as the system for as long as it asks.
CREATE FUNCTION wake_devices(duty uuid, why text, tasking uuid, brief integer, at timestamptz, until timestamptz, only_asleep boolean)
    RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    scope_of_caller text := COALESCE(current_setting('app.scope', true), '');
    woken integer;
BEGIN
    PERFORM set_config('app.scope', 'system', true);
    INSERT INTO pushes (id, subscription_id, reason, tasking_id, brief_revision, created_at, due_at, expires_at)
    SELECT gen_random_uuid(), s.id, why, tasking, brief, at, at, until
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

REVOKE EXECUTE ON FUNCTION message_body(text, uuid),
    wake_devices(uuid, text, uuid, integer, timestamptz, timestamptz, boolean) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION message_body(text, uuid),
    wake_devices(uuid, text, uuid, integer, timestamptz, timestamptz, boolean) TO bluelamp_app;
"""

DOWN = """
DROP FUNCTION wake_devices(uuid, text, uuid, integer, timestamptz, timestamptz, boolean);
DROP FUNCTION message_body(text, uuid);
"""


def upgrade() -> None:
    op.execute(UP)


def downgrade() -> None:
    op.execute(DOWN)

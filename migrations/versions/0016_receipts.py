"""The ladder of a tasking for each device, what is done when nobody answers, and a unit that was reached by voice."""

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

UP = """
ALTER TABLE taskings
    -- What machines report moves a row on for the boards, and not for the crew, which is not told of it.
    ADD COLUMN machine_revision bigint NOT NULL DEFAULT 0,
    ADD COLUMN shown_at timestamptz,
    ADD COLUMN alarm text CHECK (alarm IN ('amber', 'voice', 'supervisor')),
    ADD COLUMN alarmed_at timestamptz,
    ADD COLUMN alarm_acknowledged_by text,
    ADD COLUMN alarm_acknowledged_at timestamptz;
CREATE INDEX taskings_with_alarm ON taskings (alarmed_at) WHERE alarm IS NOT NULL;

ALTER TABLE units
    ADD COLUMN voice_confirmed_at timestamptz,
    ADD COLUMN voice_confirmed_by text;

-- One rung that one device has reached with one state of the brief, by one channel.
CREATE TABLE receipts (
    tasking_id uuid NOT NULL REFERENCES taskings,
    brief_revision integer NOT NULL,
    device_id uuid NOT NULL,
    rung text NOT NULL CHECK (rung IN ('sent', 'notified', 'delivered', 'shown', 'read', 'answered')),
    channel text NOT NULL CHECK (channel IN ('socket', 'feed', 'push', 'handset')),
    occurred_at timestamptz NOT NULL,
    received_at timestamptz NOT NULL,
    PRIMARY KEY (tasking_id, brief_revision, device_id, rung, channel)
);

-- What will be done next, and when, unless a person answers first: one row for each state of the brief that a crew was told.
CREATE TABLE escalations (
    tasking_id uuid NOT NULL REFERENCES taskings,
    brief_revision integer NOT NULL,
    plan text NOT NULL CHECK (plan IN ('new', 'changed')),
    grade text NOT NULL,
    steps_done integer NOT NULL DEFAULT 0,
    began_at timestamptz NOT NULL,
    due_at timestamptz NOT NULL,
    ended_at timestamptz,
    outcome text,
    PRIMARY KEY (tasking_id, brief_revision)
);
CREATE INDEX escalations_due ON escalations (due_at) WHERE ended_at IS NULL;

-- A step of the server's clock that the waiting rows were moved by, so that it is done once however many workers see it.
CREATE TABLE clock_steps (
    noticed_at timestamptz PRIMARY KEY,
    seconds double precision NOT NULL
);

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['receipts', 'escalations', 'clock_steps'] LOOP
        EXECUTE format('GRANT SELECT, INSERT, UPDATE ON %I TO bluelamp_app', name);
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY somebody_acts ON %I USING ((SELECT acting())) WITH CHECK ((SELECT acting()))', name);
    END LOOP;
END $$;
REVOKE UPDATE ON receipts FROM bluelamp_app;
"""

DOWN = """
DROP TABLE clock_steps, escalations, receipts;
ALTER TABLE units DROP COLUMN voice_confirmed_at, DROP COLUMN voice_confirmed_by;
ALTER TABLE taskings DROP COLUMN machine_revision, DROP COLUMN shown_at, DROP COLUMN alarm, DROP COLUMN alarmed_at,
    DROP COLUMN alarm_acknowledged_by,
    DROP COLUMN alarm_acknowledged_at;
"""


def upgrade() -> None:
    op.execute(UP)


def downgrade() -> None:
    op.execute(DOWN)

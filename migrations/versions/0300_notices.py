"""Notices: words that crews must read and that are no tasking, with a ladder and an alarm of their own."""

from alembic import op

revision = "0300"
down_revision = "0290"
branch_labels = None
depends_on = None

UP = """
CREATE TABLE notices (
    id uuid PRIMARY KEY,
    text text NOT NULL,
    is_urgent boolean NOT NULL,
    addressed text NOT NULL,
    incident_id uuid REFERENCES incidents ON DELETE CASCADE,
    sent_by text NOT NULL,
    -- Of whoever sent it: their board follows it, wherever the crews are.
    pod text NOT NULL,
    sent_at timestamptz NOT NULL,
    -- The crews on the incident are meant, also those that are sent to it later.
    to_incident boolean NOT NULL DEFAULT false,
    withdrawn_at timestamptz
);
CREATE INDEX notices_by_incident ON notices (incident_id) WHERE incident_id IS NOT NULL;
CREATE INDEX notices_by_time ON notices (sent_at);

CREATE TABLE notice_tellings (
    id uuid PRIMARY KEY,
    revision bigint NOT NULL DEFAULT 0,
    notice_id uuid NOT NULL REFERENCES notices ON DELETE CASCADE,
    duty_id uuid NOT NULL REFERENCES duties ON DELETE CASCADE,
    unit_id uuid NOT NULL REFERENCES units,
    told_at timestamptz NOT NULL,
    steps_done integer NOT NULL DEFAULT 0,
    due_at timestamptz,
    read_at timestamptz,
    read_by text,
    ended_at timestamptz,
    end_reason text,
    alarm text CHECK (alarm IN ('amber', 'voice')),
    alarmed_at timestamptz,
    alarm_acknowledged_by text,
    alarm_acknowledged_at timestamptz,
    UNIQUE (notice_id, duty_id)
);
CREATE INDEX notice_tellings_by_duty ON notice_tellings (duty_id);
CREATE INDEX notice_tellings_by_unit ON notice_tellings (unit_id);
CREATE INDEX notice_tellings_due ON notice_tellings (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX notice_tellings_by_time ON notice_tellings (told_at);
CREATE INDEX notice_tellings_unread ON notice_tellings (id) WHERE read_at IS NULL AND ended_at IS NULL;

CREATE TABLE notice_receipts (
    telling_id uuid NOT NULL REFERENCES notice_tellings ON DELETE CASCADE,
    device_id uuid NOT NULL,
    rung text NOT NULL CHECK (rung IN ('sent', 'delivered', 'shown', 'read')),
    channel text NOT NULL CHECK (channel IN ('socket', 'feed', 'handset')),
    occurred_at timestamptz NOT NULL,
    received_at timestamptz NOT NULL,
    PRIMARY KEY (telling_id, device_id, rung, channel)
);

ALTER TABLE notices ENABLE ROW LEVEL SECURITY;
ALTER TABLE notices FORCE ROW LEVEL SECURITY;
ALTER TABLE notice_tellings ENABLE ROW LEVEL SECURITY;
ALTER TABLE notice_tellings FORCE ROW LEVEL SECURITY;
ALTER TABLE notice_receipts ENABLE ROW LEVEL SECURITY;
ALTER TABLE notice_receipts FORCE ROW LEVEL SECURITY;
-- What was said is not said otherwise later.
GRANT SELECT, INSERT, DELETE ON notices, notice_tellings, notice_receipts TO bluelamp_app;
GRANT UPDATE (withdrawn_at) ON notices TO bluelamp_app;
GRANT UPDATE (revision, steps_done, due_at, read_at, read_by, ended_at, end_reason, alarm, alarmed_at, alarm_acknowledged_by,
    alarm_acknowledged_at) ON notice_tellings TO bluelamp_app;
CREATE POLICY somebody_reads ON notices FOR SELECT USING ((SELECT acting()));
CREATE POLICY control_says ON notices FOR INSERT WITH CHECK ((SELECT scope()) IN ('system', 'control'));
CREATE POLICY control_withdraws ON notices FOR UPDATE USING ((SELECT scope()) IN ('system', 'control'));
CREATE POLICY system_erases ON notices FOR DELETE USING ((SELECT scope()) = 'system');
CREATE POLICY somebody_acts ON notice_tellings USING ((SELECT acting())) WITH CHECK ((SELECT acting()));
CREATE POLICY somebody_acts ON notice_receipts USING ((SELECT acting())) WITH CHECK ((SELECT acting()));

-- What a crew holds: what was said, and who of them has read it.
CREATE VIEW notice_crew_rows WITH (security_invoker = true) AS
SELECT t.id, t.duty_id, t.ended_at, t.told_at, jsonb_build_object(
    'id', t.id, 'revision', t.revision, 'notice_id', n.id, 'text', n.text, 'is_urgent', n.is_urgent, 'addressed', n.addressed,
    'incident_id', n.incident_id, 'cad', cad_reference(i.cad_number, i.cad_date), 'sent_by', n.sent_by, 'told_at', iso(t.told_at),
    'read_at', iso(t.read_at), 'read_by', t.read_by, 'ended_at', iso(t.ended_at), 'end_reason', t.end_reason) AS body
FROM notice_tellings t JOIN notices n ON n.id = t.notice_id LEFT JOIN incidents i ON i.id = n.incident_id;

-- And what the boards hold beside it: how far it has come on each device, and whether somebody must do something.
CREATE VIEW notice_rows WITH (security_invoker = true) AS
SELECT t.id, t.notice_id, t.unit_id, t.ended_at, t.told_at, c.body || jsonb_build_object(
    'unit_id', t.unit_id, 'callsign', u.callsign, 'alarm', t.alarm, 'alarmed_at', iso(t.alarmed_at),
    'alarm_acknowledged_by', t.alarm_acknowledged_by, 'alarm_acknowledged_at', iso(t.alarm_acknowledged_at),
    'devices', (SELECT COALESCE(jsonb_agg(jsonb_build_object('device_id', r.device_id, 'kind', r.kind, 'officer', r.officer,
            'rungs', r.rungs) ORDER BY r.first, r.device_id), '[]') FROM (
        SELECT r.device_id, COALESCE(d.kind, 'handset') AS kind, COALESCE(o.rank || ' ' || o.name, '') AS officer,
            min(r.received_at) AS first, jsonb_object_agg(r.rung || ':' || r.channel, iso(r.received_at)) AS rungs
        FROM notice_receipts r LEFT JOIN devices d ON d.id = r.device_id LEFT JOIN officers o ON o.id = d.officer_id
        WHERE r.telling_id = t.id GROUP BY r.device_id, d.kind, o.rank, o.name) r)) AS body
FROM notice_tellings t JOIN notice_crew_rows c ON c.id = t.id JOIN units u ON u.id = t.unit_id;
GRANT SELECT ON notice_crew_rows, notice_rows TO bluelamp_app;
"""

DOWN = """
DROP VIEW notice_rows, notice_crew_rows;
DROP TABLE notice_receipts, notice_tellings, notices;
"""


def upgrade() -> None:
    op.execute(UP)


def downgrade() -> None:
    op.execute(DOWN)

"""Zones: areas for a while, with what to know of them, and which crew was told of which."""

from alembic import op

revision = "0110"
down_revision = "0101"
branch_labels = None
depends_on = None

UP = """
-- Name and outline stand in `areas`, so that whatever asks about areas knows zones, too.
CREATE TABLE zones (
    id uuid PRIMARY KEY,
    revision bigint NOT NULL DEFAULT 0,
    kind text NOT NULL CHECK (kind IN ('hazard', 'event')),
    code text NOT NULL,
    note text NOT NULL,
    from_at timestamptz NOT NULL,
    until_at timestamptz,
    made_by text NOT NULL,
    made_at timestamptz NOT NULL,
    ended_by text,
    ended_at timestamptz,
    end_reason text,
    UNIQUE (kind, code),
    CHECK (until_at > from_at),
    CHECK ((ended_at IS NULL) = (ended_by IS NULL))
);
CREATE INDEX zones_standing ON zones (until_at) WHERE ended_at IS NULL;

-- A crew was told of a zone: because of a job in it, because of the way there, or because it is in there.
CREATE TABLE zone_tellings (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    -- What was told goes with any of the three when its time to be kept is over.
    zone_id uuid NOT NULL REFERENCES zones ON DELETE CASCADE,
    duty_id uuid NOT NULL REFERENCES duties ON DELETE CASCADE,
    incident_id uuid REFERENCES incidents ON DELETE CASCADE,
    why text NOT NULL CHECK (why IN ('incident', 'way', 'here')),
    told_at timestamptz NOT NULL,
    UNIQUE NULLS NOT DISTINCT (duty_id, zone_id, incident_id)
);
CREATE INDEX zone_tellings_by_zone ON zone_tellings (zone_id);

ALTER TABLE zones ENABLE ROW LEVEL SECURITY;
ALTER TABLE zones FORCE ROW LEVEL SECURITY;
ALTER TABLE zone_tellings ENABLE ROW LEVEL SECURITY;
ALTER TABLE zone_tellings FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT ON zones, zone_tellings TO bluelamp_app;
GRANT DELETE ON zones, zone_tellings TO bluelamp_app;
GRANT UPDATE (revision, note, from_at, until_at, ended_by, ended_at, end_reason) ON zones TO bluelamp_app;
CREATE POLICY somebody_reads ON zones FOR SELECT USING ((SELECT acting()));
CREATE POLICY control_draws ON zones FOR INSERT WITH CHECK ((SELECT scope()) IN ('system', 'control'));
CREATE POLICY control_changes ON zones FOR UPDATE USING ((SELECT scope()) IN ('system', 'control'));
CREATE POLICY system_erases ON zones FOR DELETE USING ((SELECT scope()) = 'system');
CREATE POLICY somebody_acts ON zone_tellings USING ((SELECT acting())) WITH CHECK ((SELECT acting()));

-- The outline of a zone is nothing without it.
CREATE FUNCTION forget_outline() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM areas WHERE kind = OLD.kind AND code = OLD.code;
    RETURN OLD;
END $$;
CREATE TRIGGER forget_outline AFTER DELETE ON zones FOR EACH ROW EXECUTE FUNCTION forget_outline();

CREATE VIEW zone_rows WITH (security_invoker = true) AS
SELECT z.id, z.ended_at, z.until_at, jsonb_build_object(
    'id', z.id, 'revision', z.revision, 'kind', z.kind, 'name', a.name, 'note', z.note, 'from_at', iso(z.from_at),
    'until_at', iso(z.until_at), 'made_by', z.made_by, 'made_at', iso(z.made_at), 'ended_by', z.ended_by, 'ended_at', iso(z.ended_at),
    -- Two metres are less than any fix knows, and a tenth of the corners of a circle.
    'outline', ST_AsGeoJSON(ST_Multi(ST_Transform(ST_SimplifyPreserveTopology(a.outline, 2), 4326)), 5)::jsonb) AS body
FROM zones z JOIN areas a ON a.kind = z.kind AND a.code = z.code;

-- What a crew holds: the zone, and why it was told.
CREATE VIEW zone_telling_rows WITH (security_invoker = true) AS
SELECT t.id, t.duty_id, t.zone_id, z.ended_at, t.told_at, z.body || jsonb_build_object('id', t.id, 'zone_id', t.zone_id, 'why', t.why,
    'incident_id', t.incident_id, 'told_at', iso(t.told_at)) AS body
FROM zone_tellings t JOIN zone_rows z ON z.id = t.zone_id;
GRANT SELECT ON zone_rows, zone_telling_rows TO bluelamp_app;
"""

DOWN = """
DROP VIEW zone_telling_rows, zone_rows;
DROP TABLE zone_tellings, zones;
DROP FUNCTION forget_outline();
DELETE FROM area_stays WHERE kind IN ('hazard', 'event');
DELETE FROM areas WHERE kind IN ('hazard', 'event');
"""


def upgrade() -> None:
    op.execute(UP)


def downgrade() -> None:
    op.execute(DOWN)

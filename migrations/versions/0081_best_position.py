"""A unit stands where the best of its sources says, moved without touching an index; members who are elsewhere are kept beside it."""

from alembic import op

revision = "0081"
down_revision = "0080"
branch_labels = None
depends_on = None

UP = """
DROP VIEW position_rows;
-- An index on a column that moves makes every fix write the row's indexes anew. Twelve thousand rows are read whole in two milliseconds.
DROP INDEX positions_deployable, positions_by_receipt;
ALTER TABLE positions
    ADD COLUMN lon float8, ADD COLUMN lat float8,
    ADD COLUMN trust smallint NOT NULL DEFAULT 2,
    ADD COLUMN device uuid NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000',
    ADD COLUMN battery smallint,
    ADD COLUMN duty_id uuid,
    -- `pod:CE|borough:Hackney`, in order: a text, because it is only ever compared with the one before.
    ADD COLUMN areas text NOT NULL DEFAULT '',
    -- When the areas were last others. Equal to fixed_at right after a crossing, which is how the statement knows of it.
    ADD COLUMN crossed_at timestamptz,
    ALTER COLUMN pod SET DEFAULT '';
ALTER TABLE positions NO FORCE ROW LEVEL SECURITY;
UPDATE positions SET lon = lon(place), lat = lat(place);
ALTER TABLE positions FORCE ROW LEVEL SECURITY;
ALTER TABLE positions ALTER COLUMN lon SET NOT NULL, ALTER COLUMN lat SET NOT NULL;
ALTER TABLE positions SET (autovacuum_vacuum_scale_factor = 0.5);

-- Where the crew's other devices are, while a better source says where the unit is.
CREATE TABLE member_positions (
    unit_id uuid NOT NULL REFERENCES units,
    device uuid NOT NULL,
    duty_id uuid,
    officer_id text NOT NULL,
    lon float8 NOT NULL,
    lat float8 NOT NULL,
    fixed_at timestamptz NOT NULL,
    received_at timestamptz NOT NULL,
    accuracy_m real NOT NULL,
    source text NOT NULL,
    PRIMARY KEY (unit_id, device)
) WITH (fillfactor = 50);
ALTER TABLE member_positions ENABLE ROW LEVEL SECURITY;
ALTER TABLE member_positions FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT, UPDATE, DELETE ON member_positions TO bluelamp_app;
CREATE POLICY somebody_acts ON member_positions USING ((SELECT acting())) WITH CHECK ((SELECT acting()));

-- A member is apart when no error of the two fixes and no drive between them explains the distance. A car that has driven
-- on since the member's fix is no walk: its speed times the seconds between the two is allowed for.
CREATE VIEW apart_rows WITH (security_invoker = true) AS
SELECT unit_id, jsonb_agg(jsonb_build_object('officer', COALESCE(o.rank || ' ' || o.name, ''), 'lon', lon, 'lat', lat,
    'fixed_at', iso(fixed_at), 'accuracy_m', accuracy_m, 'source', source, 'distance_m', round(distance_m)) ORDER BY o.name) AS members
FROM (
    SELECT DISTINCT ON (m.unit_id, m.officer_id) m.*,
        ST_DistanceSphere(ST_MakePoint(m.lon, m.lat), ST_MakePoint(p.lon, p.lat)) AS distance_m,
        50 + m.accuracy_m + p.accuracy_m
            + GREATEST(COALESCE(p.speed_mps, 0), 1.5) * LEAST(60, abs(extract(epoch FROM m.fixed_at - p.fixed_at))) AS explained_m
    FROM member_positions m JOIN positions p ON p.unit_id = m.unit_id JOIN units u ON u.id = m.unit_id
    WHERE m.duty_id = u.duty_id AND m.device <> p.device AND m.fixed_at > now() - interval '15 minutes'
    ORDER BY m.unit_id, m.officer_id, m.fixed_at DESC
) m LEFT JOIN officers o ON o.id::text = m.officer_id
WHERE distance_m > explained_m
GROUP BY unit_id;
GRANT SELECT ON apart_rows TO bluelamp_app;

CREATE VIEW position_rows WITH (security_invoker = true) AS
SELECT p.unit_id, p.pod, p.received_at, jsonb_build_object(
    'unit_id', p.unit_id, 'lon', p.lon, 'lat', p.lat, 'fixed_at', iso(p.fixed_at), 'received_at', iso(p.received_at),
    'accuracy_m', p.accuracy_m, 'speed_mps', p.speed_mps, 'heading', p.heading, 'source', p.source, 'battery', p.battery,
    'members', COALESCE(a.members, '[]')) AS body
FROM positions p LEFT JOIN apart_rows a USING (unit_id);
GRANT SELECT ON position_rows TO bluelamp_app;
"""

DOWN = """
DROP VIEW position_rows, apart_rows;
DROP TABLE member_positions;
ALTER TABLE positions DROP COLUMN lon, DROP COLUMN lat, DROP COLUMN trust, DROP COLUMN device, DROP COLUMN battery, DROP COLUMN duty_id,
    DROP COLUMN areas, DROP COLUMN crossed_at, ALTER COLUMN pod DROP DEFAULT;
ALTER TABLE positions RESET (autovacuum_vacuum_scale_factor);
CREATE INDEX positions_deployable ON positions USING gist (place) WHERE is_deployable;
CREATE INDEX positions_by_receipt ON positions (received_at);
CREATE VIEW position_rows WITH (security_invoker = true) AS
SELECT p.unit_id, p.pod, p.received_at, jsonb_build_object(
    'unit_id', p.unit_id, 'lon', lon(p.place), 'lat', lat(p.place), 'fixed_at', iso(p.fixed_at), 'received_at', iso(p.received_at),
    'accuracy_m', p.accuracy_m, 'speed_mps', p.speed_mps, 'heading', p.heading, 'source', p.source) AS body
FROM positions p;
GRANT SELECT ON position_rows TO bluelamp_app;
"""


def upgrade() -> None:
    op.execute(UP)


def downgrade() -> None:
    op.execute(DOWN)

"""What happened at a house is also found by its address: the point that a call is put at may be the middle of a long street.

As the warnings on a place are since 0243. Most events of a city are told without a number ("On or near ..."): they have no door, cost
nothing to read it from, and are not in the index.
"""

from alembic import op

revision = "0320"
down_revision = "0310"
branch_labels = None
depends_on = None

UP = """
ALTER TABLE events ADD COLUMN door text GENERATED ALWAYS AS (CASE WHEN address ~ '[0-9]' THEN door_of(address) ELSE '' END) STORED;
CREATE INDEX events_by_door ON events (door) WHERE door <> '';

-- Everything that a card tells of what happened: what its sources put near the point, and what they say was at this very door, within
-- `reach_m` of it because two streets may have one name. `reach`: door, point (the source names no house, and it is here give or
-- take `here_m`) or near. An empty `wanted` is nobody's door: then only distance tells.
CREATE FUNCTION events_of_place(lon float8, lat float8, radius_m float8, wanted text, reach_m float8, here_m float8)
    RETURNS TABLE (category text, label text, outcome text, source text, address text, happened_at timestamptz, is_whole_month boolean,
        distance float8, reach text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE
    here geography := ST_SetSRID(ST_MakePoint(events_of_place.lon, events_of_place.lat), 4326)::geography;
BEGIN
    IF NOT acting() THEN
        RETURN;
    END IF;
    RETURN QUERY
    SELECT e.category, e.label, e.outcome, e.source, e.address, e.happened_at, e.is_whole_month, d.metres,
        CASE WHEN d.metres <= here_m AND (e.door = '' OR wanted = '') THEN 'point' ELSE 'near' END
    FROM events e CROSS JOIN LATERAL (SELECT ST_Distance(e.place, here) AS metres) d
    WHERE ST_DWithin(e.place, here, radius_m) AND (e.door = '' OR e.door <> wanted);
    IF wanted <> '' THEN
        -- OFFSET 0: the door is asked for first, never every event of five kilometres.
        RETURN QUERY
        SELECT e.category, e.label, e.outcome, e.source, e.address, e.happened_at, e.is_whole_month, ST_Distance(e.place, here), 'door'
        FROM (SELECT * FROM events o WHERE o.door = wanted AND o.door <> '' OFFSET 0) e WHERE ST_DWithin(e.place, here, reach_m);
    END IF;
END $$;
REVOKE EXECUTE ON FUNCTION events_of_place(float8, float8, float8, text, float8, float8) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION events_of_place(float8, float8, float8, text, float8, float8) TO bluelamp_app;
"""

DOWN = """
DROP FUNCTION events_of_place(float8, float8, float8, text, float8, float8);
ALTER TABLE events DROP COLUMN door;
"""


def upgrade() -> None:
    op.execute(UP)


def downgrade() -> None:
    op.execute(DOWN)

"""Fixes by source and day: each source is kept for as long as its own policy says, and goes by dropping whole days."""

from alembic import op

revision = "0080"
down_revision = "0070"
branch_labels = None
depends_on = None

UP = """
CREATE TABLE fix_sources (
    source text PRIMARY KEY,
    -- NULL: as long as the setting KEEP_FIXES_DAYS says.
    keep_days integer CHECK (keep_days BETWEEN 1 AND 3660),
    changed_by text,
    changed_at timestamptz
);
INSERT INTO fix_sources (source) VALUES ('vehicle'), ('radio'), ('handset'), ('companion');
ALTER TABLE fix_sources ENABLE ROW LEVEL SECURITY;
ALTER TABLE fix_sources FORCE ROW LEVEL SECURITY;
GRANT SELECT ON fix_sources TO bluelamp_app;
GRANT UPDATE (keep_days, changed_by, changed_at) ON fix_sources TO bluelamp_app;
CREATE POLICY somebody_reads ON fix_sources FOR SELECT USING ((SELECT acting()));
CREATE POLICY system_sets ON fix_sources FOR UPDATE USING ((SELECT scope()) = 'system');

DROP FUNCTION drop_fixes_before(date);
DROP FUNCTION make_fixes_day(date);
ALTER TABLE fixes RENAME TO former_fixes;
ALTER INDEX fixes_by_unit RENAME TO former_fixes_by_unit;
ALTER INDEX fixes_by_receipt RENAME TO former_fixes_by_receipt;

CREATE TABLE fixes (
    unit_id uuid NOT NULL,
    duty_id uuid,
    officer_id text NOT NULL,
    device uuid NOT NULL,
    source text NOT NULL,
    fixed_at timestamptz NOT NULL,
    received_at timestamptz NOT NULL,
    -- NULL where what came was no place on this globe: the fix is kept, and says so in its flag.
    place geometry(Point, 4326),
    accuracy_m real NOT NULL,
    speed_mps real,
    heading real,
    battery smallint,
    -- Why it did not move the unit although it was the newest; NULL for a plausible one.
    flag text
) PARTITION BY LIST (source);
CREATE INDEX fixes_by_unit ON fixes (unit_id, fixed_at);
CREATE INDEX fixes_by_receipt ON fixes USING brin (received_at);
ALTER TABLE fixes ENABLE ROW LEVEL SECURITY;
ALTER TABLE fixes FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT ON fixes TO bluelamp_app;
CREATE POLICY somebody_acts ON fixes USING ((SELECT acting())) WITH CHECK ((SELECT acting()));

CREATE TABLE fixes_vehicle PARTITION OF fixes FOR VALUES IN ('vehicle') PARTITION BY RANGE (received_at);
CREATE TABLE fixes_radio PARTITION OF fixes FOR VALUES IN ('radio') PARTITION BY RANGE (received_at);
CREATE TABLE fixes_handset PARTITION OF fixes FOR VALUES IN ('handset') PARTITION BY RANGE (received_at);
CREATE TABLE fixes_companion PARTITION OF fixes FOR VALUES IN ('companion') PARTITION BY RANGE (received_at);

CREATE FUNCTION make_fixes_day_of(source text, day date) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('CREATE TABLE IF NOT EXISTS %I PARTITION OF %I FOR VALUES FROM (%L) TO (%L)',
        'fixes_' || source || '_' || to_char(day, 'YYYYMMDD'), 'fixes_' || source,
        day::timestamp AT TIME ZONE 'UTC', (day + 1)::timestamp AT TIME ZONE 'UTC');
END $$;
REVOKE EXECUTE ON FUNCTION make_fixes_day_of(text, date) FROM PUBLIC;

-- The app's role owns nothing, so it cannot make a partition: these doors do it for the owner, for one day at a time.
CREATE FUNCTION make_fixes_day(day date) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF day NOT BETWEEN current_date - 1 AND current_date + 7 THEN
        RAISE EXCEPTION 'a partition for % is not due', day;
    END IF;
    PERFORM make_fixes_day_of(s, day) FROM unnest(ARRAY['vehicle', 'radio', 'handset', 'companion']) s;
END $$;

CREATE FUNCTION drop_fixes_before(source text, day date) RETURNS integer LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp AS $$
DECLARE
    partition text;
    dropped integer := 0;
BEGIN
    IF source NOT IN ('vehicle', 'radio', 'handset', 'companion') THEN
        RAISE EXCEPTION 'there is no source %', source;
    END IF;
    FOR partition IN SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
        WHERE i.inhparent = ('fixes_' || source)::regclass
        AND c.relname < 'fixes_' || source || '_' || to_char(day, 'YYYYMMDD') LOOP
        EXECUTE format('DROP TABLE %I', partition);
        dropped := dropped + 1;
    END LOOP;
    RETURN dropped;
END $$;
REVOKE EXECUTE ON FUNCTION make_fixes_day(date), drop_fixes_before(text, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION make_fixes_day(date), drop_fixes_before(text, date) TO bluelamp_app;

-- What is there comes along. Every fix of before was a handset's; the owner is under the policies too while they are forced.
ALTER TABLE former_fixes NO FORCE ROW LEVEL SECURITY;
ALTER TABLE fixes NO FORCE ROW LEVEL SECURITY;
DO $$
DECLARE
    day date;
BEGIN
    FOR day IN SELECT DISTINCT (received_at AT TIME ZONE 'UTC')::date FROM former_fixes LOOP
        PERFORM make_fixes_day_of('handset', day);
    END LOOP;
END $$;
INSERT INTO fixes (unit_id, officer_id, device, source, fixed_at, received_at, place, accuracy_m, speed_mps, heading)
SELECT unit_id, officer_id, '00000000-0000-0000-0000-000000000000', 'handset', fixed_at, received_at, place, accuracy_m, speed_mps, heading
FROM former_fixes;
ALTER TABLE fixes FORCE ROW LEVEL SECURITY;
DROP TABLE former_fixes;
"""

# The way down begins an empty history: what came by other sources has no place in the former table.
DOWN = """
DROP FUNCTION drop_fixes_before(text, date); DROP FUNCTION make_fixes_day(date); DROP FUNCTION make_fixes_day_of(text, date);
DROP TABLE fixes, fix_sources;
CREATE TABLE fixes (
    unit_id uuid NOT NULL,
    fixed_at timestamptz NOT NULL,
    received_at timestamptz NOT NULL,
    place geometry(Point, 4326) NOT NULL,
    accuracy_m real NOT NULL,
    speed_mps real,
    heading real,
    source text NOT NULL,
    officer_id text NOT NULL
) PARTITION BY RANGE (received_at);
CREATE INDEX fixes_by_unit ON fixes (unit_id, fixed_at);
CREATE INDEX fixes_by_receipt ON fixes USING brin (received_at);
ALTER TABLE fixes ENABLE ROW LEVEL SECURITY;
ALTER TABLE fixes FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT, UPDATE, DELETE ON fixes TO bluelamp_app;
CREATE POLICY somebody_acts ON fixes USING ((SELECT acting())) WITH CHECK ((SELECT acting()));

CREATE FUNCTION make_fixes_day(day date) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF day NOT BETWEEN current_date - 1 AND current_date + 7 THEN
        RAISE EXCEPTION 'a partition for % is not due', day;
    END IF;
    EXECUTE format('CREATE TABLE IF NOT EXISTS %I PARTITION OF fixes FOR VALUES FROM (%L) TO (%L)',
        'fixes_' || to_char(day, 'YYYYMMDD'), day::timestamp AT TIME ZONE 'UTC', (day + 1)::timestamp AT TIME ZONE 'UTC');
END $$;
CREATE FUNCTION drop_fixes_before(day date) RETURNS integer LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    partition text;
    dropped integer := 0;
BEGIN
    FOR partition IN SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
        WHERE i.inhparent = 'fixes'::regclass AND c.relname < 'fixes_' || to_char(day, 'YYYYMMDD') LOOP
        EXECUTE format('DROP TABLE %I', partition);
        dropped := dropped + 1;
    END LOOP;
    RETURN dropped;
END $$;
REVOKE EXECUTE ON FUNCTION make_fixes_day(date), drop_fixes_before(date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION make_fixes_day(date), drop_fixes_before(date) TO bluelamp_app;
"""


def upgrade() -> None:
    op.execute(UP)


def downgrade() -> None:
    op.execute(DOWN)

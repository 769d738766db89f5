"""Fixes by day and the latest position of each unit; the dispatcher's nearest search runs on the positions."""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

UP = """
CREATE TABLE positions (
    unit_id uuid PRIMARY KEY REFERENCES units,
    place geometry(Point, 27700) NOT NULL,
    fixed_at timestamptz NOT NULL,
    received_at timestamptz NOT NULL,
    accuracy_m real NOT NULL,
    speed_mps real,
    heading real,
    source text NOT NULL,
    pod text NOT NULL,
    is_deployable boolean NOT NULL DEFAULT false
) WITH (fillfactor = 50);
CREATE INDEX positions_deployable ON positions USING gist (place) WHERE is_deployable;
CREATE INDEX positions_by_receipt ON positions (received_at);

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

-- The app's role owns nothing, so it cannot make a partition: this door does it for the owner, for one day at a time.
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
"""

DOWN = """
DROP FUNCTION drop_fixes_before(date); DROP FUNCTION make_fixes_day(date); DROP TABLE fixes, positions;
"""


def upgrade() -> None:
    op.execute(UP)


def downgrade() -> None:
    op.execute(DOWN)

"""Of the devices of a crew the one that places the unit keeps it: the rule of the write path, for whoever looks back."""

from __future__ import annotations

from alembic import op

revision = "0421"
down_revision = "0420"
branch_labels = None
depends_on = None

# Over fixes in the order of their measuring: which of them placed the unit, as of each (api/fixes/service.py, `moved`).
UP = """
CREATE TYPE placement AS (duty uuid, device uuid, trust integer, at timestamptz);
CREATE FUNCTION place_next(held placement, duty uuid, device uuid, trust integer, at timestamptz, gives_way interval) RETURNS placement
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    IF held IS NULL OR held.duty IS DISTINCT FROM duty OR trust > held.trust OR (trust = held.trust AND device = held.device)
            OR held.at < at - gives_way THEN
        RETURN ROW(duty, device, trust, at)::placement;
    END IF;
    RETURN held;
END $$;
CREATE AGGREGATE placed_by(uuid, uuid, integer, timestamptz, interval) (SFUNC = place_next, STYPE = placement, PARALLEL = SAFE);
"""
DOWN = """
DROP AGGREGATE placed_by(uuid, uuid, integer, timestamptz, interval);
DROP FUNCTION place_next(placement, uuid, uuid, integer, timestamptz, interval);
DROP TYPE placement;
"""


def upgrade() -> None:
    op.execute(UP)


def downgrade() -> None:
    op.execute(DOWN)

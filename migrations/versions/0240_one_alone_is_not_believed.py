"""One crew alone cannot say that the record was restored: in the life that runs its word waits for a second one."""

from __future__ import annotations

from alembic import op

revision = "0240"
down_revision = "0232"
branch_labels = None
depends_on = None

_BEGIN = """
CREATE OR REPLACE FUNCTION begin_epoch() RETURNS uuid LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    fresh uuid := gen_random_uuid();
BEGIN
    INSERT INTO epochs (id, began_at) VALUES (fresh, clock_timestamp());
    INSERT INTO epoch_marks SELECT fresh, name, last_seq FROM recipients;{more}
    RETURN fresh;
END $$;
"""
# The restore is certain now, so what single crews said before it was noticed counts.
_BELIEVE = """
    UPDATE devices_ahead SET is_believed = true WHERE NOT is_believed;"""


def upgrade() -> None:
    op.execute("ALTER TABLE devices_ahead ADD COLUMN is_believed boolean NOT NULL DEFAULT true")
    op.execute(_BEGIN.format(more=_BELIEVE))


def downgrade() -> None:
    op.execute(_BEGIN.format(more=""))
    op.execute("ALTER TABLE devices_ahead DROP COLUMN is_believed")

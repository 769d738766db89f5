"""A vehicle is with one crew at a time: its tracker and the red button of its radio speak for whoever has it."""

from __future__ import annotations

from alembic import op

revision = "0470"
down_revision = "0442"
branch_labels = None
depends_on = None

# Of several crews that booked it out, the last has it; the others forgot to book off, or took its mark out of last time's form.
UP = """
SELECT set_config('app.actor', 'system', true), set_config('app.scope', 'system', true);
UPDATE duties d SET vehicle = NULL WHERE d.ended_at IS NULL AND EXISTS (SELECT FROM duties o
    WHERE o.vehicle = d.vehicle AND o.ended_at IS NULL AND (o.started_at, o.id) > (d.started_at, d.id));
CREATE UNIQUE INDEX one_open_duty_for_a_vehicle ON duties (vehicle) WHERE ended_at IS NULL;
"""


def upgrade() -> None:
    op.execute(UP)


def downgrade() -> None:
    op.execute("DROP INDEX one_open_duty_for_a_vehicle")
